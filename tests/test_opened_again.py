"""What somebody changes after it was settled is told wherever what was settled is shown, and nobody signs off what
people differ on: on pages of both languages, in `show` and by `check --strict`."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.check.settling import EMPTY, flatten
from rlsevidence.language.words import Words
from rlsevidence.reporting.differences import name_place
from rlsevidence.site.pages import PageMaker
from settling import CLAIM, command, judge_alone, make_herb, settle_between
from test_forms import fields, judge_all, put
from test_two_people import STUDY, extract, settle
from test_two_people import house as house

Capture = pytest.CaptureFixture[str]
ROWS = re.compile(r"<tr\b.*?</tr>")
LANGUAGES = ("en", "sv")
CHANGED = {
    "en": ("Changed by Invented Ana since it was settled", "changed by Invented Ana since then, and not settled",
           "changed since it was settled", "have not settled it since: the sign-off does not count", "risk of bias"),
    "sv": ("Ändrat av Invented Ana sedan det avgjordes", "ändrat av Invented Ana sedan dess, och inte avgjort",
           "ändrat sedan det avgjordes", "har inte avgjort det sedan dess: granskningen gäller inte",
           "risk för snedvridning"),
}  # fmt: skip


@pytest.fixture
def herb(tmp_path: Path, repo: Path) -> Path:
    return make_herb(repo, tmp_path)


@pytest.fixture
def opened(herb: Path, capsys: Capture) -> Path:
    """Settled by cia, signed off by bo, and changed by ana since: her steps, at the same level."""
    judge_alone(herb, "ana", direction="harm")
    settle_between(herb, "cia", "ana")
    assert command(herb, "sign-off", "certainty", CLAIM, "--reviewer", "bo") == 0
    change = ("judge", CLAIM, "--reviewer", "ana", "--set", "downgrades.risk_of_bias.steps=2", "--finish")
    assert command(herb, *change) == 0
    capsys.readouterr()
    return herb


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_judgement_changed_since_it_was_settled_says_so_everywhere(
    opened: Path, language: str, capsys: Capture
) -> None:
    said, row, mark, signed, domain = CHANGED[language]
    review = rls.open_workspace(opened.parent)
    summary = review.summary(CLAIM)
    assert (summary.apart, summary.changed_since, summary.is_checked) == ((), ("ana",), False)
    assert summary.certainty_word == "very_low", "what was settled counts until it is settled again"
    maker = PageMaker(review, language)
    page = " ".join(unescape(maker.claim(summary).text).split())
    assert said in page
    assert signed in page, "a sign-off older than the change does not stand beside it as if it held"
    (told,) = [r for r in ROWS.findall(page) if row in r]
    assert domain in told.casefold()
    assert "Invented Ana: 2" in told
    assert mark in unescape(maker.index().text)
    assert cli.main(["show", CLAIM, "--language", language, "--workspace", str(opened.parent)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert said in shown
    assert signed in shown


def test_check_tells_of_it_and_ends_with_1_where_it_is_strict(opened: Path, capsys: Capture) -> None:
    command(opened, "check")
    told = capsys.readouterr().out
    print(told)
    place = "settled: found changed by ana since it was settled: downgrades.risk_of_bias.steps"
    assert place in told
    assert "1 difference to settle" in told
    assert command(opened, "check", "--strict") == 1
    assert "[unsettled]" in capsys.readouterr().out


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Invented Ada and Invented Ana; settled by Invented Cia"),
    ("sv", "Invented Ada och Invented Ana; avgjort av Invented Cia"),
])  # fmt: skip
def test_the_form_that_settles_it_again_names_only_the_settler_as_that(opened: Path, language: str, said: str) -> None:
    panel = rls.settle("certainty", CLAIM, reviewer="cia", folder=opened.parent, language=language)
    assert panel.view["title"].endswith(said), panel.view["title"]


def test_settled_again_it_says_so_no_more(opened: Path, capsys: Capture) -> None:
    settle_between(opened, "cia", "ana")
    review = rls.open_workspace(opened.parent)
    page = unescape(PageMaker(review, "en").claim(review.summary(CLAIM)).text)
    assert review.summary(CLAIM).changed_since == ()
    assert CHANGED["en"][0] not in page
    assert CHANGED["en"][1] not in page
    assert review.summary(CLAIM).signed is None, "and the sign-off, which was of what stood before, is gone"
    command(opened, "check")
    assert "unsettled" not in capsys.readouterr().out


def test_nobody_signs_off_a_judgement_that_people_differ_on(herb: Path, capsys: Capture) -> None:
    judge_alone(herb, "ana", direction="harm")
    before = (herb / f"certainty/{CLAIM}.yaml").read_text(encoding="utf-8")
    capsys.readouterr()
    for who in ("bo", "cia"):
        assert command(herb, "sign-off", "certainty", CLAIM, "--reviewer", who) == 2
        said = capsys.readouterr().err
        assert "ada, ana differ" in said
        assert f"rlsevidence settle certainty {CLAIM} --reviewer {who}" in said
    assert (herb / f"certainty/{CLAIM}.yaml").read_text(encoding="utf-8") == before
    settle_between(herb, "cia", "ana")
    assert command(herb, "sign-off", "certainty", CLAIM, "--reviewer", "bo") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sign_off_from_before_they_differed_is_not_shown_as_one_that_holds(herb: Path, language: str) -> None:
    judge_alone(herb, "ana", direction="harm")
    review = rls.open_workspace(herb.parent)
    summary = review.summary(CLAIM)
    assert not summary.is_checked
    page = " ".join(unescape(PageMaker(review, language).claim(summary).text).split())
    assert CHANGED[language][3] in page
    assert 'class="ok"' not in page.partition("<h2")[2].partition("GRADE")[0]


@pytest.fixture
def study(house: Path, capsys: Capture) -> Path:
    extract(house, "anna", {"population.age": "Invented age anna", "funding": "Invented funding"})
    extract(house, "bo", {"population.age": "Invented age bo", "funding": "Invented funding"})
    return house


def test_nobody_signs_off_a_study_that_people_differ_on(study: Path, capsys: Capture) -> None:
    words = ["sign-off", "study", STUDY, "--reviewer", "cia", "--workspace", str(study)]
    assert cli.main(words) == 2
    assert "anna, bo differ" in capsys.readouterr().err
    settle(study, "cia", lambda name, had: had[0])
    assert cli.main([*words[:-4], "--reviewer", "dora", *words[-2:]]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_changed_since_it_was_settled_says_so(study: Path, language: str, capsys: Capture) -> None:
    settle(study, "cia", lambda name, had: had[0])
    extract(study, "bo", {"funding": "Invented funding, read once more"})
    review = rls.open_workspace(study)
    words = Words(language, review.evidence.vocabulary)
    page = " ".join(unescape(PageMaker(review, language).study(review.evidence.studies[STUDY]).text).split())
    name = next(p.name for p in review.evidence.people if p.id == "bo")
    assert words.say("sentence.apart.changed", who=name) in page
    (told,) = [r for r in ROWS.findall(page) if words.say("site.settled_opened", who=name) in r]
    assert "read once more" in told
    assert cli.main(["check", "--strict", "--workspace", str(study)]) == 1
    assert "changed by bo since it was settled: funding" in capsys.readouterr().out


def appraise(folder: Path, who: str) -> None:
    """`who` appraises a trial alone and finds it at high risk in one domain."""
    panel = rls.appraise("invented-alm-2019", tool="rob2", reviewer=who, folder=folder)
    judge_all(panel, "low", ("missing_data", "high"))
    for name, value in {"overall": "high", "read": "full-text", "result": ["unease"]}.items():
        put(panel, name, value=value)
    for code in LANGUAGES:
        put(panel, "why", code, value="Invented.")
    panel.act({"do": "finish"})
    assert panel.view["finished"], [(n, f["lacks"]) for n, f in fields(panel).items() if f["lacks"]]


def test_nobody_signs_off_an_appraisal_that_people_differ_on(herb: Path, capsys: Capture) -> None:
    appraise(herb.parent, "ana")
    capsys.readouterr()
    assert command(herb, "sign-off", "appraisal", "invented-alm-2019.rob2", "--reviewer", "bo") == 2
    assert "ada, ana differ" in capsys.readouterr().err
    assert command(herb, "check", "--strict") == 1
    assert "appraisals/invented-alm-2019.rob2.yaml" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_judgement_that_people_can_differ_in_has_a_name(language: str, evidence_dir: Path) -> None:
    evidence = rls.open_workspace(evidence_dir).evidence
    words = Words(language, evidence.vocabulary)
    items = [("appraisals", f"{a.study}.{a.tool}", a) for a in evidence.appraisals]
    items += [("certainty", c.claim, c) for c in evidence.certainty.values()]
    raw = {
        (part, at)
        for part, name, item in items
        for at, value in flatten(item.to_plain(), evidence.topic.languages).items()
        if value not in EMPTY and name_place(words, part, name, at) == at
    }
    assert raw == set()
