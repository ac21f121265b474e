"""What several people judge of one claim, each alone, and what one of them settles: by the program's own commands.

On a copy of the invented workspace of the herb, with three more people.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import rlsevidence as rls
from rlsevidence import cli
from test_forms import fields, put

CLAIM = "unease-relief"
DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
WORDS = {
    "very_low": ("It is very uncertain whether dreamgrass eases evening unease.",
                 "Det är mycket osäkert om drömgräs dämpar kvällsoro."),
    "low": ("Dreamgrass may ease evening unease.", "Drömgräs kan möjligen dämpa kvällsoro."),
    "moderate": ("Dreamgrass probably eases evening unease.", "Drömgräs dämpar sannolikt kvällsoro."),
}  # fmt: skip


def make_herb(repo: Path, to: Path, *people: str) -> Path:
    """Its `evidence` folder, in a workspace of its own, with `people`, ana, bo and cia beside those who are there."""
    evidence = to / "herb" / "evidence"
    shutil.copytree(repo / "tests" / "herb" / "evidence", evidence)
    with (evidence / "people.tsv").open("a", encoding="utf-8") as rows:
        for who in people or ("ana", "bo", "cia"):
            rows.write(f"{who}\tInvented {who.capitalize()}\tjudges\tnone declared\n")
    return evidence


def change_file(file: Path, *changes: tuple[str, str], times: int = -1) -> None:
    """Other words in a file; a change that finds nothing is an error of the test."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, (file.name, old)
        text = text.replace(old, new, times)
    file.write_text(text, encoding="utf-8")


def command(evidence: Path, *words: str) -> int:
    return cli.main([*words, "--workspace", str(evidence.parent)])


def judge_alone(
    evidence: Path, who: str, *, risk_of_bias: int = 1, imprecision: int = 2, overall: str = "very_low",
    direction: str = "unclear", finish: bool = True,
) -> None:  # fmt: skip
    """`who` judges the claim by the command, alone, and finishes it."""
    steps = dict.fromkeys(DOMAINS, 0) | {"risk_of_bias": risk_of_bias, "imprecision": imprecision}
    said = {
        "body": "invented-alm-2019,invented-berg-2021", "informed_by": "invented-review-2022", "read": "full-text",
        "starts_at": "high",
    }  # fmt: skip
    for domain, n in steps.items():
        said[f"downgrades.{domain}.steps"] = str(n)
        said[f"downgrades.{domain}.why.en"] = f"Invented by {who}."
        said[f"downgrades.{domain}.why.sv"] = f"Påhittat av {who}."
    said |= {
        "overall": overall, "direction.finding": direction, "direction.why.en": "Invented.",
        "direction.why.sv": "Påhittat.", "summary.en": WORDS[overall][0], "summary.sv": WORDS[overall][1],
    }  # fmt: skip
    if imprecision < 2:
        said["departs_because.imprecision.en"] = "The interval excludes every harm that anybody would mind, invented."
        said["departs_because.imprecision.sv"] = "Intervallet utesluter varje skada som någon bryr sig om, påhittat."
    sets = [part for place, value in said.items() for part in ("--set", f"{place}={value}")]
    assert command(evidence, "judge", CLAIM, "--reviewer", who, *sets, *(("--finish",) if finish else ())) == 0


def settle_between(evidence: Path, who: str, take: str) -> None:
    """`who` settles what was judged apart: everything as `take` has it."""
    panel = rls.settle("certainty", CLAIM, reviewer=who, folder=evidence.parent)
    for name, field in fields(panel).items():
        if field["both"]:
            put(panel, *name.split("."), value=next(value for people, value, _ in field["both"] if take in people))
    panel.act({"do": "finish"})
    assert panel.view["finished"] == f"certainty/{CLAIM}.yaml", panel.view["problems"]
