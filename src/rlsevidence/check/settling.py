"""What the people who made one thing each alone differ in, place by place, however they called its groups and results.

A place is a field as a form has it: `arms.treated.n`, a text with all of its languages, a list of words as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ..decisions.versions import SETTLED, Version, has_moved, hash_place
from ..model.settlement import NEITHER

LISTS = ("arms", "results")
"""Lists whose items people name as they like: the same thing goes by two ids."""
TIMES, TIMES_AT = ("before", "after"), 4
"""Groups of one arm's numbers, and how many steps a number of a result has before its cell."""
EMPTY: tuple[Any, ...] = (None, "", [], {})
"""What says nothing."""
NOT_OF_THE_THING = frozenset(
    {"id", "by", "draft", "places", "extracted_by", "extracted_with", "checked_by", "reviewers", "decided_on", "role"}
    | {"study", "tool", "claim", "settled"}
)
"""Keys that tell of the file and who made it, which nobody has to agree on."""


def list_undecided(versions: Sequence[Version], value: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """The places in which `versions` differ, `value` has nothing, and nobody has chosen that it should have nothing.

    Where each has a value of its own, one is needed. Where somebody has none, nothing may be what is chosen: a draft
    notes under `settled.differed` that it was looked at, whether the place is one that must be filled or not. A group
    or a result taken out was decided on as a whole, with the numbers of that group.
    """
    if len(versions) < 2:
        return []
    now = flatten(_align(versions, value), languages)
    settled = value.get("settled")
    looked_at = settled.get("differed") if isinstance(settled, Mapping) else None
    found = []
    for at, each in list_to_settle(versions, languages).items():
        if now.get(at) not in EMPTY or is_taken_out(at, now):
            continue
        one_sided = isinstance(looked_at, Mapping) and at not in looked_at
        if all(one not in EMPTY for one in each) or one_sided:
            found.append(at)
    return found


def is_taken_out(at: str, now: Mapping[str, Any]) -> bool:
    """Whether a place is of a group, or of a result, that does not stand in `now` any more."""
    steps = at.split(".")
    if steps[0] not in LISTS:
        return False
    there = {tuple(place.split(".")[:2]) for place in now}
    group = steps[3] if steps[0] == "results" and steps[2:3] == ["values"] and len(steps) > TIMES_AT else None
    gone = group is not None and group not in TIMES and ("arms", group) not in there
    return (steps[0], steps[1]) not in there or gone


def _align(versions: Sequence[Version], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """`value` with the ids that groups and results go by in the first of `versions`."""
    return align_values([versions[0].value, value])[1]


def list_differing(versions: Sequence[Version], languages: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Place -> what each of `versions` has there, in their order, where they do not say the same."""
    if len(versions) < 2:
        return {}
    flat = [flatten(value, languages) for value in align_values([v.value for v in versions])]
    places = dict.fromkeys(at for one in flat for at in one)
    found = {at: tuple(one.get(at) for one in flat) for at in places}
    return {at: all_ for at, all_ in found.items() if any(not is_same(all_[0], other) for other in all_[1:])}


def tell_settled(versions: Sequence[Version], value: Mapping[str, Any], languages: Sequence[str]) -> dict[str, str]:
    """Place in which `versions` differ -> whose value stands in `value` by now, or NEITHER where nobody's does."""
    now = flatten(_align(versions, value), languages) if versions else {}
    told = {
        at: next(
            (v.who for v, own in zip(versions, found, strict=True) if v.who != SETTLED and is_same(own, now.get(at))),
            NEITHER,
        )
        for at, found in list_to_settle(versions, languages).items()
    }
    # What was settled before, and is not open again, stays as it was settled then.
    act = versions[0].value["settled"] if versions and versions[0].who == SETTLED else {}
    return {at: whose for at, whose in act.get("differed", {}).items() if at not in told} | told


def list_to_settle(versions: Sequence[Version], languages: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """As `list_differing`; beside what was settled before, only what somebody has changed since."""
    differing = list_differing(versions, languages)
    if not versions or versions[0].who != SETTLED:
        return differing
    act = versions[0].value["settled"]
    return {
        at: each
        for at, each in differing.items()
        if any(
            v.changed and not is_same(each[0], own) and has_moved(act, v.who, at, own)
            for v, own in zip(versions[1:], each[1:], strict=True)
        )
    }


def hash_places(
    value: Mapping[str, Any], own: Mapping[str, Any], places: Collection[str], languages: Sequence[str]
) -> dict[str, str]:
    """Place -> a hash of what `own` has there, its groups and results by the ids that they have in `value`."""
    flat = flatten(align_values([value, own])[1], languages)
    return {at: hash_place(flat.get(at)) for at in places}


def tell_replaced(was: Mapping[str, Any], value: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Place -> what stood there in `was`, for every place where `value` says something else."""
    now = flatten(align_values([was, value])[1], languages)
    return {at: own for at, own in flatten(was, languages).items() if not is_same(own, now.get(at))}


def flatten(value: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Place -> what stands there, for every field that a person fills."""
    return {
        ".".join(at): found
        for key, item in value.items()
        if key not in NOT_OF_THE_THING
        for at, found in _flatten((key,), item, languages)
    }


def _flatten(at: tuple[str, ...], value: Any, languages: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping) and value and not set(value) <= set(languages):
        for key, item in value.items():
            yield from _flatten((*at, str(key)), item, languages)
    elif at[-1] in LISTS and len(at) == 1:
        for item in value if isinstance(value, (list, tuple)) else ():
            if isinstance(item, Mapping) and isinstance(item.get("id"), str):
                for key, inner in item.items():
                    if key != "id":
                        yield from _flatten((*at, item["id"], key), inner, languages)
    else:
        yield at, value


def align_values(values: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Values in which the same group, or result, goes by the same id as in the first: by id where it is the same, else
    in order; the numbers of a group and the places that they were taken from go with it."""
    aligned: list[Mapping[str, Any]] = list(values[:1])
    for value in values[1:]:
        made = dict(value)
        for name in LISTS:
            new = _pair_ids(_list_ids(values[0], name), _list_ids(value, name))
            if new:
                made[name] = [
                    {**item, "id": new.get(item["id"], item["id"])} if _has_id(item) else item
                    for item in made.get(name) or ()
                ]
                made = _rename(made, name, new)
        aligned.append(made)
    return aligned


def _pair_ids(known: Sequence[str], own: Sequence[str]) -> dict[str, str]:
    free = [i for i in known if i not in own]
    return dict(zip([i for i in own if i not in known], free, strict=False))


def _rename(value: dict[str, Any], name: str, new: Mapping[str, str]) -> dict[str, Any]:
    """What is told under the id of a group or a result, under its new one."""
    places = value.get("places")
    if isinstance(places, Mapping):
        renamed = {}
        for key, place in places.items():
            first, _, rest = key.partition(".")
            old, dot, field = rest.partition(".")
            if first == name and old in new:
                key = f"{name}.{new[old]}{dot}{field}"
            renamed[key] = place
        value = {**value, "places": renamed}
    if name == "arms" and isinstance(value.get("results"), list):
        value["results"] = [
            {**r, "values": {new.get(k, k): v for k, v in r["values"].items()}}
            if isinstance(r, Mapping) and r.get("kind") == "between-arms" and isinstance(r.get("values"), Mapping)
            else r
            for r in value["results"]
        ]
    return value


def _list_ids(value: Mapping[str, Any], name: str) -> list[str]:
    items = value.get(name)
    return [item["id"] for item in (items if isinstance(items, (list, tuple)) else ()) if _has_id(item)]


def _has_id(item: Any) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get("id"), str)


def is_same(one: Any, other: Any) -> bool:
    """Whether two people say the same: order of words aside, and nothing is nothing."""
    if one in EMPTY and other in EMPTY:
        return True
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(x, str) for x in (*one, *other)):
        return sorted(one) == sorted(other)
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
