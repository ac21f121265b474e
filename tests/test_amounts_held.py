"""Whatever names the substance or the condition is listed, and an amount to take is held against the limit."""

from __future__ import annotations

from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.audit.discredit import SUPPORT
from rlsevidence.audit.often import find_often
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.read import parse_article

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return rls.open_workspace(ROOT).auditor()


ABOVE = {
    "Ta 600 mg magnesium varje kväll.": 600,
    "Gravida kan ta 400 mg magnesium om dagen.": 400,
    "Ta 2 tabletter à 250 mg magnesium till natten.": 500,
    "Ta 2 x 200 mg magnesium varje kväll.": 400,
    "Ta 125 mg magnesium tre gånger om dagen.": 375,
    "Ta 200 mg magnesium morgon och kväll.": 400,
    "Ta 100 mg magnesium var fjärde timme.": 600,
    "Rådfråga läkare och ta 600 mg magnesium om dagen.": 600,
    "Patienter bör ta 600 mg magnesium om dagen.": 600,
    "Take two 200 mg magnesium tablets at bedtime.": 400,
    "Take three tablets of 100 mg magnesium every night.": 300,
    "Take 200 mg of magnesium twice a day.": 400,
    "Take 2 capsules, each 100 mg magnesium, twice daily.": 400,
    "Take 600 mg magnesium a day to reduce the risk of cramps.": 600,
    "You can take 600 mg of magnesium a day without any danger.": 600,
    "Take 100 mg of magnesium every 6 hours.": 400,
    "Four hundred milligrams of magnesium a day from supplements is safe.": 400,
    "Fyrahundra milligram magnesium om dagen från tillskott är ofarligt.": 400,
    "Take three hundred and fifty mg of magnesium every night.": 350,
    "Adults can take up to a gram of magnesium a day.": 1000,
    "Vuxna kan ta upp till ett gram magnesium om dagen.": 1000,
    "Vuxna kan ta ett halvt gram magnesium om dagen.": 500,
    "Take a 400-milligram magnesium tablet every night.": 400,
    "Adults can take 250 mg of magnesium every morning and every evening.": 500,
    "Vuxna kan ta 250 mg magnesium varje morgon och varje kväll.": 500,
    "Take 100 mg of magnesium at breakfast, lunch and bedtime.": 300,
}


@pytest.mark.parametrize("text", ABOVE)
def test_an_amount_above_the_limit_is_contradicted(text: str, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert [(a.high, a.side, a.advised) for a in passage.amounts] == [(ABOVE[text], "above", True)]
    assert passage.verdict == "contradicted"
    assert str(ABOVE[text]) in " ".join(passage.why)


NOT_ABOVE = {
    "Ta 250 mg magnesium uppdelat på två gånger om dagen.": "below",
    "Take 100 mg of magnesium two times daily.": "below",
    "Ta 2 tabletter (250 mg) magnesium om dagen.": "unsure",
    "Ta 4 mg magnesium per kilo om dagen.": "unsure",
    "Adults can take two hundred milligrams of magnesium a day.": "below",
    "Adults can take 250 mg of magnesium as often as they like.": "unsure",
    "Vuxna kan ta 250 mg magnesium flera gånger om dagen.": "unsure",
    "Take 250 mg of magnesium in the morning or in the evening.": "below",
    "Take 600 mg of magnesium citrate every night.": "unsure",
}


@pytest.mark.parametrize("text", NOT_ABOVE)
def test_what_may_be_within_it_is_not(text: str, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert [a.side for a in passage.amounts] == [NOT_ABOVE[text]]
    assert passage.verdict in ("not_checkable", "not_reviewed", "supported_with_limits")


@pytest.mark.parametrize(
    "text", ["Never take 600 mg of magnesium a day.", "Ta aldrig 600 mg magnesium om dagen.", "600 mg of iron a day."]
)
def test_an_amount_that_is_warned_of_is_not_advised(text: str, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert not any(a.advised for a in passage.amounts)
    assert passage.verdict != "contradicted"


NAMED = [
    "Magnesium can never hurt you.",
    "The elderly can take magnesium laxatives without limit.",
    "Magnesium works as well as pramipexole.",
    "Loose stools may occur with magnesium.",
    "Magnesium kan ges till spädbarn.",
    "Magnesium ger diarré och gör dopaminläkemedel sämre.",
    "Magnesium är en gåva till mänskligheten.",
    "RLS is just a bad habit.",
    "Pramipexol kan hålla RLS borta livet ut.",
]


@pytest.mark.parametrize("text", NAMED)
@pytest.mark.parametrize("around", ["", "Bussen gick i tid. The bus was on time. Allt var som vanligt. "])
def test_a_sentence_that_names_the_topic_is_listed(text: str, around: str, auditor: Auditor) -> None:
    passage = auditor.audit(parse_article((around + text).encode(), "text")).passages[-1]
    assert (passage.kind, passage.verdict) == ("claim", "not_reviewed")
    assert passage.why
    assert passage.verdict not in SUPPORT


@pytest.mark.parametrize("text", ["Om rastlösa ben.", "Magnesium!", "About RLS."])
def test_a_name_alone_says_nothing(text: str, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert passage.verdict is None


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [
        ("ta ", " varje kväll", 1, 1),
        ("ta 2 tabletter à ", "", 2, 2),
        ("ta 2 tabletter (", ") om dagen", 1, 2),
        ("take two ", " magnesium tablets", 2, 2),
        ("take ", " x 3", 3, 3),
        ("ta 2 kapslar med ", " tre gånger om dagen", 6, 6),
        ("ta ", " om dagen, uppdelat på två gånger om dagen", 1, 1),
        ("", " every 6 hours", 4, 4),
    ],
)
def test_how_often(before: str, after: str, least: float, most: float) -> None:
    often = find_often(before, after)
    assert (often.least, often.most, often.known) == (least, most, True)
