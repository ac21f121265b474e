"""What was put down of who read a text cannot be taken away unseen: deleted, changed, renumbered, recorded anew."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from attempts import CLAIM, make
from conftest import REPO
from faults import TINY
from rlsevidence import cli, store
from rlsevidence.decisions import settle
from rlsevidence.errors import EvidenceError
from rlsevidence.finishing import list_problems
from rlsevidence.judgement.readings import ALTERED, UNRECORDED, judge_readings
from rlsevidence.judgement.readings_said import list_to_reread
from rlsevidence.judgement.rests_on import describe_texts, write_parts
from rlsevidence.language import say
from rlsevidence.model import Evidence
from rlsevidence.model.seals import Remembered, find_gone, find_unsealed, seal_row
from rlsevidence.rereading import record_ground, reread
from rlsevidence.site.front_page import make_root
from rlsevidence.site.marks import list_marked_words, mark_outputs
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 30)
TEXT = "certainty/deficiency-contributes"
TAGGED = ("deficiency-contributes\tpubmed:90000004\tdisputes", "deficiency-contributes\tpubmed:90000004\tinconclusive")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns(".rlsevidence"))
    return tmp_path / "tiny" / "evidence"


def edit(folder: Path, name: str, change: Callable[[str], str]) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert change(text) != text, "the case changes nothing"
    file.write_text(change(text), encoding="utf-8")


def without(start: str) -> Callable[[str], str]:
    return lambda text: "".join(line for line in text.splitlines(True) if not line.startswith(start))


def mark(folder: Path, claim: str = "deficiency-contributes") -> str | None:
    """Why the judgement of a claim is marked on pages."""
    found = rls.open_workspace(folder.parent).summary(claim).stale_text
    return found.why if found else None


def told(folder: Path) -> list[str]:
    return [f"{p.field}: {p.found}" for p in list_problems(folder) if p.rule == "stale"]


# ---------------------------------------------------------------- rows


def test_every_row_that_a_verb_puts_down_is_sealed(tiny: Path) -> None:
    reread(tiny, "stomach-upset", "bo")
    evidence = store.load(tiny)
    assert {seal_row(row) for row in evidence.readings} == set(evidence.seals)
    assert told(tiny) == []


def test_deleting_a_stale_row_and_recording_anew_takes_no_mark_away(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(tiny, "tags.tsv", lambda t: t.replace(*TAGGED))
    assert mark(tiny) == "changed"
    edit(tiny, "readings.tsv", without(f"{TEXT}\t"))
    assert mark(tiny) == ALTERED
    assert cli.main(["reread", "--record", "--workspace", str(tiny.parent)]) == 0
    err = capsys.readouterr().err
    assert "0 texts recorded" in err
    assert f"{TEXT} is left as it is: a row of it is gone" in err
    assert mark(tiny) == ALTERED
    assert any(f"no row of {TEXT} as it was recorded on 2026-11-29: deleted" in said for said in told(tiny))
    assert any(TEXT in item.ids for item in list_to_reread(judge_readings(settle(store.load(tiny))), ()))
    reread(tiny, "deficiency-contributes", "bo")
    assert mark(tiny) is None, "a person has read it since"
    assert told(tiny) == []


def test_a_row_that_git_gives_back_is_as_it_was(tiny: Path) -> None:
    was = (tiny / "readings.tsv").read_bytes()
    edit(tiny, "readings.tsv", without(f"{TEXT}\t"))
    assert mark(tiny) == ALTERED
    (tiny / "readings.tsv").write_bytes(was)
    assert mark(tiny) is None


def test_recording_never_touches_what_is_stale(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(tiny, "tags.tsv", lambda t: t.replace(*TAGGED))
    before = (tiny / "readings.tsv").read_bytes()
    recorded = record_ground(tiny)
    assert recorded.rows == ()
    assert recorded.refused == {TEXT: "what it rests on has changed"}
    assert (tiny / "readings.tsv").read_bytes() == before


def test_a_hash_mended_by_hand_is_seen(tiny: Path) -> None:
    edit(tiny, "readings.tsv", lambda t: t.replace("tags=7e5ea9f873bc", "tags=000000000000"))
    assert mark(tiny) == "changed"
    found = told(tiny)
    assert any("deleted, or changed by hand" in said for said in found)
    assert any("that was written or changed by hand" in said for said in found)


def test_a_row_added_by_hand_clears_no_mark(tiny: Path) -> None:
    """Dated later, in somebody's name, with the right hashes."""
    row = make(next(r for r in store.load(tiny).readings if r.text == TEXT), act="read", reviewer="bo")
    edit(tiny, "readings.tsv", without(f"{TEXT}\t"))
    evidence = store.load(tiny)
    forged = replace(evidence, readings=(*evidence.readings, make(row, decided_on="2026-11-30T10:00:00Z")))
    assert (TEXT, "deficiency-contributes") in judge_readings(settle(forged)).altered


def test_branches_that_merge_by_union_lose_no_row_and_no_seal(tiny: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny.parent, other)
    reread(tiny, "stomach-upset", "bo")
    reread(other / "evidence", "deficiency-contributes", "cia")
    for name in ("readings.tsv", "readings-seals.tsv"):
        lines = {*(tiny / name).read_text().splitlines()[1:], *(other / "evidence" / name).read_text().splitlines()[1:]}
        head = (tiny / name).read_text().splitlines()[0]
        # As `merge=union` leaves them: both sides, the common rows twice, in no order.
        (tiny / name).write_text("\n".join([head, *sorted(lines, reverse=True), *sorted(lines)[:2]]) + "\n")
    store.format_folder(tiny)
    assert told(tiny) == []
    assert {r.reviewer for r in store.load(tiny).readings if r.act == "read"} == {"bo", "cia"}


@pytest.mark.parametrize("gone", [("readings.tsv",), ("readings-seals.tsv",), ("readings.tsv", "readings-seals.tsv")])
def test_a_whole_table_that_is_gone_is_told(gone: tuple[str, ...], tiny: Path) -> None:
    for name in gone:
        (tiny / name).unlink()
    found = told(tiny)
    if gone == ("readings-seals.tsv",):
        assert found == ["seal: none, for 9 rows"]
        assert mark(tiny) is None
        return
    marks = {"readings.tsv": ALTERED}.get("".join(gone), UNRECORDED)
    assert mark(tiny) == marks
    assert any(TEXT in said or "nothing on" in said for said in found)


def test_an_older_row_does_not_win(tiny: Path) -> None:
    """Two rows of one text: the later one holds, wherever it stands in the table."""
    reread(tiny, "deficiency-contributes", "bo")
    edit(tiny, "tags.tsv", lambda t: t.replace(*TAGGED))
    assert mark(tiny) == "changed"
    evidence = store.load(tiny)
    turned = replace(evidence, readings=evidence.readings[::-1])
    assert judge_readings(settle(turned)).stale.keys() == judge_readings(settle(evidence)).stale.keys()


def test_seals_say_which_rows_are_gone_and_which_are_nobodys(tiny: Path) -> None:
    evidence = store.load(tiny)
    first, *rest = evidence.readings
    assert find_gone(rest, evidence.seals) == (seal_row(first),)
    other = make(first, note="By hand.")
    assert find_unsealed([other, *rest], evidence.seals) == (other,)
    assert find_unsealed([other], ()) == (), "from before there were seals"


# ---------------------------------------------------------------- what git has

BOTH = ("readings.tsv", "readings-seals.tsv")


def git(folder: Path, *command: str) -> None:
    named = ("-c", "user.name=Invented", "-c", "user.email=invented@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *named, *command], check=True, capture_output=True)


def commit_and_think_again(tiny: Path) -> Path:
    git(tiny.parent, "init", "-q")
    git(tiny.parent, "add", "-A")
    git(tiny.parent, "commit", "-qm", "Invented.")
    edit(tiny, "tags.tsv", lambda t: t.replace(*TAGGED))
    assert mark(tiny) == "changed"
    return tiny


@pytest.fixture
def kept(tiny: Path) -> Path:
    """The invented review in a repository, with a tag thought over since the commit, so that a text is stale."""
    return commit_and_think_again(tiny)


def faults(folder: Path) -> list[str]:
    return [str(p) for p in list_problems(folder) if p.rule == "readings-kept"]


def test_tables_that_git_has_are_missed_and_given_back(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--workspace", str(kept.parent)]
    for name in BOTH:
        (kept / name).unlink()
    assert mark(kept) == ALTERED
    assert faults(kept) == [
        "readings-seals.tsv rows: found none, expected the 9 that git has (rlsevidence reread --record gives them back)"
        " [readings-kept]",
        "readings.tsv rows: found none, expected the 9 that git has (rlsevidence reread --record gives them back)"
        " [readings-kept]",
    ]
    assert cli.main(["check", *at]) == 1
    capsys.readouterr()
    assert cli.main(["reread", "--record", *at]) == 0
    err = capsys.readouterr().err
    assert "9 rows of readings.tsv given back as git has them" in err
    assert "0 texts recorded" in err
    assert f"{TEXT} is left as it is: what it rests on has changed" in err
    assert mark(kept) == "changed", "stale as it was"
    assert faults(kept) == []


@pytest.mark.parametrize("how", ["emptied", "header", "renamed", "committed", "one"])
def test_no_way_of_losing_the_rows_takes_a_mark_away(how: str, kept: Path) -> None:
    if how == "one":
        edit(kept, "readings.tsv", without(f"{TEXT}\t"))
        edit(kept, "readings-seals.tsv", without(f"{TEXT}\t"))
    for name in BOTH if how != "one" else ():
        file = kept / name
        if how == "emptied":
            file.write_bytes(b"")
        elif how == "header":
            file.write_text(file.read_text().partition("\n")[0][:20] + "\n")
        elif how == "renamed":
            file.rename(kept / f"old-{name}")
        else:
            file.unlink()
    if how in ("committed", "one"):
        git(kept.parent, "commit", "-qam", "Gone.")
    assert mark(kept) == ALTERED
    assert any(p.rule not in ("stale", "unfinished") for p in list_problems(kept)) is (how != "one")
    if how in ("emptied", "header"):
        with pytest.raises(EvidenceError, match="must be mended before"):
            record_ground(kept)
    else:
        assert record_ground(kept).rows == ()
        assert mark(kept) == "changed"
        assert not [p for p in list_problems(kept) if p.rule == "sign-off"], "sign-offs are given back too"


def test_a_table_written_anew_under_seals_of_its_own_is_seen(kept: Path) -> None:
    texts = describe_texts(settle(store.load(kept)))
    rows = [make(r, rests_on=write_parts(texts[r.text, r.claim])) for r in store.load(kept).readings]
    for name in BOTH:
        (kept / name).unlink()
    store.add_readings(kept, rows)
    assert mark(kept) == ALTERED
    assert any(f"no row of {TEXT}" in said for said in told(kept))
    assert {r.text for r in record_ground(kept).given_back} >= {TEXT}
    assert mark(kept) == "changed", "of two that nobody has read, the one that holds takes nothing away"


def test_where_nothing_can_know_it_is_said(
    tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No git at all: what is put down then is recorded, and by nobody; the command and the page say so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in BOTH:
        (tiny / name).unlink()
    assert not store.load(tiny).remembered.asked
    assert cli.main(["reread", "--record", "--workspace", str(tiny.parent)]) == 0
    assert "nobody can know whether they had rows before" in capsys.readouterr().err
    workspace = rls.open_workspace(tiny.parent)
    for language, said in (("en", "nobody has put their name to having read them"), ("sv", "ingen har sedan dess")):
        assert said in PageMaker(workspace, language).claim(workspace.summary("deficiency-contributes")).text
    reread(tiny, "deficiency-contributes", "bo")
    workspace = rls.open_workspace(tiny.parent)
    page = PageMaker(workspace, "en").claim(workspace.summary("deficiency-contributes")).text
    assert "nobody has put their name" not in page


def test_what_is_later_than_a_text_keeps_nobody_from_recording_it(tiny: Path) -> None:
    """No git, no rows; the tag that was thought over has its day, and the judgement an earlier one."""
    for name in BOTH:
        (tiny / name).unlink()
    row = next(t for t in store.load(tiny).tags if (t.claim, t.stance) == ("deficiency-contributes", "disputes"))
    store.add_tags(tiny, [make(row, stance="inconclusive", decided_on="2026-11-30T08:00:00Z")])
    recorded = record_ground(tiny)
    assert "later than it" in recorded.refused[TEXT]
    assert TEXT not in {r.text for r in recorded.rows}
    assert mark(tiny) == UNRECORDED
    reread(tiny, "deficiency-contributes", "bo")
    assert mark(tiny) is None


# ---------------------------------------------------------------- numbers and names


AT = "documents/invented-article"


def renumber(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(f"at: '{old}'", f"at: '{new}'").replace(f'at: "{old}"', f'at: "{new}"')


def move_sentence(evidence: Evidence, old: str, new: str) -> Evidence:
    document = next(iter(evidence.documents.values()))
    sentences = [{**s.model_dump(), "at": new if s.at == old else s.at} for s in document.sentences]
    return replace(evidence, documents={document.id: make(document, sentences=sentences)})


def test_a_renumbered_sentence_keeps_its_mark(tiny: Path) -> None:
    edit(tiny, "tags.tsv", lambda t: t.replace("stomach-upset\t", "stomach-upset\t").replace(*TAGGED))
    evidence = store.load(tiny)
    row = next(r for r in evidence.readings if r.text == f"{AT}#1.1")
    old = make(row, rests_on=row.rests_on.replace("level=very_low", "level=low"))
    stale = replace(evidence, readings=tuple(old if r is row else r for r in evidence.readings), seals=())
    key = (f"{AT}#1.1", row.claim)
    assert key in judge_readings(settle(stale)).stale
    found = judge_readings(settle(move_sentence(stale, "1.1", "9.1")))
    assert (f"{AT}#9.1", row.claim) in found.stale, "under its new number"
    assert found.unrecorded == ()


def test_sentences_that_change_places_keep_each_their_own(tiny: Path) -> None:
    """One verdict is stale and the other is not: their numbers swapped, the same verdict is."""
    evidence = store.load(tiny)
    row = next(r for r in evidence.readings if r.text == f"{AT}#1.1")
    old = make(row, rests_on=row.rests_on.replace("level=very_low", "level=low"))
    stale = replace(evidence, readings=tuple(old if r is row else r for r in evidence.readings), seals=())
    swapped = move_sentence(move_sentence(move_sentence(stale, "1.1", "9.9"), "1.2", "1.1"), "9.9", "1.2")
    assert [text for text, _ in judge_readings(settle(swapped)).stale] == [f"{AT}#1.2"]


def test_a_sentence_renumbered_and_reworded_waits_for_a_person(tiny: Path) -> None:
    evidence = store.load(tiny)
    moved = move_sentence(evidence, "1.1", "9.1")
    document = moved.documents["invented-article"]
    plain = [s.model_dump() for s in document.sentences]
    for one in plain:
        if one["at"] == "9.1":
            one["verdict"]["why"] = {"en": "Invented other reason.", "sv": "Påhittat annat skäl."}
    changed = replace(moved, documents={document.id: make(document, sentences=plain)})
    found = judge_readings(settle(changed))
    assert [text for text, _ in found.renamed] == [f"{AT}#9.1"], "recording it would take a mark away"


# ---------------------------------------------------------------- pages


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


def spoil(evidence: Evidence, kind: str) -> Evidence:
    """Every text stale, never recorded, or with its rows deleted."""
    if kind == "changed":
        rows = tuple(make(r, rests_on=f"{r.rests_on} tool=000000000000") for r in evidence.readings)
        return replace(evidence, readings=rows, seals=())
    # Where git has them they are missed, and so no text is without a row.
    return replace(evidence, readings=(), seals=() if kind == UNRECORDED else evidence.seals, remembered=Remembered())


@pytest.fixture(scope="module", params=["changed", UNRECORDED, ALTERED])
def spoilt(request: pytest.FixtureRequest, review: rls.Workspace) -> tuple[str, rls.Workspace]:
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = spoil(review.evidence, request.param)
    return request.param, workspace


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_page_prints_such_a_text_without_its_mark(language: str, spoilt: tuple[str, rls.Workspace]) -> None:
    kind, workspace = spoilt
    maker = PageMaker(workspace, language)
    words = list_marked_words(workspace.evidence, workspace.summaries)
    assert len({item.found.text for item in words}) > 50, "the walk has something to find"
    name = "stale" if kind == "changed" else kind
    marks = [maker.say(f"{name}_{of}") for of in ("lead", "verdict", "mark")]
    seen = set()
    for page in (*maker.make(), make_root(workspace)):
        plain = " ".join(page.text.replace("&#39;", "'").replace("&#34;", '"').split())
        if page.path == "index.html":
            marks += [say(f"site.{name}_mark", code) for code in workspace.evidence.topic.languages]
        held = [item for item in words if item.words in plain]
        if held:
            seen.add(page.path.partition("/")[2].partition("/")[0] or page.path)
            assert any(said in plain for said in marks), (page.path, held[0])
    assert {"index.html", "claims", "learn.html"} <= seen, "kinds of pages that print such words"
    index = maker.search_index()
    assert maker.say(f"{name}_lead") in index
    assert maker.say(f"{name}_verdict") in index


def test_a_notebook_marks_the_output_that_prints_such_words_and_no_other(
    spoilt: tuple[str, rls.Workspace],
) -> None:
    _, workspace = spoilt
    summary = workspace.summary(CLAIM)
    assert summary.certainty is not None
    said = summary.certainty.summary.in_language("en")
    marked = list_marked_words(workspace.evidence, workspace.summaries)
    opened = '<div class="output" role="group" aria-label="Output">'
    body = f'<div class="code"><pre>print()</pre>{opened}<pre>{said}</pre></div></div>'
    body += '<div class="code"><div class="output"><pre>10 studies</pre></div></div>'
    for language in ("en", "sv"):
        words = workspace.words(language)
        shown = mark_outputs(body, marked, words)
        assert summary.stale_text is not None
        lead = words.say(f"site.{summary.stale_text.name_mark()}")
        assert shown.count(lead) == 1
        assert shown.index(lead) < shown.index(said)
        assert mark_outputs(body, (), words) == body
    words = workspace.words("en")
    assert summary.stopped is not None, "no sentence is offered, whichever of these it is"
    assert str(summary.read_words(words)).startswith(words.say(f"words.stopped.{summary.stopped[0]}"))


# ---------------------------------------------------------------- committed, with seals of their own


def rewrite(folder: Path, *, act: str | None = None) -> None:
    """The table written anew over what has changed, each row sealed, and committed: nothing but history tells."""
    texts = describe_texts(settle(store.load(folder)))
    rows = [
        make(r, rests_on=write_parts(texts[r.text, r.claim]), **({"act": act, "reviewer": None} if act else {}))
        for r in store.load(folder).readings
    ]
    for name in BOTH:
        (folder / name).unlink()
    store.add_readings(folder, rows)
    git(folder.parent, "add", "-A")
    git(folder.parent, "commit", "-qm", "Nothing of note.")


@pytest.fixture
def named(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A judgement that bo has read, in a repository; a tag under it is thought over since."""
    monkeypatch.setenv("RLSEVIDENCE_TODAY", "2026-11-29")
    reread(tiny, "deficiency-contributes", "bo")
    monkeypatch.setenv("RLSEVIDENCE_TODAY", "2026-11-30")
    return commit_and_think_again(tiny)


@pytest.mark.parametrize("how", ["another ground", "nobody's name", "left out", "in a merge"])
def test_a_persons_row_that_a_commit_takes_out_is_missed(how: str, named: Path) -> None:
    workspace = named.parent
    if how == "left out":
        for name in BOTH:
            edit(named, name, without(f"{TEXT}\t"))
        git(workspace, "commit", "-qam", "Nothing of note.")
    elif how == "in a merge":
        git(workspace, "checkout", "-q", "-b", "beside")
        (workspace / "note.txt").write_text("Invented.\n")
        git(workspace, "add", "note.txt")
        git(workspace, "commit", "-qm", "Beside.")
        git(workspace, "checkout", "-q", "-")
        git(workspace, "merge", "-q", "--no-ff", "--no-commit", "beside")
        rewrite(named)
    else:
        rewrite(named, act="recorded" if how == "nobody's name" else None)
    assert mark(named) == ALTERED
    assert not [p for p in list_problems(named) if p.rule == "readings-kept"]
    gone = [r for r in store.load(named).remembered.rows if r.text == TEXT and r.reviewer == "bo"]
    assert gone, "history has the row"
    assert TEXT in {r.text for r in record_ground(named).given_back} or how == "left out"
    reread(named, "deficiency-contributes", "anna")
    assert mark(named) is None, "a person who has read it since ends it"


def test_what_nobody_had_read_may_be_put_down_anew_by_nobody(kept: Path) -> None:
    """As a table that is begun anew: no name is lost, no name is won, and the page says that nobody has read it."""
    git(kept.parent, "add", "-A")
    git(kept.parent, "commit", "-qm", "A tag thought over.")
    assert all(row.reviewer is None for row in store.load(kept).readings if row.text == TEXT)
    rewrite(kept)
    assert mark(kept) is None
    workspace = rls.open_workspace(kept.parent)
    assert (TEXT, "deficiency-contributes") in judge_readings(workspace.settled).unread
    for language, said in (("en", "nobody has put their name to having read them"), ("sv", "ingen har sedan dess")):
        assert said in PageMaker(workspace, language).claim(workspace.summary("deficiency-contributes")).text


def test_rows_that_are_only_added_are_no_rewriting(named: Path) -> None:
    for who in ("anna", "cia"):
        reread(named, "deficiency-contributes", who)
        git(named.parent, "commit", "-qam", f"Read by {who}.")
    assert mark(named) is None
    head = len(store.load(named).readings)
    assert len(store.load(named).remembered.rows) == head, "history adds none"


def test_the_shipped_table_was_begun_anew_in_nobodys_name_and_raises_no_alarm() -> None:
    evidence = store.load(REPO / "evidence")
    if not evidence.remembered.asked:
        pytest.skip("no git answers here")
    assert judge_readings(settle(evidence)).altered == {}


def test_the_first_entry_reads_again_in_nobodys_name(tiny: Path) -> None:
    edit(tiny, "people.tsv", lambda t: t + "seed\tSeed entry\tinitial entry\t\n")
    edit(tiny, "tags.tsv", lambda t: t.replace(*TAGGED))
    assert mark(tiny) == "changed"
    reread(tiny, "deficiency-contributes", "seed")
    assert mark(tiny) is None, "it holds by the evidence of today"
    key = (TEXT, "deficiency-contributes")
    assert key in judge_readings(settle(store.load(tiny))).unread, "and nobody has put their name to it"
    reread(tiny, "deficiency-contributes", "bo")
    assert key not in judge_readings(settle(store.load(tiny))).unread


def test_what_the_protocol_says_matters_lies_under_a_text_that_is_read_anew(tmp_path: Path) -> None:
    """The steps were held against it. Rows from before it was put down are not held to it."""
    folder = tmp_path / "herb" / "evidence"
    shutil.copytree(REPO / "tests/herb", tmp_path / "herb")
    key, path = ("certainty/unease-relief", "unease-relief"), folder / "protocol.yaml"
    assert key not in judge_readings(settle(store.load(folder))).stale
    reread(folder, "unease-relief", "ada")
    said = path.read_text("utf-8")
    for number, changed in (("4", ()), ("0.1", ("threshold",)), ("not established here", ("threshold",))):
        text = said.replace("smallest_change_that_matters: 4", f"smallest_change_that_matters: {number}")
        assert (text == said) == (number == "4")
        path.write_text(text, "utf-8")
        stale = judge_readings(settle(store.load(folder))).stale
        assert (stale[key].changed if key in stale else ()) == changed, number
    assert say("word.rests_on.threshold", "sv") == "den minsta förändring som spelar roll"
