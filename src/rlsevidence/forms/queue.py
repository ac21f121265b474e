"""What waits for one person, in groups, each thing with the form that does it. Pure.

The list of what waits is the workspace's own (`tagging.queue.todo`); here it is read for one person: their own drafts
first, nothing of what others have begun, and nobody's own work to sign off.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..decisions import Settled, list_screened, needs
from ..decisions.versions import find_unsettled, list_changed, list_makers, list_open, list_unsettled
from ..decisions.versions import to_plain as plain_of
from ..errors import Problem
from ..finishing import CONSENSUS, split_own
from ..judgement.known_said import describe_known
from ..judgement.people_said import name_people
from ..language.words import Words
from ..layout import appraisal_path, own_name, part_path
from ..model import Evidence, Screening
from ..reporting.differences import list_changed_since
from ..tagging.doubted import may_be_filled_in
from ..tagging.known import Known
from ..tagging.todos import KINDS, Todo
from .appraisal_form import list_tools
from .consensus import name_part
from .desk_lines import tell_line
from .doors import FORMS, find_door
from .fields import Maker
from .text_read import is_text

SHOWN = 8
"""Things of one group that are shown; the rest is counted, and found by words."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, why, and what opens (`do`, `part`, `name`), empty where no form does it."""

    what: str
    why: str
    open: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind; `number` of them, `items` shown; `more`: where the others are."""

    id: str
    title: str
    number: int
    items: tuple[Waiting, ...]
    more: str = ""


def list_waiting(
    maker: Maker,
    settled: Settled,
    todo: Iterable[Todo],
    reviewer: str,
    words: str = "",
    *,
    missing: Mapping[str, Sequence[Problem]],
    known: Sequence[Known] = (),
) -> list[Group]:
    """Everything that waits for `reviewer`, most valuable first; with `words`, only what all of them stand in.

    `missing`: what each draft lacks, by its path, as the workspace knows it; `known`: what is let in and entered by
    nobody, what could change most first.
    """
    evidence = settled.evidence
    found: dict[str, list[Waiting]] = {}
    for waiting in _drafts(maker, reviewer, missing):
        found.setdefault("drafts", []).append(waiting)
    for part, name in list_open(evidence):
        why = _say_settle(maker, evidence, part, name)
        opened = {"do": "settle", "part": part, "name": name}
        found.setdefault("settle", []).append(
            Waiting(name_part(maker, part, name), why, opened, maker.say("open.settle"))
        )
    first = [one for one in known if one.could_change]
    for waiting in _to_read(maker, first, reviewer):
        found.setdefault("known-unread", []).append(waiting)
    for waiting in _to_extract(maker, settled, {one.record for one in first}):
        found.setdefault("extract", []).append(waiting)
    for waiting in _to_judge(maker, settled, reviewer):
        found.setdefault("judge", []).append(waiting)
    for item in todo:
        if made := list(_from_todo(maker, settled, item, reviewer)):
            bare = item.kind == "unappraised" and not any(w.open for w in made)
            found.setdefault("no-tool" if bare else item.kind, []).extend(made)
    order = (
        "drafts",
        "known-unread",
        "settle",
        "sign-off",
        "judge-again",
        "extract",
        "unappraised",
        "judge",
        *KINDS,
        "no-tool",
    )
    return [_group(maker, kind, found[kind], words) for kind in dict.fromkeys(order) if found.get(kind)]


def _say_settle(maker: Maker, evidence: Evidence, part: str, name: str) -> str:
    """Why something is to be settled; again, where somebody has changed their own since, with the fields."""
    changed = list_changed(evidence, part, name)
    if not changed:
        return maker.say("why.settle")
    words = Words(maker.language, evidence.vocabulary)
    fields = list_changed_since(evidence, part, name, words)
    who = name_people(changed, evidence.people, words)
    if not fields:
        return maker.say("why.settle_again", who=who)
    return maker.say("why.settle_again_in", who=who, those=", ".join(fields))


def tell_unscreened(maker: Maker, settled: Settled, reviewer: str) -> str:
    """How many records wait for this person to screen them, in words; nothing where none do."""
    # As the screening itself counts: who has decided at an earlier stage is not asked again.
    rows: dict[str, list[Screening]] = {}
    for row in settled.evidence.screening:
        if row.reviewer == reviewer:
            rows.setdefault(row.record, []).append(row)
    mine = {record for record, own in rows.items() if list_screened(own)}
    left = [r for r in settled.evidence.records if r not in mine and needs(settled.screening.get(r), reviewer)]
    fresh = sum(r not in settled.screening for r in left)
    second = "" if fresh == len(left) else " " + maker.say("to_screen_second", fresh=fresh, second=len(left) - fresh)
    return maker.say("to_screen", n=len(left)) + second if left else ""


def _group(maker: Maker, kind: str, items: list[Waiting], words: str) -> Group:
    wanted = words.casefold().split()
    matching = [w for w in items if all(part in f"{w.what} {w.why}".casefold() for part in wanted)]
    left = len(matching) - SHOWN
    more = maker.say("more", n=left) if left > 0 else ""
    return Group(kind, maker.say(f"todo.{kind}"), len(matching), tuple(matching[:SHOWN]), more)


def _drafts(maker: Maker, reviewer: str, missing: Mapping[str, Sequence[Problem]]) -> Iterator[Waiting]:
    """What this person has begun, and a consensus that anybody may go on with."""
    for draft in maker.evidence.drafts:
        by = draft.plain.get("by")
        if draft.field not in FORMS or by not in (reviewer, CONSENSUS):
            continue
        name = split_own(draft.path, draft.plain).partition("/")[2].removesuffix(".yaml")
        doing = "settle" if by == CONSENSUS else FORMS[draft.field]
        title = _name(maker, draft.field, name, draft.plain)
        opened = {"do": doing, "part": draft.field, "name": name}
        yield Waiting(title, maker.say_number("why.draft", len(missing[draft.path])), opened, maker.say("open.draft"))


def _name(maker: Maker, part: str, name: str, plain: Mapping[str, Any]) -> str:
    if part == "studies":
        return maker.say("title.study", study=plain.get("label") or name)
    return name_part(maker, part, name)


def _to_read(maker: Maker, known: Sequence[Known], reviewer: str) -> Iterator[Waiting]:
    """What may change a verdict and is not read: shown to all, even where another has begun it and not finished."""
    voice = Words(maker.language, maker.evidence.vocabulary)
    mine = {r for d in maker.evidence.drafts if d.field == "studies" and d.plain.get("by") == reviewer
            for r in d.plain.get("reports") or ()}  # fmt: skip
    for one in known:
        if one.record not in mine:
            opened = {"do": "extract", "part": "studies", "name": one.record}
            yield Waiting(one.title[:90], describe_known([one], voice), opened, maker.say("open.extract"))


def _to_extract(maker: Maker, settled: Settled, listed: Container[str] = ()) -> Iterator[Waiting]:
    """Records that were let in and that nobody has entered as a study."""
    evidence = settled.evidence
    begun = {r for d in evidence.drafts if d.field == "studies" for r in d.plain.get("reports") or ()}
    for record in evidence.records.values():
        state = settled.screening.get(record.id)
        if state is None or state.decision != "include" or record.id in settled.study_of or record.id in begun:
            continue
        if record.id in listed:
            continue
        opened = {"do": "extract", "part": "studies", "name": record.id}
        yield Waiting(
            f"{record.title[:90]}", maker.say("why.extract", record=record.id), opened, maker.say("open.extract")
        )


def _to_judge(maker: Maker, settled: Settled, reviewer: str) -> Iterator[Waiting]:
    """Claims with a counted study and no judgement."""
    evidence = settled.evidence
    mine = {o.name for o in evidence.own if o.field == "certainty" and o.by == reviewer}
    for claim in evidence.claims.values():
        counted = sum(s.counted for s in settled.studies(claim.id, by_rules=True))
        if claim.id in evidence.certainty or claim.id in mine or not counted:
            continue
        why = maker.say("why.judge", n=counted)
        yield Waiting(name_part(maker, "certainty", claim.id), why, _judge(claim.id), maker.say("open.judge"))


def _judge(claim: str) -> dict[str, str]:
    return {"do": "judge", "part": "certainty", "name": claim}


def _from_todo(maker: Maker, settled: Settled, item: Todo, reviewer: str) -> Iterator[Waiting]:
    """One thing of the workspace's list for this person; nothing for what is not theirs to do, or stands elsewhere."""
    evidence = settled.evidence
    if item.kind in ("unfinished", "settle", "known-unread", "included"):
        return  # one's own are listed as drafts, others' are theirs; what is to be settled is listed already
    if item.kind == "unappraised":
        yield from _to_appraise(maker, evidence, item, reviewer)
    elif item.kind == "reread":
        part, _, name = item.ids[0].partition("/")
        line = tell_line(maker, settled, item)
        # The words open beside what they rest on; a study or an appraisal is signed off anew where it stands.
        is_read = part == "certainty" or is_text(settled, part, name)
        opened = {"do": "read", "part": part, "name": name} if is_read else {}
        yield Waiting(*line, opened, maker.say("open.reread") if opened else "")
    elif item.kind == "choose-directness" and not any(
        may_be_filled_in(t) for t in evidence.tags if (t.claim, t.record, t.reviewer) == (*item.ids, reviewer)
    ):
        return  # whoever chose looks at it once more, and nobody else
    elif item.kind == "translate" and is_making(
        evidence, *str(item.values["path"]).removesuffix(".yaml").partition("/")[::2], reviewer
    ):
        return  # nobody sees another's before their own is made
    elif item.kind in ("sign-off", "unchecked"):
        yield from _to_sign(maker, settled, item, reviewer)
    else:
        door = find_door(settled, item, reviewer)
        yield Waiting(*tell_line(maker, settled, item), door, maker.say(f"open.{door['do']}") if door else "")


def _title(maker: Maker, claim: str) -> str:
    return maker.say("quoted", text=maker.evidence.claims[claim].title.in_language(maker.language))


def _to_appraise(maker: Maker, evidence: Evidence, item: Todo, reviewer: str) -> Iterator[Waiting]:
    """A study with each tool that the protocol names for its design; bare where it names none that is known here."""
    study = evidence.studies[item.ids[0]]
    if any(a.study == study.id and a.by == reviewer for a in evidence.appraisals):
        return
    tools = list_tools(evidence, study)
    voice = Words(maker.language, evidence.vocabulary)
    if not tools:
        # No tool, no form and no command: that is the protocol's to decide, and nothing to do here.
        named = voice.name("design", study.design)
        yield Waiting(study.label, maker.say("why.no_tool", design=named))
    why = maker.say("why.unappraised", claims=", ".join(_title(maker, c) for c in item.ids[1:]))
    for tool in tools:
        name = f"{study.id}.{tool}"
        opened = {"do": "appraise", "part": "appraisals", "name": name}
        yield Waiting(name_part(maker, "appraisals", name), why, opened, maker.say("open.appraise"))


def _to_sign(maker: Maker, settled: Settled, item: Todo, reviewer: str) -> Iterator[Waiting]:
    evidence, line = settled.evidence, tell_line(maker, settled, item)
    part, name = item.values["part"], item.values["name"]
    if part == "claims":
        # Phrases are read in their file: `sign-off phrases CLAIM` records it.
        phrases = claim.phrases if (claim := evidence.claims.get(item.ids[0])) else None
        if phrases is None or phrases.written_by != reviewer:
            yield Waiting(*line)
        return
    plain = find_plain(evidence, part, name)
    if plain is None or reviewer in list_makers(plain):
        return  # nobody signs off their own work
    if plain.get("by") or is_making(evidence, part, name, reviewer):
        return  # one's own is settled, not signed off; and nobody sees another's before their own is made
    if find_unsettled(evidence, f"{part}/{name}", reviewer) is not None or list_unsettled(evidence, part, name):
        return  # it is settled first, and stands among what is to be settled
    opened = {"do": "read", "part": part, "name": name}
    yield Waiting(*line, opened, maker.say("open.sign"))


def is_making(evidence: Evidence, part: str, name: str, reviewer: str) -> bool:
    """Whether this person has begun the same alone and not finished it."""
    mine = part_path(part, own_name(name, reviewer))
    return any(draft.path == mine for draft in evidence.drafts)


def find_plain(evidence: Evidence, part: str, name: str) -> Mapping[str, Any] | None:
    """What stands in a finished file; None where there is none."""
    if part == "appraisals":
        path = part_path(part, name)
        item = next((a for a in evidence.appraisals if appraisal_path(a) == path), None)
    else:
        item = getattr(evidence, part).get(name)
    return None if item is None else dict(plain_of(item.to_plain()))


def to_plain(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [asdict(group) for group in groups]
