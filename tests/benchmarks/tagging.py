"""How good the tagging engine is, and how its weights are made. Data paths are arguments; nothing is fetched.

    python tests/benchmarks/tagging.py stance pubmedqa_dev.jsonl [--train]
    python tests/benchmarks/tagging.py direction evidence_inference_dev.jsonl [--train]
    python tests/benchmarks/tagging.py design FILE.xml... (PubMed XML with publication types)
    python tests/benchmarks/tagging.py concerns [WORKSPACE]
    python tests/benchmarks/tagging.py speed [RECORDS]

`stance` wants lines of {id, claim, abstract: [{label, text}], label}; `direction` lines of {id, pmcid, intervention,
comparator, outcome, abstract, label}. `--train` writes the weights that ship; without it they are only judged, by
cross-validation, and nothing is written. Weights are numbers by cue: no text of the data goes into them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rlsevidence.tagging import direction, stance, training
from rlsevidence.tagging.linear import format_model
from rlsevidence.tagging.sentences import Passage, split_labelled
from rlsevidence.tagging.training import Recipe, Scores

LEXICONS = Path(training.__file__).parent / "lexicons"
STANCE = Recipe(stance.STANCES, penalty=12.0, emphasis={"inconclusive": 1.4})
UNCONCLUDED = Recipe(stance.STANCES, penalty=60.0, emphasis={"inconclusive": 1.5})
DIRECTION = Recipe(direction.DIRECTIONS, penalty=20.0, emphasis={"decrease": 1.2, "increase": 1.15})
SEEDS = 5


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def show(name: str, scores: Sequence[Scores]) -> None:
    """One line: the mean over repetitions, and the spread of accuracy."""
    mean = {
        f: float(np.mean([getattr(s, f) for s in scores]))
        for f in ("accuracy", "macro_f1", "surest_half", "calibration_error")
    }
    spread = float(np.std([s.accuracy for s in scores]))
    print(
        f"{name:38} n {scores[0].n:5}  accuracy {mean['accuracy']:.3f} (±{spread:.3f})  "
        f"macro-F1 {mean['macro_f1']:.3f}  "
        f"surest half {mean['surest_half']:.3f}  calibration error {mean['calibration_error']:.3f}"
    )


def show_classes(scores: Scores, classes: Sequence[str]) -> None:
    print(f"    {'':14} precision  recall     F1   predicted: " + "  ".join(f"{c:>13}" for c in classes))
    for name in classes:
        p, r, f = scores.by_class[name]
        row = "  ".join(f"{scores.confusion.get((name, c), 0):13}" for c in classes)
        print(f"    {name:14} {p:9.3f} {r:7.3f} {f:6.3f}              {row}")


def judge(name: str, rows: list[Mapping[str, float]], labels: list[str], groups: list[str], recipe: Recipe) -> None:
    found = [
        training.score(labels, training.cross_validate(rows, labels, groups, recipe, seed=s), recipe.classes)
        for s in range(SEEDS)
    ]
    show(f"{name}: weights, cross-validated", found)
    show_classes(found[0], recipe.classes)


def write(name: str, rows: list[Mapping[str, float]], labels: list[str], groups: list[str], recipe: Recipe,
          source: str) -> None:  # fmt: skip
    model = training.train(rows, labels, groups, recipe)
    provenance = {
        "trained_on": source,
        "rows": len(rows),
        "penalty": recipe.penalty,
        "emphasis": dict(recipe.emphasis),
        "script": "tests/benchmarks/tagging.py",
        "holds": "one number a class for each cue; no text of the data",
    }
    file = LEXICONS / f"{name}-weights.json"
    file.write_text(format_model(model, provenance), encoding="utf-8")
    print(
        f"wrote {file.name}: {len(model.weights)} features, confidence line {model.confidence[0]:.2f} {model.confidence[1]:.2f}"
    )


def run_stance(args: argparse.Namespace) -> None:
    lines = read_lines(args.file)
    labels = [x["label"] for x in lines]
    groups = [str(x["id"]) for x in lines]
    majority = max(set(labels), key=labels.count)
    show("majority", [training.score_labels(labels, [majority] * len(labels), stance.STANCES)])
    source = "PubMedQA, the 500 labelled questions outside its test set (pubmedqa/pubmedqa, MIT licence)"
    for name, recipe, cut in (("stance", STANCE, 0), ("stance-unconcluded", UNCONCLUDED, 1)):
        rows, said = [], []
        for line in lines:
            sections = line["abstract"][: len(line["abstract"]) - cut]
            reading = stance.read_abstract([Passage(s["label"], s["text"]) for s in sections])
            claim = stance.read_claim(line["claim"])
            rows.append(stance.measure(claim, reading))
            said.append(stance.judge_by_rules(claim, reading)[0])
        where = "conclusion hidden" if cut else "conclusion shown"
        rules = training.score_labels(labels, said, stance.STANCES)
        show(f"{where}: rules alone", [rules])
        judge(where, rows, labels, groups, recipe)
        if args.train:
            write(name, rows, labels, groups, recipe, source + ("; last section left out" if cut else ""))


def run_direction(args: argparse.Namespace) -> None:
    lines = read_lines(args.file)
    labels, groups = [x["label"] for x in lines], [str(x["pmcid"]) for x in lines]
    majority = max(set(labels), key=labels.count)
    show("majority", [training.score_labels(labels, [majority] * len(labels), direction.DIRECTIONS)])
    rows, said = [], []
    for line in lines:
        question = direction.read_question(line["intervention"], line["comparator"], line["outcome"], line["abstract"])
        passages = split_labelled(line["abstract"])
        rows.append(direction.measure_direction(question, passages)[0])
        said.append(direction.judge_direction_by_rules(question, passages))
    show("rules alone", [training.score_labels(labels, said, direction.DIRECTIONS)])
    judge("direction", rows, labels, groups, DIRECTION)
    if args.train:
        source = "Evidence Inference 2.0, train part, abstracts (jayded/evidence-inference, MIT licence)"
        write("direction", rows, labels, groups, DIRECTION, source)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    runs: dict[str, Callable[[argparse.Namespace], None]] = {"stance": run_stance, "direction": run_direction}
    for name in runs:
        verb = verbs.add_parser(name)
        verb.add_argument("file", type=Path)
        verb.add_argument("--train", action="store_true", help="write the weights that ship")
    args = parser.parse_args()
    runs[args.verb](args)


if __name__ == "__main__":
    main()
