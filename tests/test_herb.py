"""Another topic altogether, an invented herb and an invented condition, without doses or salts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from conftest import copy_workspace, read_once
from rlsevidence import cli, open_workspace, store
from rlsevidence.audit.split import find_sentences, fingerprint
from rlsevidence.finishing import list_problems
from rlsevidence.site.kernels import NEEDS

OTHERS = re.compile(r"(?i:magnesi|restless|rastlös|hypomagn)|\bRLS\b|\bIRLS\b|\bMg\b")
"""Words of the review that the program ships with."""
AMOUNTS = re.compile(r"(?i)\bmg\b|\bmmol\b|upper level|övre gräns|\bsalts?\b|\bsalter\b|elemental|elementär")
"""Words of tables that this workspace does without."""
SEARCHED = "2026-02-02"


@pytest.fixture(scope="module")
def herb(tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Path:
    """The workspace as a user has it: evidence and the notebooks that ship."""
    folder = read_once(repo / "tests" / "herb" / "evidence", tmp_path_factory.mktemp("herb") / "drömgräs")
    shutil.copytree(repo / "notebooks", folder / "notebooks")
    return folder


@pytest.fixture(scope="module")
def site(herb: Path) -> Path:
    """The main job, done: pages and notebooks in both languages."""
    assert cli.main(["run", "--offline", "--workspace", str(herb)]) == 0
    return herb / "build" / "site"


def test_it_has_no_problem_and_is_canonical(herb: Path) -> None:
    assert list_problems(herb / "evidence") == []
    assert store.format_folder(herb / "evidence", write=False) == []


def test_it_is_what_it_should_be_and_plainly_invented(herb: Path) -> None:
    evidence = store.load(herb)
    assert (len(evidence.claims), len(evidence.studies), len(evidence.documents)) == (2, 6, 2)
    assert {d.language for d in evidence.documents.values()} == {"sv", "en"}
    tables = (evidence.dose_limits, evidence.salts, evidence.interactions, evidence.health_claims)
    assert tables == (None, None, None, None)
    assert evidence.topic.substance is None
    assert all("invented" in r.title.lower() and r.pmid and int(r.pmid) > 90_000_000 for r in evidence.records.values())
    assert OTHERS.findall("\n".join(p.read_text("utf-8") for p in (herb / "evidence").rglob("*") if p.is_file())) == []


@pytest.mark.parametrize("document", ["dromgras-artikel", "dreamgrass-article"])
def test_fingerprints_are_those_of_the_articles(document: str, repo: Path, herb: Path) -> None:
    text = (repo / "tests" / "herb" / "articles" / f"{document}.txt").read_text(encoding="utf-8")
    found = {s.at: fingerprint(s.text) for s in find_sentences(text.strip().split("\n\n"))}
    assert {s.at: s.fingerprint for s in store.load(herb).documents[document].sentences} == found


COMMANDS = (
    ["show"],
    ["show", "unease-relief", "--language", "sv"],
    ["show", "headache"],
    ["show", "--sentences"],
    ["show", "--sentences", "--language", "sv"],
    ["show", "--document", "dreamgrass-article"],
    ["show", "--format", "json"],
    ["suggest"],
    ["suggest", "--claim", "unease-relief"],
    ["todo"],
    ["history", "unease-relief"],
    ["whatif", "unease-relief", "--multiverse"],
    ["agreement"],
    ["news", "--since", "2026-01-01"],
    ["audit", "--text", "Drömgräs botar kvällsoro."],
    ["new", "claim", "sleep-onset", "--title", "en=Sleep onset", "--needs", "dreamgrass"],
    ["new", "study", "pubmed:90000407", "invented-new"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_speaks_of_the_other_topic(
    words: list[str], herb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "w"
    copy_workspace(herb, own)
    assert cli.main([*words, "--workspace", str(own)]) == 0
    captured = capsys.readouterr()
    said = captured.out + captured.err
    said += "".join(p.read_text("utf-8") for p in (own / "evidence").rglob("*.yaml"))
    assert captured.out.strip()
    assert OTHERS.findall(said) == []


def test_what_it_comes_to(herb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "--format", "json", "--workspace", str(herb)]) == 0
    shown = {s["claim"]: s for s in json.loads(capsys.readouterr().out)}
    assert shown["unease-relief"]["certainty"] == "very_low"
    assert shown["headache"]["certainty"] is None
    assert {w["document"] for w in shown["unease-relief"]["wording"]} == {"dromgras-artikel", "dreamgrass-article"}
    (suggested,) = open_workspace(herb).suggestions
    assert (suggested.record, suggested.claim) == ("pubmed:90000407", "unease-relief")


def test_every_page_and_notebook_is_there_in_both_languages(site: Path, repo: Path) -> None:
    notebooks = {p.stem for p in (repo / "notebooks").glob("*.ipynb")}
    left_out = {n for n in notebooks if "substance" in read_needs(repo / "notebooks" / f"{n}.ipynb")}
    assert left_out, "a notebook about amounts ships, and needs them"
    for language in ("sv", "en"):
        folder = site / language
        assert (folder / "index.html").is_file()
        assert {p.stem for p in (folder / "claims").glob("*.html")} == {"unease-relief", "headache"}
        assert len(list((folder / "studies").glob("invented-*.html"))) == 6
        assert (folder / "document.html").is_file()
        assert (folder / "documents" / "dreamgrass-article.html").is_file()
        assert {p.stem for p in (folder / "notebooks").glob("*.html")} - {"index"} == notebooks - left_out


def read_needs(notebook: Path) -> set[str]:
    needs = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("rlsevidence", {}).get("needs", [])
    assert set(needs) <= set(NEEDS)
    return set(needs)


def test_no_page_speaks_of_the_other_topic_or_of_amounts(site: Path) -> None:
    pages = sorted([*site.rglob("*.html"), *site.rglob("*.json"), *site.rglob("*.txt")])
    assert len(pages) > 40
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert OTHERS.findall(text) == [], page
        if page.name == "glossary.html" or page.parent.name == "schemas":
            continue  # what words of any health article mean; the form of files, whatever they are about
        # Scripts that ship with figures hold words of their own; what a reader sees does not.
        seen = re.sub(r"(?s)<script\b.*?</script>|<style\b.*?</style>", "", text)
        if page.suffix == ".json":
            seen = re.sub(r'"\w+":', "", seen)  # keys are the form of the file; what stands under them is told
        assert AMOUNTS.findall(re.sub(r"<[^>]+>", " ", seen)) == [], page


def test_the_pages_name_their_own_topic(site: Path) -> None:
    swedish = (site / "sv" / "index.html").read_text(encoding="utf-8")
    english = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "<title>" in swedish
    assert "Drömgräs och kvällsoro" in swedish
    assert "Dreamgrass and evening unease" in english
    assert "Det är mycket osäkert om drömgräs dämpar kvällsoro." in swedish


def test_an_article_on_it_can_be_audited_and_one_on_another_topic_raises_no_alarm(
    herb: Path, repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = repo / "tests" / "herb" / "articles" / "dromgras-artikel.txt"
    assert cli.main(["audit", str(file), "--as-new", "--format", "json", "--workspace", str(herb)]) == 0
    found = {p["at"]: p for p in json.loads(capsys.readouterr().out)["passages"]}
    assert "unease-relief" in json.dumps(found["2.3"])
    assert found["2.3"]["verdict"] == "overstated"
    other = tmp_path / "other.txt"
    other.write_text("Tåget till Kiruna är försenat. Biljetter säljs i kassan.\n", encoding="utf-8")
    assert cli.main(["audit", str(other), "--format", "json", "--workspace", str(herb)]) == 0
    assert "unease-relief" not in capsys.readouterr().out
