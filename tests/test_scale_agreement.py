"""A pull over the E-utilities and a scan of files bring the same, or each record that differs has its reason."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eutils_server import EutilsServer
from invented import FIRST_PMID, Article, format_set
from review import SEARCH, make_review
from rlsevidence.pubmed.client import Client
from rlsevidence.pubmed.config import Settings
from rlsevidence.pubmed.pull import pull
from rlsevidence.scale.mesh import Mesh
from rlsevidence.scale.mesh_files import read_mesh
from rlsevidence.scale.report import ScanReport
from rlsevidence.scale.scan import Options, scan
from rlsevidence.scale.translate import translate
from rlsevidence.scale.view import View
from search_corpus import ARTICLES, LETTERS, read_records, write_mesh
from test_pubmed_client import EMAIL, Clock

pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
from dask_cluster import one_worker

DAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)

# query -> what it finds of the invented records, by letter: as in tests/test_scale_translate.py, written by hand
QUERIES = [
    (
        '("restless legs"[tiab] OR "Sleep Wake Disorders"[Mesh]) AND ("Magnesium Compounds"[Mesh] OR insomni*[tiab])',
        "ad",
    ),
    ('magnesium[tiab] NOT ("Animals"[Mesh] NOT "Humans"[Mesh])', "agijo"),
    ('"Magnesium Compounds/therapeutic use"[Mesh] OR "Magnesium/adverse effects"[Mesh]', "aci"),
    ('("Randomized Controlled Trial"[pt] OR "Systematic Review"[pt]) NOT english[la] OR 2024:2025[dp]', "djko"),
    ('"magnesium supplement*"[tiab] OR "Ekbom\'s syndrome"[tiab] OR 2021/11/20[epdat] OR "hip pain"[tiab:~2]', "bfgo"),
    ("sleep[tiab] AND 2020/01/01:2024/12/31[crdt]", "adfj"),
]


@pytest.fixture(scope="module")
def dask() -> Iterator[str]:
    with one_worker() as address:
        yield address


@pytest.fixture(scope="module")
def mesh_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_mesh(tmp_path_factory.mktemp("mesh"))


class Watch:
    """One review, kept up by pulls from the server and by scans of files; both see the same query."""

    def __init__(self, folder: Path, server: EutilsServer, mesh_files: Sequence[Path], dask: str) -> None:
        self.evidence = make_review(folder / "review")
        self.server, self.files, self.dask = server, folder / "pubmed", dask
        self.mesh_files, self.mesh = mesh_files, read_mesh(mesh_files)[0]
        clock = Clock()
        server.state.clock = clock
        server.state.search = self.search
        self.settings = Settings(server.base_url, EMAIL, timeout=5, rate_folder=folder / "rate")
        self.clock = clock
        self.files.mkdir()

    def search(self, term: str, article: Article) -> bool:
        """What the server answers: the query as it comes over the wire, the revision window of a pull included."""
        (record,) = read_records([article])
        return translate(term, self.mesh).predicate.holds(View(record))

    def ask(self, query: str) -> None:
        file = self.evidence / "searches" / f"{SEARCH}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            re.sub(r"^query:.*?(?=^\w)", lambda _: f"query: {json.dumps(query)}\n", text, flags=re.M | re.S)
        )

    def put(self, number: int, articles: Sequence[Article], deleted: Sequence[int] = ()) -> None:
        gone = "".join(f'<PMID Version="1">{p}</PMID>' for p in deleted)
        end = f"{f'<DeleteCitation>{gone}</DeleteCitation>' if gone else ''}</PubmedArticleSet>"
        raw = format_set(articles).replace(b"</PubmedArticleSet>", end.encode())
        (self.files / f"pubmed26n{number:04}.xml.gz").write_bytes(gzip.compress(raw))

    def pull(self, days: int = 0) -> Any:
        client = Client(self.settings, say=lambda _: None, sleep=self.clock.sleep, clock=self.clock)
        now = DAY + dt.timedelta(days=days)
        return pull(self.evidence, None, settings=self.settings, report=lambda _: None, now=now, client=client)

    def scan(self) -> ScanReport:
        options = Options(mesh=tuple(self.mesh_files), scheduler=self.dask)
        return scan(self.evidence, [self.files], SEARCH, options, lambda _: None, lambda _: None)


@pytest.fixture
def watch(tmp_path: Path, mesh_files: list[Path], dask: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    from Bio import Entrez

    with EutilsServer(ARTICLES.values()) as server:
        made = Watch(tmp_path, server, mesh_files, dask)
        monkeypatch.setattr(Entrez, "time", made.clock)
        monkeypatch.setattr(Entrez._open, "previous", 0)
        yield made


def letters(pmids: Sequence[int]) -> str:
    return "".join(LETTERS[p - FIRST_PMID] for p in pmids)


def held(report: ScanReport) -> tuple[int, dict[str, str], dict[str, str]]:
    found = report.agreement
    assert found is not None
    return found.both, dict(found.only_pull), dict(found.only_scan)


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_a_pull_and_a_scan_bring_the_same_ids(query: str, found: str, watch: Watch) -> None:
    """What the server finds and what the files give, over HTTP and over Dask, is what stands in the table."""
    watch.ask(query)
    articles = list(ARTICLES.values())
    watch.put(1, articles[:9])
    watch.put(2, articles[9:])
    (pulled,) = watch.pull().searches
    report = watch.scan()
    assert letters([int(i.removeprefix("pubmed:")) for i in sorted(pulled.gained)]) == found
    assert letters(report.hits) == found
    assert held(report) == (len(found), {}, {})
    agreement = report.agreement
    assert agreement is not None
    assert (agreement.same_query, agreement.reads_alike, agreement.warnings) == (True, True, ())
    assert f"{len(found)} in both, 0 in the pull only, 0 in the scan only" in report.format_text()


def test_each_record_that_differs_has_its_reason(watch: Watch) -> None:
    watch.ask("magnesium[tiab]")
    watch.put(1, list(ARTICLES.values()))
    watch.pull()
    assert held(watch.scan()) == (6, {}, {})
    server = watch.server

    # PubMed moves on and the files do not: a new record, one revised away, one deleted.
    new = Article(FIRST_PMID + 30, title="Invented: new magnesium", created="2026-11-26", revised="2026-11-26")
    server.add(new, replace(ARTICLES["a"], title="Invented, of nothing", abstract=[], revised="2026-11-25"))
    server.remove(FIRST_PMID + LETTERS.index("g"))
    watch.pull(days=3)
    both, only_pull, only_scan = held(watch.scan())
    assert both == 4
    assert only_pull == {"pubmed:90000031": "not in the files; it entered PubMed on 2026-11-26"}
    assert only_scan == {
        "pubmed:90000001": "the pull of 2026-11-27 lost it: revised; the files have it as revised on 2020-02-03",
        "pubmed:90000007": "the pull of 2026-11-27 lost it: deleted; the files have it as revised on 2020-02-03",
    }

    # The update file that says the same brings them together again.
    watch.put(2, [new, server.state.corpus[FIRST_PMID]], deleted=[FIRST_PMID + LETTERS.index("g")])
    report = watch.scan()
    assert held(report) == (5, {}, {})
    assert set(report.dropped) == {FIRST_PMID, FIRST_PMID + LETTERS.index("g")}

    # The files move on and nobody has pulled: one more, one revised away, one deleted.
    later = Article(FIRST_PMID + 31, title="Invented: later magnesium", created="2026-12-01")
    watch.put(
        3, [later, replace(ARTICLES["j"], title="Invented, of sleep", markup="", revised="2026-12-02")], [90000009]
    )
    both, only_pull, only_scan = held(watch.scan())
    assert both == 3
    assert only_pull == {
        "pubmed:90000009": "deleted by pubmed26n0003.xml.gz",
        "pubmed:90000010": "pubmed26n0003.xml.gz has another version of it; PubMed's, revised on 2020-02-03, would be"
        " found",
    }
    assert only_scan == {
        "pubmed:90000032": "it entered PubMed on 2026-12-01, and the last pull was on 2026-11-27",
    }


def test_where_pubmed_reads_a_query_otherwise_the_part_is_named(watch: Watch) -> None:
    """A phrase that PubMed's index does not have is taken apart there: the server does so here."""
    query = '"sleep quality improved magnesium"[tiab]\nAND humans[mh]\nNOT letter[pt]'
    watch.ask(query)
    watch.put(1, list(ARTICLES.values()))
    own = watch.search

    def apart(term: str, article: Article) -> bool:
        return own(term.replace('"sleep quality improved magnesium"[tiab]', "sleep[tiab] AND quality[tiab]"), article)

    watch.server.state.search = apart
    watch.pull()
    report = watch.scan()
    both, only_pull, only_scan = held(report)
    assert (both, only_scan) == (0, {})
    assert only_pull == {
        "pubmed:90000001": "the query, as it is read here, does not find PubMed's own record: the part at 1:1"
    }
    assert "taken apart by PubMed, and kept whole here" in report.format_text()


def test_a_strategy_edited_since_the_pull_and_a_translation_that_differs_are_said(watch: Watch) -> None:
    watch.ask("zinc[tiab]")
    watch.put(1, list(ARTICLES.values()))
    watch.pull()
    watch.ask("zinc[tiab] OR rats[tiab]")
    report = watch.scan()
    agreement = report.agreement
    assert agreement is not None
    assert not agreement.same_query
    assert agreement.reads_alike is False
    assert agreement.translation == "zinc[tiab]"
    text = report.format_text()
    assert "the strategy has changed since that pull" in text
    assert "PubMed's own translation means something else here: zinc[tiab]" in text
    assert agreement.only_scan == {"pubmed:90000003": "the strategy has changed since the pull of 2026-11-24"}


TRANSLATIONS: list[tuple[str, str, bool | None]] = [
    ("magnesium[tiab] AND sleep[ti]", '"magnesium"[Title/Abstract] AND "sleep"[Title]', True),
    (
        "(a1[tiab] OR b1[tiab]) OR c1[tiab]",
        '"a1"[Title/Abstract] OR ("b1"[Title/Abstract] OR "c1"[Title/Abstract])',
        True,
    ),
    ('"Magnesium"[Mesh]', '"magnesium"[MeSH Terms]', True),
    ("magnesium[tiab]", '"magnesium"[MeSH Terms] OR "magnesium"[Title/Abstract]', False),
    ("magnesium[tiab]", '"magnesium"[All Fields]', None),
    ("2020:2024[dp]", "2020/01/01:2024/12/31[Date - Publication]", True),
]


@pytest.mark.parametrize(("query", "theirs", "alike"), TRANSLATIONS)
def test_pubmeds_translation_is_compared_by_what_it_means(
    query: str, theirs: str, alike: bool | None, mesh_files: list[Path]
) -> None:
    from rlsevidence.scale.agreement import reads_alike

    mesh: Mesh = read_mesh(mesh_files)[0]
    compare: Callable[..., bool | None] = reads_alike
    assert compare(translate(query, mesh).predicate, theirs, mesh) is alike
    assert compare(translate(query, mesh).predicate, None, mesh) is None
