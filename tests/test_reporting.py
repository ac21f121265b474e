"""Tables for papers: those of GRADE by hand, every table in every form and language."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.citing import split_links
from rlsevidence.errors import UsageError
from rlsevidence.export.bundle import unpack_bundle
from rlsevidence.model import Certainty, Estimate, Study
from rlsevidence.reporting import TABLES
from rlsevidence.reporting.absolute import compute_absolute
from rlsevidence.reporting.as_csv import write_notes, write_sheet_csv
from rlsevidence.reporting.as_docx import write_docx
from rlsevidence.reporting.as_html import write_page
from rlsevidence.reporting.begun import BEGUN, digest, is_as_begun
from rlsevidence.reporting.estimates import count_decimals, list_estimates, say_people
from rlsevidence.reporting.sheet import letter
from rlsevidence.reporting.voice import open_voice
from rlsevidence.store.first_version import read_plain

CLAIM = "mild-moderate-relief"


@pytest.fixture(scope="module")
def review(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo)


@pytest.fixture(scope="module")
def trials(repo: Path) -> list[Study]:
    """The invented trial three times under other names, each with a risk ratio; the numbers are invented."""
    (one,) = [
        s for s in rls.open_workspace(repo / "tests" / "tiny").evidence.studies.values() if s.id == "invented-trial"
    ]
    made = []
    for name, (value, low, high), n in (
        ("invented-a", (0.60, 0.40, 0.90), 100),
        ("invented-b", (0.80, 0.50, 1.28), 120),
        ("invented-c", (0.70, 0.45, 1.09), 80),
    ):
        result = one.results[0].model_copy(
            update={
                "claims": (CLAIM,),
                "outcome": "adverse-events",
                "kind": "between-arms",
                "better": "lower",
                "unit": None,
                "when": None,
                "estimate": Estimate(measure="RR", value=value, ci_low=low, ci_high=high, level=95),
            }
        )
        people = one.population.model_copy(update={"n": n, "n_analysed": None})
        made.append(
            one.model_copy(
                update={"id": name, "label": name, "design": "rct", "results": (result,), "population": people}
            )
        )
    return made


def certainty(review: rls.Workspace, **given: Any) -> Certainty:
    return review.evidence.certainty[CLAIM].model_copy(update=given)


# ---------------------------------------------------------------- absolute effects

WORKED = {
    "RR, halved": (("RR", 0.5, 0.3, 0.8, 200.0), (100.0, 60.0, 160.0)),
    "RR that cannot pass everybody": (("RR", 3.0, 1.0, 9.0, 500.0), (1000.0, 500.0, 1000.0)),
    # 0.25 / 0.75 = 1/3 odds; doubled 2/3; 2/3 / (1 + 2/3) = 0.4
    "OR, doubled": (("OR", 2.0, 1.0, 3.0, 250.0), (400.0, 250.0, 500.0)),
    # 1 - 0.9 ** 2 = 0.19; 1 - 0.9 ** 0.5 = 0.0513167
    "HR": (("HR", 2.0, 0.5, 3.0, 100.0), (190.0, 51.3167, 271.0)),
    "no effect": (("OR", 1.0, 1.0, 1.0, 37.0), (37.0, 37.0, 37.0)),
}


@pytest.mark.parametrize("case", WORKED.values(), ids=WORKED)
def test_absolute_effects_by_hand(case: tuple[tuple[str, float, float, float, float], tuple[float, ...]]) -> None:
    given, wanted = case
    made = compute_absolute(*given)
    assert (made.with_it, made.with_low, made.with_high) == pytest.approx(wanted, abs=1e-3)
    assert made.fewer_or_more[0] == pytest.approx(wanted[0] - given[4], abs=1e-3)


@pytest.mark.parametrize(
    "given",
    [("MD", 1.0, 0.5, 2.0, 100.0), ("RR", 1.0, 0.5, 2.0, 0.0), ("RR", 1.0, 0.5, 2.0, 1000.0), ("RR", 3, 1, 2, 9)],
)
def test_what_is_no_risk_is_refused(given: tuple[str, float, float, float, float]) -> None:
    with pytest.raises(ValueError):
        compute_absolute(*given)


# ---------------------------------------------------------------- the summary of findings of a pooled, invented claim


def test_a_pooled_claim_is_printed_number_by_number(review: rls.Workspace, trials: list[Study]) -> None:
    """Pooled by hand: log ratios, inverse variances; Q is below its freedom, so tau2 is 0 and the weights are those.

    ln .6, ln .8, ln .7 with se = (ln high - ln low) / 3.92: .20687, .23980, .22569.
    """
    effects = [math.log(x) for x in (0.60, 0.80, 0.70)]
    errors = [(math.log(h) - math.log(low)) / (2 * 1.959964) for low, h in ((0.40, 0.90), (0.50, 1.28), (0.45, 1.09))]
    weights = [1 / e**2 for e in errors]
    mean = sum(w * y for w, y in zip(weights, effects, strict=True)) / sum(weights)
    assert sum(w * (y - mean) ** 2 for w, y in zip(weights, effects, strict=True)) < 2, "no heterogeneity to estimate"
    # The floored Knapp-Hartung interval: t with two degrees of freedom over the common-effect error.
    half = 4.302653 / math.sqrt(sum(weights))
    value, low, high = (math.exp(x) for x in (mean, mean - half, mean + half))
    risk = {"outcome": "adverse-events", "who": "invented", "per_1000": 200.0, "time": None, "where": "invented"}
    given = certainty(review)
    with_risk = Certainty.model_validate(
        {**given.model_dump(), "baseline_risks": [{**risk, "source": "pubmed:90000001"}]}
    )
    words = open_voice(review.evidence, "en")
    (line,) = list_estimates(trials, CLAIM, with_risk, words)
    assert line.relative == f"RR {value:.2f} ({low:.2f} to {high:.2f})"
    assert line.with_it == f"{200 * value:.0f} per 1000 ({200 * low:.0f} to {200 * high:.0f})"
    assert (line.without, line.people, line.how.text) == ("200", "300", "pooled from 3 trials")
    (line,) = list_estimates(trials, CLAIM, given, words)
    assert line.without == ""
    assert line.with_it == "not estimable, because no baseline risk has been entered", "none is made up"


def test_people_of_a_trial_with_more_arms_are_an_upper_bound(review: rls.Workspace, trials: list[Study]) -> None:
    one = trials[0]
    more = one.model_copy(update={"arms": (*one.arms, *(a.model_copy(update={"id": f"{a.id}-2"}) for a in one.arms))})
    for code, said in (("en", "at most 300"), ("sv", "högst 300")):
        (line,) = list_estimates([more, *trials[1:]], CLAIM, None, open_voice(review.evidence, code))
        assert line.people == said
    silent = more.model_copy(update={"population": more.population.model_copy(update={"n": None, "n_analysed": None})})
    (line,) = list_estimates([silent, *trials[1:]], CLAIM, None, open_voice(review.evidence, "en"))
    assert line.people == "unknown"


def test_a_row_of_fewer_studies_says_what_its_comment_speaks_of(review: rls.Workspace) -> None:
    claim = "other-natural-treatments"
    sheet = review.table("summary-of-findings", "en", claims=[claim])
    certainty = review.evidence.certainty[claim]
    assert certainty.informed_by
    for cells in sheet.rows:
        row = dict(zip(sheet.keys, cells, strict=True))
        assert row["comments"].cites == tuple(
            review.evidence.studies[i].reports[0] for i in certainty.informed_by if i in review.evidence.studies
        ), "numbers of a comment that come from reviews lead to them"
        notes = [sheet.notes[n].text for n in row["comments"].notes]
        assert any(n.startswith(f"The comment speaks of the whole claim, {len(certainty.body)} studies") for n in notes)
        people = row["participants-studies"]
        n = review.evidence.studies["park-2020"].population.n
        assert people.text == f"at most {n} (1)", "all arms of the trial, and not unknown"
        assert any("Everyone in the trials" in sheet.notes[n].text for n in people.notes)


def test_a_difference_of_means_keeps_its_own_direction(review: rls.Workspace, trials: list[Study]) -> None:
    """Lower is better, so the pool turns it; the table prints what the trial printed."""
    one = trials[0]
    result = one.results[0].model_copy(
        update={"unit": "points", "estimate": Estimate(measure="MD", value=-3.2, ci_low=-5.0, ci_high=-1.4, level=95)}
    )
    (line,) = list_estimates(
        [one.model_copy(update={"results": (result,)})], CLAIM, None, open_voice(review.evidence, "sv")
    )
    assert line.with_it == "medelskillnad, poäng: 3,20 lägre (1,40 till 5,00)"
    assert line.relative == ""


def test_trials_that_number_a_scale_two_ways_are_not_printed_as_one(review: rls.Workspace, trials: list[Study]) -> None:
    other = trials[1].model_copy(update={"results": (trials[1].results[0].model_copy(update={"better": "higher"}),)})
    (line,) = list_estimates([trials[0], other], CLAIM, None, open_voice(review.evidence, "en"))
    assert line.outcome is None
    assert "scales that run different ways" in line.with_it


@pytest.mark.parametrize(
    ("ends", "places"),
    [((-3.2, -5.0, -1.4), 2), ((120.0, 100.0, 140.0), 0), ((12.0, 10.0, 15.0), 1), ((0.0, 0.0, 0.0), 2)],
)
def test_digits_behind_the_sign(ends: tuple[float, float, float], places: int) -> None:
    assert count_decimals(*ends) == places


# ---------------------------------------------------------------- the headline claims


def test_the_headline_claims_as_an_editor_would_check_them(review: rls.Workspace) -> None:
    sheet = review.table("summary-of-findings", "en", claims=[CLAIM])
    (row,) = sheet.list_rows()
    assert row["participants-studies"] == "97 (3) (1,2,3) [e]", "three arms: all are counted, and it says so"
    assert row["certainty"].startswith("very low")
    assert row["relative"] == "not estimable"
    assert "Jadidi 2022" in row["with"]
    assert "Hornyak 1998, Gorantla 2024 had nobody to compare with" in row["with"]
    assert row["comments"] == review.evidence.certainty[CLAIM].summary.texts["en"]
    assert "1 of 1 have not been checked by a second person." in sheet.remarks
    profile = review.table("evidence-profile", "sv", claims=[CLAIM])
    (row,) = profile.list_rows()
    steps = review.evidence.certainty[CLAIM].downgrades or {}
    words = {0: "inte allvarlig", 1: "allvarlig", 2: "mycket allvarlig"}
    for domain in ("risk_of_bias", "inconsistency", "indirectness", "imprecision"):
        assert row[domain].split(" [")[0] == words[steps[domain].steps]
    assert row["publication_bias"].split(" [")[0] == "misstänkt"
    words_of = open_voice(review.evidence, "sv")
    expected = {words_of.read(s.why): words_of.find_language(s.why) for s in steps.values()}
    notes = {n.text: n.language for n in profile.notes}
    assert {text: notes[text] for text in expected} == expected, "each reason, in the language that it has"
    assert profile.notes[0].text == words_of.read(steps["risk_of_bias"].why)
    plain = open_voice(review.evidence, "sv").write("Written in one language.")
    assert plain.language == "en"


def test_a_judgement_that_waits_shows_the_proposal_and_says_so(review: rls.Workspace) -> None:
    (summary,) = [s for s in review.summaries if s.claim.id == CLAIM]
    high = certainty(
        review,
        overall="high",
        downgrades={d: s.model_copy(update={"steps": 0}) for d, s in (certainty(review).downgrades or {}).items()},
    )
    evidence = replace(review.evidence, certainty={**review.evidence.certainty, CLAIM: high})
    from rlsevidence.decisions import settle
    from rlsevidence.judgement.summary import summarise_claims
    from rlsevidence.reporting import make_table

    settled = settle(evidence)
    summaries = summarise_claims(settled, today=review.today)
    for name in ("summary-of-findings", "evidence-profile"):
        sheet = make_table(name, settled, summaries, "en", claims=[CLAIM], today="2026-11-25")
        (row,) = sheet.list_rows()
        assert row["certainty"].startswith("very low")
        assert any("A judgement waits" in n.text for n in sheet.notes)
        assert high.summary.texts["en"] not in json.dumps(sheet.to_plain(), ensure_ascii=False)
    assert summary.certainty is not None


# ---------------------------------------------------------------- every table, every form, every language


class Table(HTMLParser):
    """The rows of the first table of a page, and every address that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th") and self.rows:
            self.rows[-1] += 1
        self.links += [v for k, v in given.items() if k == "href" and v and tag == "a"]
        self.fetched += [v for k, v in given.items() if v and (k == "src" or (k == "href" and tag != "a"))]


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", TABLES)
def test_every_table_in_every_form(review: rls.Workspace, name: str, language: str) -> None:
    import docx

    sheet = review.table(name, language)
    assert sheet.rows, "the review has something for each"
    rows = list(csv.DictReader(io.StringIO(write_sheet_csv(sheet))))
    assert len(rows) == len(sheet.rows)
    assert tuple(rows[0]) == sheet.keys
    assert all(not v.startswith(("=", "+", "@")) for row in rows for v in row.values())
    page = Table()
    page.feed(write_page(sheet))
    assert page.rows == [len(sheet.columns)] * (len(sheet.rows) + 1)
    assert page.fetched == [], "nothing is fetched from elsewhere"
    addresses = {a for e in sheet.list_references() for _, a in split_links(e.text) if a}
    assert {link for link in page.links if not link.startswith("#")} == addresses, "what a reference names, and no more"
    assert "script" not in page.tags
    document = docx.Document(io.BytesIO(write_docx(sheet)))
    (table,) = document.tables
    assert (len(table.rows), len(table.columns)) == (len(sheet.rows) + 1, len(sheet.columns))
    assert write_docx(sheet) == write_docx(sheet), "the same table gives the same bytes"
    frame = sheet.frame()
    assert list(frame.columns) == list(sheet.columns)
    assert len(frame) == len(sheet.rows)
    used = {n for row in sheet.rows for cell in row for n in cell.notes}
    assert used == set(range(len(sheet.notes))), "every footnote is referred to, and is there"
    cited = {r for row in sheet.rows for cell in row for r in cell.cites}
    assert {e.record for e in sheet.list_references()} == cited & set(review.evidence.records)
    notes = write_notes(sheet)
    assert all(note.text in notes for note in sheet.notes)
    assert re.search(r"\{\w+\}", json.dumps(sheet.to_plain(), ensure_ascii=False)) is None, "every text is filled in"


def test_every_record_stands_where_it_should(review: rls.Workspace) -> None:
    excluded = {c.record for row in review.table("excluded").rows for c in row if c.record}
    flow = review.flow
    wanted = {r for box, ids in flow.boxes.items() if box.startswith("excluded:") or box == "duplicates" for r in ids}
    assert excluded == wanted
    studies = {c.study for row in review.table("characteristics").rows for c in row if c.study}
    assert studies == set(flow.boxes["studies"]), "what was left out or is undecided is no study of the review"
    for row in review.table("searches").list_rows():
        assert row["date"] == "not searched yet"
    assert len(review.table("searches").rows) == len(review.evidence.searches)
    ongoing = {c.study for row in review.table("ongoing").rows for c in row if c.study}
    assert ongoing == {s.id for s in review.evidence.studies.values() if s.design == "registry-entry" and not s.results}


def test_a_formula_in_a_cell_cannot_run(review: rls.Workspace) -> None:
    sheet = review.table("excluded")
    first = sheet.rows[0]
    bad = replace(sheet, rows=((replace(first[0], text="=cmd|' /C calc'!A0", cites=()), *first[1:]),))
    (row,) = csv.DictReader(io.StringIO(write_sheet_csv(bad)))
    assert row["record"].startswith("'=")


def test_marks_of_footnotes() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["a", "z", "aa", "az", "ba", "zz", "aaa"]


def test_faults_are_told(review: rls.Workspace) -> None:
    with pytest.raises(UsageError, match="no table 'forest'; there are: summary-of-findings, "):
        review.table("forest")
    with pytest.raises(UsageError, match="no claim 'nothing'"):
        review.table("excluded", claims=["nothing"])
    with pytest.raises(UsageError, match="no language 'de'"):
        review.table("excluded", "de")


# ---------------------------------------------------------------- checklists, protocol, drafts

ITEMS = {
    "prisma": 42,  # 27 items, of which 10, 13, 16, 20, 23 and 24 have parts
    "prisma-s": 16,
    "swim": 9,
}


@pytest.mark.parametrize("name", ITEMS)
def test_checklists_have_every_item_and_say_who_answers_it(review: rls.Workspace, name: str) -> None:
    sheet = review.table(name, "en")
    assert len(sheet.rows) == ITEMS[name]
    numbers = dict.fromkeys(re.sub("[a-z]", "", n) for n in sheet.column("item"))
    assert list(numbers) == [str(n) for n in range(1, {"prisma": 28, "prisma-s": 17, "swim": 10}[name])]
    assert set(sheet.column("status")) <= {"the program", "people, in the protocol", "needs a person", "does not apply"}
    for row in sheet.list_rows():
        assert row["answer"]
        assert (row["status"] == "needs a person") == (row["answer"] in UNANSWERED or row["answer"].startswith(OPEN))


UNANSWERED = {"Nobody has written it.", "Not registered."}
OPEN = (
    "The title does not say",
    "None of 11 strategies",
    "Declared by 0",
    "0 of 11 strategies",
    "6 registrations entered",
    "198 records were entered first",
)
"""Answers of the review as it stands that only people can give."""


def test_where_records_came_from_is_what_their_origin_says_and_no_more(review: rls.Workspace) -> None:
    origins = [r.origin for r in review.evidence.records.values()]
    seed, files = origins.count("seed"), sum(o.startswith("import:") for o in origins)
    rows = {r["item"]: r for r in review.table("prisma-s", "en").list_rows()}
    draft = " ".join(p.text for p in review.draft("en"))
    for text in (rows["7"]["answer"], draft):
        assert f"{seed} were entered first, from public pages, and {files} came in files" in text
    assert rows["4"]["status"] == "needs a person", "which pages were browsed is in no origin"
    assert "reference list" not in (rows["4"]["answer"] + rows["7"]["answer"] + draft)
    listed = len(review.table("registrations", "en").rows)
    assert rows["3"]["answer"].startswith(f"{listed} registrations entered"), "one count, as the table lists them"


def test_a_text_that_people_write_answers_its_item(review: rls.Workspace) -> None:
    from rlsevidence.decisions import settle
    from rlsevidence.model.document import ReportTexts
    from rlsevidence.reporting import make_table

    texts = ReportTexts.model_validate({"rationale": {"en": "Invented rationale.", "sv": "Påhittad bakgrund."}})
    protocol = review.evidence.protocol.model_copy(update={"report": texts, "synthesis": {}})
    settled = settle(replace(review.evidence, protocol=protocol))
    rows = {r["item"]: r for r in make_table("prisma", settled, review.summaries, "sv", today="x").list_rows()}
    assert (rows["3"]["answer"], rows["3"]["status"]) == ("Påhittad bakgrund.", "personer, i protokollet")
    assert rows["13d"]["status"] == "kräver en person", "what the protocol lost is not stated any more"


def test_a_flow_that_does_not_add_up_is_no_answer(repo: Path) -> None:
    from rlsevidence.decisions import settle
    from rlsevidence.reporting import make_table

    tiny = rls.open_workspace(repo / "tests" / "tiny")

    def item(evidence: Any) -> dict[str, str]:
        made = make_table("prisma", settle(evidence), tiny.summaries, "en", today="x")
        (row,) = [r for r in made.list_rows() if r["item"] == "16a"]
        return row

    assert item(tiny.evidence)["status"] == "the program"
    row = item(replace(tiny.evidence, runs=tiny.evidence.runs[:1]))
    assert row["status"] == "needs a person"
    assert "identified:invented-rls" in row["answer"], "the box is named when a row of the ledger is deleted"


def test_the_protocol_in_the_order_of_the_register(review: rls.Workspace) -> None:
    rows = review.table("protocol", "sv").list_rows()
    assert [int(r["field"].split(".")[0]) for r in rows] == list(range(1, 41))
    held = {int(r["field"].split(".")[0]): r["holds"] for r in rows}
    assert held[6] == "kräver en person", "no contact is made up"
    assert held[15] == review.evidence.protocol.question.texts["sv"]
    assert "pubmed-magnesium-rls" in held[17]


def test_amendments_come_from_git_and_from_people(tmp_path: Path, repo: Path) -> None:
    import shutil
    import subprocess

    shutil.copytree(repo / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    review = rls.open_workspace(tmp_path)
    assert "no history in git" in " ".join(review.table("amendments", "en").remarks)
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(*command: str) -> None:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *command], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    git("add", "evidence")
    git("commit", "-qm", "First")
    file = tmp_path / "evidence" / "protocol.yaml"
    text = file.read_text(encoding="utf-8")
    title = review.evidence.protocol.title
    file.write_text(text.replace(title, f"{title}, again"), encoding="utf-8")
    git("commit", "-qam", "Second")
    sheet = rls.open_workspace(tmp_path).table("amendments", "en")
    (row,) = [r for r in sheet.list_rows() if r["where"] == "title"]
    assert (row["before"], row["now"]) == (title, f"{title}, again")
    said = " ".join(sheet.remarks)
    assert "First version: " in said
    assert "1 field differs and no change has been declared" in said
    packed = rls.open_workspace(tmp_path).build_export("bundle").files["review.zip"]
    assert isinstance(packed, bytes)
    unpack_bundle(packed, tmp_path / "elsewhere")
    again = rls.open_workspace(tmp_path / "elsewhere").table("amendments", "en")
    assert (again.rows, again.remarks) == (sheet.rows, sheet.remarks), "a bundle carries the history with it"


def test_every_number_of_a_draft_leads_to_what_it_counts(review: rls.Workspace) -> None:
    for language in ("en", "sv"):
        for paragraph in review.draft(language):
            for piece in paragraph.pieces:
                if piece.target is None:
                    quoted = [c.summary.texts[language] for c in review.evidence.certainty.values()]
                    left = piece.text
                    for text in quoted:
                        left = left.replace(text, "")
                    assert not re.search(r"\d", re.sub(r"RoB 2|0\.1|\d{4}-\d\d-\d\d", "", left)), piece.text
                else:
                    assert piece.text.isdigit()
                    table = piece.target in TABLES
                    assert (
                        table
                        or piece.target == "flow"
                        or piece.target.removeprefix("claims/") in review.evidence.claims
                    )
    english, swedish = ([p.text for p in review.draft(code)] for code in ("en", "sv"))
    assert [re.findall(r"\d+", t) for t in english[:8]] == [re.findall(r"\d+", t) for t in swedish[:8]]
    flow = review.flow
    assert f"Of {len(review.evidence.records)} records, {sum(flow.excluded.values())} were excluded" in " ".join(
        english
    )


# ---------------------------------------------------------------- the command


def test_the_command_writes_each_form(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["table", "summary-of-findings", "--workspace", str(repo), "--claim", CLAIM]
    assert cli.main(base) == 0
    told = capsys.readouterr()
    assert len(list(csv.DictReader(io.StringIO(told.out)))) == 1
    assert "Not medical advice" in told.err, "what stands under the table is said"
    for ending in ("html", "docx", "json", "csv"):
        assert cli.main([*base, "--out", str(tmp_path / f"sof.{ending}"), "--language", "sv"]) == 0
    assert (tmp_path / "sof.csv.notes.txt").is_file()
    plain = json.loads((tmp_path / "sof.json").read_text(encoding="utf-8"))
    assert plain["rows"][0]["outcome"]["claim"] == CLAIM
    assert 'lang="sv"' in (tmp_path / "sof.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert cli.main([*base, "--format", "docx"]) == 2
    assert "say with --out where it goes" in capsys.readouterr().err
    assert cli.main([*base, "--out", str(tmp_path / "sof.pages")]) == 2
    assert "name it with --format" in capsys.readouterr().err


def test_references_are_an_export_too(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["export", "references", "--workspace", str(repo), "--claim", CLAIM, "--counted"]
    assert cli.main(base) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert lines[0].startswith("1. ")
    assert cli.main([*base, "--style", "apa", "--language", "sv", "--out", str(tmp_path / "list.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "list.csv").open(encoding="utf-8")))
    assert len(rows) == len(lines)
    assert all(row["key"].startswith("(") for row in rows)
    assert cli.main([*base, "--out", str(tmp_path / "all")]) == 0
    assert {p.suffix for p in (tmp_path / "all").iterdir()} == {".txt", ".html", ".csv"}
    page = (tmp_path / "all" / "references.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "<title>References</title>" in page
    assert page.count('<a href="https://doi.org/') > 0


def test_what_a_new_workspace_begins_with_is_not_taken_for_a_decision(repo: Path) -> None:
    starter = read_plain(repo / "src" / "rlsevidence" / "starting" / "starter" / "protocol.yaml")
    for place, known in BEGUN.items():
        value: Any = starter
        for part in place.split("."):
            value = value[part]
        assert digest(value) == known, f"init writes another text at {place} now"
        assert not is_as_begun(place, f"{value} and more")
    source = (repo / "src" / "rlsevidence" / "reporting" / "checklists.py").read_text(encoding="utf-8")
    asked = {p for p in re.findall(r'state\("([\w.]+)"\)', source) if _has(starter, p)}
    assert asked == set(BEGUN), "every part that a checklist asks for and that init fills"


def _has(value: Any, place: str) -> bool:
    for part in place.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return bool(value)


def test_the_protocol_in_swedish_names_its_parts_in_swedish(review: rls.Workspace) -> None:
    rows = {r["field"].split(".")[0]: r["holds"] for r in review.table("protocol", "sv").list_rows()}
    assert rows["16"].startswith("databaser: ")
    assert "randomiserad prövning; randomiserad överkorsningsprövning" in rows["22"]
    assert "RoB 2" in rows["27"]
    sheet = review.table("protocol", "sv")
    (design,) = [row[1] for row in sheet.rows if row[0].text.startswith("22.")]
    assert design.language == "en", "what people wrote says in which language"


def test_people_are_counted_as_far_as_they_are_known(review: rls.Workspace, trials: list[Study]) -> None:
    words = open_voice(review.evidence, "en")
    silent = trials[0].model_copy(
        update={"population": trials[0].population.model_copy(update={"n": None, "n_analysed": None})}
    )
    assert say_people(trials[:2], words) == str(sum(s.population.n or 0 for s in trials[:2]))
    assert say_people([silent, trials[1]], words) == f"at least {trials[1].population.n}"
    assert say_people([silent], words) == "unknown"
    assert say_people([], words) == "unknown"
