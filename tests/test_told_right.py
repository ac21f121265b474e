"""An audit supports no sentence that says something else than the claim it is matched to, in whatever words.

`told_right.tsv`: invented sentences of every claim in both languages: told rightly (`right`), turned round
(`reversed`), denied, called harmless for those whom it is not for (`group`), or told of another thing (`other`). The
rules were worked out on the half `worked`; the half `counted` was never looked at for them.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

import rlsevidence as rls
from rlsevidence.audit.audited import Passage
from rlsevidence.audit.discredit import SUPPORT
from rlsevidence.audit.lexicon import read_lexicon
from rlsevidence.audit.read import parse_article
from rlsevidence.audit.texts import tell
from rlsevidence.audit.told import find_relation, is_told
from rlsevidence.audit.wording import read_wording

ROOT = Path(__file__).resolve().parents[1]
LEAST = {"worked": (0.95, 0.8), "counted": (0.85, 0.5)}
"""Of the sentences told rightly: how many get their claim (before the rule as after it), and how many its support.
Some verdicts are none of support however well a sentence is told: 'overstated', or a judgement that waits."""


class Row(NamedTuple):
    half: str
    kind: str
    claim: str
    language: str
    sentence: str


with (ROOT / "tests" / "told_right.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.fixture(scope="module")
def passages() -> dict[str, Passage]:
    auditor = rls.open_workspace(ROOT).auditor()
    return {row.sentence: auditor.audit(parse_article(row.sentence.encode(), "text")).passages[0] for row in ROWS}


def test_the_table_holds_every_claim_in_both_languages_and_every_kind() -> None:
    claims = set(rls.open_workspace(ROOT).evidence.claims)
    assert len(ROWS) >= 150
    assert {(r.claim, r.language) for r in ROWS if r.claim} == {(c, code) for c in claims for code in ("en", "sv")}
    kinds = Counter((r.half, r.kind) for r in ROWS)
    assert {kind for _, kind in kinds} == {"right", "reversed", "denied", "group", "other"}
    assert min(kinds.values()) >= 10


@pytest.mark.parametrize("row", [r for r in ROWS if r.kind != "right"], ids=lambda r: r.sentence)
def test_no_sentence_that_says_something_else_is_supported(row: Row, passages: dict[str, Passage]) -> None:
    passage = passages[row.sentence]
    assert passage.verdict not in SUPPORT
    assert not [c.match.claim for c in passage.claims if c.weighed.word in SUPPORT]


@pytest.mark.parametrize("half", ["worked", "counted"])
def test_sentences_told_rightly_keep_their_claim_and_mostly_their_support(
    half: str, passages: dict[str, Passage]
) -> None:
    right = [r for r in ROWS if r.half == half and r.kind == "right"]
    found = [passages[r.sentence] for r in right]
    matched = sum(r.claim in {c.match.claim for c in p.claims} for r, p in zip(right, found, strict=True))
    supported = sum(p.verdict in SUPPORT for p in found)
    assert matched / len(right) >= LEAST[half][0]
    assert supported / len(right) >= LEAST[half][1]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Magnesium build-up can be good for the heart."), ("sv", "Magnesium i höga doser kan stärka hjärtat.")],
)
def test_what_is_left_unread_says_so(language: str, sentence: str, passages: dict[str, Passage]) -> None:
    passage = passages[sentence]
    assert passage.verdict == "not_reviewed"
    assert passage.why[-1].startswith(tell("untold", language))


def test_no_word_says_nothing_and_something() -> None:
    """A word that turns a sentence is none that may stand anywhere."""
    for language in ("en", "sv"):
        words = read_lexicon("told")[f"plain-{language}"]["terms"]
        assert [w for w in words if find_relation(w)] == []


ADDED = {
    "en": (
        "in children",
        "to everyone",
        "in athletes",
        "only in fairy tales",
        "and vanish",
        "with no risk",
        "in nobody",
    ),
    "sv": ("hos barn", "för alla", "hos idrottare", "bara i sagor", "och försvinna", "utan risk", "hos ingen"),
}
NEVER = {"en": "never", "sv": "aldrig"}


def test_a_denial_at_any_place_and_another_end_leave_a_sentence_untold() -> None:
    """Of each sentence that is told rightly: 'never' before each of its words, and an end that says something more."""
    review = rls.open_workspace(ROOT)
    names = review.auditor().index.names
    tried = 0
    for row in (r for r in ROWS if r.kind == "right"):
        claim = review.evidence.claims[row.claim]
        if not is_told(row.sentence, claim, row.language, names):
            continue
        words = row.sentence.split()
        changed = (
            []
            if read_wording(row.sentence).says_uncertain
            else [  # 'never any evidence' is a doubt like 'no'
                " ".join((*words[:i], NEVER[row.language], *words[i:])) for i in range(len(words))
            ]
        )
        changed += [f"{row.sentence.rstrip('.')} {end}." for end in ADDED[row.language]]
        assert [text for text in changed if is_told(text, claim, row.language, names)] == []
        tried += len(changed)
    assert tried > 500
