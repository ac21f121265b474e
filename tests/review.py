"""A small workspace for tests of the pull: the shipped protocol and one search, and records made up by the test."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from invented import FIRST_PMID, Article
from rlsevidence import store
from rlsevidence.model import Document, Evidence

REPO = Path(__file__).resolve().parent.parent
SEARCH = "pubmed-magnesium-rls"


def first_document(evidence: Evidence) -> Document:
    return next(iter(evidence.documents.values()))


@cache
def _template() -> Evidence:
    """The shipped evidence without decisions, runs and records, and little of the rest, so that it loads in no time.

    Known items of the real strategy are no part of an invented review.
    """
    full = store.load(REPO / "evidence")
    search = full.searches[SEARCH].model_copy(update={"known_items": ()})
    claims = {name: full.claims[name] for name in full.protocol.headline_claims}
    document = first_document(full)
    document = document.model_copy(update={"sentences": document.sentences[:1]})
    empty = {"studies": {}, "appraisals": (), "certainty": {}, "tags": (), "screening": (), "runs": (), "records": {}}
    salts = full.salts.model_copy(update={"salts": full.salts.salts[:1]})
    interactions = full.interactions.model_copy(update={"interactions": full.interactions.interactions[:1]})
    return replace(
        full,
        searches={SEARCH: search},
        claims=claims,
        documents={document.id: document},
        salts=salts,
        interactions=interactions,
        **empty,
    )


@cache
def _files() -> dict[str, bytes]:
    """Path in the evidence folder -> what `store.save` writes of the template: a second and more, so once a process."""
    with TemporaryDirectory() as scratch:
        store.save(_template(), scratch)
        root = Path(scratch)
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def make_review(folder: Path, records: list[dict[str, Any]] | None = None) -> Path:
    """`<folder>/evidence` with one default search, no decisions, no runs and `records`. Returns the evidence folder."""
    evidence = folder / "evidence"
    evidence.mkdir(parents=True)
    for path, data in _files().items():
        (evidence / path).parent.mkdir(parents=True, exist_ok=True)
        (evidence / path).write_bytes(data)
    ordered = sorted(records or [], key=lambda r: r["id"])
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in ordered)
    (evidence / "records.jsonl").write_text(lines, encoding="utf-8")
    return evidence


def seed(pmid: int | None = FIRST_PMID, **changes: Any) -> dict[str, Any]:
    """A record entered from public pages before any pull, as `Article(pmid)` has it unless `changes` say otherwise."""
    record: dict[str, Any] = {
        "id": f"pubmed:{pmid}" if pmid else f"doi:{changes['doi']}",
        "pmid": str(pmid) if pmid else None,
        "doi": None,
        "pmcid": None,
        "url": None,
        "title": "Invented record",
        "authors": ["Testsson T"],
        "organisation": None,
        "year": 2020,
        "journal": "J Invent Test",
        "volume": None,
        "issue": None,
        "pages": None,
        "language": None,
        "publication_types": [],
        "mesh": [],
        "integrity": [],
        "dates": {"created": None, "revised": None, "indexed": None, "published": None},
        "abstract_sha256": None,
        "origin": "seed",
        "verification": "confirmed",
        "unverified": [],
        "seen_at": ["https://example.org/invented"],
    }
    return {**record, **changes}


def add_tag(evidence: Path, record: str, claim: str = "insomnia-improvement", on: str = "2026-01-01") -> None:
    """One decision on a record, so that it counts as in use."""
    with (evidence / "tags.tsv").open("a", encoding="utf-8") as stream:
        cells = [claim, record, "supports", "direct", "", "abstract", "screener", "seed", on, ""]
        stream.write("\t".join(cells) + "\n")


def corpus(number: int, **changes: Any) -> list[Article]:
    """Invented records on magnesium, real-shaped: authors, an abstract in sections, MeSH, ids."""
    return [
        Article(
            FIRST_PMID + i,
            title=f"Invented record {i} on magnesium",
            doi=f"10.9999/invented.{i}",
            authors=[("Testsson", "T"), "Invented Study Group", ("Exempel", "EX")],
            abstract=[("OBJECTIVE", f"Invented aim {i}."), ("RESULTS", "Invented result, p < 0.05 & more.")],
            mesh=[("Magnesium", True, ["therapeutic use"]), ("Humans", False, [])],
            keywords=["invented"],
            **changes,
        )
        for i in range(number)
    ]
