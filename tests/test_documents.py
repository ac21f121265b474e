"""Several documents in one workspace: claims and evidence are shared, passages and verdicts belong to each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import rlsevidence as rls
from faults import TINY
from review import first_document
from rlsevidence import cli
from rlsevidence.audit.document import weigh_document
from rlsevidence.figures import plot_claims_at_a_glance
from rlsevidence.site.pages import PageMaker

SECOND = """\
# A second invented document, careful where the first is bold.
id: invented-leaflet
title: Invented leaflet on sleep
language: en
sentences:
  - at: '1.1'
    says: {en: Magnesium may help against poor sleep., sv: Magnesium kan hjälpa mot dålig sömn.}
    fingerprint: c0ffee0000000000000000000000000000000000000000000000000000000000
    terms: [sleep, magnesium]
    kind: claim
    claims:
      - {claim: insomnia-improvement, wording: hedged, cue: may help}
    defects: []
    verdict: null
"""
BOTH = ["invented-article", "invented-leaflet"]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented review with a second document beside its first."""
    workspace = tmp_path_factory.mktemp("two") / "review"
    shutil.copytree(TINY, workspace, ignore=shutil.ignore_patterns(".rlsevidence"))
    (workspace / "evidence" / "documents" / "invented-leaflet.yaml").write_text(SECOND, encoding="utf-8")
    topic = workspace / "evidence" / "topic.yaml"
    text = topic.read_text(encoding="utf-8")
    topic.write_text(text.replace("[invented-article]", f"[{', '.join(BOTH)}]"), encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def review(two: Path) -> rls.Workspace:
    return rls.open_workspace(two)


def test_a_second_document_is_no_problem(two: Path) -> None:
    assert cli.main(["check", "--workspace", str(two)]) == 0


def test_documents_come_in_the_order_of_the_topic(two: Path, review: rls.Workspace) -> None:
    assert list(review.evidence.documents) == BOTH
    topic = two / "evidence" / "topic.yaml"
    text = topic.read_text(encoding="utf-8")
    try:
        topic.write_text(text.replace(", ".join(BOTH), ", ".join(reversed(BOTH))), encoding="utf-8")
        assert list(rls.open_workspace(two).evidence.documents) == BOTH[::-1]
        # One that the topic does not name stands after those it names.
        topic.write_text(text.replace(", ".join(BOTH), BOTH[1]), encoding="utf-8")
        assert list(rls.open_workspace(two).evidence.documents) == BOTH[::-1]
    finally:
        topic.write_text(text, encoding="utf-8")


def test_evidence_is_shared_and_passages_are_not(review: rls.Workspace) -> None:
    whole = review.summary("insomnia-improvement")
    own = {d: next(s for s in review.summaries_of(d) if s.claim.id == "insomnia-improvement") for d in BOTH}
    assert {p.document for p in whole.passages} == set(BOTH)
    assert [p.document for p in own["invented-leaflet"].passages] == ["invented-leaflet"]
    assert own["invented-leaflet"].strongest_wording == "hedged"
    assert own["invented-article"].strongest_wording == whole.strongest_wording != "hedged"
    assert all(o.studies == whole.studies and o.certainty_word == whole.certainty_word for o in own.values())


def test_a_claim_that_a_document_does_not_make_is_not_among_its_claims(review: rls.Workspace) -> None:
    assert [s.claim.id for s in review.summaries_of("invented-leaflet")] == ["insomnia-improvement"]


def test_the_same_place_in_two_documents_is_two_places(review: rls.Workspace) -> None:
    """Both say something of the claim in their sentence 1.1, and not with the same strength."""
    gaps = {}
    for document in review.evidence.documents.values():
        weighed = weigh_document(document, review.summaries)
        (first,) = [s for s in weighed.sentences if s.sentence.at == "1.1"]
        gaps[document.id] = [(c.wording, c.gap) for c in first.claims]
    places = {(p.document, p.at, p.strength): p.gap for p in review.summary("insomnia-improvement").passages}
    assert {(d, "1.1", w): g for d, found in gaps.items() for w, g in found}.items() <= places.items()
    assert len({w for found in gaps.values() for w, _ in found}) == 2


def test_show_takes_a_document_or_says_which_one_it_speaks_of(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["show", "insomnia-improvement", "--workspace", str(two)]
    assert cli.main(base) == 0
    said = capsys.readouterr().out
    assert "invented-article 1.1" in said
    assert "invented-leaflet 1.1" in said
    assert cli.main([*base, "--document", "invented-leaflet", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(w["document"], w["at"]) for w in told["wording"]] == [("invented-leaflet", "1.1")]
    assert cli.main([*base, "--document", "leaflet"]) == 2
    assert "did you mean invented-leaflet?" in capsys.readouterr().err


def test_with_one_document_its_name_is_not_repeated_at_every_place(tiny: Path) -> None:
    summary = rls.open_workspace(tiny).summary("insomnia-improvement")
    assert {p.place for p in summary.passages} == {p.at for p in summary.passages}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_document_has_a_page_and_claims_lead_to_the_right_one(review: rls.Workspace, language: str) -> None:
    pages = {p.path: p.text for p in PageMaker(review, language).make()}
    first, second = pages[f"{language}/document.html"], pages[f"{language}/documents/invented-leaflet.html"]
    assert first_document(review.evidence).title in first
    assert 'href="documents/invented-leaflet.html"' in first
    assert 'href="../document.html"' in second
    claim = pages[f"{language}/claims/insomnia-improvement.html"]
    assert 'href="../document.html#s1-1"' in claim
    assert 'href="../documents/invented-leaflet.html#s1-1"' in claim
    assert "Invented leaflet on sleep" in claim


def test_a_figure_of_several_documents_names_them_and_of_one_shows_it_alone(review: rls.Workspace) -> None:
    assert "invented-article, invented-leaflet" in plot_claims_at_a_glance(review.summaries).text
    own = plot_claims_at_a_glance(review.summaries_of("invented-leaflet"))
    assert list(own.table["where"]) == ["invented-leaflet 1.1"]


def test_a_workspace_without_a_document_has_a_page_that_says_so(two: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "none"
    shutil.copytree(two, workspace, ignore=shutil.ignore_patterns(".rlsevidence"))
    for name in BOTH:
        (workspace / "evidence" / "documents" / f"{name}.yaml").unlink()
    topic = workspace / "evidence" / "topic.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace(f"[{', '.join(BOTH)}]", "[]"), encoding="utf-8")
    review = rls.open_workspace(workspace)
    assert review.evidence.documents == {}
    pages = {p.path: p.text for p in PageMaker(review, "en").make()}
    assert "No document has been entered yet" in pages["en/document.html"]
