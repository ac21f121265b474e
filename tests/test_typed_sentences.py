"""A sentence that somebody types: the verdict of a sentence of the document stands beside that sentence alone.

`typed_sentences.tsv`: what is typed; what the page's door answers (near AT: that sentence's verdict; link [AT]: alike,
without a verdict; none; unverdict: anything but a verdict); 'no' where the audit may not call it supported; and why.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import rlsevidence as rls
from rlsevidence.audit.nearness import is_near
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.read import parse_article
from rlsevidence.language import say
from rlsevidence.site.build import read_assets
from rlsevidence.site.pages import PageMaker

ROOT = Path(__file__).resolve().parents[1]


class Row(NamedTuple):
    typed: str
    door: str
    audit: str
    why: str


with (ROOT / "tests" / "typed_sentences.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.fixture(scope="module")
def auditor(review: rls.Workspace) -> Auditor:
    return review.auditor()


def test_the_table_is_wide_enough() -> None:
    assert len(ROWS) >= 60
    assert {r.door.split()[0] for r in ROWS} == {"near", "link", "none", "unverdict"}
    assert sum("å" in r.typed or "ä" in r.typed or "ö" in r.typed for r in ROWS) >= 20


@pytest.mark.parametrize("row", ROWS, ids=[r.typed for r in ROWS])
def test_the_audit_lends_no_verdict(row: Row, auditor: Auditor, review: rls.Workspace) -> None:
    (passage,) = auditor.audit(parse_article(row.typed.encode(), "text")).passages
    if row.audit == "no":
        assert not (passage.verdict or "").startswith("supported"), row.why
    near = [s.at for _, s in review.evidence.sentences if is_near(s, row.typed)]
    kind, _, at = row.door.partition(" ")
    if (
        "restless legs" not in row.typed
    ):  # the page reads the names of the topic as one; the audit has its own way to know them
        assert near == ([at] if kind == "near" else [])
    if not near:
        assert all(c.match.by != "document" for c in passage.claims), "a claim that people read in another sentence"
        assert passage.decision is None


@pytest.mark.parametrize("text", ["Magnesium helps muscle to relax.", "Magnesium hjälper musklerna att slappna av."])
def test_a_claim_that_is_made_is_still_found(text: str, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert [c.match.claim for c in passage.claims] == ["relaxes-muscle"]


@pytest.fixture(scope="module")
def document_page(tmp_path_factory: pytest.TempPathFactory, review: rls.Workspace) -> Path:
    out = tmp_path_factory.mktemp("door")
    (out / "assets").mkdir()
    for name, content in read_assets(plotly=False).items():
        (out / "assets" / name).write_bytes(content)
    for language in review.evidence.topic.languages:
        (page, *_) = PageMaker(review, language).documents()
        (out / language).mkdir()
        (out / page.path).write_text(page.text, encoding="utf-8")
    return out


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_door_lends_no_verdict(browser: Any, document_page: Path, review: rls.Workspace, language: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((document_page / language / "document.html").as_uri())
    page.locator("details:has(#find)").evaluate("fold => { fold.open = true; }")
    says = {s.at: s.says.in_language(language) for _, s in review.evidence.sentences}
    verdicts = [entry.name.in_language(language) for entry in review.evidence.vocabulary["verdict_word"].values()]
    for row in ROWS:
        page.fill("#find-text", row.typed)
        page.wait_for_function("typed => document.getElementById('found').dataset.typed === typed", arg=row.typed)
        hits = page.locator("#found li").all_inner_texts()
        links = page.locator("#found a").all_inner_texts()
        kind, _, at = row.door.partition(" ")
        lent = [link for link in links if any(word in link for word in verdicts)]
        if kind == "near":
            assert len(links) == 1, row
            assert lent == links, row
            assert say("site.find_near", language) in hits[0], row
        else:
            assert lent == [], row
        if kind == "none":
            assert hits == [say("site.find_none", language)], row
        elif kind == "link":
            assert links, row
        if at:
            assert links[0].split()[0] == at, row
        for link, hit in zip(links, hits, strict=False):
            assert says[link.split()[0]] in hit, "our words stand in each hit"
    assert faults == []
    page.close()
