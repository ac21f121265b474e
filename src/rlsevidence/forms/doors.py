"""What opens each kind of thing that waits: a form, or a panel at the record or the claim that it is about. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ..decisions import Settled
from ..decisions.versions import list_makers
from ..layout import appraisal_name
from ..tagging.todos import Todo

FORMS = {"studies": "extract", "appraisals": "appraise", "certainty": "judge"}
"""Part of the evidence -> the doing whose form it has."""
PANELS = ("screen", "tag")
"""Doings that have a panel of their own, and in the terminal a verb of their own."""
PAIR, RECORD = 2, 1
"""How many ids an item has that is about a record beside a claim, or a record alone."""


def find_door(settled: Settled, item: Todo, reviewer: str) -> Mapping[str, str]:
    """{do, part, name, claim, shown} as the desk opens it; empty where it is done in a file, or by somebody else."""
    ids = item.ids
    match item.kind:
        case "full-text":
            return _form("studies", ids[0])
        case "translate":
            part, _, name = str(item.values["path"]).removesuffix(".yaml").partition("/")
            # In their form people write anew what they judged themselves; others' words are put into another language
            # in the file.
            return _form(part, name) if part in FORMS and _has_made(settled, part, name, reviewer) else {}
        case "judge-again":
            return _form("certainty", ids[0])
        case "retracted":
            return _form("certainty", ids[1]) if len(ids) > 1 else {}
        case "unscreened":
            return _panel("screen", ids[0])
        case "unsure":
            return _panel("screen", ids[0], shown="all")
        case "conflict" if len(ids) == RECORD:
            return _panel("screen", ids[0], shown="all")
        case "conflict" | "choose-directness" | "broken-anchor":
            return _panel("tag", ids[1], ids[0], "all")
        case "untagged":
            return _panel("tag", ids[0])
        case "untagged-study":
            return _panel("tag", ids[1]) if len(ids) > 1 else {}
        case "single":
            mine = {(t.claim, t.record) for t in settled.evidence.tags if t.reviewer == reviewer}
            # Whoever decided first is not the second: of what is left, all of the claim's records come one by one.
            return _panel("tag", "", ids[0]) if any((ids[0], record) not in mine for record in ids[1:]) else {}
    return {}


def _has_made(settled: Settled, part: str, name: str, reviewer: str) -> bool:
    """Whether what is finished in a file is this person's."""
    evidence = settled.evidence
    if part == "appraisals":
        item = next((a for a in evidence.appraisals if appraisal_name(a) == name), None)
    else:
        item = getattr(evidence, part).get(name)
    return item is not None and reviewer in list_makers(item.to_plain())


def _form(part: str, name: str) -> Mapping[str, str]:
    return {"do": FORMS[part], "part": part, "name": name}


def _panel(doing: str, record: str, claim: str = "", shown: str = "undecided") -> Mapping[str, str]:
    part = "screening" if doing == "screen" else "tags"
    return {"do": doing, "part": part, "name": record, "claim": claim, "shown": shown}
