"""Files of trial registries: known by their numbers, joined with what interfaces bring, and with reports naming them.

Fields of ICTRP's exports (XML and CSV) and of ANZCTR's as public programs that read them list them; trials invented.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from rlsevidence import open_workspace, store
from rlsevidence.decisions import settle
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.linking import list_proposals
from rlsevidence.exchange.reading import FileRead, read_entries
from rlsevidence.exchange.registered_tables import read_date
from rlsevidence.exchange.registries import identify
from rlsevidence.model import AbstractSection, DataBank, FullRecord, Record, Registered
from rlsevidence.synthesis.registered_twice import find_numbers
from rlsevidence.synthesis.registry import list_trials

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 30)
ICTRP_TRIAL = """  <Trial><Export_date>11/28/2026 20:14:44</Export_date>
    <Internal_Number>1
    </Internal_Number>
    <TrialID>{number}
    </TrialID>
    <Last_Refreshed_on>24 August 2026</Last_Refreshed_on>
    <Public_title>Invented trial {number}
    </Public_title>
    <Scientific_title>An invented trial, made up</Scientific_title>
    <Acronym/>
    <Primary_sponsor>Invented Hospital</Primary_sponsor>
    <Source_Register>{register}</Source_Register>
    <web_address>https://example.org/{page}</web_address>
    <Recruitment_Status>Not recruiting</Recruitment_Status>
    <Date_registration3>20200102</Date_registration3>
    <Date_registration>2020-01-02</Date_registration>
    <Date_enrollement>13/04/2020</Date_enrollement>
    <Target_size>40</Target_size>
    <Study_type>Interventional</Study_type>
    <Phase>Phase 2</Phase>
    <Condition>Made-up condition</Condition>
    <Intervention>Made-up powder</Intervention>
    <Primary_outcome>A made-up scale</Primary_outcome>
    <Secondary_ID>{other}</Secondary_ID>
    <results_yes_no>No</results_yes_no>
    <Inclusion_Criteria>Being invented</Inclusion_Criteria>
  </Trial>
"""
ACTRN = "ACTRN12699000000001"


def ictrp(*trials: tuple[str, str, str]) -> str:
    made = (ICTRP_TRIAL.format(number=n, register=r, other=o, page=n.replace("/", "-")) for n, r, o in trials)
    root = "Trials_downloaded_from_ICTRP"
    return f"<?xml version='1.0' encoding='UTF-8' ?>\n<{root}>\n{''.join(made)}</{root}>\n"


ANZCTR_CSV = (
    "TRIAL ID,ACTRN,STUDY TITLE,SCIENTIFIC TITLE,UTRN,SECONDARY ID,RECRUITMENT STATUS,APPROVAL DATE,SAMPLE SIZE\n"
    f"365219,{ACTRN},Invented trial,An invented trial,U1111-1111-1111,NCT99900011,Completed,15/01/2024,40\n"
)
ANZCTR_XML = f"""<ANZCTR_Trial><actrn>{ACTRN}</actrn><stage>Registered</stage>
<approvaldate>15/01/2024</approvaldate><utrn>U1111-1111-1111</utrn><publictitle>Invented trial</publictitle>
<scientifictitle>An invented trial</scientifictitle><secondaryid>NCT99900011</secondaryid>
<conditions><condition><conditionname>Made-up</conditionname></condition></conditions>
<recruitmentstatus>Completed</recruitmentstatus></ANZCTR_Trial>
"""
CTGOV = (
    "NCT Number,Study Title,Study URL,Study Status,Study Results,Primary Outcome Measures,Sponsor,Phases,Enrollment,"
    "Study Type,Other IDs,Start Date,Primary Completion Date,Completion Date,First Posted,Results First Posted\n"
    "NCT99900011,Invented trial,https://clinicaltrials.gov/study/NCT99900011,COMPLETED,YES,"
    "A scale: at week 8|Another scale,Invented Hospital,PHASE2|PHASE3,40,INTERVENTIONAL,"
    f"INV-7|{ACTRN}|2099-000001-12,2020-01,2021-02-03,2021-03,2020-01-02,2022-05-06\n"
)
CTIS = (
    "Trial number,Overall trial status,Title of the trial,Sponsor/Co-Sponsors\n"
    "2024-590001-13-00,Ended,Invented trial,Invented Hospital\n"
)


def read(text: str, folder: Path) -> FileRead:
    (folder / "file").write_text(text, encoding="utf-8")
    return read_entries(folder / "file", "x")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("NCT99900011", "nct:NCT99900011"),
        ("ISRCTN99900012", "doi:10.1186/isrctn99900012"),
        (ACTRN, f"url:https://trialsearch.who.int/Trial2.aspx?TrialID={ACTRN}"),
        ("DRKS99900001", "url:https://trialsearch.who.int/Trial2.aspx?TrialID=DRKS99900001"),
        ("CTRI/2020/01/099900", "url:https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI/2020/01/099900"),
        ("JPRN-jRCTs099900001", "url:https://trialsearch.who.int/Trial2.aspx?TrialID=jRCTs099900001"),
        ("JPRN-UMIN000099999", "url:https://trialsearch.who.int/Trial2.aspx?TrialID=UMIN000099999"),
        ("CTIS2024-590001-13-00", "url:https://euclinicaltrials.eu/ctis-public/view/2024-590001-13-00"),
        (
            "EUCTR2099-000001-12-GB",
            "url:https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:2099-000001-12",
        ),
        ("NL-OMON99900", "url:https://example.org/NL-OMON99900"),
    ],
)
@pytest.mark.parametrize("form", ["XML", "CSV"])
def test_a_trial_of_ictrp_is_known_by_its_number(number: str, name: str, form: str, tmp_path: Path) -> None:
    page = number.replace("/", "-")
    table = (
        f"TrialID,Public title,Source Register,web address\n{number},Invented trial,Any,https://example.org/{page}\n"
    )
    found = read(ictrp((number, "Any", "")) if form == "XML" else table, tmp_path)
    (entry,) = found.entries
    assert (entry.record.id, entry.record.publication_types) == (name, ("Clinical Trial Registration",))
    assert entry.record.trial is not None
    assert name.startswith("url:https://example") or f"https://example.org/{page}" in entry.record.seen_at
    if not name.startswith("url:https://example"):
        assert [n for _, n in find_numbers(entry.record.id)], "its number can be told from what it is known by"


def test_what_ictrp_says_of_a_trial(tmp_path: Path) -> None:
    found = read(ictrp((ACTRN, "ANZCTR", "Nil known; NCT99900011; U1111-1111-1111")), tmp_path)
    (entry,) = found.entries
    record, trial = entry.record, entry.record.trial
    assert (record.title, record.year, record.organisation) == (f"Invented trial {ACTRN}", 2020, "Invented Hospital")
    assert trial is not None
    assert (trial.registry, trial.status, trial.first_posted, trial.started) == (
        "ANZCTR", "Not recruiting", "2020-01-02", "2020-04-13"
    )  # fmt: skip
    assert (trial.enrolment, trial.enrolment_is, trial.has_results) == (40, "ESTIMATED", False)
    assert [o.measure for o in trial.primary_outcomes] == ["A made-up scale"]
    assert trial.other_numbers == ("NCT99900011", "U1111-1111-1111")
    assert (trial.primary_completion, trial.completion_is) == (None, None), "what nobody said stays unknown"
    assert entry.keywords == ("Made-up condition", "Made-up powder")
    assert {"inclusion criteria", "export date", "internal number", "scientific title"} <= set(found.unplaced or ())


@pytest.mark.parametrize("text", [ANZCTR_CSV, ANZCTR_XML])
def test_anzctr(text: str, tmp_path: Path) -> None:
    (entry,) = read(text, tmp_path).entries
    assert entry.record.id.endswith(ACTRN)
    assert entry.record.trial is not None
    assert (entry.record.trial.registry, entry.record.trial.first_posted) == ("ANZCTR", "2024-01-15")
    assert entry.record.trial.other_numbers == ("U1111-1111-1111", "NCT99900011")


def test_clinicaltrials_gov_and_ctis(tmp_path: Path) -> None:
    (entry,) = read(CTGOV, tmp_path).entries
    trial = entry.record.trial
    assert trial is not None
    assert (entry.record.id, trial.phases, trial.has_results, trial.results_on) == (
        "nct:NCT99900011", ("PHASE2", "PHASE3"), True, "2022-05-06"
    )  # fmt: skip
    assert (trial.primary_completion, trial.primary_completion_is, trial.enrolment_is) == ("2021-02-03", None, None)
    assert trial.other_numbers == (ACTRN, "2099-000001-12")
    assert [o.measure for o in trial.primary_outcomes] == ["A scale: at week 8", "Another scale"]
    (entry,) = read(CTIS, tmp_path).entries
    assert entry.record.trial is not None
    assert (entry.record.trial.status, entry.record.organisation) == ("Ended", "Invented Hospital")


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny / "evidence", tmp_path / "w" / "evidence")
    return tmp_path / "w" / "evidence"


def put(folder: Path, name: str, **changed: object) -> None:
    """A registration as a pull from a registry's interface makes it."""
    records = dict(store.load_part(folder, "records"))
    empty = dict.fromkeys(Registered.model_fields)
    said = {"registry": "ClinicalTrials.gov", "phases": (), "primary_outcomes": (), "references": ()}
    trial = Registered.model_validate(
        {**empty, **said, "result_references": (), "other_numbers": (), "other_references": ()}
    )
    update = {"id": name, "title": "Invented registration", "trial": trial, "url": None, **changed}
    record = Record.model_validate(records["nct:NCT99900001"].model_copy(update=update).model_dump())
    store.save_records(folder, {**records, name: record})


def bring(folder: Path, text: str) -> None:
    file = folder.parent / "file.xml"
    file.write_text(text, encoding="utf-8")
    assert import_file(folder, file, now=NOW).accounted


def test_a_table_s_trial_is_joined_with_the_one_that_an_interface_brought(folder: Path) -> None:
    put(folder, "nct:NCT99900011")
    bring(folder, ictrp((ACTRN, "ANZCTR", "NCT99900011"), ("NCT99900011", "ClinicalTrials.gov", "")))
    found = [t for t in list_trials(settle(store.load(folder)), TODAY) if t.record.id != "nct:NCT99900001"]
    assert [(t.number, len(t.records)) for t in found] == [(f"NCT99900011 / {ACTRN}", 2)]
    assert len([r for r in store.load_part(folder, "records") if "99900011" in r]) == 1, "the known one is not doubled"


def test_a_registration_typed_by_its_page_is_completed_and_nothing_overwritten(folder: Path) -> None:
    put(folder, "nct:NCT99900011", trial=None)
    bring(folder, CTGOV)
    first = store.load_part(folder, "records")["nct:NCT99900011"]
    assert (first.title, first.trial and first.trial.status) == ("Invented registration", "COMPLETED")
    bring(folder, CTGOV.replace("COMPLETED", "WITHDRAWN"))
    assert store.load_part(folder, "records")["nct:NCT99900011"] == first


def full(record: Record, text: str, *numbers: str) -> FullRecord:
    sections = (AbstractSection(label=None, category=None, text=text),) if text else ()
    banks = (DataBank(name="ClinicalTrials.gov", accessions=numbers),) if numbers else ()
    values = {name: getattr(record, name) for name in Record.model_fields}
    more = dict.fromkeys(("keywords", "grants", "comments_corrections"), ())
    return FullRecord.model_construct(
        **values, **more, abstract=sections, databanks=banks, vernacular_title=None, version=None
    )


@pytest.mark.parametrize(
    ("text", "numbers", "why"),
    [
        ("Registered as NCT99900011.", (), "the report names NCT99900011 in its abstract"),
        (f"Registered as {ACTRN.lower()}.", (), f"the report names {ACTRN} in its abstract"),
        ("", ("NCT99900011",), "the report names NCT99900011 in its database's list of registries"),
        ("It compares NCT99900011 and NCT99900001.", (), None),
        ("It pools NCT99900011 and NCT99900077, which is not here.", (), None),
        ("As in NCT99900011.", ("NCT99900077",), None),
        ("NCT999000110 is another number.", (), None),
        ("Nothing is named.", (), None),
    ],
)
def test_a_report_naming_the_number_is_proposed_as_the_same_study(
    text: str, numbers: tuple[str, ...], why: str | None, folder: Path
) -> None:
    put(folder, "nct:NCT99900011")
    bring(folder, ictrp((ACTRN, "ANZCTR", "NCT99900011")))
    evidence = store.load(folder)
    report = next(r for r in evidence.records.values() if r.pmid and r.id not in evidence.study_of)
    found = list_proposals(evidence, records=[full(report, text, *numbers)])
    told = [(p.kind, p.why) for p in found if report.id in (p.a, p.b) and "the report names" in p.why]
    assert told == ([("same_study", why)] if why else [])


def test_the_workspace_reads_abstracts_for_it(folder: Path) -> None:
    put(folder, "nct:NCT99900011")
    file = folder.parent / "report.ris"
    file.write_text("TY  - JOUR\nTI  - Invented report\nDO  - 10.9999/r\nAB  - See NCT99900011 for it.\nER  - \n")
    import_file(folder, file, now=NOW)
    told = [p for p in open_workspace(folder.parent).link_proposals if p.b == "doi:10.9999/r"]
    assert [(p.a, p.why) for p in told] == [("nct:NCT99900011", "the report names NCT99900011 in its abstract")]


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2020-01-02", "2020-01-02"), ("20200102", "2020-01-02"), ("2020/01/02", "2020-01-02"), ("2020-01", "2020-01"),
        ("13/04/2020", "2020-04-13"), ("04/13/2020", "2020-04-13"), ("03/04/2020", "2020"),
        ("04/04/2020", "2020-04-04"),
        ("3 March 2020", "2020-03-03"), ("March 2020", "2020-03"), ("Mar 3, 2020", "2020-03-03"), ("2020", "2020"),
        ("2020-13-40", None), ("soon", None), ("", None), (None, None), ("2020-01-02T03:04", "2020-01-02"),
    ],
)  # fmt: skip
def test_dates_as_far_as_they_are_certain(said: str | None, date: str | None) -> None:
    assert read_date(said) == date


def test_a_number_that_is_none_identifies_nothing() -> None:
    assert identify("INV-7") == {}
    assert identify("") == {}


@pytest.mark.parametrize(
    ("column", "number", "form"),
    [
        ("NCT Number", "NCT9000060", "NCT and eight digits"),
        ("NCT Number", "NCT900000601", "NCT and eight digits"),
        ("NCT Number", "NCT-X", "NCT and eight digits"),
        ("TrialID", "ISRCTN1234567", "ISRCTN and eight digits"),
        ("TrialID", "unknown", ""),
    ],
)
def test_a_number_that_is_none_is_told_by_its_line(column: str, number: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(f"{column},Study Title,Study Status\n{number},Invented trial,COMPLETED\n")
    found = read_entries(tmp_path / "file", "x")
    (note,) = [n for n in found.notes if "no number of a registry" in n]
    assert note.startswith("line 2: ")
    assert number in note
    assert form in note
    (tmp_path / "file").write_text(f"{column},Study Title,Study Status\nNCT90000601,Invented trial,COMPLETED\n")
    assert not [n for n in read_entries(tmp_path / "file", "x").notes if "no number" in n]
