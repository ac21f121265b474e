"""A scan of a synthetic baseline: throughput, memory, and what the whole of PubMed would take.

    python tests/benchmarks/scan.py [--files 60] [--records 5000] [--rounds 2]

The files are made by this script (invented records in the shape and size of real ones, gzipped as PubMed does, with
MD5s). Whole scans with 1 and 2 workers take turns with a plain loop of this package's parser and with Bio.Entrez.read,
each in a process of its own. Wall times depend on who else uses the machine, so the load is printed and the seconds of
the processor beside them; the best round counts. What limits a large cluster is measured apart: unpacking, parsing,
asking the strategy, and what one process does for each file that comes back.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent / "src"), str(TESTS), str(TESTS / "benchmarks")]
from parse import WORDS, make_article

from invented import DOCTYPE

BASELINE_FILES, BASELINE_RECORDS = 1300, 30_000
"""PubMed's baseline of 2026: some 1,300 files of up to 30,000 records."""
SEARCH = "invented-rls"
REPO = TESTS.parent


def make_query() -> str:
    """A strategy as long as the stored ones: 40 terms, then 20; some six records in a thousand are found."""
    chance = random.Random(7)
    absent = [f'"invented {a} nowhere{i}"[tiab]' for i, a in enumerate(chance.choices(WORDS, k=25))]
    cut = [f"nothing{i}*[tiab]" for i in range(12)]
    headings = [f'"Heading {n}"[Mesh]' for n in range(5000, 5018)]
    first = " OR ".join([*absent, *cut, '"restless sleep trial"[tiab]', '"Heading 3"[Mesh]', '"Top 2"[Mesh:noexp]'])
    second = " OR ".join([*headings, "sleep[tiab]", "zinc[ti]"])
    return f'({first}) AND ({second}) NOT ("Top 1"[Mesh] NOT "Top 0"[Mesh])'


def write_mesh(file: Path) -> None:
    """An invented tree of 6,000 headings under three."""
    tops = [f"Top {n};A{n:02}" for n in range(3)]
    lines = [f"Heading {n};A{n % 3:02}.{n // 900 + 100}.{n % 900 + 100}" for n in range(6000)]
    file.write_text("\n".join([*tops, *lines]) + "\n", encoding="utf-8")


def write_file(folder: Path, number: int, records: int) -> None:
    chance = random.Random(number)
    file = folder / f"pubmed26n{number:04}.xml.gz"
    with gzip.open(file, "wt", compresslevel=6, encoding="utf-8") as stream:
        stream.write(DOCTYPE + "<PubmedArticleSet>\n")
        for i in range(records):
            stream.write(make_article((number - 1) * records + i, chance).replace("><", ">\n      <") + "\n")
        stream.write("</PubmedArticleSet>\n")
    digest = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    file.with_name(f"{file.name}.md5").write_text(f"MD5({file.name})= {digest}\n")


def make_workspace(folder: Path) -> Path:
    """The tiny review with the strategy of this benchmark."""
    workspace = Path(shutil.copytree(TESTS / "tiny", folder / "workspace"))
    file = workspace / "evidence" / "searches" / f"{SEARCH}.yaml"
    lines = [
        f"query: {json.dumps(make_query())}" if x.startswith("query:") else x for x in file.read_text().split("\n")
    ]
    file.write_text("\n".join(lines))
    return workspace


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of the processor, and what the process printed."""

    wall: float
    processor: float
    said: dict[str, float]


def measure(command: Sequence[str]) -> Cost:
    """Run a command to its end; the processor time is that of all its processes."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPO / "src"), str(TESTS)])}
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        out.seek(0)
        text = out.read().decode()
    assert process.returncode == 0, f"{command[1:4]} ended with {process.returncode}"
    return Cost(wall, used.ru_utime + used.ru_stime, json.loads(text))


def scan(files: Sequence[Path], workspace: Path, workers: int) -> Cost:
    command = [sys.executable, "-m", "rlsevidence", "scan", *map(str, files), "--search", SEARCH, "--again"]
    mesh = str(workspace / "mtrees.bin")
    options = ["--mesh", mesh, "--workers", str(workers), "--workspace", str(workspace), "--format", "json"]
    return measure([*command, *options])


def loop(reader: str, files: Sequence[Path]) -> Cost:
    return measure([sys.executable, __file__, "--one", reader, *map(str, files)])


# ---------------------------------------------------------------- one process, one reader


def read_ours(file: Path) -> int:
    from rlsevidence.pubmed.parse import parse_file

    return sum(1 for _ in parse_file(file))


def read_and_ask(file: Path) -> int:
    from rlsevidence.scale.one_file import FileResult, scan_file

    found = scan_file(str(file), _predicate(file.parent))
    assert isinstance(found, FileResult)
    return found.records


def read_bio_entrez(file: Path) -> int:
    from Bio import Entrez

    Entrez.local_cache = tempfile.gettempdir()
    with gzip.open(file, "rb") as stream:
        return len(Entrez.read(stream, validate=False)["PubmedArticle"])


def read_gzip(file: Path) -> int:
    with gzip.open(file, "rb") as stream:
        while stream.read(1 << 18):
            pass
    return 0


def read_expat(file: Path) -> int:
    from xml.parsers import expat

    with gzip.open(file, "rb") as stream:
        expat.ParserCreate().ParseFile(io.BufferedReader(stream))  # type: ignore[arg-type]
    return 0


READERS: dict[str, Callable[[Path], int]] = {
    "unpack only": read_gzip,
    "unpack, expat": read_expat,
    "our parser": read_ours,
    "our parser, strategy": read_and_ask,
    "Bio.Entrez.read": read_bio_entrez,
}


@cache
def _predicate(folder: Path):  # type: ignore[no-untyped-def]
    from rlsevidence.scale.mesh_files import read_mesh
    from rlsevidence.scale.predicates import gather
    from rlsevidence.scale.translate import translate

    mesh, _ = read_mesh([folder.parent / "workspace" / "mtrees.bin"])
    return gather(translate(make_query(), mesh).predicate)


def one(name: str, files: Sequence[Path]) -> None:
    from rlsevidence.scale.one_file import measure_peak

    reader = READERS[name]
    start, used = time.perf_counter(), time.process_time()
    records = sum(map(reader, files))
    wall, used = time.perf_counter() - start, time.process_time() - used
    print(json.dumps({"records": records, "wall": wall, "processor": used, "peak": measure_peak()}))


# ---------------------------------------------------------------- what one process does for a file that comes back


def time_bookkeeping(file: Path, workspace: Path, records: int) -> tuple[float, float]:
    """Seconds of the processor to keep the checkpoint of a file of `BASELINE_RECORDS`, and to settle its versions."""
    from array import array
    from dataclasses import replace

    from rlsevidence.scale.checkpoints import Checkpoints
    from rlsevidence.scale.files import list_files
    from rlsevidence.scale.one_file import FileResult, scan_file
    from rlsevidence.scale.versions import settle_versions

    found = scan_file(str(file), _predicate(file.parent))
    assert isinstance(found, FileResult)
    times = BASELINE_RECORDS // records
    whole = replace(
        found,
        pmids=array("Q", range(90_000_001, 90_000_001 + BASELINE_RECORDS)),
        versions=array("H", [1] * BASELINE_RECORDS),
        hits=found.hits * max(1, times),
    )
    checkpoints = Checkpoints(workspace / "bookkeeping")
    (source,) = list_files([file])
    checkpoints.save(source, whole)
    start = time.process_time()
    for _ in range(5):
        checkpoints.save(source, whole)
    keep = (time.process_time() - start) / 5
    start = time.process_time()
    settle_versions(checkpoints.contents([source] * 5), {h.pmid for h in whole.hits})
    return keep, (time.process_time() - start) / 5


def best(costs: Sequence[Cost]) -> Cost:
    return min(costs, key=lambda c: c.wall)


def main(files: int, records: int, rounds: int) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pubmed = folder / "pubmed"
        pubmed.mkdir()
        workspace = make_workspace(folder)
        write_mesh(workspace / "mtrees.bin")
        start = time.perf_counter()
        for number in range(1, files + 1):
            write_file(pubmed, number, records)
        listed = sorted(pubmed.glob("*.xml.gz"))
        size, total = sum(f.stat().st_size for f in listed), files * records
        print(
            f"{files} files x {records:,} invented records, {size / 1e6:,.0f} MB gzipped, made in"
            f" {time.perf_counter() - start:.0f} s; cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}"
        )
        some = listed[: max(1, files // 10)]
        scans: dict[int, list[Cost]] = {1: [], 2: []}
        loops: dict[str, list[Cost]] = {reader: [] for reader in READERS}
        for _ in range(rounds):
            for workers, costs in scans.items():
                costs.append(scan(listed, workspace, workers))
            for reader, costs in loops.items():
                costs.append(loop(reader, some[:1] if reader.startswith("Bio") else some))
        hits = {len(c.said["hits"]) for costs in scans.values() for c in costs}  # type: ignore[arg-type]
        assert len(hits) == 1, f"scans of the same files found {hits}"
        print(f"{hits.pop():,} records found; load {os.getloadavg()[0]:.1f} at the end; best of {rounds} rounds\n")
        print(f"{'':24}{'records/s':>11}{'of processor':>14}{'MB at most':>12}")
        for workers, costs in scans.items():
            found = best(costs)
            used = min(c.processor for c in costs)
            print(
                f"{f'scan, {workers} workers':24}{total / found.wall:11,.0f}{total / used:14,.0f}"
                f"{max(c.said['peak_mb'] for c in costs):12.0f}"
            )
        per_record: dict[str, float] = {}
        for reader, costs in loops.items():
            said = min((c.said for c in costs), key=lambda s: s["processor"])
            count = said["records"] or len(some) * records
            per_record[reader] = said["processor"] / count
            wall = min(c.said["wall"] for c in costs)
            print(f"{reader:24}{count / wall:11,.0f}{count / said['processor']:14,.0f}{said['peak']:12.0f}")
        print(f"2 workers : 1 worker on the wall {best(scans[1]).wall / best(scans[2]).wall:.2f}")
        few = min(10, files)
        print(
            f"MB of one worker at {few} files {scan(listed[:few], workspace, 1).said['peak_mb']:.0f},"
            f" at {files} files {max(c.said['peak_mb'] for c in scans[1]):.0f}"
        )
        estimate(per_record, size / total, time_bookkeeping(listed[0], workspace, records))


def estimate(per_record: dict[str, float], bytes_each: float, bookkeeping: tuple[float, float]) -> None:
    """What the whole baseline would take, from seconds of the processor per record."""
    total = BASELINE_FILES * BASELINE_RECORDS
    unpack, ask = per_record["unpack only"], per_record["our parser, strategy"]
    parse = per_record["our parser"] - unpack
    keep, settle = bookkeeping
    size = total * bytes_each / 1e9
    print(f"\nThe whole baseline: {BASELINE_FILES:,} files x {BASELINE_RECORDS:,} records, {size:.0f} GB")
    print(
        f"of a worker's time: unpacking {unpack / ask:.0%}, parsing {parse / ask:.0%}, MD5 and strategy"
        f" {1 - (unpack + parse) / ask:.0%}; for each file one process keeps {keep * 1000:.0f} ms of checkpoint,"
        f" and settles it at the end in {settle * 1000:.0f} ms"
    )
    print(f"{'workers':>8}{'hours':>8}{'of them reading':>17}{'MB/s from disk':>16}   limit")
    for workers in (1, 8, 64):
        reading = total * ask / workers
        keeping = BASELINE_FILES * keep
        work = max(reading, keeping)
        whole = work + BASELINE_FILES * settle
        limit = "the process that keeps checkpoints" if keeping > reading else "parsing, on each worker"
        print(f"{workers:8}{whole / 3600:8.2f}{work / whole:17.0%}{total * bytes_each / work / 1e6:16.1f}   {limit}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], [Path(p) for p in sys.argv[3:]])
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--files", type=int, default=60)
        parser.add_argument("--records", type=int, default=5000)
        parser.add_argument("--rounds", type=int, default=2)
        given = parser.parse_args()
        main(given.files, given.records, given.rounds)
