"""The notebooks: short stories that run from top to bottom with no network, and show their figures."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import rlsevidence as rls
from rlsevidence.errors import UsageError
from rlsevidence.language.cells import (
    ask_for,
    has_prose,
    list_translatable,
    list_translations,
    strip_texts,
    translate_notebook,
)
from rlsevidence.site.build import build_site
from rlsevidence.site.charts import MIME
from rlsevidence.site.inputs import WITH_NOTES, drop_notes, hash_inputs
from rlsevidence.site.kernels import (
    NEEDS,
    PARAMETERS,
    NotebookError,
    WarmKernel,
    execute_notebook,
    execute_notebooks,
    find_title,
    join_streams,
    list_notebooks,
    set_parameters,
)
from rlsevidence.site.notebooks import render_notebooks
from rlsevidence.site.practice import Exercises

ROOT = Path(__file__).resolve().parents[1]
NAMES = (
    "00_start_here",
    "01_search_and_pull",
    "02_screen_and_tag",
    "03_claims_at_a_glance",
    "04_one_claim",
    "05_risk_of_bias_and_certainty",
    "06_safety_and_dose",
    "07_what_changed",
    "08_what_if",
    "09_audit_a_document",
    "10_five_positive_studies",
)
FIGURES = (
    "albatross",
    "claims_at_a_glance",
    "directions",
    "evidence_map",
    "risk_of_bias",
    "risk_of_bias_bars",
    "forest",
    "timeline",
    "flow",
    "doses",
    "verdict_history",
)


def read(name: str) -> Any:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def kernel(review: rls.Workspace) -> Iterator[WarmKernel]:
    """One kernel for all notebooks, emptied between them, as a build of the pages has it."""
    with WarmKernel(review) as running:
        yield running


@pytest.fixture(scope="module")
def exercises() -> dict[str | None, Exercises]:
    """What all notebooks ask, by the language that was asked for."""
    return {language: rls.exercises(ROOT, language=language) for language in (None, "sv")}


def test_the_list_of_notebooks_is_complete() -> None:
    assert tuple(p.stem for p in list_notebooks(ROOT)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_a_short_story(name: str) -> None:
    notebook = read(name)
    nbformat.validate(notebook)
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    title = find_title(notebook)
    assert title is not None
    assert title.endswith("?"), "a notebook asks a question"
    assert notebook.cells[0].source.startswith("# ")
    assert "Not medical advice" in notebook.cells[0].source
    assert "Found an error in the evidence?" in notebook.cells[-1].source
    assert "import rlsevidence as rls" in next(c.source for c in notebook.cells if "import" in c.source)
    assert [line for line in text.splitlines() if line.startswith("# ")] == [f"# {title}"]
    assert not re.search(r"\]\((?!\w+\.ipynb\))", text), "links lead to other notebooks only"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert 1 <= len([line for line in cell.source.splitlines() if line.strip()]) <= 6, cell.id
            assert max(map(len, cell.source.splitlines())) <= 92, f"{cell.id}: a line that JupyterLab would cut"
            assert not re.search(r"^\s*(def|class|async|%|!)|\blambda\b", cell.source, re.MULTILINE), cell.id


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs(name: str) -> None:
    raw = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in raw["cells"]]
    assert ids == [f"{name[:2]}-{number:02d}" for number in range(1, len(ids) + 1)]
    for cell in raw["cells"]:
        assert set(cell["metadata"]) <= {"tags"}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    assert set(raw["metadata"]) - {"rlsevidence"} == {"kernelspec", "language_info"}
    assert set(raw["metadata"].get("rlsevidence", {}).get("needs", ())) <= set(NEEDS)


def test_only_the_search_asks_the_network_and_the_site_never_does() -> None:
    asking = [name for name in NAMES if any(".pull(" in c.source for c in read(name).cells if c.cell_type == "code")]
    assert asking == ["01_search_and_pull"]
    assert PARAMETERS["01_search_and_pull"] == {"pull": False}
    tagged = {n for n in NAMES if any("parameters" in c.metadata.get("tags", ()) for c in read(n).cells)}
    assert set(PARAMETERS) <= tagged == {"01_search_and_pull", "04_one_claim", "08_what_if"}


def test_every_figure_is_shown_in_a_notebook() -> None:
    code = "\n".join(c.source for name in NAMES for c in read(name).cells if c.cell_type == "code")
    assert set(re.findall(r"rls\.figures\.plot_(\w+)\(", code)) == set(FIGURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_ends_with_its_limits_and_two_questions_in_both_languages(name: str) -> None:
    said = read(name).cells[-3].source
    english, _, swedish = said.partition('<details lang="sv">')
    assert english.startswith("## What this does not show, and two questions")
    for part in (english, swedish):
        assert len(re.findall(r"^- .+", part, re.MULTILINE)) >= 2
        asked = re.findall(r"^\d\. (.+)$", part, re.MULTILINE)
        assert len(asked) == 2
        assert all(question.endswith("?") for question in asked)


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_an_answer_to_open_counted_from_the_workspace(
    name: str, review: rls.Workspace, exercises: dict[str | None, Exercises]
) -> None:
    notebook = name[3:]
    assert read(name).cells[-2].source == f'rls.exercises().answers("{notebook}")'
    answers = exercises[None].answers(notebook)
    assert set(answers.said) == set(review.evidence.topic.languages)
    counted = [[counted for _, counted in said] for said in answers.said.values()]
    assert any(counted[0]), "at least one of the two says something of this workspace"
    numbers = [[re.findall(r"\d+", text) for text in said] for said in counted]
    assert all(found == numbers[0] for found in numbers), "every language counts alike"
    for said in answers.said.values():
        assert len(said) == 2
        assert all(len(general) > 60 for general, _ in said)
    assert set(exercises["sv"].answers(notebook).said) == {"sv"}, "who asks for one gets that one"
    shown = answers._repr_html_()
    assert shown.count("<details") == 2 * len(answers.said)
    assert "<details open" not in shown


def test_answers_of_a_small_review_count_that_review(tiny: Path) -> None:
    small = rls.exercises(tiny)
    judged = [s for s in small.review.summaries if s.certainty]
    assert f"{len(judged)}." in small.answers("start_here").said["en"][1][1].partition("Of low")[0]
    with pytest.raises(UsageError, match="no answers for 'made_up'; there are: start_here, "):
        small.answers("made_up")


# ---------------------------------------------------------------- in other languages


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_notebook_is_translated_as_it_stands(name: str) -> None:
    """A part that has been changed since is none that the catalogue knows, and is to be said anew."""
    plain = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    lacking = [part for part in list_translatable(plain, "sv") if part not in list_translations("sv")]
    assert lacking == [], "say these in src/rlsevidence/language/notebooks/sv.po"
    made = translate_notebook(plain, "sv")
    assert (made.language, made.left) == ("sv", ())
    assert find_title(made.notebook) not in (None, find_title(plain))
    assert [cell["id"] for cell in made.notebook["cells"]] == [cell["id"] for cell in plain["cells"]]
    assert not [c["id"] for c in made.notebook["cells"] if "<details" in c["source"] or 'lang="en"' in c["source"]]


def test_no_translation_is_left_of_what_no_notebook_says_any_more() -> None:
    said = {
        part
        for name in NAMES
        for part in list_translatable(json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8")), "sv")
    }
    assert set(list_translations("sv")) - said == set()


def test_a_translated_part_leads_where_its_source_does_and_does_what_it_does() -> None:
    for source, translation in list_translations("sv").items():
        for kept in (r"\]\(([^)]+)\)", r"`([^`]+)`", r"^(#+) ", r"^(- |\d\. )"):
            found, wanted = (sorted(re.findall(kept, t, re.MULTILINE)) for t in (translation, source))
            assert [str(f).replace("ditt-id", "your-id") for f in found] == [str(w) for w in wanted], source
        if re.search(r"^(\w+ = |if |print|import|rls\.)", source):
            assert strip_texts(source) == strip_texts(translation), source


def test_a_part_without_a_translation_is_shown_and_marked_as_english() -> None:
    plain = json.loads((ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8"))
    plain["cells"][0]["source"].append("\n\nA paragraph that somebody has added.")
    plain["cells"][7]["source"] = ["print('More words', 'than before')"]
    made = translate_notebook(plain, "sv")
    assert made.left == ("00-01", "00-08")
    assert '<div lang="en">\n\nA paragraph that somebody has added.\n\n</div>' in made.notebook["cells"][0]["source"]
    assert made.notebook["cells"][7]["source"] == "print('More words', 'than before')"
    alone = {"cells": [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": "# Made up, and not known"}]}
    assert translate_notebook(alone, "sv").language == "en", "a notebook of which nothing is translated is as it was"


def test_a_call_asks_for_the_language_of_its_notebook() -> None:
    assert ask_for("review = rls.open_workspace()", "sv") == 'review = rls.open_workspace(language="sv")'
    asked = 'a = "å"; rls.figures.plot_flow(review.flow, language="sv")'
    assert ask_for(asked.replace(', language="sv"', ""), "sv") == asked
    assert ask_for('rls.exercises(language="en").first()', "sv") == 'rls.exercises(language="en").first()'
    assert ask_for("rls.lay_out(rows)", "sv") == "rls.lay_out(rows)"


@pytest.mark.parametrize(
    ("source", "speaks"),
    [
        ('print("How sure:", word)', True),
        ("claim = None  # chosen below", True),
        ('columns = ["label", "design", "n"]', False),
        ('steps.query("claim == @claim")', False),
        ('print(f"{percent} % {answer}")', False),
        ('print(f"{n} of them")', True),
    ],
)
def test_a_cell_of_code_that_speaks_is_told_from_one_that_does_not(source: str, speaks: bool) -> None:
    assert has_prose(source) is speaks


def list_shown(notebook: Any) -> str:
    """What a reader sees of the outputs: text and tables, figures and framed pages apart."""
    shown = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            text = output.get("text") or data.get("text/html") or data.get("text/plain") or ""
            if MIME not in data and "<iframe" not in text:
                text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
                shown.append(html.unescape(re.sub(r"<[^>]+>", " ", text)))
    return "\n".join(shown)


def list_raw(text: str, vocabulary: Any) -> list[str]:
    """Words of files, numbers with more digits than they deserve, and what Python calls nothing."""
    words = {w: v.name.in_language("en") for group in vocabulary.values() for w, v in group.items()}
    raw = {w for w, name in words.items() if "-" in w and w not in name and w not in words.values()}
    found = re.findall(r"(?<![\w/:.-])[a-z]+(?:_[a-z]+)+(?![\w/])", text)
    found += [w for w in re.findall(r"(?<![\w/:.-])[a-z]+(?:-[a-z]+)+(?![\w/-])", text) if w in raw]
    numbers = re.findall(r"(?<![\w/.:-])[-\N{MINUS SIGN}]?(\d+\.\d+)(?![\d/])", text)
    found += [n for n in numbers if len(n.replace(".", "").lstrip("0")) > 4]
    return found + re.findall(r"<NA>|\bNaN\b|\bnan\b|\bNone\b|\b\w+\(\w+=", text)


def test_raw_words_are_recognised(review: rls.Workspace) -> None:
    text = "very_low, single-arm-trial, -4.01981, <NA>, None, Waiting(unscreened=1)"
    assert len(list_raw(text, review.evidence.vocabulary)) == 6
    plain = "a follow-up by doi:10.1002/14651858.cd009402, 0.002, second-hand account, insomnia-improvement"
    assert list_raw(plain, review.evidence.vocabulary) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_its_figures(name: str, review: rls.Workspace, kernel: WarmKernel) -> None:
    path = ROOT / "notebooks" / f"{name}.ipynb"
    done, _ = kernel.execute(path, PARAMETERS.get(name, {}))
    for cell in done.cells:
        if cell.cell_type == "code" and "rls.figures." in cell.source:
            assert any(MIME in output.get("data", {}) for output in cell.outputs), cell.source
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output.text
    salts = review.evidence.salts
    known = {str(v) for v in salts.conversion.values()} if salts else set()
    assert [w for w in list_raw(list_shown(done), review.evidence.vocabulary) if w not in known] == []
    text = json.dumps(done)
    assert "TCP without encryption" not in text


@pytest.mark.slow
def test_a_verdict_that_moves_this_year_stops_no_notebook(tmp_path: Path) -> None:
    """A retraction of today moves verdicts in a year that is not over, whose last day nobody can ask for."""
    shutil.copytree(ROOT / "evidence", tmp_path / "evidence")
    path = tmp_path / "evidence" / "records.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    today = rls.open_workspace(ROOT).today
    for row in rows:
        if row["id"] == "doi:10.1186/s12906-022-03814-8":
            row["integrity"] = [{"kind": "retracted", "by": None, "noted_on": today.isoformat()}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    made = rls.Workspace(tmp_path / "evidence", today)
    claim = "insomnia-improvement"
    assert any(state.day.year == today.year for state in made.history(claim).moves), "a move of this year"
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "08_what_if.ipynb", tmp_path / "notebooks")
    done = execute_notebook(made, tmp_path / "notebooks" / "08_what_if.ipynb", {"claim": claim})
    assert today.isoformat() in list_shown(done)


def test_no_notebook_writes_a_day_of_a_year_that_may_not_be_over() -> None:
    """`as_of` takes the year itself, which is today where it is this year."""
    for name in NAMES:
        text = "\n".join(c.source for c in read(name).cells if c.cell_type == "code")
        assert not re.search(r"\}-\d\d|12-31|\b12, ?31\b", text), name


# ---------------------------------------------------------------- running and keeping, on a notebook of one line


def workspace(tmp_path: Path, *sources: str) -> rls.Workspace:
    folder = tmp_path / "notebooks"
    folder.mkdir(exist_ok=True)
    cells = [nbformat.v4.new_code_cell(s, id=f"c-{n}") for n, s in enumerate(sources)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Made up", id="c"), *cells])
    nbformat.write(notebook, folder / "90_made_up.ipynb")
    evidence = tmp_path / "evidence"
    evidence.mkdir(exist_ok=True)
    (evidence / "people.tsv").write_text("made up\n")
    return rls.Workspace(evidence, rls.open_workspace(ROOT).today)


@pytest.mark.slow
def test_the_kernel_is_this_python_on_this_day(tmp_path: Path) -> None:
    own = workspace(tmp_path, "import os, sys\nprint(sys.executable, os.environ['RLSEVIDENCE_TODAY'])")
    done = execute_notebook(own, tmp_path / "notebooks" / "90_made_up.ipynb", {})
    assert done.cells[1].outputs[0].text.split() == [sys.executable, own.today.isoformat()]


@pytest.mark.slow
def test_a_notebook_runs_again_only_when_something_it_depends_on_has_changed(tmp_path: Path) -> None:
    said: list[str] = []
    own = workspace(tmp_path, "print('one')")
    paths = list_notebooks(tmp_path)
    first = tuple(execute_notebooks(own, paths, said.append))
    second = tuple(execute_notebooks(own, paths, said.append))
    assert [("ran in" in s, "unchanged" in s) for s in said] == [(True, False), (False, True)]
    assert first == second
    assert render_notebooks(first) == render_notebooks(second)
    (own.folder / "people.tsv").write_text("made up, changed\n")
    assert len(list(execute_notebooks(own, paths, said.append))) == 1
    assert "ran in" in said[-1]
    assert len(list((own.local / "cache" / "notebooks").iterdir())) == 1, "what is no longer true is not kept"


READERS = {
    "len(review.evidence.tags), [s.certainty_word for s in review.summaries]": False,
    "review.frame('tags')": True,
    "review.frame('tags', ['stance', 'indirect_because']), review.frame('screening', ['reason'])": False,
    "review.frame('screening', ['note'])": True,
    "[vars(s) for s in review.evidence.screening]": True,
    "[t.note for t in review.evidence.tags]": True,
    "[t.model_dump() for t in review.evidence.tags], review.evidence.screening[:1]": True,
}


@pytest.mark.slow
def test_one_more_note_runs_only_the_notebooks_that_read_notes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    (tmp_path / "notebooks").mkdir()
    for number, source in enumerate(READERS):
        cells = ["import rlsevidence as rls", "review = rls.open_workspace()", source]
        code = [nbformat.v4.new_code_cell(c, id=f"c-{n}") for n, c in enumerate(cells)]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Made up", id="c"), *code])
        nbformat.write(notebook, tmp_path / "notebooks" / f"{number:02d}_made_up.ipynb")
    own = rls.Workspace(tmp_path / "evidence", rls.open_workspace(ROOT).today)
    done = list(execute_notebooks(own, list_notebooks(tmp_path), lambda _: None))
    assert [c.execution_count for c in done[0].notebook.cells if c.cell_type == "code"] == [1, 2, 3]
    assert {c.id for c in done[0].notebook.cells} == {"c", "c-0", "c-1", "c-2"}, "nothing of ours is left in it"
    table = tmp_path / "evidence" / "tags.tsv"
    rows = table.read_text(encoding="utf-8").splitlines()
    rows[1] += " One more invented word."
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    said: list[str] = []
    assert len(list(execute_notebooks(own, list_notebooks(tmp_path), said.append))) == len(READERS)
    again = {int(line.split()[1][:2]) for line in said if "ran in" in line}
    assert again == {n for n, reads in enumerate(READERS.values()) if reads}
    before = hash_inputs(own, noteless=WITH_NOTES)
    table.write_text("\n".join([*rows, rows[2].replace("inconclusive", "supports")]) + "\n", encoding="utf-8")
    assert hash_inputs(own, noteless=WITH_NOTES) != before, "a decision is no note"


@pytest.mark.slow
def test_one_more_note_makes_only_the_pages_that_show_notes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    (tmp_path / "notebooks").mkdir()
    opened = "import rlsevidence as rls\nreview = rls.open_workspace()\n"
    counting = "review.frame('tags', ['stance']).groupby('stance').size()"
    showing = "[t.note for t in review.evidence.tags]"

    def write(*asked: str) -> None:
        for number, source in enumerate(asked):
            code = nbformat.v4.new_code_cell(opened + source, id="b")
            cells = [nbformat.v4.new_markdown_cell("# Made up", id="a"), code]
            nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / f"9{number}_made_up.ipynb")

    def build(name: str) -> tuple[list[str], dict[str, bytes]]:
        said: list[str] = []
        build_site(
            rls.Workspace(tmp_path / "evidence", rls.open_workspace(ROOT).today), tmp_path / name, report=said.append
        )
        found = {p.relative_to(tmp_path / name).as_posix(): p for p in (tmp_path / name).rglob("*") if p.is_file()}
        ran = [line.split()[1] for line in said if "ran in" in line]
        return ran, {path: file.read_bytes() for path, file in sorted(found.items())}

    def note(word: str) -> None:
        table = tmp_path / "evidence" / "tags.tsv"
        rows = table.read_text(encoding="utf-8").splitlines()
        table.write_text("\n".join([rows[0], f"{rows[1]} {word}", *rows[2:]]) + "\n", encoding="utf-8")

    write(counting)
    _, first = build("site")
    note("Zzqqj.")
    assert build("site") == ([], first), "a note that no notebook has read runs none"
    (tmp_path / "site" / "en" / "notebooks" / "90_made_up.html").write_text("damaged", encoding="utf-8")
    assert build("site") == ([], first), "a page that is not as it was is made again"
    write(counting, showing)
    build("site")
    note("Zzqqk.")
    ran, made = build("site")
    assert ran == ["91_made_up"]
    assert b"Zzqqk." in made["en/notebooks/91_made_up.html"]
    shutil.rmtree(tmp_path / ".rlsevidence")
    assert build("afresh")[1] == made


SHARING = """
import sys
from functools import cached_property
from rlsevidence.site import shared
from rlsevidence.workspace import Workspace, open_workspace

def open_one(*names):
    shared.begin()
    review = open_workspace(sys.argv[1])
    return review, [getattr(review, name) for name in names]

first, (evidence, summaries) = open_one("evidence", "summaries")
second, (again,) = open_one("summaries")
assert second is not first and again is summaries and second.evidence is evidence
assert not shared.has_read_notes()
past = second.as_of("2020-01-01")
assert past.summaries is not summaries and past.evidence is not evidence

Workspace.noted = cached_property(lambda self: [tag.note for tag in self.evidence.tags])
shared._share("noted")
for _ in range(2):  # with a note, so for one notebook alone: the next is seen to read it as well
    review, (again,) = open_one("evidence")
    assert not shared.has_read_notes() and (again is evidence) == (_ == 0)
    review.noted
    assert shared.has_read_notes()

table = first.folder / "tags.tsv"
table.write_text(table.read_text(encoding="utf-8").replace("inconclusive", "supports", 1), encoding="utf-8")
assert open_one("summaries")[1][0] is not summaries and first.summaries is summaries
assert open_one("evidence")[1][0] != evidence
print("shared")
"""


def test_notebooks_share_what_is_worked_out_while_the_files_are_the_same(tmp_path: Path) -> None:
    """In a process of its own, as a kernel is: what watches for notes stays as long as the process."""
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    done = subprocess.run([sys.executable, "-c", SHARING, str(tmp_path)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("shared\n", 0), done.stderr


@pytest.mark.slow
def test_what_a_cell_prints_is_one_output_however_it_comes(tmp_path: Path) -> None:
    pieces = "import sys, time\nfor n in 'abc':\n    print(n, flush=True)\n    time.sleep(0.3)"
    own = workspace(tmp_path, pieces)
    done = execute_notebook(own, tmp_path / "notebooks" / "90_made_up.ipynb", {})
    (cell,) = [c for c in done.cells if c.cell_type == "code"]
    assert [(o.name, o.text) for o in cell.outputs] == [("stdout", "a\nb\nc\n")]


@pytest.mark.slow
def test_notebooks_that_share_a_kernel_see_nothing_of_each_other(tmp_path: Path) -> None:
    told = "print('left' in globals(), os.path.basename(os.getcwd()), os.environ.get('LEFT'), '/left' in sys.path)"
    leaving = "left = 1; os.environ['LEFT'] = '1'; sys.path.append('/left'); os.chdir('/')"
    first = workspace(tmp_path, f"import os, sys\nimport pandas as pd\npd.set_option('display.width', 7)\n{leaving}")
    second = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Made up", id="a"),
            nbformat.v4.new_code_cell(f"import os, sys\n{told}", id="b"),
            nbformat.v4.new_code_cell("import pandas as pd\npd.get_option('display.width') == 7", id="c"),
        ]
    )
    nbformat.write(second, tmp_path / "notebooks" / "91_made_up.ipynb")
    (_, after) = execute_notebooks(first, list_notebooks(tmp_path), lambda _: None)
    code = [c for c in after.notebook.cells if c.cell_type == "code"]
    assert code[0].outputs[0].text.split() == ["False", "notebooks", "None", "False"]
    assert code[1].outputs[0].data["text/plain"] == "False"
    assert [c.execution_count for c in code] == [1, 2]
    assert code[1].outputs[0].execution_count == 2


def test_what_a_cell_prints_in_parts_is_one_text() -> None:
    out, err = (nbformat.v4.new_output("stream", name=n, text=t) for n, t in (("stdout", "a\n"), ("stderr", "b\n")))
    more = nbformat.v4.new_output("stream", name="stdout", text="c\n")
    shown = nbformat.v4.new_output("display_data", data={"text/plain": "d"})
    cell = nbformat.v4.new_code_cell("made up", outputs=[out, more, shown, err])
    join_streams(cell)
    assert [o.get("text") for o in cell.outputs] == ["a\nc\n", None, "b\n"]


def test_a_table_loses_its_notes_and_nothing_else() -> None:
    assert drop_notes(b"a\tnote\tb\n1\tx y\t2\n3\t\t4\n") == b"a\tb\n1\t2\n3\t4\n"
    assert drop_notes(b"a\tb\n1\t2\n") == b"a\tb\n1\t2\n"
    damaged = b"a\tnote\n1\tx\ty\n"
    assert drop_notes(damaged) == damaged, "what cannot be read is hashed whole"


@pytest.mark.slow
def test_a_notebook_that_stops_says_where(tmp_path: Path) -> None:
    own = workspace(tmp_path, "1 / 0")
    with pytest.raises(NotebookError, match=r"90_made_up\.ipynb stopped: ZeroDivisionError"):
        execute_notebook(own, tmp_path / "notebooks" / "90_made_up.ipynb", {})


def test_parameters_come_after_the_cell_that_names_them() -> None:
    notebook = read("01_search_and_pull")
    place = next(n for n, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", ()))
    set_parameters(notebook, {"pull": False})
    assert notebook.cells[place + 1].source.splitlines()[-1] == "pull = False"
    with pytest.raises(NotebookError, match="no cell is tagged 'parameters'"):
        set_parameters(read("00_start_here"), {"pull": False})
