"""What is passed on keeps what limits it: cards, snippets and previews; and a build overwrites nobody's file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.errors import UsageError
from rlsevidence.language import say
from rlsevidence.site.build import LISTING, STYLES, refuse_strangers, write_files
from rlsevidence.site.card import HEIGHT, WIDTH, draw_card, write_snippet
from rlsevidence.site.cards import draw_neutral
from rlsevidence.site.pages import PageMaker

REPO = Path(__file__).resolve().parents[1]


# ---------------------------------------------------------------- cards and snippets


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_card_of_no_claim_says_how_much_is_checked(review: rls.Workspace, language: str) -> None:
    card = " ".join(re.sub(r"<[^>]+>", " ", draw_neutral(PageMaker(review, language))).split())
    judged = [s for s in review.summaries if s.certainty]
    assert say("site.short_checked", language, n=sum(s.is_checked for s in judged), all=len(judged)) in card
    assert say("site.as_of", language, date=review.today.isoformat()) in card


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_line_of_a_card_leaves_its_margin(browser: Any, review: rls.Workspace, language: str) -> None:
    voice = PageMaker(review, language).words
    topic, today = review.evidence.topic, review.today
    cards = [draw_neutral(PageMaker(review, language))]
    cards += [draw_card(s, topic, today, voice) for s in review.summaries]
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    for card in cards:
        page.set_content(f"<body style='margin:0'>{card}</body>")
        edges = page.evaluate("[...document.querySelectorAll('text')].map(t => t.getBoundingClientRect().right)")
        assert max(edges) <= WIDTH - 50, card[:300]
    page.close()


@pytest.mark.browser
def test_a_page_that_holds_the_snippet_cannot_change_its_words(browser: Any, review: rls.Workspace) -> None:
    snippet = write_snippet(
        review.summaries[0], review.evidence.topic, review.today, PageMaker(review, "en").words, "x"
    )
    loud = "p{font-size:40px!important;text-transform:uppercase!important;letter-spacing:9px}"
    page = browser.new_page()
    found = []
    for style in ("", loud.replace("!important", "")):
        page.set_content(f"<style>{style}</style><body style='font-size:16px'>{snippet}</body>")
        found.append(
            page.evaluate(
                "[...document.querySelectorAll('aside p')].map(p => { const s = getComputedStyle(p);"
                " return [s.fontSize, s.textTransform, s.letterSpacing, s.fontWeight].join(' '); })"
            )
        )
    page.close()
    assert found[0] == found[1]
    assert len(found[0]) == 7
    assert all(float(line.split("px")[0]) <= 20 for line in found[0])


# ---------------------------------------------------------------- a build and other people's files


PAGES = {"index.html": b"ours", STYLES: b"p{}", "sv/index.html": b"sida"}


@pytest.mark.parametrize(
    "theirs",
    [
        {"index.html": "keep"},
        {"sv/index.html": "keep"},
        {LISTING: "mine\n"},
        {LISTING: "index.html\n", "index.html": "x"},
    ],
    ids=["first page", "below", "a list of their own", "a list that names a page"],
)
def test_a_build_writes_over_nobody_s_file(tmp_path: Path, theirs: dict[str, str]) -> None:
    for name, text in theirs.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="which no build wrote; expected an empty folder"):
        write_files(tmp_path, PAGES)
    left = {str(f.relative_to(tmp_path)): f.read_text(encoding="utf-8") for f in tmp_path.rglob("*") if f.is_file()}
    assert left == theirs, "before anything is written"


def test_a_build_that_was_cut_off_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rlsevidence.site import build

    whole = build._write

    def stop(target: Path, content: bytes) -> bool:
        if target.name == "site.css":
            raise KeyboardInterrupt
        return whole(target, content)

    monkeypatch.setattr(build, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, dict(sorted(PAGES.items(), reverse=True)))
    monkeypatch.undo()
    assert write_files(tmp_path, PAGES) >= 1
    assert (tmp_path / "index.html").read_bytes() == b"ours"
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    write_files(tmp_path, {k: v for k, v in PAGES.items() if k != "sv/index.html"})
    assert not (tmp_path / "sv" / "index.html").exists()
    assert (tmp_path / "mine.txt").is_file()


@pytest.mark.parametrize("name", ["index.html", "en/own.html", "en/index.html", "deep/er/notes.txt", "files.txt"])
def test_the_command_refuses_at_once(
    name: str, tmp_path: Path, tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rlsevidence.site import build

    def never(*_: object) -> None:
        raise AssertionError("the work of a build began")

    monkeypatch.setattr(build, "read_inputs", never)
    theirs = tmp_path / "theirs" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("keep", encoding="utf-8")
    asked = ["site", "--no-notebooks", "--workspace", str(tiny), "--out", str(tmp_path / "theirs")]
    assert cli.main(asked) == 2
    assert f"found {name}, which no build wrote" in capsys.readouterr().err
    assert theirs.read_text(encoding="utf-8") == "keep"
    assert [f for f in (tmp_path / "theirs").rglob("*") if f.is_file()] == [theirs]


def test_what_a_host_needs_stands_in_no_way(tmp_path: Path) -> None:
    for name in (".git/HEAD", ".nojekyll", "CNAME", "en/.keep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("keep", encoding="utf-8")
    refuse_strangers(tmp_path)
    write_files(tmp_path, PAGES)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refuse_strangers(tmp_path)
