"""Who decides: in the panels, the forms and the terminal alike."""

from __future__ import annotations

from ..errors import UsageError
from ..workspace import Workspace


def check_reviewer(review: Workspace, reviewer: str) -> None:
    """UsageError for somebody who is not in people.tsv."""
    people = [p.id for p in review.evidence.people]
    if not reviewer:
        raise UsageError(
            f"whose work is it? Give your id in people.tsv, such as reviewer={next(iter(people), 'your-id')!r} in "
            f"JupyterLab or --reviewer in a terminal; there are: {', '.join(people) or 'none yet'}. A decision needs a "
            "name; to join: rlsevidence new person ID --name 'Your Name'"
        )
    if reviewer not in people:
        raise UsageError(
            f"no reviewer {reviewer!r} in people.tsv; there are: {', '.join(people)}. A decision needs a name; to "
            f"join: rlsevidence new person {reviewer} --name 'Your Name', or in JupyterLab rlsevidence.desk(reviewer="
            f"{reviewer!r})"
        )
