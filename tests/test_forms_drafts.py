"""Drafts on disk: any changes in any order, ended anywhere, by two at once. No finished change is lost, ever."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlsevidence import store
from rlsevidence.errors import EvidenceError, UsageError
from rlsevidence.forms.edits import ChangedMeanwhileError, Edit, apply_edit, format_address, look_up
from rlsevidence.forms.writer import begin_draft, write_edits

PATH = "studies/invented-new.anna.yaml"
START: dict[str, Any] = {
    "id": "invented-new",
    "label": "",
    "reports": ["pubmed:90000002"],
    "population": {"who": "", "n": None, "conditions": []},
    "arms": [],
    "results": [],
    "finding": {"en": "", "sv": ""},
    "harms": None,
    "by": "anna",
}

# What people type: text of any script, with what YAML minds; numbers and null as forms send them.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.sampled_from(
        [
            "",
            "NO",
            "null",
            "~",
            "yes",
            "2026-01-02",
            "1e3",
            "0x1F",
            "- a",
            "a: b # c",
            "? b",
            "'",
            '"',
            "\t",
            "a \n b\n",
            "[x",
            "{",
            "<<",
            "=",
            "@x",
            "%",
        ]
    ),
)
SCALARS = st.one_of(
    TEXTS, st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False)
)
FIELDS = st.sampled_from(
    [
        ("label",),
        ("population", "who"),
        ("population", "n"),
        ("finding", "en"),
        ("finding", "sv"),
        ("harms", "sv"),
        ("population", "baseline", "scale"),
        ("arms", "@one", "amount"),
        ("results", "@two", "values", "after", "mean"),
    ]
)
NAMES = st.sampled_from(["one", "two"])
ITEMS = st.sampled_from([("arms", "@one"), ("results", "@two"), ("arms", "@one-2")])
WORDS = st.sampled_from(["rls", "insomnia"])
EDITS = st.one_of(
    st.builds(Edit, FIELDS, st.just("set"), SCALARS),
    st.builds(Edit, st.just(("arms",)), st.just("add"), st.fixed_dictionaries({"id": NAMES, "n": st.none()})),
    st.builds(Edit, st.just(("results",)), st.just("add"), st.fixed_dictionaries({"id": NAMES, "values": st.none()})),
    st.builds(Edit, ITEMS, st.just("remove")),
    st.builds(Edit, st.just(("population", "conditions")), st.sampled_from(["add", "remove"]), WORDS),
)


def read(folder: Path) -> dict[str, Any]:
    found = store.read_draft(folder, PATH)
    assert found is not None
    return found


def fresh(folder: Path) -> Path:
    (folder / PATH).unlink(missing_ok=True)
    begin_draft(folder, PATH, START, "study")
    return folder


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, max_size=8), st.data())
def test_any_changes_ended_anywhere_leave_every_finished_one(
    tiny_dir: Path, edits: list[Edit], data: st.DataObject
) -> None:
    """An end before the file is replaced, or just after: the file says what was finished, or that and the last."""
    folder = fresh(tiny_dir)
    expected = read(folder)
    ends = data.draw(st.sets(st.integers(0, max(len(edits) - 1, 0))))
    for number, edit in enumerate(edits):
        try:
            wanted = apply_edit(expected, edit)
        except UsageError:
            with pytest.raises(UsageError):
                write_edits(folder, PATH, [edit])
            assert read(folder) == expected, "what is refused changes nothing"
            continue
        if number in ends:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Path, "replace", _end)
                # Where nothing would change, nothing is written, and nothing can end it.
                with suppress(KeyboardInterrupt):
                    write_edits(folder, PATH, [edit])
            found = read(folder)
            assert _same(found, expected) or _same(found, wanted)
            if not _same(found, wanted):
                write_edits(folder, PATH, [edit])
        else:
            assert _same(write_edits(folder, PATH, [edit]), wanted)
        expected = wanted
        assert _same(read(folder), expected)
        assert list((folder / "studies").glob(".*.tmp")) == []


def _end(*_: Any) -> None:
    raise KeyboardInterrupt


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same kinds: 1 is not true, and 95 is not 95.0."""
    return repr(one) == repr(other)


WRITER = """
import sys
from pathlib import Path
from rlsevidence.forms.edits import Edit
from rlsevidence.forms.writer import write_edits
folder, field, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for n in range(1, number + 1):
    edits = [Edit(("finding", field), "set", f"text {n}"), Edit(("arms",), "add", {"id": f"{field}-{n}"})]
    write_edits(folder, "studies/invented-new.anna.yaml", edits)
    print(n, flush=True)
"""


def _start(folder: Path, field: str, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), field, str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.01, 0.05, 0.12])
def test_killed_at_any_moment_nothing_that_was_said_is_lost(tiny_dir: Path, after: float) -> None:
    folder = fresh(tiny_dir)
    writer = _start(folder, "en", 500)
    assert writer.stdout is not None
    said = int(writer.stdout.readline())
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    said = max([said, *(int(line) for line in writer.stdout.read().split())])
    writer.wait(20)
    found = read(folder)
    reached = int(found["finding"]["en"].split()[1])
    assert said <= reached <= said + 1, "one more may have been written than could be said"
    assert [arm["id"] for arm in found["arms"]] == [f"en-{n}" for n in range(1, reached + 1)]
    # The lock ended with its holder: the next writer is not kept waiting.
    assert write_edits(folder, PATH, [Edit(("label",), "set", "after")])["label"] == "after"


@pytest.mark.slow
def test_two_writers_lose_nothing_of_each_other(tiny_dir: Path) -> None:
    folder = fresh(tiny_dir)
    writers = [_start(folder, field, 25) for field in ("en", "sv")]
    assert [w.wait(120) for w in writers] == [0, 0]
    found = read(folder)
    assert found["finding"] == {"en": "text 25", "sv": "text 25"}
    assert {arm["id"] for arm in found["arms"]} == {f"{f}-{n}" for f in ("en", "sv") for n in range(1, 26)}


def test_a_field_that_says_something_else_by_now_is_not_written_over(tiny_dir: Path) -> None:
    folder = fresh(tiny_dir)
    write_edits(folder, PATH, [Edit(("population", "n"), "set", 40, None)])
    with pytest.raises(ChangedMeanwhileError, match="population.n: found 40"):
        write_edits(folder, PATH, [Edit(("population", "n"), "set", 41, None)])
    assert read(folder)["population"]["n"] == 40
    write_edits(folder, PATH, [Edit(("population", "n"), "set", 40, None)])  # the same once more is no quarrel
    with pytest.raises(ChangedMeanwhileError):
        write_edits(folder, PATH, [Edit(("population", "n"), "set", True, 40.0)])
    assert write_edits(folder, PATH, [Edit(("population", "n"), "set", 41, 40)])["population"]["n"] == 41


def test_all_changes_of_one_act_or_none(tiny_dir: Path) -> None:
    folder = fresh(tiny_dir)
    with pytest.raises(UsageError, match="arms.nobody.n: found no 'nobody'"):
        write_edits(folder, PATH, [Edit(("label",), "set", "A"), Edit(("arms", "@nobody", "n"), "set", 1)])
    assert read(folder)["label"] == ""


def test_a_draft_that_was_finished_is_not_written_to(tiny_dir: Path) -> None:
    with pytest.raises(EvidenceError, match="finished meanwhile"):
        write_edits(tiny_dir, "studies/invented-trial.yaml", [Edit(("label",), "set", "x")])
    with pytest.raises(EvidenceError, match="not there any more"):
        write_edits(tiny_dir, "studies/nobody.yaml", [Edit(("label",), "set", "x")])


REFUSED = [
    (Edit(("arms",), "add", {"id": "Not An Id"}), "lower-case words"),
    (Edit(("label", "x"), "set", "a"), "no such field"),
    (Edit(("label",), "add", "a"), "expected a list"),
    (Edit(("label",), "set", "\ud800"), "half of a character"),
    (Edit(("population", "n"), "set", float("nan")), "expected a number"),
    (Edit(("arms", "@one", "id"), "set", "two"), "twice"),
    (Edit((), "set", 1), "no such change"),
    (Edit(("label",), "shout", 1), "no such change"),
]


@pytest.mark.parametrize(("edit", "message"), REFUSED)
def test_what_no_draft_can_hold_is_refused(edit: Edit, message: str) -> None:
    value = {**START, "label": "A", "arms": [{"id": "one"}, {"id": "two"}]}
    with pytest.raises(UsageError, match=message):
        apply_edit(value, edit)
    assert value == {**START, "label": "A", "arms": [{"id": "one"}, {"id": "two"}]}


def test_where_a_number_was_taken_goes_with_what_holds_it() -> None:
    value = {"results": [{"id": "a", "p": "1"}], "places": {"results.a.p": "[abstract/1:1-2 @x]", "results.ab": "y"}}
    renamed = apply_edit(value, Edit(("results", "@a", "id"), "set", "b"))
    assert renamed["places"] == {"results.b.p": "[abstract/1:1-2 @x]", "results.ab": "y"}
    assert look_up(renamed, ("results", "@b", "p")) == "1"
    assert apply_edit(renamed, Edit(("results", "@b"), "remove"))["places"] == {"results.ab": "y"}
    assert format_address(("results", "@b", "p")) == "results.b.p"


def test_a_draft_is_listed_and_counted_nowhere(tiny_dir: Path) -> None:
    folder = fresh(tiny_dir)
    evidence = store.load(folder)
    (draft,) = evidence.drafts
    assert (draft.path, draft.plain["by"]) == (PATH, "anna")
    assert draft.missing
    assert "invented-new" not in evidence.studies
    assert json.loads(json.dumps(draft.plain)) == draft.plain
