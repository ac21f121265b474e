"""How good the tagging engine is, and how its weights are made. Data paths are arguments; nothing is fetched.

    python tests/benchmarks/tagging.py stance pubmedqa_dev.jsonl [--train]
    python tests/benchmarks/tagging.py direction evidence_inference_dev.jsonl [--train]
    python tests/benchmarks/tagging.py design FILE.xml... (PubMed XML with publication types)
    python tests/benchmarks/tagging.py concerns [WORKSPACE]

`stance` wants lines of {id, claim, abstract: [{label, text}], label}; `direction` lines of {id, pmcid, intervention,
comparator, outcome, abstract, label}. `--train` writes the weights that ship; without it they are only judged, by
cross-validation, and nothing is written. Weights are numbers by cue: no text of the data goes into them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rlsevidence.errors import RlsEvidenceError
from rlsevidence.pubmed.parse import parse_file
from rlsevidence.tagging import direction, readings, stance, training
from rlsevidence.tagging.design import judge_design
from rlsevidence.tagging.linear import format_model
from rlsevidence.tagging.sentences import Passage, split_labelled
from rlsevidence.tagging.training import Recipe, Scores
from rlsevidence.workspace import open_workspace

LEXICONS = Path(training.__file__).parent / "lexicons"
STANCE = Recipe(stance.STANCES, penalty=11.0, emphasis={"inconclusive": 2.0})
UNCONCLUDED = Recipe(stance.STANCES, penalty=60.0, emphasis={"inconclusive": 1.5})
DIRECTION = Recipe(direction.DIRECTIONS, penalty=50.0, emphasis={"decrease": 1.2, "increase": 1.15})
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
        f"wrote {file.name}: {len(model.weights)} features, "
        f"confidence {model.confidence[0]:.2f} {model.confidence[1]:.2f}"
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
            reading = readings.read_abstract([Passage(s["label"], s["text"]) for s in sections])
            claim = readings.read_claim(line["claim"])
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


TYPES = {
    "Randomized Controlled Trial": ("rct", "crossover-rct"),
    "Meta-Analysis": ("meta-analysis",),
    "Systematic Review": ("systematic-review", "meta-analysis"),
    "Review": ("narrative-review", "systematic-review", "meta-analysis"),
    "Case Reports": ("case-report",),
    "Practice Guideline": ("guideline",),
}
"""PubMed's publication type -> the designs that agree with it."""


def run_design(args: argparse.Namespace) -> None:
    """Text alone against PubMed's own publication types, of records with an abstract."""
    records = {}
    for file in args.files:
        try:
            for record in parse_file(file):
                # PubMed types a record when it indexes it: without MeSH headings a missing type means nothing.
                if record.pmid and record.abstract and record.mesh:
                    records[record.pmid] = record
        except RlsEvidenceError as error:
            print(f"left out: {file.name}: {str(error).splitlines()[0]}")
    told = {pmid: judge_design(r.title, " ".join(s.text for s in r.abstract)).design for pmid, r in records.items()}
    print(
        f"{len(records)} indexed records with an abstract; no design told for {sum(d is None for d in told.values())}"
    )
    print(f"{'publication type':28} records  precision  recall     F1")
    for name, designs in TYPES.items():
        true = {p for p, r in records.items() if name in r.publication_types}
        if name == "Review":  # PubMed gives reviews with a search both types
            true |= {p for p, r in records.items() if {"Systematic Review", "Meta-Analysis"} & set(r.publication_types)}
        said = {p for p, d in told.items() if d in designs}
        both = len(true & said)
        precision = f"{both / len(said):9.3f}" if said else "        -"
        recall = f"{both / len(true):7.3f}" if true else "      -"
        f1 = f"{2 * both / (len(true) + len(said)):6.3f}" if true or said else "     -"
        print(f"{name:28} {len(true):7}  {precision} {recall} {f1}")
    plain = {p for p, r in records.items() if "random" in (r.title + str([s.text for s in r.abstract])).lower()}
    true = {p for p, r in records.items() if "Randomized Controlled Trial" in r.publication_types}
    if true | plain:
        print(f"beside it, the rule 'random*' for RCT: F1 {2 * len(true & plain) / (len(true) + len(plain)):.3f}")


def run_concerns(args: argparse.Namespace) -> None:
    """'Concerns this claim' with the decisions hidden, against the decisions. The lexicons were written beside them."""
    report = open_workspace(args.workspace).agreement_report
    for score in report.concerns:
        recall = "-" if score.recall is None else f"{score.recall:.3f}"
        precision = "-" if score.precision is None else f"{score.precision:.3f}"
        print(
            f"{score.claim or 'ALL':28} relevant {score.relevant:4}  recall {recall:>5}  "
            f"precision among decided {precision:>5}  suggested and undecided {score.undecided:4}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, run in (("stance", run_stance), ("direction", run_direction)):
        verb = verbs.add_parser(name)
        verb.add_argument("file", type=Path)
        verb.add_argument("--train", action="store_true", help="write the weights that ship")
        verb.set_defaults(run=run)
    verb = verbs.add_parser("design")
    verb.add_argument("files", type=Path, nargs="+")
    verb.set_defaults(run=run_design)
    verb = verbs.add_parser("concerns")
    verb.add_argument("workspace", nargs="?")
    verb.set_defaults(run=run_concerns)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
