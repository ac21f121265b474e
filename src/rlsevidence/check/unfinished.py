"""What a workspace still lacks before anything can be judged. Listed, and no fault: `check` ends well with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..layout import part_path
from ..model import Loc
from ..schema_problems import format_loc
from .drafts import list_missing, read_loc
from .languages import list_untranslated
from .rules import Context, Found, Said, rule

ASKED_FOR = ("eligibility", "information_sources", "selection_and_extraction")
"""Parts of the protocol in which null says that something is still to be written."""


@rule("unfinished", "What is still to be filled is asked for, so that nobody takes its silence for an answer.")
def _unfinished(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    yield from list_untranslated(evidence)
    for field in ASKED_FOR:
        for loc in _list_nulls(getattr(evidence.protocol, field), (field,)):
            yield "protocol.yaml", loc, format_loc(loc), None, "what the review does, in words"
    if not evidence.protocol.outcomes:
        yield "protocol.yaml", ("outcomes",), "outcomes", [], "what is measured, most important first"
    if not evidence.people:
        yield part_path("people"), (), "id", Said("nobody"), "a row for each who decides: id, name, role, interests"
    for draft in evidence.drafts:
        # What does not fit the model was told where the file was read.
        told = {problem.field for problem in draft.missing}
        for missing in list_missing(evidence, draft.field, draft.path, draft.plain, context.today):
            if missing.field not in told:
                yield draft.path, read_loc(missing.field), missing.field, Said(missing.found), missing.expected
    drafted = {draft.field for draft in evidence.drafts}
    for field, expected in (
        ("documents", "an article, sentence by sentence (rlsevidence init --article splits one)"),
        ("claims", "a claim (rlsevidence new claim starts one)"),
        ("searches", "a search strategy (rlsevidence new search starts one)"),
    ):
        if (
            not getattr(evidence, field)
            and field not in drafted
            and not any(broken.path.startswith(f"{field}/") for broken in evidence.broken)
        ):
            yield f"{field}/", (), "file", Said("none yet"), expected


def _list_nulls(value: Any, loc: Loc) -> Iterator[Loc]:
    if value is None:
        yield loc
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _list_nulls(item, (*loc, key))
