"""The nouns: frozen, strict, and every table of them as a frame with the columns it promises."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from rlsevidence import frames, store
from rlsevidence.errors import UsageError
from rlsevidence.model import (
    CERTAINTY_LEVELS,
    Evidence,
    FactCheck,
    Frozen,
    HandSearch,
    MeshHeading,
    Multilingual,
    ScreeningStop,
    Verification,
    WatchList,
)
from rlsevidence.model.base import Day, Flag, Int, Moment, Number, PartialDate, RecordId, Slug, Text
from test_outside import unread, watched

OK, REFUSED = True, False
VALUES: tuple[tuple[Any, object, bool, str], ...] = (
    (Int, 10, OK, ""),
    (Int, 10.0, REFUSED, "a number of people is whole"),
    (Int, "10", REFUSED, "text is no number"),
    (Int, True, REFUSED, "yes is not 1"),
    (Number, 95, OK, "stays whole"),
    (Number, 95.5, OK, ""),
    (Number, "95", REFUSED, "text is no number"),
    (Number, True, REFUSED, "yes is not 1"),
    (Flag, "NO", REFUSED, "a word of YAML 1.2"),
    (Flag, 0, REFUSED, "nought is not no"),
    (Text, " ", REFUSED, "nothing to read"),
    (Text, "NO", OK, "Norway"),
    (Text, 1, REFUSED, "a number is not text"),
    (Day, dt.date(2026, 1, 31), OK, ""),
    (Day, "2026-01-31", OK, "in quotation marks"),
    (Day, "2026-02-30", REFUSED, "no such day"),
    (Day, "20260131", REFUSED, "without hyphens"),
    (Day, 20260131, REFUSED, "would be read as seconds"),
    (Day, 0, REFUSED, "would be 1970"),
    (Day, dt.datetime(2026, 1, 31), REFUSED, "a time is not a day"),
    (PartialDate, "2026", OK, ""),
    (PartialDate, "2026-02", OK, ""),
    (PartialDate, "2026-13", REFUSED, "no such month"),
    (PartialDate, "2024-02-29", OK, "a leap day"),
    (PartialDate, "2023-02-29", REFUSED, "no leap day"),
    (Moment, "2026-01-31", OK, ""),
    (Moment, "2026-01-31T10:00:00Z", OK, ""),
    (Moment, "2026-01-31T10:00:00.123456Z", OK, ""),
    (Moment, "2026-01-31T25:00:00Z", REFUSED, "no such hour"),
    (Moment, "2026-01-31T10:00:00", REFUSED, "whose time?"),
    (Moment, "2026-01-31 10:00:00Z", REFUSED, "a space"),
    (Moment, "2026-02-31", REFUSED, "no such day"),
    (Moment, "2026-01-31\n", REFUSED, "a line end"),
    (RecordId, "pubmed:90000001", OK, ""),
    (RecordId, "pubmed:090000001", REFUSED, "a leading zero makes a second id of one record"),
    (RecordId, "90000001", REFUSED, "without its prefix"),
    (RecordId, "PubMed:90000001", REFUSED, "in capitals"),
    (RecordId, "doi:10.9999/x", OK, ""),
    (RecordId, "doi:https://doi.org/10.9999/x", REFUSED, "an address"),
    (RecordId, "nct:NCT99900001", OK, ""),
    (RecordId, "nct:NCT9990001", REFUSED, "a digit short"),
    (RecordId, "url:https://example.org/a", OK, ""),
    (RecordId, "url:https://example.org/a b", REFUSED, "a space"),
    (Slug, "testsson-2020", OK, ""),
    (Slug, "Testsson-2020", REFUSED, "a capital"),
    (Slug, "testsson--2020", REFUSED, "two hyphens"),
    (Slug, "../testsson", REFUSED, "a path"),
)


@pytest.mark.parametrize(("kind", "value", "fits", "why"), VALUES, ids=[f"{v!r}" for _, v, _, _ in VALUES])
def test_what_a_field_takes(kind: Any, value: object, fits: bool, why: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    if fits:
        taken = adapter.validate_python(value)
        assert str(taken) == str(value), why
        assert type(taken) is type(value) or kind is Day
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


def test_values_cannot_be_changed_and_unknown_keys_are_refused() -> None:
    heading = MeshHeading(ui=None, term="Magnesium", major=True)
    with pytest.raises(ValidationError, match="frozen"):
        heading.term = "Zinc"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        MeshHeading.model_validate({"ui": None, "term": "Magnesium", "major": True, "majr": False})
    with pytest.raises(ValidationError):
        MeshHeading.model_validate({"ui": None, "term": "Magnesium", "major": "yes"})


def test_every_noun_is_frozen_and_says_what_it_is() -> None:
    def below(kind: type[Frozen]) -> list[type[Frozen]]:
        return [kind, *(k for sub in kind.__subclasses__() for k in below(sub))]

    for kind in below(Frozen)[1:]:
        if kind.__module__.startswith("rlsevidence.model"):
            assert kind.model_config["frozen"], kind
            # A text may stand in any language, so its keys are codes and not fields; they are checked as such.
            assert kind.model_config["extra"] == ("allow" if kind is Multilingual else "forbid"), kind


def test_keys_that_were_never_given_are_not_written() -> None:
    plain = MeshHeading.model_validate({"ui": None, "term": "Magnesium", "major": True}).to_plain()
    assert plain == {"ui": None, "term": "Magnesium", "major": True}


def test_certainty_levels_are_ordered() -> None:
    assert CERTAINTY_LEVELS == ("very_low", "low", "moderate", "high")


# ---------------------------------------------------------------- frames


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return store.load(repo / "tests" / "tiny")


@pytest.fixture(scope="module")
def empty(evidence: Evidence) -> Evidence:
    """The same review with nothing in it that can be absent."""
    return replace(
        evidence,
        vocabulary={},
        people=(),
        documents={},
        claims={},
        searches={},
        runs=(),
        records={},
        studies={},
        screening=(),
        tags=(),
        appraisals=(),
        certainty={},
        readings=(),
        seals=(),
        dose_limits=evidence.dose_limits.model_copy(update={"limits": ()}),
        salts=evidence.salts.model_copy(update={"salts": ()}),
        interactions=evidence.interactions.model_copy(update={"interactions": ()}),
    )


def one_row_of_each() -> dict[str, Any]:
    day = dt.date(2026, 1, 1)
    return {
        "unread": {"invented-unread": unread()},
        "watch": WatchList(watched=(watched(None),)),
        "hand_searches": (HandSearch(asked_on=day, where="nowhere", query="invented", brought="nothing", by="anna"),),
        "fact_checks": (
            FactCheck(
                about="invented-trial",
                field="n",
                here="40",
                found="",
                outcome="not-found",
                where="",
                checked_on=day,
                by="anna",
            ),
        ),
        "stops": (
            ScreeningStop(
                decided_on="2026-01-01",
                stage="title_abstract",
                role="screener",
                reviewer="anna",
                total=10,
                read=9,
                relevant=2,
                aside=0,
                unopened=0,
                drawn=0,
                promised=0.95,
                doubt=0.05,
                chance=0.04,
                likely=0,
                most=1,
                rule="invented",
                note="",
            ),
        ),
        "verifications": (
            Verification(
                record="pubmed:90000001",
                field="year",
                decision="keep",
                here="2020",
                pubmed="",
                pmid="90000001",
                reviewer="anna",
                decided_on="2026-01-01",
            ),
        ),
    }


@pytest.mark.parametrize("table", list(frames.TABLES))
def test_a_frame_has_the_columns_and_dtypes_it_promises(table: str, evidence: Evidence, empty: Evidence) -> None:
    promised = [(name, c.dtype) for name, c in frames.TABLES[table].columns.items()]
    evidence = replace(evidence, **one_row_of_each())  # what a workspace may do without, and the small one does
    for whose in (evidence, empty):
        data = frames.frame(whose, table)
        assert [(name, str(dtype)) for name, dtype in data.dtypes.items()] == promised
    assert len(frames.frame(empty, table)) == 0
    assert len(frames.frame(evidence, table)) > 0
    rows = list(frames.TABLES[table].rows(evidence))
    assert all(set(row) == {name for name, _ in promised} for row in rows), "no cell is dropped in silence"
    some = [name for name, _ in promised[::-2]]
    assert frames.frame(evidence, table, some).equals(frames.frame(evidence, table)[some])
    described = frames.describe(table)
    assert list(zip(described["column"], described["dtype"], strict=True)) == promised
    assert (described["holds"].str.len() > 0).all()


@pytest.mark.parametrize("table", list(frames.TABLES))
def test_the_real_evidence_fits_its_frames(table: str, real: Evidence) -> None:
    assert list(frames.frame(real, table).columns) == list(frames.TABLES[table].columns)


@pytest.fixture(scope="module")
def real(evidence_dir: Path) -> Evidence:
    return store.load(evidence_dir)


@pytest.mark.parametrize("table", list(frames.TABLES))
def test_words_named_in_a_description_are_groups_of_the_vocabulary(table: str, real: Evidence) -> None:
    for name, column in frames.TABLES[table].columns.items():
        if column.holds.startswith(frames.WORD):
            groups = column.holds.removeprefix(frames.WORD).split(";")[0].split(",")[0]
            for group in groups.split(" or "):
                assert group in real.vocabulary, f"{table}.{name}: {group}"


def test_unknown_is_missing_and_never_zero(evidence: Evidence) -> None:
    import pandas as pd

    studies = frames.frame(evidence, "studies").set_index("study")
    assert studies.loc["invented-review", "n"] is pd.NA
    assert studies.loc["invented-trial", "n"] == 40
    assert studies.loc["invented-review", "checked_by"] is pd.NA
    people = frames.frame(evidence, "people").set_index("id")
    assert people.loc["cia", "interests"] is pd.NA
    assert people.loc["anna", "interests"] == "none declared"
    tags = frames.frame(evidence, "tags")
    assert tags.loc[tags["stance"] == "not_relevant", "directness"].isna().all()


def test_downgrades_are_negative(evidence: Evidence) -> None:
    certainty = frames.frame(evidence, "certainty")
    sleep = certainty[certainty["claim"] == "insomnia-improvement"].set_index("domain")["steps"]
    assert sleep["imprecision"] == -2
    assert sleep.sum() == -3


def test_an_unknown_table_names_those_there_are(evidence: Evidence) -> None:
    with pytest.raises(UsageError, match="there are: claims, "):
        frames.frame(evidence, "papers")


def test_the_tables_of_frames_hold_every_part_of_the_evidence() -> None:
    shown = {"sentences": "documents", "passages": "documents", "arms": "studies", "results": "studies"}
    parts = {shown.get(table, table) for table in frames.TABLES}
    fields = set(Evidence.__dataclass_fields__) - {"places", "drafts", "own", "broken", "remembered"}
    linked = {"linked", "aliases", "absent", "links", "linked_on", "unapplied", "written_as"}
    assert fields - parts - linked == {"protocol", "topic", "concepts", "health_claims"}, "read as they stand"
