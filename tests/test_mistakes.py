"""Mistakes in notebooks: whatever a cell can ask for, a wrong word is answered by a message of ours, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.errors import RlsEvidenceError

ROOT = Path(__file__).resolve().parents[1]
WHO = "bo"
TEXT = "One sentence.\nAnother one."


@pytest.fixture
def review(tiny: Path) -> rls.Workspace:
    return rls.open_workspace(tiny)


MISTAKES: dict[str, tuple[Callable[[rls.Workspace, Path], object], str]] = {
    "no workspace": (lambda r, t: rls.open_workspace(t / "nowhere"), "nowhere"),
    "table": (lambda r, t: r.frame("nope"), "there are: claims"),
    "column": (lambda r, t: r.frame("tags", ["stance", "nope"]), "tags: no column 'nope'; there are: claim, record"),
    "claim": (lambda r, t: r.summary("nope"), "there are: "),
    "day": (lambda r, t: r.summaries_as_of("yesterday"), "expected a date"),
    "day to come": (lambda r, t: r.as_of("2030-01-01"), "no later than today"),
    "clock": (lambda r, t: r.as_of("2020-01-01", "moon"), "publication or entry"),
    "clock of a history": (lambda r, t: r.history(r.headline[0], by="moon"), "publication or entry"),
    "history": (lambda r, t: r.history("nope"), "no claim 'nope'"),
    "genealogy": (lambda r, t: r.genealogy("nope"), "no claim 'nope'"),
    "votes": (lambda r, t: r.votes("nope"), "no claim 'nope'"),
    "multiverse": (lambda r, t: r.multiverse("nope"), "no claim 'nope'"),
    "new trial": (lambda r, t: r.new_trial("nope"), "no claim 'nope'"),
    "effects": (lambda r, t: r.effects("nope"), "no claim 'nope'"),
    "effects in a language": (lambda r, t: r.read_effects(r.headline[0], "xx"), "no language 'xx'"),
    "layout in a language": (lambda r, t: r.lay_out(r.frame("tags"), "xx"), "no language 'xx'"),
    "without a study": (lambda r, t: r.what_if(without="nope"), "no study 'nope'"),
    "no such choice": (lambda r, t: r.what_if(conventions="robins-i"), "there are: convention"),
    "chosen wrongly": (lambda r, t: r.what_if(convention="x"), "expected one of 'design', 'robins-i'"),
    "no such file": (lambda r, t: r.audit(t / "draft.docx"), "draft.docx"),
    "country": (lambda r, t: r.auditor("Narnia"), "Narnia"),
    "verdict of nobody": (
        lambda r, t: r.decide_verdict(r.audit(TEXT), "1.1", "supported", "x", by="nobody"),
        "no document",
    ),
    "export": (lambda r, t: r.export("nope", t / "x"), "nope"),
    "paper's table": (lambda r, t: r.table("nope"), "nope"),
    "paper's claims": (lambda r, t: r.table("summary-of-findings", claims=["nope"]), "nope"),
    "style": (lambda r, t: r.references("nope"), "nope"),
    "draft": (lambda r, t: r.draft("xx"), "no language 'xx'"),
    "news": (lambda r, t: r.news("yesterday"), "yesterday"),
    "document": (lambda r, t: r.summaries_of("nope"), "no document 'nope'"),
    "search": (lambda r, t: r.pull(["nope"]), "nope"),
    "reviewer": (lambda r, t: rls.review(reviewer="nobody", folder=t), "nobody"),
    "extracting": (lambda r, t: rls.extract("pubmed:1", reviewer="nobody", folder=t), "no reviewer 'nobody'"),
    "extracting what": (lambda r, t: rls.extract("nope", reviewer=WHO, folder=t), "no record 'nope'"),
    "appraising": (lambda r, t: rls.appraise("nope", reviewer=WHO, folder=t), "no study 'nope'"),
    "judging": (lambda r, t: rls.judge("nope", reviewer=WHO, folder=t), "no claim 'nope'"),
    "settling what": (lambda r, t: rls.settle("nope", "x", reviewer=WHO, folder=t), "studies, appraisals, certainty"),
    "settling": (lambda r, t: rls.settle("studies", "invented-trial", reviewer=WHO, folder=t), "nothing to settle"),
    "desk": (lambda r, t: rls.desk(reviewer=WHO, folder=t, language="xx"), "no language 'xx'"),
    "editor": (lambda r, t: rls.audit_panel(reviewer="nobody", folder=t), "no reviewer 'nobody'"),
    "choosing": (lambda r, t: rls.choose_claim(r, "nope"), "no claim 'nope'"),
    "exercises": (lambda r, t: rls.exercises(t).of("nope"), "there are: bias"),
    "loading": (lambda r, t: rls.load(t / "nowhere"), "nowhere"),
}


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_in_a_notebook_is_its_message(mistake: str, review: rls.Workspace, tiny: Path) -> None:
    make, said = MISTAKES[mistake]
    with pytest.raises(RlsEvidenceError) as caught:
        make(review, tiny)
    assert said in str(caught.value)
    assert caught.value._render_traceback_() == [f"rlsevidence: {caught.value}"], "what IPython shows"


@pytest.mark.slow
def test_a_notebook_shows_the_message_and_no_way_through_the_program(tmp_path: Path) -> None:
    """In a kernel, as JupyterLab and the pages run it."""
    import nbformat

    from rlsevidence.site.kernels import NotebookError, execute_notebook

    source = "import rlsevidence as rls\nrls.open_workspace('/no/such/folder')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="a")])
    file = tmp_path / "made_up.ipynb"
    file.write_text(nbformat.writes(notebook), encoding="utf-8")
    with pytest.raises(NotebookError, match="/no/such/folder") as caught:
        execute_notebook(rls.open_workspace(ROOT), file, {})
    assert "Traceback" not in str(caught.value)
    assert ".py" not in str(caught.value)
