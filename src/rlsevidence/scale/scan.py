"""A strategy over PubMed's own files: read what is not read yet, settle versions, write what is found, compare."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from .. import store
from ..counted import say_count
from ..decisions.ledger import replay_ids
from ..errors import EvidenceError, Problem, UsageError
from ..model import FullRecord, Search, SearchRun
from ..pubmed.archive import Cache
from ..pubmed.finding import complete_query, hash_query
from ..pubmed.parse import parse_xml
from ..pubmed.turn import last_run
from ..unknown import tell_unknown
from .agreement import compare_with_pull, explain_pull_only, explain_scan_only, list_lost, reads_alike
from .checkpoints import Checkpoint, Checkpoints, make_key
from .cluster import Cluster, choose_workers, need_libraries
from .files import SourceFile, find_gaps, list_files
from .mesh import Mesh
from .mesh_files import read_mesh
from .one_file import FileRefused, FileResult
from .outputs import write_hits
from .predicates import gather
from .report import ScanReport
from .syntax import RefusedError, find_place
from .translate import DIFFERENCES, Translation, translate
from .versions import Standing, settle_versions

Say = Callable[[str], None]
MEMORY = "1GiB"


@dataclass(frozen=True)
class Progress:
    """How far a scan has come."""

    files: int
    of: int
    records: int
    hits: int
    seconds: float

    def __str__(self) -> str:
        speed = self.records / self.seconds if self.seconds else 0.0
        left = (self.of - self.files) * self.seconds / self.files if self.files else 0.0
        return (
            f"{self.files}/{say_count(self.of, 'file')}"
            f", {self.records:,} records, {self.hits:,} hits, {speed:,.0f} records/s,"
            f" {int(left // 3600)}:{int(left // 60 % 60):02d}:{int(left % 60):02d} left"
        )


@dataclass(frozen=True)
class Options:
    """How to scan. `mesh`: NLM's files; `everything`: without the first-pass limit; `again`: no checkpoints."""

    mesh: tuple[Path, ...] = ()
    workers: int | None = None
    memory: str = MEMORY
    scheduler: str | None = None
    out: Path | None = None
    everything: bool = False
    again: bool = False


@dataclass(frozen=True)
class Plan:
    """A search translated. `digest`: of the MeSH files; `run`: its last pull, whose translation by PubMed `reads_alike`
    (None where there is none, or where it cannot be translated here)."""

    search: Search
    translation: Translation
    mesh: Mesh
    digest: str
    run: SearchRun | None

    @property
    def reads_alike(self) -> bool | None:
        theirs = self.run.translation if self.run else None
        return reads_alike(self.translation.predicate, theirs, self.mesh)

    def to_plain(self) -> dict[str, object]:
        return {
            "search": self.search.id,
            "query": self.translation.query,
            "translatable": True,
            "translation": self.run.translation if self.run else None,
            "reads_alike": self.reads_alike,
            "warnings": list(self.run.warnings) if self.run else [],
            "differences": list(DIFFERENCES),
        }

    def format_text(self) -> str:
        lines = [f"{self.search.id}: every term of the strategy can be asked of PubMed's files"]
        said = {True: "means the same here", False: "means something else here", None: "cannot be translated here"}
        if self.run is not None and self.run.translation:
            lines.append(f"  PubMed's own translation {said[self.reads_alike]}: {self.run.translation}")
            lines += [f"  PubMed warned of the query: {warning}" for warning in self.run.warnings]
        lines += [f"  can differ: {difference}" for difference in DIFFERENCES]
        return "\n".join(lines)


def plan_scan(folder: Path, search_id: str, options: Options) -> Plan:
    """Translate a search. EvidenceError that lists what of it cannot be translated."""
    searches = store.load_part(folder, "searches")
    if search_id not in searches:
        raise UsageError(tell_unknown("search", search_id, searches))
    search: Search = searches[search_id]
    mesh, digest = read_mesh(options.mesh) if options.mesh else (Mesh(), "")
    query = complete_query(search, everything=options.everything)
    try:
        translation = translate(query, mesh)
    except RefusedError as error:
        problems = _place(folder, search_id, query, error)
        shown = "\n".join(map(str, problems))
        raise EvidenceError(f"{search_id}: the strategy cannot be asked of PubMed's files:\n{shown}") from None
    return Plan(search, translation, mesh, digest, last_run(store.load_part(folder, "runs"), search_id))


def _place(folder: Path, search_id: str, query: str, error: RefusedError) -> list[Problem]:
    """Each refusal with the line of the search's file, and its line and column in the query."""
    file = folder / "searches" / f"{search_id}.yaml"
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    asked = query.splitlines() or [""]
    problems = []
    for refusal in error.refusals:
        line, column = find_place(query, refusal.at)
        text = asked[min(line, len(asked)) - 1].strip()
        # The parenthesis that a first-pass limit puts around the query does not stand in the file.
        at = next((n for n, own in enumerate(lines, 1) if own and text in (own, f"({own}", f"({own})")), 0)
        where = f"query {line}:{column}"
        problems.append(Problem(f"searches/{file.name}", at, where, "translatable", refusal.found, refusal.expected))
    return problems


def scan(
    folder: Path, paths: Sequence[Path], search_id: str, options: Options, say: Say, show: Callable[[Progress], None]
) -> ScanReport:
    """Run one search of the evidence folder over files of PubMed's.

    UsageError for what was called wrongly, EvidenceError for a strategy that cannot be translated, a scheduler that
    stays away or another scan of the same search.
    """
    need_libraries()
    files = list_files(paths)
    plan = plan_scan(folder, search_id, options)
    local = store.local_folder(folder) / "scans" / search_id
    local.mkdir(parents=True, exist_ok=True)
    lock = FileLock(local / "scan.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise EvidenceError(f"another scan of {search_id} is going on: wait for it or end it") from None
    try:
        task = _Task(folder, local, files, plan, options, say, show)
        return task.run()
    finally:
        lock.release()


class _Task:
    def __init__(
        self,
        folder: Path,
        local: Path,
        files: Sequence[SourceFile],
        plan: Plan,
        options: Options,
        say: Say,
        show: Callable[[Progress], None],
    ) -> None:
        self.folder, self.local, self.files, self.options, self.say, self.show = (
            folder,
            local,
            files,
            options,
            say,
            show,
        )
        self.search_id, self.translation, self.mesh = plan.search.id, plan.translation, plan.mesh
        self.checkpoints = Checkpoints(local / make_key(plan.translation.query, plan.digest))
        self.done: dict[str, Checkpoint] = {}
        self.refused: dict[str, str] = {}
        self.start = time.monotonic()

    def run(self) -> ScanReport:
        if self.options.again:
            self.checkpoints.clear()
        self.done = {f.name: c for f in self.files if (c := self.checkpoints.find(f)) is not None}
        kept, todo = len(self.done), [f for f in self.files if f.name not in self.done]
        workers = 0
        if todo:
            if kept:
                self.say(
                    f"{say_count(kept, 'file was', 'files were')}"
                    f" read by an earlier run: going on with the other {len(todo)}"
                )
            workers = self._read(todo)
        return self._finish(kept, workers)

    def _read(self, todo: Sequence[SourceFile]) -> int:
        options = self.options
        workers = choose_workers(options.workers, len(todo))
        if options.scheduler is None and options.workers and options.workers > workers:
            self.say(f"{workers} workers, not {options.workers}: no more than cores or files")
        cluster = Cluster(options.scheduler, workers, options.memory, self.local / "dask", self.say)
        records = hits = read = 0

        def take(source: SourceFile, found: FileResult | FileRefused) -> None:
            nonlocal records, hits, read
            read += 1
            if isinstance(found, FileRefused):
                self.refused[source.name] = found.why
                self.say(f"refused {source.name}: {found.why}")
            else:
                self.done[source.name] = self.checkpoints.save(source, found)
                records, hits = records + found.records, hits + len(found.hits)
            self.show(Progress(read, len(todo), records, hits, time.monotonic() - self.start))

        cluster.run(todo, gather(self.translation.predicate), take)
        return cluster.workers

    # ------------------------------------------------------------ finishing

    def _finish(self, kept: int, workers: int) -> ScanReport:
        runs = store.load_part(self.folder, "runs")
        run = last_run(runs, self.search_id)
        held = replay_ids(runs, self.search_id)
        read = [f for f in self.files if f.name in self.done]
        wanted = {p for f in read if self.done[f.name].hits for p in self.checkpoints.found_pmids(f.name)}
        wanted |= {int(i.removeprefix("pubmed:")) for i in held if i.startswith("pubmed:")}
        settled = settle_versions(self.checkpoints.contents(read), wanted)
        why_not_pull: dict[str, str] = {}
        lost = list_lost(runs, self.search_id)
        same_query = run is not None and run.query_sha256 == hash_query(self.translation.query)

        def found() -> Iterator[tuple[str, FullRecord, bytes]]:
            for file, record, xml in self._winners(read, settled):
                if run is not None and record.id not in held:
                    why_not_pull[record.id] = explain_scan_only(record, run, lost, same_query)
                yield file, record, xml

        parquet, xml = write_hits(self._out(), self.search_id, found())
        hits = tuple(sorted(p for p, s in settled.items() if s.found))
        agreement = None
        if run is not None:
            cache = Cache(self.folder.parent)
            is_complete = not self.refused and not find_gaps(self.files)
            agreement = compare_with_pull(
                run=run,
                held=held,
                found=[f"pubmed:{p}" for p in hits],
                same_query=same_query,
                translation=self.translation,
                mesh=self.mesh,
                why_not_scan=lambda i: explain_pull_only(
                    settled.get(int(i.removeprefix("pubmed:"))), cache.full_record(i), self.translation, is_complete
                ),
                why_not_pull=why_not_pull,
            )
        return ScanReport(
            search=self.search_id,
            query=self.translation.query,
            files=len(read),
            kept=kept,
            records=sum(c.records for c in self.done.values()),
            hits=hits,
            refused=dict(sorted(self.refused.items())),
            unchecked=sum(not c.checked for c in self.done.values()),
            gaps=find_gaps(self.files),
            dropped={p: _say_dropped(s) for p, s in sorted(settled.items()) if s.was_found},
            seconds=round(time.monotonic() - self.start, 3),
            workers=workers,
            peak_mb=max((c.peak_mb for c in self.done.values()), default=0.0),
            parquet=str(parquet),
            xml=str(xml),
            agreement=agreement,
        )

    def _winners(
        self, read: Sequence[SourceFile], settled: dict[int, Standing]
    ) -> Iterator[tuple[str, FullRecord, bytes]]:
        """Records that stand and are found, file by file, with their XML."""
        places: dict[str, set[int]] = {}
        for standing in settled.values():
            if standing.found and standing.place is not None:
                places.setdefault(standing.file, set()).add(standing.place)
        for source in read:
            for packed in self.checkpoints.found_xml(source.name, frozenset(places.get(source.name, ()))):
                xml = zlib.decompress(packed)
                (record,) = parse_xml(io.BytesIO(xml), name=source.name)
                yield source.name, record, xml

    def _out(self) -> Path:
        out = self.options.out
        if out is None:
            return self.local / "hits.parquet"
        return out if out.suffix == ".parquet" else out / "hits.parquet"


def _say_dropped(standing: Standing) -> str:
    if standing.place is None:
        return f"found in {standing.earlier}, deleted by {standing.file}"
    return f"found in {standing.earlier}, and no longer in the version of {standing.file}"
