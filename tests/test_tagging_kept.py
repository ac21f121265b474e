"""Suggestions kept between runs and read on several cores: the same as those read anew, and only what changed is."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rlsevidence as rls
from rlsevidence.model import AbstractSection, FullRecord, MeshHeading, SuggestedTag
from rlsevidence.tagging import cues, design, kept, numbers, worker
from rlsevidence.tagging.beginnings import find_heads, find_heads_of
from rlsevidence.tagging.heads import PatternSet
from rlsevidence.tagging.kept import suggest_kept
from rlsevidence.tagging.lexicon import Lexicon, compile_terms
from rlsevidence.tagging.lowered import LowerPattern
from rlsevidence.tagging.sought import Sought
from rlsevidence.tagging.suggest import find_cues, suggest_tags
from rlsevidence.workspace import Workspace

# ---------------------------------------------------------------- many patterns in one walk

WORDS = st.text(alphabet=st.sampled_from("aAsSkK nNoOpP0129.,=<>%±µſKİıéÉ-'/\n"), max_size=40)
TERMS = [
    "no (?:\\w+ )?effects?",
    "p ?= ?0",
    "s\\w+",
    "[KS]a?",
    "(?:a|an)? ?nos?",
    "pa(?:s|k){1,3}",
    "ANS",
    "\\w+n",
    "é?a",
]


def list_all_patterns(lexicon: Lexicon) -> dict[str, re.Pattern[str]]:
    """Every pattern that is found in one walk, of all lexicons."""
    return {
        **{f"cue:{name}": family.pattern for name, family in cues.load_families().items()},
        **{f"number:{name}": p for name, p in numbers._patterns(lexicon.forms).patterns.items()},
        **{f"design:{name}": rule.pattern for name, rule in design._lexicon()[2].items() if rule.place != "unmeasured"},
        **{f"concept:{name}": p for name, p in lexicon.patterns.patterns.items()},
    }


@given(WORDS)
def test_one_walk_finds_what_each_pattern_finds_alone(text: str) -> None:
    patterns = {term: compile_terms([term]) for term in TERMS} | {"plain": re.compile("a[sk]|no", re.I)}
    walk = PatternSet(patterns)
    alone = {name: [m.span() for m in p.finditer(text)] for name, p in patterns.items()}
    assert walk.find(text) == {n: s for n, s in alone.items() if s}
    assert walk.find_names(text) == {n for n, s in alone.items() if s}


def test_the_lexicons_are_found_in_one_walk_as_one_by_one(evidence_dir: Path) -> None:
    review = rls.open_workspace(evidence_dir.parent)
    patterns = list_all_patterns(review.lexicon)
    walk = PatternSet(patterns)
    texts = [record.title for record in review.evidence.records.values()]
    texts += [
        "No significant difference (p = 0.12; 95 % CI 0.8 to 1.4) was seen in 120 patients over 8 weeks of 300 mg.",
        "We randomly assigned 40 adults; the odds ratio was 1.4 (OR 1.40). Further randomised trials are needed.",
    ]
    for text in [*texts, *(t.upper() for t in texts)]:
        alone = {name: [m.span() for m in p.finditer(text)] for name, p in patterns.items()}
        assert walk.find(text) == {n: s for n, s in alone.items() if s}


def test_most_patterns_tell_how_they_begin(evidence_dir: Path) -> None:
    """Else the walk would be no faster than one search after the other."""
    patterns = list_all_patterns(rls.open_workspace(evidence_dir.parent).lexicon)
    untold = [name for name, pattern in patterns.items() if find_heads(pattern.pattern, pattern.flags) is None]
    assert len(untold) < len(patterns) / 20, untold


ODD_TERMS = ["begins?", "begin?s", "(?i:begin|other)", "(?i:begins)?", "begin{2}", "Begin(?:a|b)", "abc", "1234567"]


def test_the_beginnings_of_terms_are_those_of_the_pattern_that_they_are_a_choice_in(evidence_dir: Path) -> None:
    lexicon = rls.open_workspace(evidence_dir.parent).lexicon
    listed = [[f"(?i:{term})" for term in concept.terms] for concept in lexicon.concepts.values()]
    listed += [
        ODD_TERMS,
        *([term] for term in ODD_TERMS),
        [rf"{a}{b}\w+" for a in "abcdefghijklmno" for b in ODD_TERMS],
    ]
    for terms in listed:
        for flags in (re.U, re.U | re.I):
            assert find_heads_of(terms, flags) == find_heads(rf"(?<!\w)(?:{'|'.join(terms)})(?!\w)", flags), terms


@given(WORDS)
def test_small_letters_find_what_any_case_finds(text: str) -> None:
    pattern = r"no\w*|s ?[ak]"
    assert list(LowerPattern(pattern).find(text)) == [m.span() for m in re.finditer(pattern, text, re.I)]
    assert LowerPattern(pattern).strike(text) == re.sub(pattern, " ", text, flags=re.I)


# ---------------------------------------------------------------- kept from run to run

TEXT = (
    "Invented trial {n}: magnesium for restless legs and sleep in {n} adults. Scores did not differ (p = 0.{n}). "
    "In conclusion, magnesium may improve sleep."
)


@pytest.fixture(scope="module")
def review(evidence_dir: Path) -> Workspace:
    return rls.open_workspace(evidence_dir.parent)


def invent(review: Workspace, count: int) -> list[FullRecord]:
    base = next(iter(review.evidence.records.values())).model_dump()
    return [
        FullRecord(
            **{**base, "id": f"pubmed:{90000001 + n}", "title": f"Invented record {n} on grey socks", "mesh": ()},
            abstract=(AbstractSection(label=None, category=None, text=TEXT.format(n=n)),),
            keywords=(), databanks=(), grants=(), comments_corrections=(), vernacular_title=None, version=None,
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of records that were read, and not taken from what is kept."""
    seen: list[str] = []
    read = worker.read_batch

    def watch(lexicon: Lexicon, claims: object, records: list[FullRecord]) -> list[worker.Read]:
        seen.extend(record.id for record in records)
        return read(lexicon, claims, records)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "read_batch", watch)
    return seen


def plain(tags: object) -> list[str]:
    return [t.model_dump_json() for t in tags]  # type: ignore[attr-defined]


Run = Callable[..., list[str]]


@pytest.fixture
def run(review: Workspace, tmp_path: Path) -> Run:
    def go(records: list[FullRecord], lexicon: Lexicon | None = None, claims: object = None) -> list[str]:
        own = lexicon or review.lexicon
        these = tuple(review.evidence.claims.values()) if claims is None else claims
        found = plain(suggest_kept(own, these, records, (), tmp_path / "kept.sqlite", 1))  # type: ignore[arg-type]
        assert found == plain(suggest_tags(own, these, records, ()))  # type: ignore[arg-type]
        return found

    return go


def test_nothing_is_read_twice(review: Workspace, run: Run, asked: list[str]) -> None:
    records = invent(review, 8)
    assert run(records)
    assert asked == [r.id for r in records]
    asked.clear()
    run(records)
    assert asked == []


def test_a_changed_record_alone_is_read_again(review: Workspace, run: Run, asked: list[str]) -> None:
    records = invent(review, 8)
    run(records)
    asked.clear()
    records[3] = records[3].model_copy(update={"title": "Invented record on blue socks and insomnia"})
    run([*records, *invent(review, 9)[8:]])
    assert asked == [records[3].id, "pubmed:90000009"]


def test_a_changed_concept_asks_again_for_the_records_that_have_it(
    review: Workspace, run: Run, asked: list[str]
) -> None:
    records = invent(review, 8)
    records[5] = records[5].model_copy(update={"title": "Invented record on zorbing"})
    run(records)
    asked.clear()
    name = next(
        iter(set(review.lexicon.read) - set(json.loads(worker.read_batch(review.lexicon, (), records)[0].found)))
    )
    asked.clear()
    concept = review.lexicon.concepts[name]
    concepts = {
        **review.lexicon.concepts,
        name: concept.model_copy(update={"terms": (*concept.terms, "zorb\\w+"), "mesh": ()}),
    }
    run(records, Lexicon(concepts, review.lexicon.topic))
    assert asked == [records[5].id]
    asked.clear()
    run(records)  # and back: what had it is asked again
    assert asked == [records[5].id]


def test_a_concept_that_changes_nothing_in_a_record_that_has_it_asks_for_none(
    review: Workspace, run: Run, asked: list[str]
) -> None:
    records = invent(review, 8)
    records[5] = records[5].model_copy(update={"title": "Invented record on zorbing and magnesium"})
    run(records)
    asked.clear()
    concepts = review.lexicon.concepts
    concept = concepts["magnesium"]
    longer = concept.model_copy(update={"terms": (*concept.terms, "zorb\\w+")})
    run(records, Lexicon({**concepts, "magnesium": longer}, review.lexicon.topic))
    assert asked == [records[5].id]
    asked.clear()
    broad = longer.model_copy(update={"broad": not concept.broad})
    run(records, Lexicon({**concepts, "magnesium": broad}, review.lexicon.topic))
    assert asked == [r.id for r in records]
    asked.clear()
    run(records, Lexicon({n: c for n, c in concepts.items() if n != "magnesium"}, review.lexicon.topic))
    assert asked == [r.id for r in records]


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_what_is_ruled_out_is_not_there(review: Workspace, texts: list[str]) -> None:
    sections = tuple(AbstractSection(label=None, category=None, text=text) for text in texts[1:])
    own = invent(review, 1)[0].model_copy(update={"title": texts[0], "abstract": sections})
    any_concept = next(iter(review.lexicon.concepts.values()))
    for term in [*TERMS, "sk", "1\\d", "in k"]:
        lexicon = Lexicon({"made-up": any_concept.model_copy(update={"terms": (term,), "mesh": ()})})
        assert Sought(lexicon).may_be_in(own) >= bool(find_cues(own, lexicon))


def test_what_cannot_be_there_is_ruled_out(review: Workspace) -> None:
    record, concept = invent(review, 1)[0], next(iter(review.lexicon.concepts.values()))
    heading = MeshHeading(ui=None, term="Made-Up Thing", major=False)

    def may(terms: tuple[str, ...], mesh: tuple[str, ...]) -> bool:
        own = Lexicon({"made-up": concept.model_copy(update={"terms": terms, "mesh": mesh})})
        return Sought(own).may_be_in(record.model_copy(update={"mesh": (heading,)}))

    assert not may(("zq",), ("up thing",))
    assert may(("zq",), ("made-up thing",))
    assert may(("zq", "Grey"), ())


def test_a_changed_claim_asks_again_for_the_records_that_concern_it(
    review: Workspace, run: Run, asked: list[str]
) -> None:
    records = invent(review, 4)
    records[1] = records[1].model_copy(update={"abstract": ()})  # grey socks concern nothing
    claims = tuple(review.evidence.claims.values())
    first = run(records, claims=claims)
    claim = SuggestedTag.model_validate_json(first[0]).claim
    asked.clear()
    changed = tuple(c.model_copy(update={"statement": claims[-1].statement}) if c.id == claim else c for c in claims)
    run(records, claims=changed)
    assert records[1].id not in asked
    assert records[0].id in asked
    asked.clear()
    run(records, claims=changed[::-1])  # another order is no change
    assert asked == []


def test_another_program_reads_all_again(
    review: Workspace, run: Run, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = invent(review, 3)
    run(records)
    asked.clear()
    monkeypatch.setattr(kept, "read_program", lambda: "another")
    run(records)
    assert len(asked) == 3


def test_what_is_decided_is_left_out_and_still_kept(review: Workspace, tmp_path: Path, asked: list[str]) -> None:
    records, claims = invent(review, 3), tuple(review.evidence.claims.values())
    file = tmp_path / "kept.sqlite"
    pairs = [(t.claim, t.record) for t in suggest_kept(review.lexicon, claims, records, (), file, 1)]
    asked.clear()
    again = [(t.claim, t.record) for t in suggest_kept(review.lexicon, claims, records, {pairs[0]}, file, 1)]
    assert again == pairs[1:]
    assert asked == []


@pytest.mark.parametrize("damage", ["not a database", "another shape", "wrong values", "cut short", "a folder"])
def test_a_damaged_file_costs_time_and_nothing_else(damage: str, review: Workspace, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    records = invent(review, 3)
    if damage == "not a database":
        file.write_bytes(b"invented" * 500)
    elif damage == "a folder":
        file.mkdir()
    elif damage == "another shape":
        with sqlite3.connect(file) as base:
            base.execute("create table record (id text)")
        base.close()
    else:
        run(records)
        wrong = (
            "tags = substr(tags, 1, length(tags) - 9)" if damage == "cut short" else "found = cast('not JSON' as blob)"
        )
        with sqlite3.connect(file) as base:
            base.execute(f"update record set {wrong}")
        base.close()
    run(records)
    run(records)


def test_several_processes_say_the_same_in_the_same_order(review: Workspace) -> None:
    records, claims = invent(review, 300), tuple(review.evidence.claims.values())
    alone = plain(suggest_tags(review.lexicon, claims, records, ()))
    assert plain(suggest_kept(review.lexicon, claims, records, (), None, 2)) == alone


def test_a_process_that_dies_costs_no_suggestion(review: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    records, claims = invent(review, 300), tuple(review.evidence.claims.values())
    began = worker._begin
    killed: list[int] = []

    def begin(given: object) -> object:
        process = began(given)
        if process is not None and not killed:
            process.kill()
            killed.append(process.pid)
        return process

    monkeypatch.setattr(worker, "_begin", begin)
    monkeypatch.setattr(worker, "_may_copy", lambda: False)
    found = plain(suggest_kept(review.lexicon, claims, records, (), None, 2))
    assert killed
    assert found == plain(suggest_tags(review.lexicon, claims, records, ()))


def test_whoever_stops_asking_leaves_no_process_or_thread(review: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    records, claims = invent(review, 300), tuple(review.evidence.claims.values())
    began, begun = worker._begin, list[worker.Process | None]()

    def begin(given: object) -> worker.Process | None:
        begun.append(began(given))
        return begun[-1]

    monkeypatch.setattr(worker, "_begin", begin)
    monkeypatch.setattr(worker, "_may_copy", lambda: False)
    threads = threading.active_count()
    tags = suggest_kept(review.lexicon, claims, records, (), None, 2)
    assert next(tags).record == records[0].id
    tags.close()  # type: ignore[attr-defined]  # it is a generator
    assert threading.active_count() == threads
    assert [process is not None and process.wait() for process in begun] == [True]


ALONE = """
import hashlib, os, sys
import rlsevidence as rls
from rlsevidence.tagging import worker
from rlsevidence.tagging.kept import suggest_kept
from rlsevidence.tagging.suggest import find_cues, suggest_tags
from test_tagging_kept import invent

review = rls.open_workspace(sys.argv[1])
records, claims = invent(review, 600), tuple(review.evidence.claims.values())
made = []
copy = worker._copy

def watch(*given):
    process = copy(*given)
    made.append(process)
    if sys.argv[2] == "killed" and len(made) == 2:
        process.kill()
    return process

worker._copy = watch
told = [t.model_dump_json() for t in suggest_kept(review.lexicon, claims, records, (), None, 3)]
assert len(made) == 2 and all(made), made
for process in made:
    assert process.wait(), "it has ended"
assert told == [t.model_dump_json() for t in suggest_tags(review.lexicon, claims, records, ())]
print(len(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process is always started anew")
@pytest.mark.parametrize("how", ["left alone", "killed"])
def test_copies_of_a_process_with_one_thread_say_the_same_and_end(how: str, evidence_dir: Path) -> None:
    given = [sys.executable, "-c", ALONE, str(evidence_dir.parent), how]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    done = subprocess.run(given, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 600


def test_a_process_with_another_thread_is_not_copied() -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: None).result()
        assert not worker._may_copy()
