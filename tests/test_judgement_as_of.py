"""Any state as of an earlier day, and how verdicts moved."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invented_studies import CLAIM, make_study
from rlsevidence import open_workspace, store
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.errors import UsageError
from rlsevidence.figures import plot_directions, plot_verdict_history
from rlsevidence.judgement.as_of import CLOCKS, read_date, restrict_evidence
from rlsevidence.judgement.history import explain_move, trace_verdict
from rlsevidence.judgement.proposals import propose
from rlsevidence.judgement.summary import summarise_claim, summarise_claims
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.language import say
from rlsevidence.model import Evidence, Integrity, Record, RecordDates
from rlsevidence.workspace import asked

TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return store.load(evidence_dir)


def year_end(year: int) -> dt.date:
    return dt.date(year, 12, 31)


STATES = [
    ("insomnia-improvement", 1998, "very_low", "benefit", {"hornyak-1998"}, "one uncontrolled study of ten"),
    (
        "insomnia-improvement",
        2019,
        "very_low",
        "unclear",
        {"hornyak-1998"},
        "trials in people without RLS did not all show what one study with nobody to compare with did",
    ),
    ("insomnia-improvement", 2022, "very_low", "benefit", {"hornyak-1998", "jadidi-2022"}, "the first direct trial"),
    ("mild-moderate-relief", 1998, "very_low", "benefit", {"hornyak-1998"}, "one uncontrolled study of ten"),
    ("mild-moderate-relief", 2019, "very_low", "benefit", {"hornyak-1998"}, "a review came, and no study"),
    ("mild-moderate-relief", 2022, "very_low", "benefit", {"hornyak-1998", "jadidi-2022"}, "the first trial"),
]


@pytest.mark.parametrize(
    ("claim", "year", "level", "direction", "body", "why"),
    STATES,
    ids=lambda v: str(sorted(v) if isinstance(v, set) else v)[:30],
)
def test_the_headline_claims_at_three_year_ends(
    evidence: Evidence, claim: str, year: int, level: str, direction: str, body: set[str], why: str
) -> None:
    state = summarise_claim(settle(evidence), claim, today=TODAY, as_of=year_end(year))
    assert (state.certainty_word, state.direction, state.judged_by) == (level, direction, "rules"), why
    assert state.proposal is not None
    assert set(state.proposal.body) == body, why
    assert state.certainty is None, "nobody had decided then"


def test_only_todays_state_is_a_persons_decision(evidence: Evidence) -> None:
    for summary in summarise_claims(settle(evidence), today=TODAY):
        # A judgement that waits for a second person is not counted: what the rules propose stands in its place.
        judged = "rules" if summary.pending else "person"
        assert (summary.judged_by, summary.clock, summary.undated) == (judged, None, ())
    for summary in summarise_claims(settle(evidence), today=TODAY, as_of=year_end(2022)):
        assert summary.judged_by in ("rules", None)
        assert summary.clock == "publication"
        shown = format_summary(summary)
        assert (shown["as_of"], shown["as_of_by"]) == ("2022-12-31", "publication")


def make_record(number: int, *, year: int | None, created: str | None = None, published: str | None = None) -> Record:
    pmid = str(90000000 + number)
    return Record(
        id=f"pubmed:{pmid}",
        pmid=pmid,
        doi=None,
        pmcid=None,
        url=None,
        title="Invented record",
        authors=(),
        organisation=None,
        year=year,
        journal=None,
        volume=None,
        issue=None,
        pages=None,
        language=None,
        publication_types=(),
        mesh=(),
        integrity=(),
        dates=RecordDates(created=created, revised=None, published=published),
        abstract_sha256=None,
        origin="seed",
        verification="partial",
        unverified=(),
        seen_at=(),
    )


def add_study(evidence: Evidence, number: int, *, stance: str = "disputes", **dates: object) -> Evidence:
    """One more invented trial, tagged to the headline claim."""
    study = make_study(f"invented-{number}", n=500, number=number)
    record = make_record(number, **dates)  # type: ignore[arg-type]
    tag = evidence.tags[0].model_copy(
        update={
            "claim": CLAIM,
            "record": record.id,
            "stance": stance,
            "directness": "direct",
            "indirect_because": (),
            "basis": "full-text",
        }
    )
    return replace(
        evidence,
        records={**evidence.records, record.id: record},
        studies={**evidence.studies, study.id: study},
        tags=(*evidence.tags, tag),
    )


@given(
    day=st.dates(dt.date(1990, 1, 1), dt.date(2026, 11, 1)), later=st.integers(1, 4000), clock=st.sampled_from(CLOCKS)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_later_record_never_changes_an_earlier_state(
    evidence: Evidence, day: dt.date, later: int, clock: str
) -> None:
    date = (day + dt.timedelta(days=later)).isoformat()
    more = add_study(evidence, 1, year=int(date[:4]), created=date, published=date)
    before = summarise_claim(settle(evidence), CLAIM, today=TODAY, as_of=day, clock=clock)
    assert summarise_claim(settle(more), CLAIM, today=TODAY, as_of=day, clock=clock) == before


def test_an_earlier_record_does(evidence: Evidence) -> None:
    more = add_study(evidence, 1, year=1997)
    before = summarise_claim(settle(evidence), CLAIM, today=TODAY, as_of=year_end(1998))
    assert summarise_claim(settle(more), CLAIM, today=TODAY, as_of=year_end(1998)) != before


def test_a_record_without_a_date_is_left_out_and_named(evidence: Evidence) -> None:
    more = add_study(evidence, 1, year=None)
    past = summarise_claim(settle(more), CLAIM, today=TODAY, as_of=year_end(2020))
    assert past.undated == ("pubmed:90000001",)
    assert format_summary(past)["undated"] == ["pubmed:90000001"]
    assert "invented-1" not in {s.id for s in past.studies}
    assert "invented-1" in {s.id for s in summarise_claim(settle(more), CLAIM, today=TODAY).studies}
    assert trace_verdict(settle(more), CLAIM, today=TODAY).undated == ("invented-1",)


DATES = [
    ({"year": 2019}, "publication", dt.date(2019, 12, 31), "a year counts from its last day"),
    ({"year": 2019, "published": "2019-02"}, "publication", dt.date(2019, 2, 28), "a month from its last day"),
    ({"year": 2020, "published": "2020-02"}, "publication", dt.date(2020, 2, 29), "in a leap year too"),
    ({"year": 2019, "published": "2019-05-03"}, "publication", dt.date(2019, 5, 3), "a day is a day"),
    ({"year": 2019, "created": "2021-01-02"}, "entry", dt.date(2021, 1, 2), "entry is another date"),
    ({"year": 2019}, "entry", None, "no entry date, whatever the year"),
    ({"year": None}, "publication", None, "no year"),
]


@pytest.mark.parametrize(("dates", "clock", "day", "why"), DATES, ids=[d[3] for d in DATES])
def test_what_a_date_means(dates: dict[str, object], clock: str, day: dt.date | None, why: str) -> None:
    assert read_date(make_record(1, **dates), clock) == day, why  # type: ignore[arg-type]


def test_a_retraction_counts_from_its_own_date(evidence: Evidence) -> None:
    """Retracted in 2021 by a notice that is known: counted in 2020, not in 2022; else from the day it was noted."""
    more = add_study(evidence, 1, year=2015)
    notice = make_record(2, year=2021)
    by = Integrity(kind="retracted", by=notice.id, noted_on="2026-11-20")
    records = {**more.records, notice.id: notice}
    records["pubmed:90000001"] = records["pubmed:90000001"].model_copy(update={"integrity": (by,)})
    known = replace(more, records=records)

    def counted(evidence: Evidence, year: int) -> bool:
        past = summarise_claim(settle(evidence), CLAIM, today=TODAY, as_of=year_end(year))
        return next(s for s in past.studies if s.id == "invented-1").counted

    assert (counted(known, 2020), counted(known, 2022)) == (True, False)
    unknown = replace(known, records={i: r for i, r in records.items() if i != notice.id})
    assert counted(unknown, 2022)
    assert not next(
        s for s in summarise_claim(settle(unknown), CLAIM, today=TODAY).studies if s.id == "invented-1"
    ).counted


def test_a_second_report_does_not_make_a_study_younger(evidence: Evidence) -> None:
    more = add_study(evidence, 1, year=2010)
    late = make_record(3, year=2024)
    study = more.studies["invented-1"]
    both = study.model_copy(update={"reports": (*study.reports, late.id)})
    more = replace(more, records={**more.records, late.id: late}, studies={**more.studies, "invented-1": both})
    past = restrict_evidence(more, year_end(2015)).evidence
    assert past.studies["invented-1"].reports == study.reports


# ---------------------------------------------------------------- moves


def test_every_move_names_what_moved_it(evidence: Evidence) -> None:
    for claim in evidence.claims:
        history = trace_verdict(settle(evidence), claim, today=TODAY)
        days = [s.day for s in history.states]
        assert days == sorted(set(days))
        for before, state in zip([None, *history.states[:-1]], history.states, strict=True):
            assert state.added
            assert state.moved == (before is not None and before.proposal.verdict != state.proposal.verdict)
            assert not state.moved or state.why != "nothing changed"
        if history.states:
            # The last dated state and today's differ only by what has no date.
            last = history.states[-1].proposal
            if not history.undated:
                assert last.verdict == propose(settle(evidence), claim).verdict


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_arrival_of_the_first_study_is_no_change(evidence: Evidence, language: str) -> None:
    """In the figure's words, in its table and in the command: what stood still is said to."""
    still = 0
    for claim in evidence.claims.values():
        history = trace_verdict(settle(evidence), claim.id, today=TODAY)
        drawn = plot_verdict_history(history, claim, language=language)
        verdicts = [s.proposal.verdict for s in history.states]
        changes = sum(a != b for a, b in itertools.pairwise(verdicts))
        assert len(history.moves) == changes
        if not history.states:
            continue
        assert history.states[0] not in history.moves
        assert history.news == (history.states[0], *history.moves)
        first, *_ = drawn.table.itertuples(index=False)
        assert say("figure.yes", language) not in first
        if not changes:
            still += 1
            assert say("figure.verdict_history.no-move", language) in drawn.text
            assert not re.search(r"1 change|1 ändring", drawn.text)
    assert still >= 5


def test_a_year_is_not_told_as_a_day(evidence: Evidence, capsys: pytest.CaptureFixture[str]) -> None:
    more = add_study(evidence, 1, year=1998, stance="disputes")
    history = trace_verdict(settle(more), CLAIM, today=TODAY)
    state = next(s for s in history.states if "invented-1" in s.added)
    assert (state.day, state.said_on) == (year_end(1998), "1998")
    table = plot_verdict_history(history, more.claims[CLAIM], language="en").table
    assert not any(str(day).endswith("-12-31") for day in table.iloc[:, 0])
    exact = add_study(evidence, 1, stance="disputes", year=2007, published="2007-05-04")
    (found,) = [s for s in trace_verdict(settle(exact), CLAIM, today=TODAY).states if "invented-1" in s.added]
    assert found.said_on == "2007-05-04"
    assert main(["history", CLAIM, "--workspace", str(Path(__file__).resolve().parents[1])]) == 0
    shown = capsys.readouterr().out
    assert not re.search(r"^\d{4}-12-31 ", shown, re.M)
    first = next(line for line in shown.splitlines() if re.match(r"\d{4}", line))
    assert "MOVED" not in first


def test_a_good_trial_moves_the_verdict_and_says_why(evidence: Evidence) -> None:
    more = add_study(evidence, 1, year=2025, stance="disputes")
    history = trace_verdict(settle(more), CLAIM, today=TODAY)
    last = next(s for s in history.states if s.day == year_end(2025))
    assert last.moved
    assert "invented-1" in last.added, "beside what the review itself has of that year"
    assert "the level now also rests on invented-1" in last.why
    assert "no clear direction instead of pointing to benefit" in last.why
    assert explain_move(last.proposal, last.proposal).english == "nothing changed"


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ({"year": 2026}, "known to the year, which is not over"),
        ({"year": 2026, "published": "2026-11"}, "known to the month, which is not over"),
        ({"year": 2027, "published": "2027-02"}, "out ahead of its issue"),
    ],
    ids=["year", "month", "ahead"],
)
def test_what_is_known_today_has_a_state_by_today(evidence: Evidence, dates: dict[str, object], why: str) -> None:
    """A trial of this year stands in today's state, in no earlier one, and beside none that has no date."""
    more = add_study(evidence, 1, stance="disputes", **dates)
    history = trace_verdict(settle(more), CLAIM, today=TODAY)
    last = history.states[-1]
    assert (last.day, last.moved, "invented-1" in last.added) == (TODAY, True, True), why
    assert "the level now also rests on invented-1" in last.why
    assert all("invented-1" not in s.added for s in history.states[:-1])
    assert last.proposal.verdict == propose(settle(more), CLAIM).verdict


def test_the_trials_of_this_year_have_a_row(evidence: Evidence) -> None:
    """What bears on sleep and was published in the year that is not over was in no row once, and yet counted."""
    history = trace_verdict(settle(evidence), "insomnia-improvement", today=TODAY)
    added = [name for s in history.states for name in s.added]
    assert {"schuster-2025", "lopresti-2026", "lopresti-review-2026"} <= set(added)
    assert len(added) == len(set(added))
    assert not history.undated


# ---------------------------------------------------------------- the commands


@pytest.fixture
def workspace(repo: Path) -> list[str]:
    """The small invented review: one study of 2018, a trial of 2021, a judgement of 2026."""
    return ["--workspace", str(repo / "tests" / "tiny")]


def test_show_as_of(workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", CLAIM, *workspace, "--as-of", "2019-12-31", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["as_of"], shown["as_of_by"], shown["judged_by"]) == ("2019-12-31", "publication", "rules")
    assert {s["id"] for s in shown["studies"]} == {"invented-before-after", "invented-retracted"}
    assert main(["show", *workspace, "--as-of", "2019-12-31"]) == 0
    assert "rules' proposal, not a decision" in " ".join(capsys.readouterr().out.split())
    assert main(["show", CLAIM, *workspace, "--as-of", "2019-12-31"]) == 0
    assert "the rules propose: very low" in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2019-13-01", "soon", "2999-01-01"])
def test_a_day_that_cannot_be_is_refused(workspace: list[str], day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", *workspace, "--as-of", day]) == 2
    assert "as of: found" in capsys.readouterr().err


def test_history(workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", CLAIM, *workspace, "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [s["day"][:4] for s in shown["states"]] == ["2017", "2018", "2021", "2022"]
    assert {s["judged_by"] for s in shown["states"]} == {"rules"}
    assert shown["decision"]["certainty"] == "very_low"
    assert shown["genealogy"]["origin"] == "invented-before-after"
    assert sum(shown["votes"]["counts"].values()) > 0
    assert main(["history", CLAIM, *workspace]) == 0
    assert "MOVED" in capsys.readouterr().out
    assert main(["history", "no-such-claim", *workspace]) == 2


# ---------------------------------------------------------------- everything else of an earlier day


def test_a_workspace_of_an_earlier_day(repo: Path) -> None:
    """Its tables, summaries and figures know nothing that came later."""
    review = open_workspace(repo / "tests" / "tiny")
    past = review.as_of("2019-12-31")
    assert set(past.frame("studies")["study"]) < set(review.frame("studies")["study"])
    assert past.summaries == review.summaries_as_of("2019-12-31")
    assert past.suggestions == ()
    summary = past.summary(CLAIM)
    assert "invented-trial" not in plot_directions(summary).figure.to_json()
    assert past.flow.included_studies < review.flow.included_studies


def test_a_year_is_its_end_and_this_year_is_today(repo: Path) -> None:
    """Who asks for the end of each year asks for no day to come."""
    review = open_workspace(repo / "tests" / "tiny")
    this = review.today.year
    for year in (2019, "2019"):
        assert review.summaries_as_of(year) == review.summaries_as_of("2019-12-31")
        assert review.as_of(year).today == dt.date(2019, 12, 31)
    for now in (this, str(this)):
        assert review.as_of(now).today == review.today
        assert review.summary(CLAIM, as_of=now).proposal == review.summary(CLAIM).proposal
    assert asked.read_day(2026, dt.date(2026, 12, 31)) == dt.date(2026, 12, 31)
    for wrong in (this + 1, str(this + 1), f"{this + 1}-01-01", 0, "20", "last year"):
        with pytest.raises(UsageError, match="as of: found"):
            review.as_of(wrong)


def test_pages_of_an_earlier_day_say_so(repo: Path, tmp_path: Path) -> None:
    tiny = ["--workspace", str(repo / "tests" / "tiny")]
    assert main(["site", *tiny, "--as-of", "2019-12-31", "--out", str(tmp_path)]) == 0
    for language, words in (("en", "An earlier state, of 2019-12-31"), ("sv", "Ett tidigare läge, den 2019-12-31")):
        pages = sorted((tmp_path / language).rglob("*.html"))
        assert pages
        assert all(words in page.read_text(encoding="utf-8") for page in pages)
    claim = (tmp_path / "en" / "claims" / f"{CLAIM}.html").read_text(encoding="utf-8")
    assert "Nobody had judged this claim then; the rules propose" in claim
    assert "invented-trial" not in claim
    assert json.loads((tmp_path / "api" / "claims.json").read_text())[0]["judged_by"] == "rules"
