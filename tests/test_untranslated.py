"""Reasons in one language only: shown as that, marked, and asked for; written in both, each page prints its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rlsevidence import cli, open_workspace, store
from rlsevidence.figures import plot_directions
from rlsevidence.finishing import list_problems
from rlsevidence.model.spoken import find_label
from rlsevidence.tagging.untranslated import list_untranslated

PLACES = {
    "certainty/insomnia-improvement.yaml": (
        "why: One study had nobody to compare with.",
        "why: {en: One study had nobody to compare with., sv: En studie saknade jämförelse.}",
        "claims/insomnia-improvement.html",
        "En studie saknade jämförelse.",
    ),
    "appraisals/invented-trial.rob2.yaml": (
        "overall: some_concerns\nwhy: Invented.",
        "overall: some_concerns\nwhy: {en: Invented., sv: Påhittat omdöme.}",
        "studies/invented-trial.html",
        "Påhittat omdöme.",
    ),
    "studies/invented-trial.yaml": (
        "caveats: [Invented.]",
        "caveats: [{en: Invented., sv: Påhittat förbehåll.}]",
        "studies/invented-trial.html",
        "Påhittat förbehåll.",
    ),
    "searches/invented-safety.yaml": (
        "title: Invented search, stomach",
        "title: {en: 'Invented search, stomach', sv: Påhittad sökning om magen}",
        "method.html",
        "Påhittad sökning om magen",
    ),
    "claims/stomach-upset.yaml": (
        "notes: [Settled here so that a settled claim is under test.]",
        "notes: [{en: Settled here., sv: Avgjort här.}]",
        "claims/stomach-upset.html",
        "Avgjort här.",
    ),
}
"""File -> what stands there, what is written instead, the page that prints it, and what it then says in Swedish."""


def pages(workspace: Path) -> Path:
    out = workspace / "pages"
    assert cli.main(["site", "--no-notebooks", "--out", str(out), "--workspace", str(workspace)]) == 0
    return out


@pytest.mark.parametrize("path", list(PLACES))
def test_a_reason_in_both_languages_is_printed_in_each_and_no_longer_asked_for(path: str, tiny: Path) -> None:
    plain, both, page, swedish = PLACES[path]
    before = {p: n for p, code, n in list_untranslated(store.load(tiny)) if code == "sv"}
    file = tiny / "evidence" / path
    text = file.read_text(encoding="utf-8")
    assert plain in text
    file.write_text(text.replace(plain, both, 1), encoding="utf-8")
    problems = list_problems(tiny / "evidence")
    # A sign-off covers the words that were signed; in another language too they wait to be read.
    assert {p.rule for p in problems} <= {"stale"}, problems
    after = {p: n for p, code, n in list_untranslated(store.load(tiny)) if code == "sv"}
    assert after.get(path, 0) == before[path] - 1
    built = pages(tiny)
    assert swedish in (built / "sv" / page).read_text(encoding="utf-8")
    assert swedish not in (built / "en" / page).read_text(encoding="utf-8")
    assert cli.main(["fmt", "--check", "--workspace", str(tiny)]) in (0, 1)
    assert store.format_folder(tiny / "evidence") in ([], [path])
    assert {p.rule for p in list_problems(tiny / "evidence")} <= {"stale"}


def test_a_search_has_its_name_in_the_language_of_a_table_and_of_a_frame(tiny: Path) -> None:
    file = tiny / "evidence" / "searches" / "invented-safety.yaml"
    plain, both, _, swedish = PLACES["searches/invented-safety.yaml"]
    file.write_text(file.read_text(encoding="utf-8").replace(plain, both, 1), encoding="utf-8")
    review = open_workspace(tiny)
    for language, name in (("en", "Invented search, stomach"), ("sv", swedish)):
        assert name in [row[0].text for row in review.table("searches", language).rows]
        assert name in list(review.lay_out(review.frame("searches", ["title"]), language).frame.iloc[:, 0])
    assert "Invented search, stomach" in [state.title for state in review.search_states]


def test_a_label_of_words_is_shown_in_each_language_and_asked_for_where_it_lacks_one(tiny: Path) -> None:
    folder = tiny / "evidence" / "studies"
    file = sorted(folder.glob("*.yaml"))[0]
    plain = file.read_text(encoding="utf-8")
    label = re.search(r"^label: (.+)$", plain, re.MULTILINE)[1]
    file.write_text(plain.replace(f"label: {label}", "label: Invented leaflet of an agency 2020"), encoding="utf-8")
    asked = {(path, code) for path, code, _ in list_untranslated(store.load(tiny))}
    assert (f"studies/{file.name}", "sv") in asked
    said = "\nlabel_in: {sv: 'Påhittat blad från en myndighet 2020'}\n"
    file.write_text(file.read_text(encoding="utf-8").rstrip() + said, encoding="utf-8")
    review = open_workspace(tiny)
    study = review.evidence.studies[file.stem]
    assert study.label == "Invented leaflet of an agency 2020"
    spoken = review.in_language("sv")
    assert spoken.evidence.studies[file.stem].label == "Påhittat blad från en myndighet 2020"
    assert find_label(spoken.evidence.studies[file.stem]) == study.label
    assert review.in_language("en") is review
    assert [s.stale for s in spoken.summaries] == [s.stale for s in review.summaries], "another name changes no ground"
    claim = next(s for s in spoken.summaries if any(i.id == file.stem for i in s.studies))
    assert "Påhittat blad" in str(plot_directions(claim, language="sv").table)


def test_who_paid_and_notes_stand_in_each_language(tiny: Path) -> None:
    file = tiny / "evidence" / "studies" / "invented-trial.yaml"
    text = file.read_text(encoding="utf-8")
    assert "funding: null\nconflicts: null\n" in text
    before = {p: n for p, code, n in list_untranslated(store.load(tiny)) if code == "sv"}
    path = "studies/invented-trial.yaml"
    for funding, conflicts, lacking in [
        ("An invented fund.", "None, it is invented.", 2),
        (
            "{en: An invented fund., sv: En påhittad fond.}",
            "{en: 'None, it is invented.', sv: 'Inga, det är påhittat.'}",
            0,
        ),
    ]:
        said = f"funding: {funding}\nconflicts: {conflicts}\n"
        file.write_text(text.replace("funding: null\nconflicts: null\n", said), encoding="utf-8")
        after = {p: n for p, code, n in list_untranslated(store.load(tiny)) if code == "sv"}
        assert after.get(path, 0) == before.get(path, 0) + lacking
    frame = open_workspace(tiny).frame("studies").set_index("study").loc["invented-trial"]
    assert (frame["funding"], frame["funding_sv"]) == ("An invented fund.", "En påhittad fond.")
    built = pages(tiny)
    for code, own, others in [
        ("en", "An invented fund.", "En påhittad fond."),
        ("sv", "En påhittad fond.", "An invented"),
    ]:
        page = (built / code / "studies" / "invented-trial.html").read_text(encoding="utf-8")
        assert own in page
        assert others not in page


def test_in_one_language_it_is_marked_and_asked_for(tiny: Path) -> None:
    page = (pages(tiny) / "sv" / "claims" / "insomnia-improvement.html").read_text(encoding="utf-8")
    assert '<span lang="en">One study had nobody to compare with.</span>' in page
    asked = [t for t in open_workspace(tiny).todo if t.kind == "translate"]
    assert any("certainty/insomnia-improvement.yaml in sv" in t.what for t in asked)
    assert not any(t.what.endswith(" in en") for t in asked), "a plain text is English where there is English"
    assert open_workspace(tiny).todo[-1].kind == "translate", "it waits for everything that touches a verdict"


def test_a_plain_text_is_in_the_language_of_a_workspace_that_has_only_one(tiny: Path) -> None:
    topic = tiny / "evidence" / "topic.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("languages: [sv, en]", "languages: [sv]"), "utf-8")
    assert list(list_untranslated(store.load(tiny))) == []
    page = (pages(tiny) / "sv" / "claims" / "insomnia-improvement.html").read_text(encoding="utf-8")
    assert '<span lang="en">One study' not in page
