"""How well claims that state something are judged, and how their weights are made. Data paths are arguments.

    python tests/benchmarks/statements.py --questions pubmedqa_dev.jsonl --prompts evidence_inference_dev.jsonl MORE...
        [--train] [--wrong]

`--questions`: lines of {id, claim, abstract: [{label, text}], label}; `--prompts`: lines of {id, pmcid, intervention,
comparator, outcome, abstract, label}. Statements are made from both, of either polarity, with evidence that speaks to
them (a conclusion, the sentence that states the outcome, a whole abstract) and with evidence that does not. Shown are
cross-validation by article, each kind judged by weights that never saw it, accuracy against coverage, and the invented
statements of tests/stance. `--train` writes the weights that ship: numbers by feature, no text of the data.

The rule of labels: no difference found disputes a claim that asserts one, and supports a claim that denies one, where
the evidence is on that outcome; evidence on another outcome, another treatment, or a background sentence is
inconclusive; 'maybe' stays inconclusive.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rlsevidence.tagging import direction, training
from rlsevidence.tagging.linear import LinearModel, confide, format_model
from rlsevidence.tagging.readings import read_abstract
from rlsevidence.tagging.said import find_said
from rlsevidence.tagging.sentences import Passage, split_labelled, split_passages
from rlsevidence.tagging.stance import PROPOSE_AT, STANCES
from rlsevidence.tagging.statements import compare, read_statement
from rlsevidence.tagging.training import Matrix, Recipe, fit, make_folds, predict_all, score_labels
from rlsevidence.tagging.weighing import SPOKEN_OF, measure_statement
from rlsevidence.tagging.words import list_stems

RECIPE = Recipe(STANCES, penalty=30.0, emphasis={"inconclusive": 0.75})
SHARE = {"prompt:whole": 0.5}
"""How many of a sort are trained on, or prompts would outnumber the rest. Of other prompts 0.6, of questions all."""
INVENTED = Path(__file__).resolve().parents[1] / "stance" / "statements.tsv"
WEIGHTS = Path(training.__file__).parent / "lexicons" / "statement-weights.json"


@dataclass(frozen=True)
class Case:
    """One statement with its evidence; `sort` says how it was made, `group` which article it comes from."""

    sort: str
    group: str
    claim: str
    evidence: tuple[Passage, ...]
    label: str


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def declare(question: str) -> str:
    """The part of a question that asks, as a statement."""
    parts = [p for p in re.split(r"(?<=[:.?!])\s+|\s--?\s|--", question) if p.strip()]
    asking = next((p for p in parts if p.rstrip().endswith("?")), question)
    return (question if len(asking.split()) < 5 else asking).strip().rstrip("?").strip() + "."


def deny(claim: str) -> str | None:
    """The same with 'not' before the word that says how its things hang together; None where that is not found."""
    statement = read_statement(claim)
    for said in find_said(claim):
        if said.way in statement.ways and not said.turned and said.start > 8:
            return f"{claim[: said.start]}not {claim[said.start :]}"
    return None


def asserts(claim: str, text: str) -> bool:
    """Whether a sentence itself says something of both things of a claim: then it is no background."""
    for read in read_abstract([Passage(None, text)]).sentences:
        seen = compare(read_statement(claim), read)
        if max(seen.same, seen.against, seen.none) >= 0.3 and min(seen.first, seen.second) >= 0.3:
            return True
    return False


def make_from_questions(lines: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Case]:
    """Statements of the questions, with their conclusion, their abstract, a background sentence, a near stranger."""
    read = []
    for line in lines:
        passages = tuple(Passage(s["label"], s["text"]) for s in line["abstract"])
        read.append((line, passages, [(s, list_stems(s.text)) for s in split_passages(passages)]))
    cases = []
    for line, passages, sentences in read:
        claim, group, label = declare(line["claim"]), f"q{line['id']}", line["label"]
        stems = list_stems(claim)
        conclusion = (Passage(None, passages[-1].text),)
        cases += [
            Case("question:whole", group, claim, passages, label),
            Case("question:conclusion", group, claim, conclusion, label),
        ]
        turned = deny(claim)
        if turned is not None and label != "inconclusive":
            other = "disputes" if label == "supports" else "supports"
            cases.append(Case("question:denied", group, turned, conclusion, other))

        def share(own: frozenset[str], stems: frozenset[str] = stems) -> float:
            return len(stems & own) / (len(stems) or 1)

        before = [(share(own), s.text) for s, own in sentences if s.role in ("aim", "methods")]
        before = [(own, text) for own, text in before if not asserts(claim, text)]
        if before and max(before)[0] >= 0.2:
            cases.append(Case("question:background", group, claim, (Passage(None, max(before)[1]),), "inconclusive"))
        strangers = [
            (share(own) + chance.random() * 0.05, s.text)
            for other_line, _, others in read
            if other_line is not line
            for s, own in others
            if s.role in ("conclusion", "results")
        ]
        cases.append(Case("question:stranger", group, claim, (Passage(None, max(strangers)[1]),), "inconclusive"))
    return cases


FORMS: Mapping[str, tuple[str, ...]] = {
    "up": ("{i} increases {o}.", "{i} raises {o} compared with {c}.", "{o} is higher with {i} than with {c}.",
           "{i} leads to more {o}.", "{i} is associated with higher {o}.", "{o} increases after {i}."),
    "down": ("{i} reduces {o}.", "{i} lowers {o} compared with {c}.", "{o} is lower with {i} than with {c}.",
             "{i} leads to less {o}.", "{i} decreases {o}.", "{i} is associated with a lower {o}.",
             "{i} prevents {o}."),
    "none": ("{i} has no effect on {o}.", "{i} does not change {o}.", "{o} does not differ between {i} and {c}.",
             "{i} is no better than {c} for {o}.", "{i} does not improve {o}.", "{i} and {c} are similar in {o}."),
    "some": ("{i} affects {o}.", "{i} influences {o} compared with {c}."),
    "good": ("{i} improves {o}.", "{i} is better than {c} for {o}.", "{i} is effective for {o}.",
             "{i} has a beneficial effect on {o}.", "{i} helps against {o}."),
    "bad": ("{i} worsens {o}.", "{i} is worse than {c} for {o}."),
}  # fmt: skip


def label_prompt(form: str, found: str, better: str | None) -> str:
    """What a finding says of a statement of this form."""
    if form == "none":
        return "supports" if found == "no_difference" else "disputes"
    if found == "no_difference":
        return "disputes"
    if form == "some":
        return "supports"
    up = form == "up" or (form == "good" and better == "higher") or (form == "bad" and better == "lower")
    return "supports" if up == (found == "increase") else "disputes"


def make_from_prompts(lines: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Case]:
    """Statements of each prompt: one that its finding supports, one that it disputes; and others it says nothing of."""
    cases = []
    for line in lines:
        passages = split_labelled(line["abstract"])
        question = direction.read_question(line["intervention"], line["comparator"], line["outcome"], line["abstract"])
        candidates = direction.find_candidates(question, passages)
        group, better = f"p{line['pmcid']}", direction.find_better(line["outcome"])
        words = {"i": line["intervention"].strip(), "c": _lower(line["comparator"]), "o": _lower(line["outcome"])}
        forms = [form for form in FORMS if better or form not in ("good", "bad")]
        chance.shuffle(forms)
        claims: dict[str, str] = {}
        for form in forms:
            label = label_prompt(form, line["label"], better)
            claims.setdefault(label, chance.choice(FORMS[form]).format(**words))
        best = candidates[0].read.sentence.text if candidates and candidates[0].overlap >= 0.5 else None
        for label, claim in claims.items():
            if best is not None and list_stems(best) & list_stems(line["intervention"]):
                cases.append(Case("prompt:sentence", group, claim, (Passage(None, best),), label))
            # The finding was read in the whole article: an abstract that does not name the outcome may be silent.
            if best is not None:
                cases.append(Case("prompt:whole", group, claim, passages, label))
        any_claim = chance.choice(list(claims.values()))
        other = chance.choice(lines)
        if other["pmcid"] != line["pmcid"]:
            form = chance.choice(FORMS[chance.choice(["up", "down", "none", "some", "good"])])
            stranger = form.format(**{**words, "i": other["intervention"].strip()})
            if best is not None and chance.random() < 0.35:
                cases.append(Case("prompt:other-subject", group, stranger, (Passage(None, best),), "inconclusive"))
            if chance.random() < 0.25:
                elsewhere = form.format(**{**words, "o": _lower(other["outcome"])})
                cases.append(Case("prompt:whole-other", group, elsewhere, passages, "inconclusive"))
            if chance.random() < 0.15:
                cases.append(Case("prompt:whole-other", group, stranger, passages, "inconclusive"))
        own = list_stems(any_claim)
        near = [s for s in split_passages(passages) if list_stems(s.text) & own]
        apart = [s for s in near if s.role in ("results", "conclusion", "body")]
        apart = [s for s in apart if not list_stems(s.text) & question.outcome]
        before = [s for s in near if s.role in ("methods", "aim") and not asserts(any_claim, s.text)]
        for sort, pool, part in (("prompt:other-outcome", apart, 0.8), ("prompt:methods", before, 0.35)):
            if pool and chance.random() < part:
                evidence = (Passage(None, chance.choice(pool).text),)
                cases.append(Case(sort, group, any_claim, evidence, "inconclusive"))
    return cases


def _lower(text: str) -> str:
    text = text.strip()
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def read_invented() -> list[Case]:
    with INVENTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Case(r["kind"], f"v{i}", r["claim"], (Passage(None, r["evidence"]),), r["stance"]) for i, r in enumerate(rows)
    ]


def measure(case: Case) -> dict[str, float]:
    return measure_statement(read_statement(case.claim), read_abstract(case.evidence))[0]


@dataclass(frozen=True)
class Measured:
    """Cases with their features."""

    cases: Sequence[Case]
    rows: Sequence[Mapping[str, float]]

    @property
    def labels(self) -> list[str]:
        return [case.label for case in self.cases]

    def pick(self, chosen: Sequence[int]) -> Measured:
        return Measured([self.cases[i] for i in chosen], [self.rows[i] for i in chosen])

    def thin(self) -> Measured:
        """Those that are trained on."""
        chance = random.Random(0)
        shares = [SHARE.get(c.sort, 0.6 if c.sort.startswith("prompt") else 1.0) for c in self.cases]
        return self.pick([i for i, share in enumerate(shares) if chance.random() < share])


def learn(measured: Measured) -> LinearModel:
    return fit(measured.rows, measured.labels, STANCES, penalty=RECIPE.penalty, emphasis=RECIPE.emphasis, steps=200)


def show(name: str, labels: Sequence[str], odds: Matrix, line: tuple[float, float]) -> None:
    said = [STANCES[i] for i in odds.argmax(axis=1)]
    confidence = np.array([confide(float(p), line) for p in odds.max(axis=1)])
    s = score_labels(labels, said, STANCES, confidence)
    classes = "  ".join(f"{k} {p:.2f}/{r:.2f}/{f:.2f}" for k, (p, r, f) in s.by_class.items())
    false = sum(a != "supports" and b == "supports" for a, b in zip(labels, said, strict=True))
    print(
        f"{name:32} n {s.n:5}  accuracy {s.accuracy:.3f}  macro-F1 {s.macro_f1:.3f}  surest half {s.surest_half:.3f}  "
        f"calibration error {s.calibration_error:.3f}  false supports {false}\n    {classes}"
    )


def show_coverage(name: str, part: Measured, odds: Matrix, line: tuple[float, float]) -> None:
    """Accuracy against coverage, and the same at the thresholds below which nothing is proposed."""
    labels = part.labels
    said = np.array([STANCES[i] for i in odds.argmax(axis=1)])
    right = said == np.array(labels)
    confidence = np.array([confide(float(p), line) for p in odds.max(axis=1)])
    order = np.argsort(-confidence, kind="stable")
    shares = (0.1, 0.25, 0.5, 0.75, 1)
    steps = "  ".join(f"{s:.0%} {right[order[: max(1, int(len(order) * s))]].mean():.3f}" for s in shares)
    print(f"{name:32} accuracy by coverage: {steps}")
    on_pair = np.array(
        [min(row.get(f"covers:{n}", 0.0) for n in ("first", "second")) >= SPOKEN_OF for row in part.rows]
    )
    proposed = np.zeros(len(labels), bool)
    for stance in STANCES:
        own = said == stance
        kept = own & (on_pair | (stance == "inconclusive")) & (confidence >= PROPOSE_AT[stance])
        precision = right[kept].mean() if kept.any() else float("nan")
        proposed |= kept
        by_step = "  ".join(
            f"{at:.2f}: {right[own & (confidence >= at)].mean():.2f} of {(own & (confidence >= at)).sum()}"
            for at in (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
            if (own & (confidence >= at)).any()
        )
        print(
            f"    {stance:13} proposed at {PROPOSE_AT[stance]:.2f}: {kept.sum():5} of {own.sum():5} said, "
            f"right {precision:.3f} (of all said {right[own].mean() if own.any() else float('nan'):.3f})   {by_step}"
        )

    silent = np.array(labels) == "inconclusive"
    sides = proposed & silent & (said != "inconclusive")
    print(f"    of {silent.sum()} that say nothing of the claim or leave it open, a side is proposed for {sides.sum()}")


def cross_validate(parts: Sequence[Measured], folds: int) -> list[Matrix]:
    """Probabilities of every case from weights that saw none of its article."""
    cut = [make_folds(m.labels, [c.group for c in m.cases], folds, 0) for m in parts]
    found: list[npt.NDArray[np.float64]] = [np.zeros((len(m.cases), len(STANCES))) for m in parts]
    for number in range(folds):
        thinned = [m.pick(np.flatnonzero(f != number).tolist()).thin() for m, f in zip(parts, cut, strict=True)]
        model = learn(_join(thinned))
        for m, f, odds in zip(parts, cut, found, strict=True):
            chosen = np.flatnonzero(f == number).tolist()
            odds[chosen] = predict_all(model, [m.rows[i] for i in chosen])
    return list(found)


def _join(parts: Sequence[Measured]) -> Measured:
    return Measured([c for m in parts for c in m.cases], [r for m in parts for r in m.rows])


WANTED = {"supports": 0.75, "disputes": 0.7, "inconclusive": 0.7}
"""How often a proposed stance has to be right: a false 'supports' costs most."""


def find_step(stance: str, wanted: float, parts: Mapping[str, Measured], odds: Mapping[str, Matrix],
              line: tuple[float, float]) -> float | None:  # fmt: skip
    """The lowest confidence, in steps of .01, from which on a stance is right as often as wanted."""
    for step in np.arange(0.3, 0.95, 0.01):
        shares = []
        for name, part in parts.items():
            confidence = np.array([confide(float(p), line) for p in odds[name].max(axis=1)])
            kept = (odds[name].argmax(axis=1) == STANCES.index(stance)) & (confidence >= step)
            shares.append(float((np.array(part.labels)[kept] == stance).mean()) if kept.any() else 0.0)
        if np.mean(shares) >= wanted:
            return round(float(step), 2)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--prompts", type=Path, nargs="+", required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--train", action="store_true", help="write the weights that ship")
    parser.add_argument("--wrong", action="store_true", help="list the invented statements that are judged wrongly")
    args = parser.parse_args()
    chance = random.Random(0)
    sets = {
        "questions": make_from_questions(read_lines(args.questions), chance),
        "prompts": make_from_prompts([x for file in args.prompts for x in read_lines(file)], chance),
    }
    parts = {name: Measured(cases, [measure(c) for c in cases]) for name, cases in sets.items()}
    invented = Measured(read_invented(), [measure(c) for c in read_invented()])
    questions, prompts = parts["questions"], parts["prompts"]
    apart = {
        "questions": predict_all(learn(prompts.thin()), questions.rows),
        "prompts": predict_all(learn(questions.thin()), prompts.rows),
    }
    seen = dict(zip(parts, cross_validate(list(parts.values()), args.folds), strict=True))
    # What users bring is neither a kind that was trained on nor one wholly unlike: the confidence that ships is fitted
    # on both, in equal parts: on predictions for a kind that was left out, and for articles that were.
    even = {"questions": np.arange(len(questions.cases))}
    even["prompts"] = np.random.default_rng(0).permutation(len(prompts.cases))[: len(questions.cases)]

    def fit_line(*names: str) -> tuple[float, float]:
        tables = [found[n][even[n]] for n in names for found in (apart, seen)]
        labels = [parts[n].labels[i] for n in names for _ in range(2) for i in even[n]]
        return training.fit_confidence(np.vstack(tables), labels, STANCES)

    line = fit_line("questions", "prompts")
    lines = {"questions": fit_line("prompts"), "prompts": fit_line("questions")}
    print("-- each kind by weights that never saw it, with a confidence fitted on the other kind alone")
    for name, part in parts.items():
        show(name, part.labels, apart[name], lines[name])
        show_coverage(name, part, apart[name], line)
        for sort in sorted({c.sort for c in part.cases}):
            chosen = [i for i, c in enumerate(part.cases) if c.sort == sort]
            show(f"  {sort}", [part.labels[i] for i in chosen], apart[name][chosen], lines[name])
    print("-- cross-validated by article, both kinds in training")
    for name, part in parts.items():
        show(name, part.labels, seen[name], lines[name])
        show_coverage(name, part, seen[name], line)
    print("-- the lowest step at which a stance is right often enough, mean of the two kinds, articles left out")
    for stance, wanted in WANTED.items():
        print(f"    {stance}: right {wanted:.2f} from {find_step(stance, wanted, parts, seen, line)} on")
    print("-- invented statements (written before the rules; rules were mended on the first half alone)")
    model = replace(learn(_join([questions.thin(), prompts.thin()])), confidence=line)
    odds = predict_all(model, invented.rows)
    for name, begin in (("first half (odd rows)", 0), ("other half (even rows)", 1)):
        show(name, invented.labels[begin::2], odds[begin::2], line)
        show_coverage(name, invented.pick(list(range(begin, len(invented.cases), 2))), odds[begin::2], line)
    if args.wrong:
        for case, own in list(zip(invented.cases, odds, strict=True))[::2]:
            if STANCES[own.argmax()] != case.label:
                said = STANCES[own.argmax()]
                print(f"{case.label} said {said} {own.round(2)}: {case.claim} | {case.evidence[0].text}")
    if args.train:
        kept = {name: weight for name, weight in model.weights.items() if max(map(abs, weight)) >= 5e-4}
        provenance = {
            "trained_on": "statements made from PubMedQA, the 500 labelled questions outside its test set "
            "(pubmedqa/pubmedqa, MIT licence), and from Evidence Inference 2.0, train and validation parts, abstracts "
            "(jayded/evidence-inference, MIT licence)",
            "rows": len(_join([questions.thin(), prompts.thin()]).cases),
            "penalty": RECIPE.penalty,
            "emphasis": dict(RECIPE.emphasis),
            "confidence": "fitted on kinds and on articles that were left out, in equal parts",
            "script": "tests/benchmarks/statements.py",
            "holds": "one number a class for each feature; no text of the data",
        }
        WEIGHTS.write_text(format_model(replace(model, weights=kept), provenance), encoding="utf-8")
        print(f"wrote {WEIGHTS.name}: {len(kept)} features")


if __name__ == "__main__":
    main()
