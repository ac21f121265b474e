"""One trial in two registries: joined where one names the other, asked about where it only looks so, counted once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from rlsevidence import open_workspace, store
from rlsevidence.decisions import settle
from rlsevidence.figures import table_registrations
from rlsevidence.judgement.domains import list_unpublished
from rlsevidence.model import Link, Record, Registered
from rlsevidence.sources.clinicaltrials import ClinicalTrials
from rlsevidence.sources.isrctn import Isrctn
from rlsevidence.synthesis.registered_twice import ask_about, find_numbers, join_registrations
from rlsevidence.synthesis.registry import RegisteredTrial, list_trials
from source_server import _write_trial, isrctn_trial, registration

TODAY = dt.date(2026, 11, 30)
NCT, ISRCTN, EU = (
    "nct:NCT99900011",
    "doi:10.1186/isrctn99900012",
    "url:https://euclinicaltrials.eu/ctis-public/view/2099-599001-12-00",
)
LONG = "Invented trial of a made-up mineral in people who cannot sit still"


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny / "evidence", tmp_path / "w" / "evidence")
    return tmp_path / "w" / "evidence"


def add(
    folder: Path, name: str, *others: str, title: str = "Invented", sponsor: str | None = None, **said: Any
) -> None:
    records = dict(store.load_part(folder, "records"))
    values: dict[str, Any] = dict.fromkeys(Registered.model_fields)
    values |= {"registry": "An invented one", "phases": (), "primary_outcomes": (), "references": ()}
    trial = Registered.model_validate(
        {**values, "result_references": (), "other_numbers": others, "other_references": (), **said}
    )
    kind, _, rest = name.partition(":")
    update = {
        "id": name, "url": rest if kind == "url" else None, "doi": rest if kind == "doi" else None,
        "title": f"{title} {name[-4:]}" if title == "Invented" else title, "organisation": sponsor, "trial": trial,
    }  # fmt: skip
    record = Record.model_validate(records["nct:NCT99900001"].model_copy(update=update).model_dump())
    store.save_records(folder, {**records, name: record})


def trials(folder: Path) -> list[RegisteredTrial]:
    return [t for t in list_trials(settle(store.load(folder)), TODAY) if t.record.id != "nct:NCT99900001"]


TITLED = {"title": LONG, "sponsor": "Invented Hospital"}
PARENT = "nct:NCT99900015"
UTN = "U1111-1234-5678"
ELSEWHERE = {**TITLED, "sponsor": "Another Invented Hospital"}
SHORT = {**TITLED, "title": "Invented trial"}
Rows = list[tuple[tuple[str, ...], dict[str, Any]]]
CASES: dict[str, tuple[Rows, int, str]] = {
    # the registrations, how many trials they are, what is asked about them
    "ISRCTN names NCT": ([((NCT,), {}), ((ISRCTN, "NCT99900011"), {})], 1, ""),
    "NCT names ISRCTN": ([((NCT, "ISRCTN99900012"), {}), ((ISRCTN,), {})], 1, ""),
    "each names the other": ([((NCT, "ISRCTN99900012"), {}), ((ISRCTN, "NCT99900011"), {})], 1, ""),
    "small letters, words around": ([((NCT,), {}), ((ISRCTN, "also known as nct99900011 (USA)"), {})], 1, ""),
    "EU's number with its version": ([((NCT, "2099-599001-12"), {}), ((EU,), {})], 1, ""),
    "three, through one": ([((NCT, "ISRCTN99900012"), {}), ((ISRCTN,), {}), ((EU, "NCT99900011"), {})], 1, ""),
    "two trials under one EU number": (
        [((NCT, "2099-599001-12"), {}), ((PARENT, "2099-599001-12"), {}), ((EU,), {})],
        3,
        "and others name it",
    ),
    "one names two of a registry": (
        [((NCT,), {}), ((PARENT,), {}), ((EU, "NCT99900011", "NCT99900015"), {})],
        3,
        "and others name it",
    ),
    "neither names the other": ([((NCT,), {}), ((ISRCTN,), {})], 2, ""),
    "a number that only begins so": ([((NCT,), {}), ((ISRCTN, "NCT999000110"), {})], 2, ""),
    "the sponsor's own number": ([((NCT, "INV-7"), {}), ((ISRCTN, "INV-7"), {})], 2, ""),
    "names itself": ([((NCT, "NCT99900011"), {}), ((ISRCTN,), {})], 2, ""),
    "an extension names its parent": ([((NCT,), {}), ((PARENT, "NCT99900011"), {})], 2, "in the same registry"),
    "both name a third number": ([((NCT, UTN), {}), ((ISRCTN, UTN), {})], 2, f"both registrations name {UTN}"),
    "the same title and sponsor": ([((NCT,), TITLED), ((ISRCTN,), TITLED)], 2, "the same title and sponsor"),
    "the same title alone": ([((NCT,), TITLED), ((ISRCTN,), ELSEWHERE)], 2, ""),
    "a short title": ([((NCT,), SHORT), ((ISRCTN,), SHORT)], 2, ""),
}


@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_joined_and_what_is_asked(case: str, turned: bool, folder: Path) -> None:
    registrations, number, asked = CASES[case]
    for (name, *others), more in reversed(registrations) if turned else registrations:
        add(folder, name, *others, **more)
    found = trials(folder)
    assert len(found) == number
    assert sorted(r.id for t in found for r in t.records) == sorted(names[0] for names, _ in registrations)
    questions = list(ask_about(store.load(folder)))
    assert [why for *_, why in questions if asked and asked in why] if asked else not questions
    proposed = [p for p in open_workspace(folder.parent).link_proposals if {p.a, p.b} <= {NCT, ISRCTN, EU, PARENT}]
    assert all(p.kind == "same_study" for p in proposed), "two registrations stay two records"
    assert bool(proposed) >= bool(asked)
    if number == 1:
        assert not proposed


def test_both_numbers_are_shown_and_the_trial_is_counted_once(folder: Path) -> None:
    add(folder, ISRCTN, "NCT99900011", status="Ongoing")
    add(folder, NCT, status="COMPLETED", primary_completion="2020-01-01", primary_completion_is="ACTUAL")
    (trial,) = trials(folder)
    assert (trial.number, trial.record.id, [r.id for r in trial.others]) == (
        "NCT99900011 / ISRCTN99900012",
        NCT,
        [ISRCTN],
    )
    assert (trial.state, trial.overdue) == ("nothing", True)
    table = table_registrations([trial], TODAY)
    assert next(iter(table.iloc[0])) == "NCT99900011 / ISRCTN99900012"
    page = open_workspace(folder.parent)
    assert len([t for t in page.trials if NCT in {r.id for r in t.records}]) == 1


def say(folder: Path, relation: str) -> None:
    row = {"record": NCT, "same_as": ISRCTN, "relation": relation, "reviewer": "anna", "decided_on": "2026-02-01"}
    store.add_links(folder, [Link.model_validate({**row, "why": "Invented"})])


def test_a_person_outranks_what_a_registration_says(folder: Path) -> None:
    add(folder, NCT)
    add(folder, ISRCTN, "NCT99900011")
    add(folder, EU, "NCT99900011", "ISRCTN99900012")
    assert len(trials(folder)) == 1
    say(folder, "different")
    joined = join_registrations(store.load(folder))
    assert ISRCTN not in joined[NCT], "also not through the third one"
    assert len(trials(folder)) == 2


def test_a_person_joins_what_no_registration_names(folder: Path) -> None:
    add(folder, NCT)
    add(folder, ISRCTN)
    assert len(trials(folder)) == 2
    say(folder, "same_study")
    assert [t.number for t in trials(folder)] == ["NCT99900011 / ISRCTN99900012"]


@pytest.mark.parametrize(
    ("here", "there", "overdue", "state"),
    [
        ("2020-01-01", None, True, "nothing"),
        ("2020-01-01", "2020-03-01", True, "nothing"),
        ("2020-01-01", "2026-06-01", None, "nothing"),
        (None, None, None, "nothing"),
    ],
    ids=["one says", "both say", "they disagree", "none says"],
)
def test_registries_that_disagree_leave_it_unknown(
    here: str | None, there: str | None, overdue: bool | None, state: str, folder: Path
) -> None:
    for name, day in ((NCT, here), (ISRCTN, there)):
        add(folder, name, "NCT99900011", primary_completion=day, primary_completion_is="ACTUAL" if day else None)
    (trial,) = trials(folder)
    assert (trial.state, trial.overdue) == (state, overdue)


def test_results_in_one_registry_are_results_of_the_trial(folder: Path) -> None:
    add(folder, NCT, has_results=False)
    add(folder, ISRCTN, "NCT99900011", has_results=True)
    assert [t.state for t in trials(folder)] == ["posted"]
    assert list_unpublished(settle(store.load(folder)), "insomnia-improvement") == ()


def test_two_trials_of_one_number_are_not_joined_through_a_registration_left_unpublished(folder: Path) -> None:
    """The one with results must not hide the other, of which nothing came."""
    add(folder, NCT, "2099-599001-12", has_results=True)
    add(folder, PARENT, "2099-599001-12", has_results=False)
    add(folder, EU)
    assert sorted(t.state for t in trials(folder) if t.record.id in (NCT, PARENT)) == ["nothing", "posted"]


def test_numbers_are_told_from_text() -> None:
    said = "NCT99900011, EudraCT 2099-599001-12; CTIS 2099-599001-12-00 ISRCTN99900012 x1NCT99900011 U1111-1234-5678"
    assert [n for _, n in find_numbers(said)] == [
        "NCT99900011", "2099-599001-12", "2099-599001-12", "ISRCTN99900012", "U1111-1234-5678"]  # fmt: skip


def test_what_registries_name_is_read_where_they_name_it() -> None:
    """Names of fields: see `sources.isrctn` and `sources.clinicaltrials`."""
    study = registration(11)
    identification = study["protocolSection"]["identificationModule"]
    identification["secondaryIdInfos"] = [
        {"id": "2099-599001-12", "type": "EUDRACT_NUMBER"},
        {"id": "ISRCTN99900012", "type": "REGISTRY", "domain": "ISRCTN"},
        {"id": "INV-GRANT-7", "type": "OTHER_GRANT"},
        {"id": "U1111-1234-5678 (WHO)", "type": "OTHER"},
    ]
    identification["nctIdAliases"] = ["NCT99900015"]
    page = ClinicalTrials().read(json.dumps({"studies": [study]}).encode(), "invented")
    (hit,) = page.hits
    assert hit.record.trial is not None
    assert hit.record.trial.other_numbers == ("2099-599001-12", "ISRCTN99900012", "U1111-1234-5678", "NCT99900015")
    numbers = (
        "<externalRefs><doi>10.1186/ISRCTN99900012</doi><eudraCTNumber>2099-599001-12</eudraCTNumber>"
        "<irasNumber/><clinicalTrialsGovNumber>Nil known</clinicalTrialsGovNumber>"
        "<protocolSerialNumber>INV-7, NCT99900011</protocolSerialNumber><secondaryNumbers><secondaryNumber id='x' "
        "numberType='ctis'>2099-599001-12-00</secondaryNumber></secondaryNumbers></externalRefs>"
    )
    trials = _write_trial(isrctn_trial(1, numbers=numbers))
    raw = f'<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="1">{trials}</allTrials>'.encode()
    (hit,) = Isrctn().read(raw, "invented").hits
    assert hit.record.trial is not None
    assert hit.record.trial.other_numbers == ("2099-599001-12", "NCT99900011")
