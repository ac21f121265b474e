"""What the estimate, and a stop, say in words: the same in the panel, the terminal, the pages and the report. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..decisions import Settled
from ..decisions.stops import find_holding_stop
from ..language import list_texts
from ..model import Person, ScreeningStop
from .estimate import Estimate
from .sequence import list_unopened


def say_percent(share: float) -> str:
    """A share in whole percent, rounded down: a recall is not made greater by being printed."""
    return str(int(100 * share + 1e-9))


def say_estimate(now: Estimate, language: str, skipped: int = 0) -> str:
    """The estimate in sentences: what was read, what may be missed, and whether the rule would stop.

    `skipped`: records of the queue that were passed over and are still undecided.
    """
    texts = list_texts("stop.", language)
    over = [texts["skipped"].format(n=skipped)] if skipped else []
    if now.unopened:
        over.append(texts["unopened"].format(n=now.unopened, drawn=now.drawn))
    if not now.read:
        return " ".join([texts["none_read"] if now.total else texts["nothing_in_order"], *over])
    said = [texts["read"].format(read=now.read, total=now.total, relevant=now.relevant), *over]
    if now.aside:
        said.append(texts["aside"].format(n=now.aside))
    if not now.left:
        said.append(texts["all_read"])
    elif now.recall is None:
        said.append(texts["no_find"])
    else:
        said += [_say_missed(now, language), _say_rule(now, language)]
    return " ".join(said)


def _say_missed(now: Estimate, language: str) -> str:
    recall = say_percent(now.recall or 0)
    sure = say_percent(1 - now.doubt)
    return list_texts("stop.", language)["missed"].format(sure=sure, most=now.most, likely=now.likely, recall=recall)


def _say_rule(now: Estimate, language: str) -> str:
    key = "enough" if now.enough else "too_early"
    return list_texts("stop.", language)[key].format(promised=say_percent(now.promised), doubt=say_percent(now.doubt))


def to_estimate(stop: ScreeningStop) -> Estimate:
    """The estimate that a stop rests on."""
    return Estimate(
        **{k: getattr(stop, k) for k in ("total", "read", "relevant", "aside", "unopened", "drawn")},
        **{k: getattr(stop, k) for k in ("promised", "doubt", "chance", "likely", "most")},
    )


def say_stop(stop: ScreeningStop | None, who: str, waiting: int, since: int, language: str, unopened: int = 0) -> str:
    """On what estimate the screening was stopped, or that it has not been.

    `who`: the name of the person; `waiting`: records that nobody has screened; `since`: those of them that have come
    since the stop; `unopened`: those that have only been set aside in a list.
    """
    texts = list_texts("stop.", language)
    if stop is None:
        hidden = texts["complete_unopened"].format(n=unopened) if unopened else texts["complete"]
        return texts["open"].format(n=waiting) if waiting else hidden
    then = to_estimate(stop)
    said = [texts["stopped"].format(day=stop.decided_on[:10], who=who), say_estimate(then, language)]
    if not then.enough:
        said.append(texts["before_rule"].format(note=stop.note))
    elif stop.note:
        said.append(stop.note)
    if since:
        said.append(texts["since"].format(n=since))
    said.append(texts["rule"])
    return " ".join(said)


def describe_end(
    stops: Iterable[ScreeningStop],
    people: Iterable[Person],
    records: Collection[str],
    screened: Collection[str],
    unopened: Collection[str],
    language: str,
) -> str:
    """`say_stop` of a review: its stops, its people, the ids of its records, of those that somebody has screened, and
    of those of them that nobody has opened."""
    stop = find_holding_stop(stops)
    waiting = sum(r not in screened for r in records)
    if stop is None:
        return say_stop(None, "", waiting, 0, language, len(unopened))
    who = next((p.name for p in people if p.id == stop.reviewer), stop.reviewer)
    since = max(0, min(waiting, len(records) - stop.total - stop.aside))
    return say_stop(stop, who, waiting, since, language)


def describe_settled(settled: Settled, language: str) -> str:
    """The same of evidence with what people decided on it."""
    evidence = settled.evidence
    unopened = list_unopened(evidence.screening, evidence.records)
    return describe_end(evidence.stops, evidence.people, evidence.records, settled.screening, unopened, language)


def make_path(points: Sequence[Estimate]) -> list[list[float]]:
    """The curve: for each point records read, the recall reached at least, and as likely as not. Without a find: 0."""
    return [[p.read, round(p.recall or 0, 4), round(p.recall_likely or 0, 4)] for p in points]


__all__ = ["describe_end", "describe_settled", "make_path", "say_estimate", "say_percent", "say_stop", "to_estimate"]
