"""The parts of printable sentences: whole, well-formed, alike in every language, and never firmer than their level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from ..judgement.sentences import (
    LEVELS,
    Offer,
    State,
    find_figure,
    is_documented,
    is_sourced,
    list_states,
    needs_advice,
    needs_word,
    write_state,
)
from ..judgement.strength import (
    asks,
    asks_whether,
    find_doubt,
    find_words,
    knows_words,
    list_numbers,
    names_ceiling,
    says_can,
)
from ..layout import part_path
from ..model import GRADABLE_KINDS, Claim, Loc, PhraseParts, Phrases
from ..model.grade import RATINGS
from .rules import Context, Found, Said, list_words, rule

CLAUSES = ("subject", "finite", "infinitive", "object", "probably", "maybe", "question")
"""Parts of a sentence, as against whole sentences."""
SENTENCES = ("limits", "at_risk", "advice", "details")
WAYS_AGAINST = ("no_difference", "opposite")
PLACED = {"probably": "probably", "maybe": "hedged"}
"""Verbs written with their word of doubt -> the rung of which they must hold a word."""
_MARK = re.compile(r"[.!?;:](?:\s|$)|\n")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def _list_phrases(context: Context) -> Iterator[tuple[str, Claim, Phrases]]:
    for claim in context.evidence.claims.values():
        if claim.phrases is not None:
            yield part_path("claims", claim.id), claim, claim.phrases


def _list_texts(parts: PhraseParts) -> Iterator[tuple[Loc, str, bool]]:
    """(place in the parts, text, whether it is whole sentences) of every text."""
    for name in CLAUSES:
        if (text := getattr(parts, name)) is not None:
            yield (name,), text, False
    for name in ("no_difference", "opposite"):
        for inner in CLAUSES[1:6]:
            if (text := getattr(getattr(parts, name), inner, None)) is not None:
                yield (name, inner), text, False
        if (text := getattr(getattr(parts, name), "beside", None)) is not None:
            yield (name, "beside"), text, True
    for name in SENTENCES:
        if (text := getattr(parts, name)) is not None:
            yield (name,), text, True
    yield from ((("beside", state), text, True) for state, text in parts.beside.items())


def _name(*steps: str) -> str:
    return ".".join(("phrases", "parts", *steps))


@rule("phrases-form", "Parts that are joined to a sentence must fit: clauses are no sentences, questions ask.")
def _form(context: Context) -> Iterator[Found]:
    for path, _, phrases in _list_phrases(context):
        for code, parts in phrases.parts.items():
            for loc, text, whole in _list_texts(parts):
                at: tuple[Loc, str] = (("phrases", "parts", code, *loc), _name(code, *map(str, loc)))
                if not whole and _MARK.search(text):
                    yield path, *at, text, "part of a sentence, without a full stop, colon or semicolon"
                if whole and not re.search(r"[.!?]$", text.strip()):
                    yield path, *at, text, "whole sentences, each with its full stop"
                for match in _BRACES.finditer(text):
                    if match[0] != "{figure}" or phrases.figure is None:
                        given = "{figure}, with phrases.figure" if phrases.figure is None else "{figure}"
                        yield path, *at, match[0], f"no braces but {given}"
            if not knows_words(code):
                continue  # the language brings no words to judge by; no sentence is offered in it
            loc = ("phrases", "parts", code)
            if parts.question is not None and not asks(parts.question, code):
                yield (
                    path,
                    (*loc, "question"),
                    _name(code, "question"),
                    parts.question,
                    "a question within a sentence (strength.asks of the catalogue has its first words)",
                )
            for name, said in (("", parts), ("no_difference", parts.no_difference), ("opposite", parts.opposite)):
                for form, rung in PLACED.items():
                    word = getattr(said, form, None)
                    if word is not None and not find_words(word, rung, code):
                        steps = [step for step in (name, form) if step]
                        asked = "probably" if form == "probably" else "possibly"
                        yield path, (*loc, *steps), _name(code, *steps), word, f"the verb with a word for '{asked}'"
            for state in parts.beside:
                if state not in (*LEVELS, *RATINGS):
                    yield (
                        path,
                        (*loc, "beside", state),
                        _name(code, "beside", state),
                        state,
                        list_words((*LEVELS, *RATINGS)),
                    )


@rule("phrases-whole", "What one language tells the reader the others tell too, and a warning goes with every harm.")
def _whole(context: Context) -> Iterator[Found]:
    for path, claim, phrases in _list_phrases(context):
        if claim.kind in GRADABLE_KINDS and phrases.agrees_with is None:
            expected = f"a direction of results, since the claim is of the kind {claim.kind}"
            yield path, ("phrases",), "phrases.agrees_with", Said("nothing"), expected
        if phrases.figure is not None and find_figure(context.evidence, claim) is None:
            wanted = ", ".join((phrases.figure.authority, phrases.figure.kind, phrases.figure.counts))
            yield path, ("phrases", "figure"), "phrases.figure", wanted, "just one row of dose-limits.yaml"
        told = {code: _list_told(parts) for code, parts in phrases.parts.items()}
        everything: dict[str, str] = {name: code for code, names in told.items() for name in names}
        for code, parts in phrases.parts.items():
            for name, other in everything.items():
                if name not in told[code]:
                    loc = ("phrases", "parts", code)
                    yield path, loc, _name(code, name), Said("nothing"), f"what {other} says there, in {code}"
            if needs_advice(claim) and parts.advice is None and "advice" not in everything:
                expected = f"advice on safety, since the claim is of the kind {claim.kind}"
                yield path, ("phrases", "parts", code), _name(code, "advice"), Said("nothing"), expected
            for way in WAYS_AGAINST:
                said = getattr(parts, way) if needs_word(claim, way) else None
                if said is not None and said.beside is None and f"{way}.beside" not in everything:
                    expected = "what a reader must be told beside it: whom it does not cover, or what not to do"
                    yield path, ("phrases", "parts", code, way), _name(code, way, "beside"), Said("nothing"), expected
        yield from _compare_numbers(path, phrases)
        yield from _find_answered(context, path, claim, phrases)


def _find_answered(context: Context, path: str, claim: Claim, phrases: Phrases) -> Iterator[Found]:
    """Sources that answer the question are known to the review where a judgement finds the claim borne out."""
    loc, name = ("phrases", "answered_by"), "phrases.answered_by"
    for source in sorted(set(phrases.answered_by) - set(phrases.rests_on)):
        yield path, loc, name, source, "a study of rests_on as well"
    certainty = context.evidence.certainty.get(claim.id)
    rating = certainty.basis.rating if certainty is not None and certainty.basis is not None else None
    if rating not in ("established", "accepted") or is_sourced(claim) or phrases.documented_by:
        return
    for code, parts in phrases.parts.items():
        if parts.question is not None and knows_words(code) and asks_whether(parts.question, code):
            expected = f"the studies that answer it, since the judgement calls the claim {rating}"
            yield path, ("phrases",), name, Said("nothing"), expected
            return


def _list_told(parts: PhraseParts) -> frozenset[str]:
    """The optional parts that carry something for the reader; where a verb has its doubt is a matter of grammar."""
    given = {name for name in ("question", "no_difference", "opposite", *SENTENCES) if getattr(parts, name) is not None}
    ways = {f"{way}.beside" for way in WAYS_AGAINST if getattr(getattr(parts, way), "beside", None) is not None}
    return frozenset({*given, *ways, *(f"beside.{state}" for state in parts.beside)})


def _compare_numbers(path: str, phrases: Phrases) -> Iterator[Found]:
    numbers: Mapping[str, frozenset[str]] = {
        code: frozenset[str]().union(*(list_numbers(text) for _, text, _ in _list_texts(parts)))
        for code, parts in phrases.parts.items()
    }
    everywhere = frozenset[str]().union(*numbers.values())
    for code, own in numbers.items():
        if lacking := sorted(everywhere - own):
            found = Said(f"no {', '.join(lacking)}")
            yield path, ("phrases", "parts", code), _name(code), found, "the numbers that the other languages have"
    if everywhere and not phrases.rests_on:
        yield (
            path,
            ("phrases",),
            "phrases.rests_on",
            Said("nothing"),
            f"the studies behind {', '.join(sorted(everywhere))}",
        )


@rule("phrases-harm", "A harm that is known to occur is never denied, and never is it asked whether it occurs.")
def _harm(context: Context) -> Iterator[Found]:
    for path, claim, phrases in _list_phrases(context):
        certainty = context.evidence.certainty.get(claim.id)
        found = certainty.direction.finding if certainty is not None and certainty.direction is not None else None
        agreed = phrases.agrees_with if phrases.agrees_with == "harm" else None
        basis = certainty.basis.rating if certainty is not None and certainty.basis is not None else None
        level = certainty.overall if certainty is not None else None
        holds = (level or basis) in ("high", "moderate", "established", "accepted") and found == agreed
        if claim.kind == "harm" and agreed is not None and holds and not phrases.documented_by:
            expected = f"what documents it, since the judgement finds {found} and the claim agrees with it"
            yield path, ("phrases",), "phrases.documented_by", Said("nothing"), expected
        if not phrases.documented_by:
            continue
        if not is_documented(claim):
            expected = "nothing: only a harm that the claim agrees with is stated at every level, and never a benefit"
            yield path, ("phrases", "documented_by"), "phrases.documented_by", phrases.documented_by[0], expected
            continue
        for name in sorted(set(phrases.documented_by) - set(phrases.rests_on)):
            yield path, ("phrases", "documented_by"), "phrases.documented_by", name, "a study of rests_on as well"
        for code, parts in phrases.parts.items():
            loc = ("phrases", "parts", code)
            for name in ("no_difference", "opposite"):
                if (said := getattr(parts, name)) is not None:
                    expected = "nothing, since documented_by says that the harm occurs"
                    yield path, (*loc, name), _name(code, name), said.object, expected
            if knows_words(code) and not says_can(parts.finite, code):
                expected = "a verb that says that it can happen, and no more (strength.can of the catalogue)"
                yield path, (*loc, "finite"), _name(code, "finite"), parts.finite, expected
            stated = " ".join((parts.subject, parts.finite, parts.object))
            if knows_words(code) and (word := find_doubt(stated, code)):
                expected = "no word of doubt, since documented_by says that the harm occurs: doubt its size (question)"
                yield path, loc, _name(code), word, expected
            if parts.question is None:
                expected = "how often, how much or when, since documented_by says that the harm occurs"
                yield path, loc, _name(code, "question"), Said("nothing"), expected
            elif knows_words(code) and asks_whether(parts.question, code):
                expected = "how often, how much or when, and not whether: documented_by says that the harm occurs"
                yield path, (*loc, "question"), _name(code, "question"), parts.question, expected


@rule("phrases-limit", "A figure of an authority stands beside its name, and is called an upper limit or a ceiling.")
def _limit(context: Context) -> Iterator[Found]:
    for path, claim, phrases in _list_phrases(context):
        figure = phrases.figure
        if figure is None or figure.kind != "upper_level":
            continue
        for code in phrases.parts:
            name = figure.named.get(code, figure.authority)
            for state in list_states(claim):
                sentence, other = (write_state(claim, state, code, number).sentence or "" for number in (0, 1))
                if sentence == other:
                    continue  # no figure in it
                if name.casefold() not in sentence.casefold() or not names_ceiling(sentence, code):
                    expected = f"{name}, and that the figure is an upper limit (strength.ceiling of the catalogue)"
                    yield path, ("phrases", "parts", code), _name(code), sentence, expected
                    break


@rule("phrases-strength", "No sentence that the parts can make holds a word firmer than its certainty allows.")
def _strength(context: Context) -> Iterator[Found]:
    yield from _find_refused(context, "strength", "no word firmer than the level allows")


@rule("phrases-number", "A number of the claim that the evidence does not carry is never printed, however hedged.")
def _number(context: Context) -> Iterator[Found]:
    yield from _find_refused(context, "number", "the authority's own figure, by phrases.figure, or no number")


def _find_refused(context: Context, lack: str, expected: str) -> Iterator[Found]:
    """One line a language for each word or number that stops a sentence, with the first state in which it does."""
    seen: set[Any] = set()
    for path, code, state, offer in _list_stopped(context):
        if offer.lacks == lack and (path, code, offer.found) not in seen:
            seen.add((path, code, offer.found))
            at = f"{expected}, as at {state.word.replace('_', ' ')}"
            yield path, ("phrases", "parts", code), _name(code), offer.found, at


def _list_stopped(context: Context) -> Sequence[tuple[str, str, State, Offer]]:
    """(path, language, state, offer) of every sentence that phrases make and that is not offered; written once."""
    if "stopped" not in context.settled.kept:
        context.settled.kept["stopped"] = [
            (path, code, state, offer)
            for path, claim, phrases in _list_phrases(context)
            for code in phrases.parts
            for state in list_states(claim)
            if (offer := write_state(claim, state, code, None)).lacks
        ]
    return cast(Sequence[tuple[str, str, State, Offer]], context.settled.kept["stopped"])
