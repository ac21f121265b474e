"""What is wrong with an evidence folder as a whole, and the moment from which a draft counts.

A draft that is whole in itself is tried in a copy of the folder first: what it would bring about there is told before
anything is written. A person's own draft becomes the file that counts where nobody else has looked at the same thing;
where somebody has, it stays that person's own (`layout.own_name`), to be compared and settled.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import clock, store
from .check import check_evidence, check_touched, list_raw_problems
from .check.settling import hash_places, tell_replaced, tell_settled
from .decisions.versions import find_own, hash_made, list_makers, list_versions
from .errors import NOTICES, UNFINISHED, EvidenceError, Problem
from .layout import own_name, part_path
from .model import Evidence
from .rereading import record_finished

OWN_FIELDS = ("studies", "appraisals", "certainty")
"""Folders of what two people can make each alone."""
CONSENSUS = "consensus"
"""Stands for a person in the name of the draft in which the differences between several people are settled."""


def list_problems(folder: Path, touched: Sequence[str] = ()) -> list[Problem]:
    """Every problem of form and of sense, sorted by place."""
    evidence, problems = store.read(folder)
    if evidence is not None:
        left_out = {problem.path for problem in problems if problem.rule not in store.NOTHING_LEFT_OUT}
        items = {path for path in left_out if path.count("/") == 1 and path.endswith(".yaml")}
        # An appraisal is named for its study and its tool.
        names = {name for path in items for stem in [Path(path).stem] for name in (stem, stem.partition(".")[0])}
        for path in sorted(items):
            raw = store.read_raw(folder, path)
            if raw and isinstance(raw[1], dict):
                problems += list_raw_problems(path, *raw, evidence.vocabulary)
                # A file that is wrongly named holds an item of another name.
                names |= {v for key in ("id", "claim", "study") if isinstance(v := raw[1].get(key), str)}
        faulty = {problem.path for problem in problems if problem.rule not in NOTICES}
        found = check_evidence(evidence, today=clock.read_today(), whole=left_out == items, unread=names)
        # What cannot be read is not called empty as well.
        problems += [p for p in found if not (p.rule == UNFINISHED and p.path in faulty)]
    return sorted({*problems, *check_touched(touched)})


@dataclass(frozen=True)
class Finished:
    """`path`: the file that holds it now; `counts`: whether it counts, or waits to be settled with another's.

    `lacking`: what kept it a draft, in which case nothing has been written.
    """

    path: str
    counts: bool
    lacking: tuple[Problem, ...] = ()


FOLLOWING = frozenset({"verdict-level", "verdict-words"})
"""Rules that a judgement of certainty breaks in other people's texts, which follow it."""


def split_own(path: str, value: Mapping[str, Any]) -> str:
    """The path of the file that would count, for one person's own; `path` itself for any other."""
    folder, _, name = path.partition("/")
    by = value.get("by")
    if folder in OWN_FIELDS and isinstance(by, str) and by and name.endswith(f".{by}.yaml"):
        return f"{folder}/{name.removesuffix(f'.{by}.yaml')}.yaml"
    return path


def list_others(folder: Path, path: str, by: str) -> list[str]:
    """The files in which somebody else than `by` has made, or begun, the same alone."""
    stem = Path(path).stem
    mine = f"{stem}.{by}.yaml"
    return sorted(
        f"{path.partition('/')[0]}/{file.name}"
        for file in (folder / path).parent.glob(f"{stem}.*.yaml")
        if file.name not in (mine, f"{stem}.{CONSENSUS}.yaml")
        and file.name.count(".") == Path(path).name.count(".") + 1
    )


def finish_draft(folder: Path, path: str, changes: Mapping[str, Any] | None = None) -> Finished:
    """Take `draft: true` away from a file that is whole, or say what it lacks and where. `changes`: keys set with it.

    EvidenceError when it cannot be read or has been changed meanwhile.
    """
    content = (folder / path).read_text(encoding="utf-8")
    draft = store.read_draft(folder, path)
    if draft is None:
        raise EvidenceError(f"{path} is finished, or not there any more; nothing has been written")
    value = {key: item for key, item in {**draft, **(changes or {})}.items() if key != "draft"}
    target = split_own(path, value)
    alone = {key: item for key, item in value.items() if key != "by"}
    if target != path and value["by"] == CONSENSUS:
        alone = _put_settlement(folder, path, alone)
    # A consensus follows what each has made alone, which stays; anybody else's waits for one.
    counts = target == path or value["by"] == CONSENSUS or _is_alone(folder, target, str(value["by"]))
    lacking = _list_lacking(folder, path, target, alone if target != path else value, content, counts=counts)
    if lacking:
        return Finished(path, False, tuple(lacking))
    if target != path and counts:
        if value["by"] == CONSENSUS:
            _keep_source(folder, target)
        was = (folder / target).read_text(encoding="utf-8") if (folder / target).is_file() else ""
        store.put_item(folder, target, alone, was=was, away=path)
        _record(folder, target, value)
        return Finished(target, True)
    store.put_item(folder, path, value, was=content)
    if target == path:
        _record(folder, path, value)
    return Finished(path, target == path)


def _put_settlement(folder: Path, path: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The value with whose of each differing field was taken, so that a reader finds what people differed in."""
    settled = value.get("settled")
    evidence, _ = store.read(folder)
    if not isinstance(settled, Mapping) or evidence is None:
        return dict(value)
    part, _, name = path.removesuffix(f".{CONSENSUS}.yaml").partition("/")
    versions = list_versions(evidence, part, name)
    differed = tell_settled(versions, value, evidence.topic.languages)
    # Whoever settled it goes last in the file, after what was settled.
    rest = {key: item for key, item in value.items() if key != "settled"}
    alone = {who: own for who in settled["between"] if (own := _find_made(evidence, part, name, who))}
    had = {who: hash_places(rest, own, differed, evidence.topic.languages) for who, own in alone.items()}
    made = {who: hash_made(own) for who, own in alone.items()}
    trace = {**settled, "differed": differed, "made": made, "had": had if differed else None}
    raw = store.read_raw(folder, part_path(part, name))
    if raw is not None and isinstance(raw[1], dict) and not _can_be_kept(folder, part_path(part, name), raw[1]):
        trace["replaced"] = tell_replaced(raw[1], rest, evidence.topic.languages)
        trace["earlier"] = raw[1].get("settled")
    return {**rest, "settled": {key: item for key, item in trace.items() if item is not None}}


def _find_made(evidence: Evidence, part: str, name: str, who: str) -> Mapping[str, Any] | None:
    """What one person made alone: the file of their own, or the one that stands and will be kept as theirs."""
    own = find_own(evidence, part, name, who)
    stand = (v.value for v in list_versions(evidence, part, name) if v.who == who)
    return own if own is not None else next(stand, None)


def _keep_source(folder: Path, target: str) -> None:
    """What one person made before anybody else did stands where the consensus will: it is kept beside it, as theirs."""
    raw = store.read_raw(folder, target)
    if raw is None or not isinstance(raw[1], dict) or not _can_be_kept(folder, target, raw[1]):
        return
    value = {**raw[1], "by": list_makers(raw[1])[0]}
    # A check is of the text that counts; it stays in readings.tsv with the day and the hash that it was given for.
    value = {**value, "checked_by": None} if "checked_by" in value else value
    store.put_item(folder, _own_path(target, value), value, was="")


def _can_be_kept(folder: Path, target: str, value: Mapping[str, Any]) -> bool:
    """Whether what stands is one person's, and that person has none of their own beside it."""
    makers = list_makers(value)
    return len(makers) == 1 and not (folder / _own_path(target, {"by": makers[0]})).exists()


def _own_path(target: str, value: Mapping[str, Any]) -> str:
    part, _, name = target.removesuffix(".yaml").partition("/")
    return part_path(part, own_name(name, str(value["by"])))


def _record(folder: Path, path: str, value: Mapping[str, Any]) -> None:
    """What a text rested on when it was finished, so that a later change under it is seen."""
    if path.partition("/")[0] in ("certainty", "claims"):
        phrases = value.get("phrases")
        written = [str(phrases["written_by"])] if isinstance(phrases, Mapping) else []
        settled = value.get("settled")
        # What was settled was written by whoever settled it, whoever stands before them as having judged it.
        by = [str(settled["by"])] if isinstance(settled, Mapping) and settled.get("by") else []
        record_finished(folder, path, [*by, *list_makers(value), *written])


def _is_alone(folder: Path, target: str, by: str) -> bool:
    """Whether what stands there is this person's own work, or nothing does and nobody else has made the same."""
    raw = store.read_raw(folder, target)
    if raw is None or not isinstance(raw[1], dict):
        return not (folder / target).exists() and not list_others(folder, target, by)
    return list_makers(raw[1]) == (by,)


def _list_lacking(
    folder: Path, path: str, target: str, value: Mapping[str, Any], content: str, *, counts: bool
) -> list[Problem]:
    """What keeps the file from being whole: what it lacks, or else what it would bring about in the workspace.

    What waits beside another's (`counts` false) brings about nothing yet: that it calls a result otherwise than an
    appraisal of the first person does is no fault, and to say so would tell what the other has.
    """
    before = list_problems(folder)
    own = [p for p in before if p.path == path and p.field != "draft"]
    if own:
        return own
    with tempfile.TemporaryDirectory() as temporary:
        trial = Path(temporary) / "evidence"
        shutil.copytree(folder, trial)
        (trial / path).unlink()
        (trial / target).write_text(store.format_item(value, content), encoding="utf-8")
        # A text that waits for its other language, or to be read again, keeps nothing from counting; nor does what an
        # editor once said of a sentence: a judgement that grew more careful must not wait for it. `check` names it.
        found = {p for p in list_problems(trial) if p.rule not in NOTICES | FOLLOWING} - set(before)
        return sorted(replace(p, path=path) if p.path == target else p for p in found if counts or p.path == target)
