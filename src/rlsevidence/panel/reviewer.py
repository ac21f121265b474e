"""Who decides: in the panels, the forms and the terminal alike."""

from __future__ import annotations

import re
import shlex
import unicodedata
from difflib import get_close_matches

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
        meant = _find_meant(review, reviewer)
        if meant:
            raise UsageError(f"no reviewer {reviewer!r} in people.tsv; do you mean {' or '.join(meant)}?")
        new, named = _suggest_id(reviewer), "Your Name" if reviewer == _suggest_id(reviewer) else reviewer
        raise UsageError(
            f"no reviewer {reviewer!r} in people.tsv; there are: {', '.join(people)}. A decision needs a name; to "
            f"join: rlsevidence new person {new} --name {shlex.quote(named)}, or in JupyterLab "
            f"rlsevidence.desk(reviewer={new!r})"
        )


def _find_meant(review: Workspace, said: str) -> list[str]:
    """Ids that somebody may have meant: in other letters, by the whole name, by a part of it, or nearly."""
    asked, people = said.strip().casefold(), review.evidence.people
    same = [p.id for p in people if asked in (p.id.casefold(), p.name.casefold()) or _suggest_id(said) == p.id]
    part = [p.id for p in people if asked in p.name.casefold().split() or asked.split()[:1] == [p.id.casefold()]]
    return same or part or get_close_matches(asked, [p.id for p in people], n=2, cutoff=0.75)


def _suggest_id(name: str) -> str:
    """An id that a file name can hold: 'Ana Björk' as ana-bjork."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "your-id"
