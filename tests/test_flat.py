"""Records on disk while others come in: what is read, found and written is what memory would have it be."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review import make_review
from rlsevidence import store
from rlsevidence.decoding import decode
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.duplicates import MetInMemory, weigh
from rlsevidence.exchange.entry import Told
from rlsevidence.exchange.json_items import iter_items
from rlsevidence.exchange.reading import read_entries
from rlsevidence.exchange.shelf import open_shelf
from rlsevidence.exchange.texts import CHUNK, open_text
from rlsevidence.model import Record, RecordDates


def make(number: int, chance: random.Random) -> Record:
    """An invented record; one in four repeats an earlier one's identifier or words."""
    like = chance.randrange(max(1, number)) if chance.random() < 0.25 else number
    words = random.Random(like)
    title = f"Invented trial {like} of " + " ".join(words.sample(["walking", "waiting", "water", "wool", "wind"], 3))
    has_doi = chance.random() < 0.6
    doi = f"10.9999/invented.{like}" if has_doi else None
    return Record(
        id=f"doi:{doi}" if doi else f"own:{number:012x}",
        pmid=None,
        doi=doi,
        pmcid=None,
        url=None,
        title=title,
        authors=(f"Testsson{words.randrange(9)} T",),
        organisation=None,
        year=2000 + words.randrange(3),
        journal="Journal of Invented Tests",
        volume=str(words.randrange(3)),
        issue=None,
        pages=str(words.randrange(50)),
        language=None,
        publication_types=(),
        mesh=(),
        integrity=(),
        dates=RecordDates(created=None, revised=None),
        abstract_sha256=None,
        origin="import:made",
        verification="partial",
        unverified=(),
        seen_at=(),
    )


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = make_review(tmp_path / "review")
    store.save_records(folder, {})
    return folder


@pytest.mark.parametrize("seed", range(4))
def test_the_shelf_finds_and_writes_what_memory_does(seed: int, evidence: Path) -> None:
    chance = random.Random(seed)
    made = [make(i, chance) for i in range(160)]
    known = {r.id: r for r in made[:60]}
    store.save_records(evidence, known)
    met = MetInMemory(store.load_part(evidence, "records").values())
    wanted = [weigh(r, met) for r in made[60:]]
    assert sum(bool(link) for link, _ in wanted) > 10
    with open_shelf(evidence) as shelf:
        shelf.begin()
        assert [weigh(r, shelf) for r in made[60:]] == wanted
        for record in made[60:]:
            if record.id not in shelf:
                shelf.put(record)
            assert shelf.is_known(record.id) == (record.id in known)
        changed = next(iter(known.values())).model_copy(update={"title": "Invented and changed"})
        shelf.put(changed)
        assert shelf.get(changed.id) == changed
        after = {**{r.id: r for r in reversed(made[60:])}, **known, changed.id: changed}
        assert shelf.count() == len(after)
        assert shelf.save()
    assert (evidence / "records.jsonl").read_text("utf-8") == store.format_records(after.values())


def test_a_shelf_that_was_killed_leaves_nothing_to_the_next(evidence: Path) -> None:
    left = store.local_folder(evidence) / "cache" / f"{store.LEFT}killed"
    left.mkdir(parents=True)
    (left / "records.sqlite").write_bytes(b"half of it")
    with open_shelf(evidence):
        assert not left.exists()
    assert not list(left.parent.glob(f"{store.LEFT}*"))


def write(evidence: Path, data: bytes) -> None:
    (evidence / "records.jsonl").write_bytes(data)


def lines(number: int) -> list[bytes]:
    chance = random.Random(number)
    records = {r.id: r for r in (make(i, chance) for i in range(number))}
    return [store.format_record(records[i]).encode() for i in sorted(records)]


def in_other_order(line: bytes) -> bytes:
    value = json.loads(line)
    return json.dumps(dict(reversed(value.items()))).encode() + b"\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda own: b"".join(own),
        lambda own: b"".join(reversed(own)),
        lambda own: b"\xef\xbb\xbf" + b"".join(own),
        lambda own: b"".join(own).replace(b"\n", b"\r\n"),
        lambda own: b"".join(own).removesuffix(b"\n"),
        lambda own: b"".join([*own, own[-1]]),
        lambda own: b"".join([in_other_order(own[0]), *own[1:]]),
        lambda own: b"",
    ],
    ids=["canonical", "unsorted", "mark", "windows", "no newline", "twice", "keys in another order", "empty"],
)
def test_records_are_read_and_written_as_all_at_once(change: Any, evidence: Path) -> None:
    write(evidence, change(lines(30)))
    held = dict(store.load_part(evidence, "records"))
    found = store.RecordLines(evidence)
    assert list(found) == [held[i] for i in sorted(held)]
    assert len(found) == len(held)
    assert all(found.get(i) == held[i] for i in held)
    assert found.get("doi:10.9999/not.there") is None
    assert "doi:10.9999/not.there" not in found
    more = make(900, random.Random(5)).model_copy(update={"id": "own:0000000000aa"})
    written = store.merge_records(evidence, found, iter([more]), any_changed=True)
    assert written
    assert (evidence / "records.jsonl").read_text("utf-8") == store.format_records({**held, more.id: more}.values())


@pytest.mark.parametrize(
    "data",
    [b"{}\n", b"\n", b"<<<<<<< ours\n", b"\xff\n", b'{"id": 1, "id": 2}\n', b"[" * 100_000 + b"\n"],
    ids=["no record", "an empty line", "a conflict", "no text", "a key twice", "nested"],
)
def test_what_is_no_record_is_told_as_everywhere_else(data: bytes, evidence: Path) -> None:
    write(evidence, b"".join(lines(3)) + data)
    with pytest.raises(EvidenceError) as plain:
        store.load_part(evidence, "records")
    with pytest.raises(EvidenceError) as streamed:
        store.RecordLines(evidence)
    assert str(streamed.value) == str(plain.value)


def test_nothing_is_written_where_nothing_has_changed(evidence: Path) -> None:
    write(evidence, b"".join(lines(9)))
    before = (evidence / "records.jsonl").stat().st_mtime_ns
    assert not store.merge_records(evidence, store.RecordLines(evidence), iter(()), any_changed=False)
    with open_shelf(evidence) as shelf:
        same = shelf.get(json.loads(lines(9)[0])["id"])
        assert same is not None
        shelf.put(same)
        assert not shelf.save()
    assert (evidence / "records.jsonl").stat().st_mtime_ns == before
    assert not list(evidence.glob(".*.tmp"))


# ---------------------------------------------------------------- texts

CONFLICT = "a\n<<<<<<< b\n>>>>>>> c\n"
SAID = ["plain\nlines\n", "Åsa\r\nÖberg\r\n\r\n", "old\rMac\r", "", "\n", "no end", "ï»¿mark", CONFLICT]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("said", [*SAID, "w" * 70_000 + "\r\n" + "hör " * 20_000])
def test_a_text_from_the_disk_is_the_text_in_memory(said: str, packed: bool, codec: str, tmp_path: Path) -> None:
    raw = said.encode(codec)
    file = tmp_path / "file"
    file.write_bytes(gzip.compress(raw) if packed else raw)
    wanted, found = decode(raw), open_text(file, packed=packed)
    assert (wanted is None) == (found is None)
    if wanted is None or found is None:
        return
    assert found.whole() == wanted.text
    assert list(found.split()) == wanted.text.split("\n")
    assert "".join(found.pieces()) == wanted.text
    assert (found.said or "").startswith(wanted.said or "")
    assert wanted.text.startswith(found.head)
    assert found.in_conflict == ("<<<<<<< " in said)


def test_a_packed_text_that_is_cut_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cut.gz"
    file.write_bytes(gzip.compress(random.Random(1).randbytes(9_000).hex().encode())[:-900])
    with pytest.raises(EvidenceError, match="damaged or cut short"):
        read_entries(file, "import:cut")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(items=st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=4), min_size=1, max_size=6), data=st.data())
@settings(deadline=None)
def test_objects_of_a_list_come_one_by_one_wherever_it_is_cut(items: list[dict[str, Any]], data: st.DataObject) -> None:
    text = json.dumps(items, indent=data.draw(st.sampled_from([None, 1])), ensure_ascii=data.draw(st.booleans()))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    found = list(iter_items(pieces))
    assert [i.value for i in found] == items
    assert [i.line for i in found] == sorted(i.line for i in found)


BROKEN_LISTS = {
    "": ["cut"],
    "[]": [],
    "[1]": ["no object"],
    '[{"title": 1}': ["1", "cut"],
    '[{"title": 1},]': ["1"],
    '[{"title": 1} {"title": 2}]': ["1", "2"],
    '[null,\n{"title": 1}, "a"]': ["no object", "1", "no object"],
    '[{"title": 1, "a": [{"b": 3}, {"title": 2}]': ["broken", "2"],
    '[{"title": "1}, {"title": 2}]': ["broken", "2"],
    '[{"title": 1, "DOI": "a", "title": 2}, {"title": 3}]': ["broken", "3"],
    '[junk {"title": 1}]': ["broken", "1"],
    '[{"title": 1}] more': ["1", "outside"],
}


@pytest.mark.parametrize("text", list(BROKEN_LISTS))
def test_a_broken_object_keeps_none_of_the_others_out(text: str) -> None:
    for pieces in ([text], list(text)):
        found = [
            str(i.value["title"]) if i.value else "outside" if i.outside else "cut" if "cut off" in i.expected else
            "no object" if i.expected == "an object" else "broken"
            for i in iter_items(pieces)
        ]  # fmt: skip
        assert found == BROKEN_LISTS[text]


def test_what_is_told_comes_in_one_order_whenever_it_was_noted() -> None:
    told = Told()
    for text, rank in (("year", 4), ("first", 0), ("outside", 2), ("second", 0)):
        told.note(text, rank)
    assert told.notes == ("first", "second", "outside", "year")


# ---------------------------------------------------------------- memory

GROWTH = """
import datetime as dt, sys, tracemalloc
from pathlib import Path
from rlsevidence.exchange.importing import import_file
sizes = []
for name in sys.argv[2:]:
    tracemalloc.start()
    import_file(Path(sys.argv[1]), Path(name), now=dt.datetime(2026, 11, 30, tzinfo=dt.UTC), whole=False)
    sizes.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
print(*sizes)
"""


def ris(numbers: range) -> Iterator[str]:
    for i in numbers:
        yield (
            f"TY  - JOUR\nTI  - Invented work {i} on the {i * i}\nAU  - Testsson{i}, T\nPY  - {1950 + i % 70}\n"
            f"DO  - 10.9999/flat.{i}\nAB  - {'Invented words that are long. ' * 60}{i}\nER  - \n\n"
        )


def csl(numbers: range) -> Iterator[str]:
    """A list of JSON in one line, as many programs write it."""
    for at, i in enumerate(numbers):
        item = {
            "type": "article-journal",
            "title": f"Invented work {i} on the {i * i}",
            "author": [{"family": f"Testsson{i}", "given": "T"}],
            "issued": {"date-parts": [[1950 + i % 70]]},
            "DOI": f"10.9999/flat.{i}",
            "abstract": f"{'Invented words that are long. ' * 60}{i}",
        }
        yield ("," if at else "[") + json.dumps(item)
    yield "]"


@pytest.mark.parametrize("form", [ris, csl])
def test_memory_of_an_import_grows_by_ids_alone(form: Any, evidence: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    small, large = tmp_path / "small", tmp_path / "large"
    small.write_text("".join(form(range(100))), "utf-8")
    large.write_text("".join(form(range(100, 850))), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, str(evidence), str(small), str(small), str(large)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    _, few, many = map(int, done.stdout.split())
    # A record of these files is 1,900 characters long, and its row 900.
    assert many - few < 750 * 600, f"{(many - few) / 750:.0f} bytes a record"
    assert len(store.load_part(evidence, "records")) == 850


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\nb", "\n", "TY  - JOUR\r\nTI  - x\rER  - "])
def test_how_lines_begin_is_told_of_every_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode() + b"x" * 200_000 + b"\nlast")
    found = open_text(file)
    assert found is not None
    assert [s[:CHUNK] for s in found.split()] == [s[:CHUNK] for s in found.starts()]


PULL_GROWTH = """
import datetime as dt, sys, tracemalloc
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from eutils_server import EutilsServer
from review import corpus
from rlsevidence.pubmed.config import Settings
from rlsevidence.pubmed.pull import pull
long = "Invented words that are long. " * 60
made = [replace(a, abstract=[("RESULTS", f"{long}{i}")]) for i, a in enumerate(corpus(1_600))]
sizes = []
with EutilsServer(made[:400]) as server:
    settings = Settings(server.base_url, "a@example.org", "0" * 36, rate_folder=Path(sys.argv[3]))
    for day, more in ((1, []), (2, made[400:600]), (3, made[600:]), (4, [])):
        server.add(*more)
        tracemalloc.start()
        now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
        report = pull(Path(sys.argv[2]), None, settings=settings, report=lambda _: None, now=now)
        sizes.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
print(*sizes)
"""


def test_memory_of_a_pull_from_pubmed_grows_by_ids_alone(evidence: Path, tmp_path: Path) -> None:
    """The first pull warms up; 200 new records, then 1,000, then none, beside what is here and in the archive."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", PULL_GROWTH, str(Path(__file__).parent), str(evidence), str(tmp_path / "rate")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    _, few, many, none = map(int, done.stdout.split())
    # A record's XML is some 3,500 characters long, and its row 900.
    assert many - few < 1_000 * 2_200, f"{(many - few) / 1_000:.0f} bytes a record"
    assert none < many
    assert len(store.load_part(evidence, "records")) == 1_600
