"""`rlsevidence init`: a workspace for another article and topic, whole or not at all, and nothing in it invented."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rlsevidence import cli, store
from rlsevidence.audit.split import find_sentences, fingerprint
from rlsevidence.finishing import list_problems

ARTICLE = (
    "Hjälper påhittört mot påhittsjuka?\n\n"
    "Många känner igen påhittsjuka. En påhittad studie visade att påhittört kan lindra besvären, t.ex. på kvällen.\n\n"
    "Ta 200 mg om dagen. Fråga en läkare först.\n"
)
ASKED = [
    "--title", "sv=Påhittört och påhittsjuka", "--title", "en=Inventwort and invented disease",
    "--exposure", "sv=påhittört", "--exposure", "en=inventwort",
    "--condition", "sv=påhittsjuka", "--condition", "en=invented disease",
]  # fmt: skip
OTHERS = re.compile(r"(?i:magnesium|restless|rastlös)|\bRLS\b")
"""Words of the review that the program ships with; a new workspace has none of them."""


def init(folder: Path, *more: str) -> int:
    return cli.main(["init", str(folder), *ASKED, *more])


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "artikel.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def read_all(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".rlsevidence" not in file.parts
    }


def test_from_nothing_to_pages_in_both_languages(
    tmp_path: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a new user would, in a folder with a space and an å in its name: begun, checked, run."""
    folder = tmp_path / "Ny översikt å"
    assert init(folder, "--article", f"sv={article}") == 0
    assert capsys.readouterr().out.strip() == str(folder)
    workspace = ["--workspace", str(folder)]

    assert cli.main(["check", *workspace]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^0 problems; \d+ places still to be filled$", out, re.M)
    assert {p.rule for p in list_problems(folder / "evidence")} == {"unfinished"}
    assert cli.main(["fmt", "--check", *workspace]) == 0, "what it writes is canonical"
    assert OTHERS.findall("\n".join(text for path, text in read_all(folder).items() if ".ipynb" not in path)) == []

    assert cli.main(["show", *workspace]) == 0
    capsys.readouterr()
    assert cli.main(["run", "--offline", *workspace]) == 0, "unfinished is not broken"
    site = folder / "build" / "site"
    pages = sorted(site.rglob("*.html"))
    assert {"index.html", "sv/index.html", "en/index.html", "sv/document.html"} <= {
        p.relative_to(site).as_posix() for p in pages
    }
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert OTHERS.findall(text) == [], page
    swedish = (site / "sv" / "index.html").read_text(encoding="utf-8")
    assert "Ännu är inget bedömt: inget av artikelns påståenden är inlagt." in swedish
    assert "5 meningar väntar på att läsas" in swedish
    english = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "Nothing has been judged yet" in english
    notebooks = {p.stem for p in (site / "sv" / "notebooks").glob("*.html")} - {"index"}
    assert "00_start_here" in notebooks
    assert "04_one_claim" not in notebooks, "a notebook about a claim waits for one"


def test_the_article_becomes_sentences_with_fingerprints_and_no_verdicts(tmp_path: Path, article: Path) -> None:
    folder = tmp_path / "new"
    assert init(folder, "--article", f"sv={article}") == 0
    evidence = store.load(folder)
    assert list(evidence.documents) == [], "a draft is counted nowhere"
    (draft,) = [d for d in evidence.drafts if d.field == "documents"]
    found = find_sentences(ARTICLE.strip().split("\n\n"))
    assert [s["at"] for s in draft.plain["sentences"]] == [s.at for s in found] == ["1.1", "2.1", "2.2", "3.1", "3.2"]
    assert [s["fingerprint"] for s in draft.plain["sentences"]] == [fingerprint(s.text) for s in found]
    for sentence in draft.plain["sentences"]:
        assert sentence["verdict"] is None
        assert sentence["says"] is None
        assert sentence["claims"] == []
        assert all(" " not in term for term in sentence["terms"]), "the article's text is not kept"
    assert draft.plain["language"] == "sv"
    text = "\n".join(read_all(folder).values())
    for sentence in found:
        words = sentence.text.split()
        for i in range(len(words) - 4):
            assert " ".join(words[i : i + 5]) not in text


def test_every_sentence_has_words_to_be_known_by(tmp_path: Path) -> None:
    """Also one of short words only, or of signs: its file can be finished."""
    file = tmp_path / "kort.txt"
    file.write_text("Så här gör du:\n\nJa. Nej!\n\n1 2 3.\n\n* * *\n", encoding="utf-8")
    assert init(tmp_path / "new", "--article", f"sv={file}") == 0
    (draft,) = [d for d in store.load(tmp_path / "new").drafts if d.field == "documents"]
    assert draft.plain["sentences"]
    assert all(s["terms"] for s in draft.plain["sentences"])


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_articles_of_other_kinds(kind: str, tmp_path: Path) -> None:
    paragraphs = ARTICLE.strip().split("\n\n")
    file = tmp_path / f"artikel.{kind}"
    if kind == "html":
        body = "".join(f"<p>{p}</p>" for p in paragraphs[1:])
        head = f"<html lang='sv'><head><title>{paragraphs[0]}</title></head>"
        file.write_text(f"{head}<body><article><h1>{paragraphs[0]}</h1>{body}</article></body></html>", "utf-8")
    else:
        docx = pytest.importorskip("docx")
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.save(file)
    folder = tmp_path / "new"
    assert init(folder, "--article", str(file)) == 0
    (draft,) = [d for d in store.load(folder).drafts if d.field == "documents"]
    wanted = {fingerprint(s.text) for s in find_sentences(paragraphs[1:])}
    assert wanted <= {s["fingerprint"] for s in draft.plain["sentences"]}


def test_one_language_and_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "one"
    asked = ["--title", "Invented", "--exposure", "inventwort", "--condition", "invented disease", "--languages", "en"]
    assert cli.main(["init", str(folder), *asked]) == 0
    assert store.load(folder).topic.languages == ("en",)
    assert cli.main(["check", "--workspace", str(folder)]) == 0
    assert "documents/ file: found none yet" in capsys.readouterr().out
    out = tmp_path / "pages"
    assert cli.main(["site", "--no-notebooks", "--out", str(out), "--workspace", str(folder)]) == 0
    assert (out / "en" / "index.html").is_file()
    assert not (out / "sv").exists()
    assert cli.main(["show", "--language", "sv", "--workspace", str(folder)]) == 2
    assert "no language 'sv' in this workspace; there are: en" in capsys.readouterr().err


MISTAKES = {
    "a folder that holds something": (
        lambda f: (f.mkdir(), (f / "mine.txt").write_text("mine")),
        ASKED,
        "is not empty (mine.txt)",
    ),
    "a workspace that is there already": (lambda f: init(f), ASKED, "is not empty"),
    "a file of that name": (lambda f: f.write_text("mine"), ASKED, "is no folder"),
    "nothing said and nobody to ask": (lambda f: None, [], "missing: --title, --exposure, --condition"),
    "a language without words": (
        lambda f: None,
        ["--languages", "xx", *(a.replace("sv=", "").replace("en=", "") for a in ASKED[:2] + ASKED[4:6] + ASKED[8:10])],
        "in which the program has no words yet",
    ),
    "two texts in one language": (lambda f: None, [*ASKED, "--title", "en=Another"], "found two texts in 'en'"),
    "an empty text": (lambda f: None, [*ASKED[2:], "--title", "sv= "], "expected a text that can be read"),
    "an article that is not there": (lambda f: None, [*ASKED, "--article", "nowhere.txt"], "nowhere.txt"),
}
"""What is there before, what is asked, and what is said; every one ends 2 and writes nothing."""


@pytest.mark.parametrize("case", list(MISTAKES))
def test_mistakes_are_said_and_nothing_is_written(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare, asked, said = MISTAKES[case]
    folder = tmp_path / "place" / "new"
    folder.parent.mkdir()
    prepare(folder)
    before = read_all(folder.parent)
    capsys.readouterr()
    assert cli.main(["init", str(folder), *asked]) == 2
    assert said in capsys.readouterr().err
    assert read_all(folder.parent) == before


def test_nothing_begins_within_an_evidence_folder(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tiny / "evidence" / "new") == 2
    assert "only evidence stands" in capsys.readouterr().err


def test_an_empty_folder_that_one_stands_in_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert cli.main(["init", ".", *ASKED]) == 0
    assert cli.main(["check"]) == 0


def test_killed_at_any_moment_it_leaves_nothing_half(tmp_path: Path) -> None:
    """SIGKILL while it writes: the folder is whole or not there, and the next start tidies up."""
    folder = tmp_path / "new"
    whole = 0
    for milliseconds in (300, 500, 600, 700, 800, 900, 1000, 1200, 1600):
        process = subprocess.Popen(
            [sys.executable, "-m", "rlsevidence", "init", str(folder), *ASKED],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if folder.exists():
            whole += 1
            assert {p.rule for p in list_problems(folder / "evidence")} == {"unfinished"}
            assert (folder / "notebooks" / "00_start_here.ipynb").is_file()
            folder.rename(tmp_path / f"done-{milliseconds}")
    assert init(folder) == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_asked_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal it asks for what the options leave open, and asks again for what it cannot take."""
    folder = tmp_path / "new"
    answers = ["xx", "en", "Invented pages", "", "inventwort", "invented disease"]
    said = talk([sys.executable, "-m", "rlsevidence", "init", str(folder)], answers)
    assert "no words yet" in said
    topic = store.load(folder).topic
    assert topic.title.texts == {"en": "Invented pages"}
    assert topic.exposure.name.texts == {"en": "inventwort"}
    assert topic.condition.name.texts == {"en": "invented disease"}


def talk(command: list[str], answers: list[str]) -> str:
    """Run `command` on a terminal, answer its questions, and return what it said."""
    main, other = pty.openpty()
    process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, close_fds=True)
    os.close(other)
    said = b""
    left = list(answers)
    deadline = time.monotonic() + 60
    asked = 0
    while time.monotonic() < deadline:
        try:
            piece = os.read(main, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        while left and said.count(b": ") > asked and said.rstrip(b" ").endswith(b":"):
            os.write(main, (left.pop(0) + "\n").encode())
            asked = said.count(b": ")
    os.close(main)
    assert process.wait(timeout=30) == 0, said.decode()
    assert left == []
    return said.decode()


def test_the_answers_are_kept_as_they_were_given(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert init(folder) == 0
    topic = store.load(folder).topic
    assert topic.title.texts == {"sv": "Påhittört och påhittsjuka", "en": "Inventwort and invented disease"}
    assert (topic.exposure.word, topic.condition.word) == ("inventwort", "invented-disease")
    assert topic.substance is None, "nothing is known of amounts"
    for part in ("dose-limits", "salts", "interactions", "health-claims"):
        assert not (folder / "evidence" / f"{part}.yaml").exists(), "tables that nobody asked for are left out"
    assert store.load(folder).records == {}
    assert store.load(folder).people == ()


def test_every_field_of_topic_and_protocol_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert init(folder) == 0
    for name in ("topic", "protocol"):
        lines = (folder / "evidence" / f"{name}.yaml").read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            if re.match(r"[a-z_]+:", line):
                assert lines[number - 1].startswith("#"), f"{name}.yaml:{number + 1} {line}"
