"""A search over files in the shape of PubMed's own: versions, bad files, checkpoints, what dies on the way."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dask_cluster import Bomb, one_worker
from invented import FIRST_PMID, Article, format_set
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError, UsageError
from rlsevidence.pubmed.finding import hash_query
from rlsevidence.pubmed.parse import parse_file
from rlsevidence.scale import checkpoints
from rlsevidence.scale.cluster import Cluster
from rlsevidence.scale.files import find_gaps, list_files
from rlsevidence.scale.mesh import Mesh
from rlsevidence.scale.one_file import FileRefused, FileResult, scan_file
from rlsevidence.scale.scan import Options, Progress, plan_scan, scan
from rlsevidence.scale.translate import translate
from rlsevidence.scale.versions import FileContent, settle_versions
from rlsevidence.scale.view import View
from search_corpus import ARTICLES, write_mesh

pytest.importorskip("distributed")
pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

SEARCH = "invented-rls"
SIZE = 400
FOUND = translate('"restless legs"[tiab] AND magnesium[tiab]', Mesh()).predicate
"""What that search of the tiny review asks, less one phrase."""


def put(
    folder: Path, number: int, articles: Iterable[Article], deleted: Iterable[tuple[int, int]] = (), md5: bool = True
) -> Path:
    """One file as PubMed writes it, and its MD5 beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    gone = "".join(f'<PMID Version="{version}">{pmid}</PMID>' for pmid, version in deleted)
    end = f"<DeleteCitation>{gone}</DeleteCitation></PubmedArticleSet>" if gone else "</PubmedArticleSet>"
    raw = format_set(articles).replace(b"</PubmedArticleSet>", end.encode())
    file = folder / f"pubmed26n{number:04}.xml.gz"
    file.write_bytes(gzip.compress(raw, 1))
    if md5:
        note_md5(file)
    return file


def note_md5(file: Path) -> None:
    digest = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    file.with_name(f"{file.name}.md5").write_text(f"MD5({file.name})= {digest}\n")


def many(first: int, number: int) -> list[Article]:
    """Invented records of which every fifth is found."""
    return [
        Article(
            FIRST_PMID + first + i,
            title=f"Invented record {first + i} of {'magnesium in restless legs' if i % 5 == 0 else 'zinc'}",
            abstract=[(None, "Invented words, and more of them. " * 30)],
            created="2020-01-02",
        )
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve files that take a while, the last with revisions and deletions."""
    folder = tmp_path_factory.mktemp("pubmed")
    for n in range(11):
        put(folder, n + 1, many(n * SIZE, SIZE))
    revised = [replace(a, title="Invented record, now of nothing") for a in many(0, 3)]
    gained = [replace(Article(FIRST_PMID + 3), title="Invented record, now of magnesium in restless legs")]
    put(folder, 12, [*revised, *gained], [(FIRST_PMID + 5, 1), (FIRST_PMID + 6, 1)])
    return folder


@pytest.fixture(scope="module")
def dask() -> Iterator[str]:
    with one_worker() as address:
        yield address


@cache
def expected(folder: Path) -> list[int]:
    """Hits of a plain loop over the files, from their text alone."""
    held: dict[int, bool] = {}
    for file in sorted(folder.glob("*.xml.gz")):
        for record in parse_file(file):
            text = record.title.lower()
            held[int(record.pmid or 0)] = "restless legs" in text and "magnesium" in text
        text = gzip.decompress(file.read_bytes()).decode()
        for part in text.partition("<DeleteCitation>")[2].split("</PMID>")[:-1]:
            held.pop(int(part.rpartition(">")[2]), None)
    return sorted(p for p, found in held.items() if found)


def nothing(_: object) -> None:
    """Nobody listens."""


def run(tiny_dir: Path, paths: list[Path], show: Any = nothing, say: Any = nothing, **options: Any) -> Any:
    return scan(tiny_dir, paths, SEARCH, Options(**options), say, show)


# ---------------------------------------------------------------- which files


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["pubmed26n0002.xml.gz", "pubmed26n0001.xml.gz"], [1, 2]),
        (["pubmed26n0999.xml.gz", "pubmed26n1000.xml.gz", "pubmed26n10000.xml"], [999, 1000, 10000]),
        (["pubmed25n0001.xml.gz", "pubmed26n0002.xml.gz"], "two years"),
        (["records.xml.gz"], "which say the order"),
        (["pubmed26n0001.xml", "pubmed26n0001.xml.gz"], "the same number"),
    ],
)
def test_files_come_in_the_order_of_their_numbers(names: list[str], found: Any, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_bytes(b"")
    if isinstance(found, str):
        with pytest.raises(UsageError, match=found):
            list_files(paths)
    else:
        assert [f.number for f in list_files(paths)] == found
        assert list_files([tmp_path]) == list_files(paths)


def test_folders_without_files_and_paths_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="found no file of PubMed's"):
        list_files([tmp_path])
    with pytest.raises(UsageError, match="there is no such file"):
        list_files([tmp_path / "x"])


def test_missing_numbers_are_named(tmp_path: Path) -> None:
    for n in (1, 2, 4, 9):
        (tmp_path / f"pubmed26n{n:04}.xml.gz").write_bytes(b"")
    assert find_gaps(list_files([tmp_path])) == ("3", "5-8")


# ---------------------------------------------------------------- which version

Records = list[tuple[int, int, bool]]
VERSIONS: dict[str, tuple[list[tuple[Records, list[tuple[int, int, int]]]], dict[int, tuple[int, bool, bool]]]] = {
    "once": ([([(1, 1, True)], [])], {1: (0, True, False)}),
    "revised away": ([([(1, 1, True)], []), ([(1, 1, False)], [])], {1: (1, False, True)}),
    "revised to be found": ([([(1, 1, False)], []), ([(1, 1, True)], [])], {1: (1, True, False)}),
    "deleted": ([([(1, 1, True)], []), ([], [(1, 1, 0)])], {1: (1, False, True)}),
    "deleted and there again": ([([(1, 1, True)], []), ([], [(1, 1, 0)]), ([(1, 1, True)], [])], {1: (2, True, False)}),
    "deleted in the file that brings it": ([([(1, 1, True)], [(1, 1, 1)])], {1: (0, False, True)}),
    "a deletion before the record": ([([(1, 1, True)], [(1, 1, 0)])], {1: (0, True, False)}),
    "twice in a file": ([([(1, 1, True), (1, 1, False)], [])], {1: (0, False, True)}),
    "a higher version before a lower one": ([([(1, 2, False)], []), ([(1, 1, True)], [])], {1: (0, False, True)}),
    "the higher version is found": ([([(1, 2, True)], []), ([(1, 1, False)], [])], {1: (0, True, False)}),
    "the higher version is deleted": ([([(1, 1, True), (1, 2, False)], []), ([], [(1, 2, 0)])], {1: (0, True, False)}),
    "a deletion of what never was": ([([], [(1, 1, 0)])], {1: (0, False, False)}),
    "others do not matter": ([([(2, 1, True), (1, 1, True)], [(2, 1, 2)])], {1: (0, True, False)}),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_the_last_version_wins(name: str) -> None:
    files, standing = VERSIONS[name]
    contents = [
        FileContent(
            str(i),
            [p for p, _, _ in records],
            [v for _, v, _ in records],
            deleted,
            {n for n, r in enumerate(records) if r[2]},
        )
        for i, (records, deleted) in enumerate(files)
    ]
    settled = settle_versions(contents, {1})
    assert {p: (int(s.file), s.found, s.was_found) for p, s in settled.items()} == standing


# ---------------------------------------------------------------- one file


def test_a_file_gives_its_records_its_deletions_and_what_is_found(tmp_path: Path) -> None:
    file = put(tmp_path, 1, [ARTICLES["a"], replace(ARTICLES["b"], version=3)], [(90000099, 2)])
    result = scan_file(str(file), FOUND)
    assert isinstance(result, FileResult)
    assert list(result.pmids) == [90000001, 90000002]
    assert list(result.versions) == [1, 3]
    assert [(d.pmid, d.version, d.place) for d in result.deleted] == [(90000099, 2, 2)]
    assert [(h.pmid, h.version, h.place) for h in result.hits] == [(90000001, 1, 0)]
    assert result.checked
    assert result.md5 == hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    plain = tmp_path / "pubmed26n0002.xml"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    same = scan_file(str(plain), FOUND)
    assert isinstance(same, FileResult)
    assert (same.pmids, same.hits, same.checked) == (result.pmids, result.hits, False)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def cut_a_little(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def swap_a_byte(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    file.write_bytes(bytes(raw))


def cut_xml(file: Path) -> None:
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes())[:-30]))


def other_xml(file: Path) -> None:
    file.write_bytes(gzip.compress(b"<html><p>Service unavailable</p></html>"))


def empty(file: Path) -> None:
    file.write_bytes(b"")


def no_number(file: Path) -> None:
    raw = gzip.decompress(file.read_bytes()).replace(b">90000002<", b">invented<")
    file.write_bytes(gzip.compress(raw))


DAMAGE = {
    cut: "cut short",
    cut_a_little: "cut short",
    swap_a_byte: "",
    cut_xml: "cut short",
    other_xml: "found <html>",
    empty: "not well-formed",
    no_number: "invented",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda d: d.__name__)
def test_a_damaged_file_is_refused_with_or_without_its_md5(damage: Any, tmp_path: Path) -> None:
    file = put(tmp_path, 1, ARTICLES.values(), md5=False)
    whole = scan_file(str(file), FOUND)
    assert isinstance(whole, FileResult)
    digest = whole.md5
    damage(file)
    alone = scan_file(str(file), FOUND)
    assert isinstance(alone, FileRefused)
    assert DAMAGE[damage] in alone.why
    file.with_name(f"{file.name}.md5").write_text(f"{digest}  {file.name}\n")
    checked = scan_file(str(file), FOUND)
    assert isinstance(checked, FileRefused)
    assert f"says {digest}: fetch it again" in checked.why


def test_an_md5_that_is_none_and_a_file_that_is_gone_are_refused(tmp_path: Path) -> None:
    file = put(tmp_path, 1, [ARTICLES["a"]])
    file.with_name(f"{file.name}.md5").write_text("404 not found")
    found = scan_file(str(file), FOUND)
    assert isinstance(found, FileRefused)
    assert "holds no MD5" in found.why
    assert "where the worker runs" in str(scan_file(str(tmp_path / "pubmed26n0009.xml"), FOUND))


# ---------------------------------------------------------------- whole scans


def test_a_scan_finds_what_a_plain_loop_finds_and_says_what_it_did(
    tiny: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = expected(baseline)
    command = ["scan", str(baseline), "--search", SEARCH, "--workspace", str(tiny), "--format", "json"]
    code = main([*command, "--workers", "2"])
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert code == 0
    assert said["hits"] == list(map(str, wanted))
    assert FIRST_PMID + 3 in wanted
    assert FIRST_PMID not in wanted
    assert len(wanted) == 11 * SIZE // 5 - 2 + 1
    assert (said["files"], said["records"], said["kept"], said["refused"]) == (12, 11 * SIZE + 4, 0, [])
    assert said["workers"] == min(2, len(os.sched_getaffinity(0)))
    assert said["unchecked"] == 0
    assert said["seconds"] > 0
    assert said["peak_mb"] > 10
    assert set(said["dropped"]) == {str(FIRST_PMID), str(FIRST_PMID + 5)}
    assert said["dropped"][str(FIRST_PMID + 5)] == "found in pubmed26n0001.xml.gz, deleted by pubmed26n0012.xml.gz"
    assert f"12/12 files, {11 * SIZE + 4:,} records" in err

    table = pq.read_table(said["parquet"]).to_pylist()
    assert sorted(r["pmid"] for r in table) == wanted
    row = next(r for r in table if r["pmid"] == FIRST_PMID + 3)
    assert (row["origin"], row["file"]) == (SEARCH, "pubmed26n0012.xml.gz")
    assert row["title"] == "Invented record, now of magnesium in restless legs"
    assert [int(r.pmid or 0) for r in parse_file(Path(said["xml"]))] == [r["pmid"] for r in table]

    # Again: nothing is read, and the files are the same to the byte.
    before = Path(said["xml"]).read_bytes()
    assert main(command) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["kept"], again["hits"], again["workers"]) == (12, said["hits"], 0)
    assert Path(said["xml"]).read_bytes() == before


def test_hits_can_be_imported_with_their_origin(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "b", 1, [ARTICLES["a"], ARTICLES["c"], replace(ARTICLES["a"], pmid=90000777, doi="10.9999/new")])
    out = tmp_path / "out" / "found.parquet"
    where = ["--workspace", str(tiny)]
    assert main(["scan", str(tmp_path / "b"), "--search", SEARCH, "--out", str(out), *where]) == 0
    said = capsys.readouterr().out
    assert f"rlsevidence import {out.with_suffix('.xml.gz')} --search {SEARCH}" in said
    assert main(["import", str(out.with_suffix(".xml.gz")), "--search", SEARCH, *where]) == 0
    records = store.load_part(tiny / "evidence", "records")
    assert records["pubmed:90000777"].origin == SEARCH
    assert "pubmed:90000003" not in {i for i, r in records.items() if r.origin == SEARCH}


def test_a_bad_file_is_named_and_costs_itself_only(tiny_dir: Path, baseline: Path, tmp_path: Path, dask: str) -> None:
    folder = Path(shutil.copytree(baseline, tmp_path / "b"))
    whole = (folder / "pubmed26n0004.xml.gz").read_bytes()
    cut(folder / "pubmed26n0004.xml.gz")
    said: list[str] = []
    report = run(tiny_dir, [folder], say=said.append, scheduler=dask)
    assert list(report.refused) == ["pubmed26n0004.xml.gz"]
    assert not report.is_whole
    assert report.files == 11
    assert "REFUSED pubmed26n0004.xml.gz" in report.format_text()
    assert any("pubmed26n0004.xml.gz" in s for s in said)
    assert set(report.hits) == set(expected(baseline)) - {FIRST_PMID + 3 * SIZE + i for i in range(0, SIZE, 5)}
    (folder / "pubmed26n0004.xml.gz").write_bytes(whole)
    shown: list[Progress] = []
    mended = run(tiny_dir, [folder], shown.append, scheduler=dask)
    assert mended.is_whole
    assert mended.kept == 11
    assert [p.of for p in shown] == [1]
    assert list(mended.hits) == expected(baseline)


def test_a_file_that_changed_is_read_again_and_so_is_all_for_another_query(
    tiny_dir: Path, tmp_path: Path, dask: str
) -> None:
    folder = tmp_path / "b"
    for n in range(3):
        put(folder, n + 1, many(n * 10, 10), md5=False)
    assert run(tiny_dir, [folder], scheduler=dask).unchecked == 3
    put(folder, 2, [replace(a, title="Invented, of nothing") for a in many(10, 10)], md5=False)
    second = run(tiny_dir, [folder], scheduler=dask)
    assert second.kept == 2
    assert list(second.hits) == expected.__wrapped__(folder)
    assert run(tiny_dir, [folder], scheduler=dask, again=True).kept == 0
    file = tiny_dir / "searches" / f"{SEARCH}.yaml"
    file.write_text(file.read_text().replace("magnesium[tiab] OR", "zinc[tiab] OR magnesium[tiab] OR", 1))
    assert run(tiny_dir, [folder], scheduler=dask).kept == 0


def test_a_checkpoint_that_was_cut_off_does_not_count(tiny_dir: Path, tmp_path: Path, dask: str) -> None:
    folder = tmp_path / "b"
    for n in range(3):
        put(folder, n + 1, many(n * 10, 10))
    hits = run(tiny_dir, [folder], scheduler=dask).hits
    kept = next(
        p for p in (tiny_dir.parent / ".rlsevidence" / "scans" / SEARCH).iterdir() if p.name != "dask" and p.is_dir()
    )
    (kept / "pubmed26n0001.xml.gz.json").write_text('{"file": "pubm')
    (kept / "pubmed26n0002.xml.gz.hits.parquet").unlink()
    report = run(tiny_dir, [folder], scheduler=dask)
    assert (report.kept, report.hits) == (1, hits)


def test_rules_and_mesh_make_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    one = checkpoints.make_key("a[tiab]", "x")
    assert one == checkpoints.make_key(" a[tiab]\n", "x")
    assert one != checkpoints.make_key("a[tiab]", "y")
    monkeypatch.setattr(checkpoints, "RULES", 99)
    assert one != checkpoints.make_key("a[tiab]", "x")


# ---------------------------------------------------------------- what dies


def children() -> set[int]:
    import psutil

    return {c.pid for c in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(c.cmdline())}


def test_a_worker_that_is_killed_costs_nothing_but_time(tiny_dir: Path, baseline: Path) -> None:
    before = children()
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.files in (1, 4):
            worker = min(children() - before - set(killed))
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)

    report = run(tiny_dir, [baseline], kill, workers=2)
    assert len(killed) == 2
    assert report.is_whole
    assert list(report.hits) == expected(baseline)


def test_a_run_that_is_killed_goes_on_where_it_was(tiny: Path, baseline: Path) -> None:
    command = [sys.executable, "-m", "rlsevidence", "scan", str(baseline), "--search", SEARCH, "--workspace", str(tiny)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folder = tiny / ".rlsevidence" / "scans" / SEARCH
    end = time.monotonic() + 60
    while len(list(folder.glob("*/*.json"))) < 2 and time.monotonic() < end and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL, "the run was over before it was killed"
    kept = len(list(folder.glob("*/*.json")))
    assert 2 <= kept < 12
    report = run(tiny / "evidence", [baseline])
    assert report.kept == kept
    assert list(report.hits) == expected(baseline)


def test_a_file_on_which_workers_die_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    for n in range(4):
        put(tmp_path / "b", n + 1, many(n * 10, 10))
    found: dict[str, FileResult | FileRefused] = {}
    cluster = Cluster(None, 1, "1GiB", tmp_path / "dask", nothing)
    cluster.run(list_files([tmp_path / "b"]), Bomb(str(FIRST_PMID + 15)), lambda f, r: found.update({f.name: r}))
    assert len(found) == 4
    refused = {name: r.why for name, r in found.items() if isinstance(r, FileRefused)}
    assert list(refused) == ["pubmed26n0002.xml.gz"]
    assert "workers died over it" in refused["pubmed26n0002.xml.gz"]


class External:
    """A scheduler and a worker of their own, as a cluster has them."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        common = ["--host", "127.0.0.1", "--no-dashboard"]
        for arguments in (
            ["dask_scheduler", *common, "--port", str(self.port), "--dashboard-address", "127.0.0.1:0"],
            ["dask_worker", self.address, *common, "--nworkers", "1", "--nthreads", "1", "--no-nanny"],
        ):
            command = [sys.executable, "-m", f"distributed.cli.{arguments[0]}", *arguments[1:]]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self.processes.append(subprocess.Popen(command, env=environment, **quiet))  # type: ignore[call-overload]

    def wait(self) -> None:
        """Until the scheduler answers; a busy machine takes its time."""
        end = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(20)
        self.processes.clear()


@pytest.fixture
def external() -> Iterator[External]:
    cluster = External()
    cluster.start()
    try:
        cluster.wait()
        yield cluster
    finally:
        cluster.stop()


def test_a_scheduler_that_is_stopped_and_started_brings_the_same(
    tiny_dir: Path, baseline: Path, external: External
) -> None:
    stopped: list[int] = []

    def stop(progress: Progress) -> None:
        if not stopped and progress.files >= 2:
            stopped.append(progress.files)
            external.stop()
            external.start()

    said: list[str] = []
    report = run(tiny_dir, [baseline], stop, said.append, scheduler=external.address)
    assert stopped
    assert any("went away" in s for s in said)
    assert report.is_whole
    assert list(report.hits) == expected(baseline)
    assert report.workers == 1


def test_a_scheduler_that_stays_away_is_said_and_what_was_done_is_kept(
    tiny_dir: Path, baseline: Path, external: External, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: Progress) -> None:
        if progress.files == 2:
            monkeypatch.setattr("rlsevidence.scale.cluster.BACK_SECONDS", 2.0)
            external.stop()

    with pytest.raises(EvidenceError, match="the same command goes on from there"):
        run(tiny_dir, [baseline], stop, scheduler=external.address)
    report = run(tiny_dir, [baseline])
    assert report.kept >= 2
    assert list(report.hits) == expected(baseline)


def test_a_cluster_without_workers_is_not_waited_for_for_ever(
    tiny_dir: Path, baseline: Path, external: External, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: Progress) -> None:
        if progress.files == 2:
            for name, seconds in (("BACK", 2.0), ("ALONE", 1.0), ("POLL", 1.0)):
                monkeypatch.setattr(f"rlsevidence.scale.cluster.{name}_SECONDS", seconds)
            worker = external.processes[1]
            worker.kill()
            worker.wait(20)

    with pytest.raises(EvidenceError, match="has no worker"):
        run(tiny_dir, [baseline], stop, scheduler=external.address)


# ---------------------------------------------------------------- mistakes


def test_what_of_a_strategy_cannot_be_translated_is_named_with_its_line(tiny_dir: Path) -> None:
    file = tiny_dir / "searches" / f"{SEARCH}.yaml"
    text = file.read_text()
    query = text.partition("query: ")[2].partition("\n")[0]
    file.write_text(text.replace(f"query: {query}", 'query: |\n  "restless legs"[tiab] AND\n  (zinc OR "Sleep"[Mesh])'))
    line = next(n for n, t in enumerate(file.read_text().splitlines(), 1) if "zinc OR" in t)
    with pytest.raises(EvidenceError) as error:
        plan_scan(tiny_dir, SEARCH, Options())
    said = str(error.value)
    assert f"searches/{SEARCH}.yaml:{line} query 2:2: found zinc without a tag" in said
    assert f'searches/{SEARCH}.yaml:{line} query 2:10: found "Sleep"[mesh]' in said
    assert "mtrees<year>.bin" in said


def test_the_query_of_a_scan_is_that_of_a_pull(evidence_dir: Path, tmp_path: Path) -> None:
    """Hashes of the ledger say whether both asked the same."""
    searches = store.load_part(evidence_dir, "searches")
    limited = next(s for s in searches.values() if s.first_pass)
    from rlsevidence.pubmed.finding import complete_query

    query = complete_query(limited, everything=False)
    assert hash_query(query) == hash_query(f"({' '.join(limited.query.split())}) {limited.first_pass}")
    assert complete_query(limited, everything=True) == limited.query.strip()


MISTAKES: list[tuple[list[str], str]] = [
    (["b", "--search", "nothing"], "there are: invented-rls"),
    (["--search", SEARCH], "no PATH"),
    (["nowhere", "--search", SEARCH], "nowhere: there is no such file"),
    (["b", "--search", SEARCH, "--memory", "lots"], "expected an amount such as 1GiB"),
    (["b", "--search", SEARCH, "--memory", "20MB"], "expected 256MB or more"),
    (["b", "--search", SEARCH, "--scheduler", "example"], "expected an address such as tcp://host:8786"),
    (["b", "--search", SEARCH, "--scheduler", "tcp://127.0.0.1:9"], "no scheduler answers at tcp://127.0.0.1:9"),
    (["b", "--search", SEARCH, "--mesh", "nowhere.bin"], "nowhere.bin: No such file"),
    (["b", "--search", SEARCH, "--workers", "0"], "1 or more"),
    (["b"], "--search"),
]


@pytest.mark.parametrize(("arguments", "says"), MISTAKES, ids=[" ".join(m[0]) for m in MISTAKES])
def test_a_mistake_is_said(
    arguments: list[str], says: str, tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlsevidence.scale.cluster.CONNECT_SECONDS", 1.0)
    put(tiny / "b", 1, [ARTICLES["a"]])
    monkeypatch.chdir(tiny)
    try:
        code = main(["scan", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert code == 2
    assert says in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("missing", ["distributed", "pyarrow"])
def test_a_missing_library_is_named_with_its_extra(
    missing: str, tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["scan", "b", "--search", SEARCH, "--workspace", str(tiny)]) == 2
    assert "pip install 'rlsevidence[scale]'" in capsys.readouterr().err


def test_a_dry_run_says_whether_a_strategy_translates(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["scan", "--search", SEARCH, "--dry-run", "--workspace", str(tiny)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "every term of the strategy" in said
    assert "PubMed's own translation means something else here" in said
    assert main([*command, "--format", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["search"], plain["translatable"], plain["reads_alike"]) == (SEARCH, True, False)


def test_more_workers_than_cores_are_not_started(tiny_dir: Path, tmp_path: Path) -> None:
    for n in range(3):
        put(tmp_path / "b", n + 1, many(n * 10, 10))
    said: list[str] = []
    report = run(tiny_dir, [tmp_path / "b"], say=said.append, workers=500)
    assert report.workers <= max(1, os.cpu_count() or 1)
    assert any("no more than cores or files" in s for s in said)


def test_two_scans_of_one_search_do_not_go_on_at_once(tiny_dir: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    put(tmp_path / "b", 1, [ARTICLES["a"]])
    folder = tiny_dir.parent / ".rlsevidence" / "scans" / SEARCH
    folder.mkdir(parents=True)
    with FileLock(folder / "scan.lock"), pytest.raises(EvidenceError, match="another scan"):
        run(tiny_dir, [tmp_path / "b"])


def test_mesh_is_exploded_from_the_files_that_the_user_gives(tiny_dir: Path, tmp_path: Path, dask: str) -> None:
    put(tmp_path / "b", 1, ARTICLES.values())
    file = tiny_dir / "searches" / f"{SEARCH}.yaml"
    text = file.read_text()
    query = text.partition("query: ")[2].partition("\n")[0]
    file.write_text(text.replace(f"query: {query}", "query: '\"Sleep Wake Disorders/therapy\"[Mesh] NOT letter[pt]'"))
    report = run(tiny_dir, [tmp_path / "b"], scheduler=dask, mesh=tuple(write_mesh(tmp_path)))
    assert [p - FIRST_PMID for p in report.hits] == ["abcdefghijklmnop".index(x) for x in "ad"]


def test_what_is_found_is_what_the_predicate_holds_of(baseline: Path) -> None:
    file = sorted(baseline.glob("*.gz"))[0]
    result = scan_file(str(file), FOUND)
    assert isinstance(result, FileResult)
    assert [h.pmid for h in result.hits] == [int(r.pmid or 0) for r in parse_file(file) if FOUND.holds(View(r))]
