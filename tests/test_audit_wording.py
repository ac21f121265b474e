"""How firmly sentences speak, in a table with reasons; every group of cues is in it."""

from __future__ import annotations

import re

import pytest

from rlsevidence.audit.lexicon import read_lexicon
from rlsevidence.audit.wording import STRENGTHS, find_cue, is_advice, read_wording

CASES = [
    ("Örten lindrar klåda.", "plain", "nothing softens it"),
    ("Örten kan lindra klåda.", "hedged", "'kan'"),
    ("Örten kan inte vara bra för barn.", "plain", "'kan inte' is a flat denial"),
    ("Tidig forskning tyder på att örten lindrar klåda.", "hedged", "a cue over everything that follows"),
    ("Det är osäkert om örten lindrar klåda.", "hedged", "the sentence says itself that nobody knows"),
    ("Örten lindrar troligen klåda.", "hedged", "'troligen' stands between"),
    ("En studie visade att örten lindrade klåda.", "reported", "a report"),
    ("En studie visade att örten kan lindra klåda.", "reported", "a report of a cautious result is a report"),
    ("Studies suggest that the herb relieves itching.", "hedged", "a report that is itself hedged"),
    ("Enligt en studie lindrar örten klåda.", "reported", "attributed"),
    ("Det är bevisat att örten lindrar klåda.", "strong", "'bevisat'"),
    ("Det finns starka bevis på att örten kan lindra klåda.", "strong", "the strength stands over the caution"),
    ("Det finns inga starka bevis för att örten lindrar klåda.", "hedged", "strong evidence denied"),
    ("Örten är extremt effektiv mot klåda.", "emphatic", "an intensifier"),
    ("Klåda kan vara extremt störande.", "plain", "caution and intensifier take from each other"),
    ("Örten lindrar klåda, vilket kan störa sömnen.", "plain", "the caution belongs to another clause"),
    ("The herb relieves itching and may improve sleep.", "plain", "the firmest predicate decides"),
    ("The herb may relieve itching, which improves sleep.", "hedged", "a clause that hangs on a cautious one"),
    ("Du kan bli trött av andra, som medel som ökar klåda.", "hedged", "an example has no firmness of its own"),
    ("The herb is scientifically proven to cure itching.", "strong", "'proven'"),
    ("It is not clear that the herb works.", "hedged", "doubt in English"),
]


@pytest.mark.parametrize(("text", "strength", "why"), CASES, ids=[c[2] for c in CASES])
def test_strength(text: str, strength: str, why: str) -> None:
    assert read_wording(text).strength == strength


def test_every_strength_has_a_case() -> None:
    assert {c[1] for c in CASES} == set(STRENGTHS)


MARKS = [
    ("Örten lindrar inte klåda.", "negated", True, "denied"),
    ("Örten är inte bara god utan lindrar klåda.", "negated", False, "'inte bara' denies nothing"),
    ("Om du inte sover kan örten lindra klåda.", "negated", False, "a denial within the condition"),
    ("Hjälper örten mot klåda?", "question", True, "a question asserts nothing"),
    ("Jag sov bättre med örten.", "personal", True, "one's own account"),
    ("I Sverige lindrar örten klåda.", "personal", False, "'I' is a preposition in Swedish"),
    ("I slept better with the herb.", "personal", True, "'I' in English"),
    ("Det är osäkert om örten hjälper.", "says_uncertain", True, "doubt"),
    ("Örten används mot klåda.", "use", True, "used, which is not to say that it works"),
    ("Du bör inte ta örten utan att rådfråga läkare.", "precaution", True, "a warning"),
    ("Om klådan är svår hjälper örten.", "conditional", True, "some cases only"),
    ('Hon säger: "Örten hjälper mig mot klåda."', "quoted", True, "somebody is quoted"),
    ("En studie visade att örten hjälper.", "reported", True, "a report"),
]


@pytest.mark.parametrize(("text", "mark", "expected", "why"), MARKS, ids=[m[3] for m in MARKS])
def test_marks(text: str, mark: str, expected: bool, why: str) -> None:
    assert getattr(read_wording(text), mark) is expected


def test_only_the_clauses_that_matter_are_read() -> None:
    text = "The herb relieves itching and may improve sleep."
    assert read_wording(text, ("sleep",)).strength == "hedged"
    assert read_wording(text, ("itching",)).strength == "plain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tala med din läkare om rätt mängd.", True),
        ("Om örten inte hjälper, boka tid hos läkaren.", True),
        ("Örten lindrar klåda.", False),
    ],
)
def test_advice(text: str, expected: bool) -> None:
    assert is_advice(text) is expected


@pytest.mark.parametrize("name", ["cues", "relations", "amounts", "told", "language", "translation", "abbreviations"])
def test_every_group_of_a_lexicon_has_terms_and_a_reason(name: str) -> None:
    for group, entry in read_lexicon(name).items():
        assert entry["terms"], group
        assert entry["why"], group
        if name in ("cues", "relations", "amounts", "told", "translation"):
            assert all(re.compile(t) for t in entry["terms"]), group


def test_every_cue_pattern_compiles() -> None:
    assert all(find_cue(name) for name in read_lexicon("cues"))
