"""A workspace with invented records to screen: some on one subject, most on another, told apart by their words."""

from __future__ import annotations

import random
from pathlib import Path

from invented import Article, format_set
from rlsevidence import store
from rlsevidence.pubmed.archive import Archive
from test_panel import RECORD

FIRST = 90001001
SUBJECT = ("magnesium", "restless legs", "sleep", "randomised", "placebo")
OTHER = ("bridge", "concrete", "river", "tunnel", "asphalt", "steel")


def name_record(number: int) -> str:
    return f"pubmed:{FIRST + number}"


def give_records(workspace: Path, n: int, relevant: int, *, abstracts: bool = True) -> set[str]:
    """Put `n` invented records into the workspace, shuffled; returns the ids of the `relevant` ones."""
    draw = random.Random(7)
    hits = set(draw.sample(range(n), relevant))
    articles = []
    for i in range(n):
        words = " ".join(draw.choice(SUBJECT if i in hits else OTHER) for _ in range(12))
        kind = "trial of magnesium" if i in hits else "report of a bridge"
        articles.append(Article(FIRST + i, title=f"Invented {kind} number {i}", abstract=[("RESULTS", f"{words}.")]))
    folder = workspace / "evidence"
    records = dict(store.load(folder).records)
    base = records[RECORD]
    found = {}
    if abstracts:
        archive = Archive(workspace)
        ids = [str(a.pmid) for a in articles]
        digest = archive.add(format_set(articles), "efetch", ids, at="2026-01-20T08:00:00Z", cycle="invented")
        found = {r.pmid: r.abstract_sha256 for r in archive.parse(digest)}
    for article in articles:
        pmid = str(article.pmid)
        changes = {"id": f"pubmed:{pmid}", "pmid": pmid, "title": article.title, "doi": None}
        records[f"pubmed:{pmid}"] = base.model_copy(update={**changes, "abstract_sha256": found.get(pmid)})
    store.save_records(folder, records)
    return {name_record(i) for i in hits}
