"""A workspace with searches in databases beside PubMed, and one way to pull it day after day without real waiting."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from review import make_review
from rlsevidence import store
from rlsevidence.model import Search
from rlsevidence.pubmed.report import PullReport
from rlsevidence.sources.pages import Database
from rlsevidence.sources.pull import DATABASES, pull
from rlsevidence.sources.settings import Settings
from rlsevidence.sources.transport import Transport
from source_server import SourceServer
from test_pubmed_client import EMAIL, Clock

DAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def add_search(evidence: Path, source: str, query: str, name: str | None = None, **changes: Any) -> str:
    """A strategy file of `source`, not run by default; its id."""
    values: dict[str, Any] = {
        "id": name or f"{source}-invented",
        "title": "Invented search",
        "source": source,
        "purpose": "To be found by tests.",
        "claims": (),
        "default": False,
        "interval_months": 3,
        "query": query,
        "blocks": (),
        "limits": "None.",
        "known_items": (),
        "rationale": "Invented.",
        "status": "written",
        "written_by": "seed",
        "peer_reviewed_by": None,
    }
    search = Search(**{**values, **changes})
    store.save_text(evidence, f"searches/{search.id}.yaml", store.format_item(search), was="")
    return search.id


class Puller:
    """Pulls one workspace from a loopback server. `sizes`: records in a page, by database."""

    def __init__(
        self, server: SourceServer, evidence: Path, rate: Path, sizes: Mapping[str, int] | None = None
    ) -> None:
        self.server, self.evidence, self.rate = server, evidence, rate
        self.clock = Clock()
        server.state.clock = self.clock
        self.said: list[str] = []
        self.timeout = 30.0
        self.key: str | None = None
        self.databases: dict[str, Database] = {k: made((sizes or {}).get(k)) for k, made in DATABASES.items()}

    def transport(self, database: Database) -> Transport:
        settings = Settings(
            self.server.base_url(database.key), EMAIL, self.key, self.timeout, first_contact=20, rate_folder=self.rate
        )
        return Transport(database, settings, say=self.said.append, sleep=self.clock.sleep, clock=self.clock)

    def __call__(self, names: Sequence[str] | None, days: float = 0, **options: Any) -> PullReport:
        return pull(
            self.evidence,
            names,
            report=self.said.append,
            now=DAY + dt.timedelta(days=days),
            make_transport=self.transport,
            databases=self.databases,
            **options,
        )

    @property
    def records(self) -> Mapping[str, Any]:
        records: Mapping[str, Any] = store.load_part(self.evidence, "records")
        return records

    @property
    def runs(self) -> Any:
        return store.load_part(self.evidence, "runs")

    def bytes(self) -> dict[str, bytes]:
        return {f.name: f.read_bytes() for f in self.evidence.rglob("*") if f.is_file()}


@cache
def _template() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """A review without records, written once and copied for each test; the folder goes with the process."""
    kept = tempfile.TemporaryDirectory()
    return kept, make_review(Path(kept.name))


def make_puller(
    server: SourceServer, folder: Path, size: int | None = None, records: list[dict[str, Any]] | None = None
) -> Puller:
    evidence = Path(shutil.copytree(_template()[1], folder / "review" / "evidence"))
    ordered = sorted(records or [], key=lambda r: str(r["id"]))
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in ordered)
    (evidence / "records.jsonl").write_text(text, encoding="utf-8")
    return Puller(server, evidence, folder / "rate", dict.fromkeys(DATABASES, size) if size else None)
