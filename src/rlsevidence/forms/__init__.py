"""Forms in JupyterLab: extract, appraise and judge, each change on disk at once as a draft in the person's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..called import tell_slips
from ..errors import UsageError
from ..panel.reviewer import check_reviewer
from ..workspace import open_workspace
from .agreed import measure_agreed
from .desk_panel import DeskPanel, make_desk, open_consensus
from .doors import FORMS
from .opening import open_appraisal, open_certainty, open_study, panel_for
from .widget import FormPanel

if TYPE_CHECKING:
    import pandas as pd


@tell_slips
def extract(
    record: str | int = "",
    reviewer: str = "",
    folder: Path | str | None = None,
    *,
    name: str | None = None,
    text: Path | str | None = None,
    language: str | None = None,
) -> FormPanel:
    """The form of one person's extraction of a study, the abstract beside it.

    `record`: the id of a record, such as pubmed:12345678, a PMID, or the id of a study. `name`: the id of a new study;
    first author and year when None. `text`: the person's own PDF or text of the article, read and kept nowhere.
    UsageError for a record or a person that is not there; EvidenceError for a text that cannot be read.
    """
    review, of = open_workspace(folder), str(record)
    return panel_for(review, open_study(review, of, reviewer, name=name, text=text, language=language))


@tell_slips
def appraise(
    study: str = "",
    reviewer: str = "",
    folder: Path | str | None = None,
    *,
    tool: str | None = None,
    text: Path | str | None = None,
    language: str | None = None,
) -> FormPanel:
    """The form of one person's appraisal of a study; shown as the last line of a cell in JupyterLab.

    `tool`: the one that the protocol names for the design when None. `text`: the person's own PDF or text of the
    article, to be read beside the form, and kept nowhere. `folder` and `language` as for `review`.
    UsageError for a study, a person or a tool that is not there; EvidenceError for a text that cannot be read.
    """
    review = open_workspace(folder)
    return panel_for(review, open_appraisal(review, study, reviewer, tool=tool, text=text, language=language))


@tell_slips
def judge(
    claim: str = "", reviewer: str = "", folder: Path | str | None = None, *, language: str | None = None
) -> FormPanel:
    """The form of one person's judgement of a claim, what the rules propose beside it, domain by domain.

    UsageError for a claim or a person that is not there.
    """
    review = open_workspace(folder)
    return panel_for(review, open_certainty(review, claim, reviewer, language=language))


@tell_slips
def settle(
    part: str = "", name: str = "", reviewer: str = "", folder: Path | str | None = None, *, language: str | None = None
) -> FormPanel:
    """The form in which a named person settles what others have made alone, field by field.

    `part`: 'studies', 'appraisals' or 'certainty'; `name`: the file's, such as name-year or name-year.rob2.
    """
    review = open_workspace(folder)
    check_reviewer(review, reviewer)
    if part not in FORMS:
        raise UsageError(f"nothing to settle in {part!r}; there are: {', '.join(FORMS)}")
    return panel_for(review, open_consensus(review, part, name, reviewer, language=language))


@tell_slips
def desk(reviewer: str = "", folder: Path | str | None = None, *, language: str | None = None) -> DeskPanel:
    """What waits for one person, and the form that does it. Offers to enter a person who is not in people.tsv yet."""
    return make_desk(open_workspace(folder), reviewer, language)


@tell_slips
def agreement(folder: Path | str | None = None) -> pd.DataFrame:
    """How far people agree who made the same, each alone: a row for each two people and each domain or kind of field.

    Columns: of (a tool of appraisal, 'extraction' or 'certainty'), what (a domain, 'overall'; of an extraction
    'choice', 'number', 'text' or 'list'), first, second, n, percent, kappa, ac1; empty while nobody has.
    """
    import pandas

    rows = [
        (one.of, one.what, a.first, a.second, a.n, *(x.value if x else None for x in (a.percent, a.kappa, a.ac1)))
        for one in measure_agreed(open_workspace(folder).evidence)
        for a in [one.agreement]
    ]
    return pandas.DataFrame(rows, columns=["of", "what", "first", "second", "n", "percent", "kappa", "ac1"])


__all__ = ["DeskPanel", "FormPanel", "agreement", "appraise", "desk", "extract", "judge", "settle"]
