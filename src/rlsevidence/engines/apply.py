"""An engine put to use: on lines of JSON, and on suggestions. Pure but for what the engine does itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..model import Claim, Cue, FullRecord, Record, SuggestedTag
from ..tagging.judging import Line, read_stance_lines
from ..tagging.sentences import Passage
from .answer import Answer, Context, Engine


def judge_lines(lines: Iterable[Line], engine: Engine, context: Context) -> Iterator[dict[str, Any]]:
    """As `tagging.judging.judge_stances`, by any engine. `stance` and `confidence` may be null; `why` then says why."""
    asked = read_stance_lines(lines)
    _announce(engine, context, [(a.claim, a.title, a.passages) for a in asked])
    for one in asked:
        found = engine.judge(one.claim, one.title, one.passages)
        at = found.sentence
        yield {
            "id": one.id,
            "stance": found.stance,
            "confidence": found.confidence,
            "proposed": found.is_proposed,
            "sentence": at.text if at else None,
            "span": [at.section, at.start, at.end] if at else None,
            "rules": list(found.rules),
            "why": found.why,
        }


def judge_suggestions(
    suggestions: Iterable[SuggestedTag],
    claims: Mapping[str, Claim],
    records: Mapping[str, Record | FullRecord],
    engine: Engine,
    context: Context,
) -> Iterator[SuggestedTag]:
    """The same suggestions with the stance that an engine takes; those on a title alone stay as they are.

    A suggestion stays one: nothing here can become a decision but by a person's hand.
    """
    found = list(suggestions)
    asked = {
        number: (claims[tag.claim].statement.in_language("en"), records[tag.record].title, passages)
        for number, tag in enumerate(found)
        if (passages := _read_passages(records[tag.record]))
    }
    _announce(engine, context, list(asked.values()))
    for number, tag in enumerate(found):
        yield _put(tag, engine, engine.judge(*asked[number])) if number in asked else tag


def _put(tag: SuggestedTag, engine: Engine, answer: Answer) -> SuggestedTag:
    shown = answer.stance is not None and answer.is_proposed
    at = answer.sentence
    cue = Cue(
        field=f"abstract/{at.section}", start=at.start, end=at.end, words=at.text, rule=f"sentence:{at.role}"
    ) if at else None  # fmt: skip
    told = f"The engine {engine.name} reads it as {answer.stance}"
    why = f"{told if shown else answer.why or 'Not plain: read it'}."
    kept = tuple(rule for rule in tag.rules if rule.startswith(("concept:", "design:", "type:")))
    return tag.model_copy(
        update={
            "stance": answer.stance if shown else None,
            "confidence": answer.confidence if shown else None,
            "sentence": cue or tag.sentence,
            "direction": None,
            "rules": (*kept, *answer.rules),
            "why": why[:1].upper() + why[1:],
        }
    )


def _read_passages(record: Record | FullRecord) -> tuple[Passage, ...]:
    sections = record.abstract if isinstance(record, FullRecord) else ()
    return tuple(Passage(s.label or s.category, s.text) for s in sections)


def _announce(engine: Engine, context: Context, asked: Sequence[tuple[str, str, Sequence[Passage]]]) -> None:
    characters = sum(len(claim) + len(title) + sum(len(p.text) for p in passages) for claim, title, passages in asked)
    told = engine.announce(len(asked), characters)
    if told and asked:
        context.say(told)
