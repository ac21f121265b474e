"""What people wrote, held against what it is about: how sure it sounds, and how many trials and people it names.

Texts are read in every language that has words for it (`prose.*` of the catalogues). Only what can be decided is named:
a number that no study under the text has, a word that belongs to another level, a verb stated without its doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..counted import say_count
from ..judgement.agreed_said import find_taken_for_granted
from ..judgement.doors import find_beyond
from ..judgement.prose import (
    find_advice,
    find_lacking,
    find_other_level,
    find_plain_verb,
    find_proof,
    find_strong,
    find_sure,
)
from ..judgement.prose_counts import find_only, list_counts
from ..judgement.readings import judge_readings
from ..judgement.rests_on import name_verdict
from ..judgement.said_of import LEVELS, find_said
from ..judgement.sentences import is_documented, write_documented
from ..judgement.strength import knows_words
from ..judgement.wording import compare_wording
from ..language import has_text, say
from ..layout import part_path
from ..model import (
    CERTAINTY_LEVELS,
    GRADED_KINDS,
    Certainty,
    Document,
    Evidence,
    Loc,
    Multilingual,
    Prose,
    Sentence,
    Study,
)
from ..tagging.untranslated import find_plain_language
from .rules import Context, Found, list_words, rule

Text = tuple[Loc, str, str, str]
"""Place, field, language, text."""
COUNTS = frozenset({"n", "of", "responders", "events", "total"})
"""Keys of a result's values that hold a number of people; a mean of 17 is nobody's number."""


def _path(certainty: Certainty) -> str:
    return part_path("certainty", certainty.claim)


def _list_summary(certainty: Certainty) -> Iterator[Text]:
    yield from _split(certainty.summary, ("summary",), "summary", "")


def _list_texts(evidence: Evidence, certainty: Certainty) -> Iterator[Text]:
    """The summary and every reason that people wrote for a judgement."""
    plain = find_plain_language(evidence)
    yield from _list_summary(certainty)
    for group in ("downgrades", "upgrades"):
        for name, step in (getattr(certainty, group) or {}).items():
            yield from _split(step.why, (group, name, "why"), f"{group}.{name}.why", plain)
    for name, given in (("basis", certainty.basis), ("direction", certainty.direction)):
        if given is not None:
            yield from _split(given.why, (name, "why"), f"{name}.why", plain)


def _split(text: Prose, loc: Loc, field: str, plain: str) -> Iterator[Text]:
    if isinstance(text, Multilingual):
        yield from (((*loc, code), f"{field}.{code}", code, said) for code, said in text.texts.items())
    else:
        yield loc, field, plain, text


# ---------------------------------------------------------------- how sure a summary sounds


@rule("summary-wording", "The sentence people read says how sure it is, in the words of its level, in each language.")
def _wording(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.overall not in CERTAINTY_LEVELS:
            continue
        for loc, field, language, text in _list_summary(certainty):
            fact, opening = _write_opening(context, certainty, language)
            if opening is not None and text.startswith(opening):
                continue  # that the harm occurs is known; its level stands in the second sentence, over its size
            if fact is not None and text.startswith(fact):
                # In some languages the verb of a fact is a word of doubt too: nothing else here says the level.
                yield _path(certainty), loc, field, text, f"its doubt of {certainty.overall} certainty next: {opening}"
            elif lacking := find_lacking(text, certainty.overall, language):
                expected = f"the words of {certainty.overall} certainty in the first sentence: {list_words(lacking)}"
                yield _path(certainty), loc, field, text, expected + (f"; or: {opening}" if opening else "")


def _write_opening(context: Context, certainty: Certainty, language: str) -> tuple[str | None, str | None]:
    """What a summary may state outright of a documented harm, and that with the doubt of its size, as printed."""
    claim = context.evidence.claims.get(certainty.claim)
    finding = certainty.direction.finding if certainty.direction is not None else None
    said = write_documented(claim, certainty.overall, finding, language) if claim is not None else None
    return (said[0], " ".join(said)) if said is not None else (None, None)


@rule("summary-level", "A summary that speaks as another level does was written for that level.")
def _other_level(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.overall is None:
            continue
        for loc, field, language, text in _list_texts(context.evidence, certainty):
            if found := find_other_level(text, (certainty.overall,), language, reasons=loc[0] != "summary"):
                expected = f"no words of another level: the judgement is {certainty.overall}"
                yield _path(certainty), loc, field, found, expected


@rule("summary-strength", "A summary states its claim no more firmly than its level, whatever other words stand in it.")
def _strength(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        level = certainty.overall
        if level not in CERTAINTY_LEVELS:
            continue
        claim = context.evidence.claims.get(certainty.claim)
        for loc, field, language, text in _list_summary(certainty):
            opening, word = _write_opening(context, certainty, language)[1], None
            if opening is not None and text.startswith(opening):
                # The opening is held to the phrases; what follows may state nothing of its own.
                text = f"… . {text.removeprefix(opening)}"
                word = find_strong(text, language)
            elif not knows_words(language) or find_lacking(text, level, language):
                continue  # named already, by summary-wording
            if claim is not None:
                word = word or find_beyond(text, claim, level, language)
            if word is not None:
                yield _path(certainty), loc, field, word, _say_right(level, language)


def _say_right(level: str, language: str) -> str:
    """What a clause on the claim may be at a level, with the forms of the language: how to write it instead."""
    if level not in LEVELS or not has_text(f"prose.clause.form.{level}", language):
        return f"what {level} certainty allows, with its doubt before it"
    form = say(f"prose.clause.form.{level}", language)
    return f"at {level} certainty no more of the claim than its doubt ('{form}'), what was studied, or caution"


@rule(
    "beside-words",
    "What stands beside a verdict (title, reasons, notes, studies, advice) calls nothing proven and nobody to take it.",
    across=True,
)
def _beside(context: Context) -> Iterator[Found]:
    evidence, plain = context.evidence, find_plain_language(context.evidence)
    for certainty in evidence.certainty.values():
        if certainty.overall == "high":
            continue
        notes = certainty.notes if isinstance(certainty.notes, tuple) else (certainty.notes,)
        texts = [t for t in _list_texts(evidence, certainty) if t[0][0] != "summary"]
        for i, note in enumerate(notes):
            texts += _split(note, ("notes", i), f"notes[{i}]", plain)
        for loc, field, language, text in texts:
            if found := find_proof(text, language):
                yield _path(certainty), loc, field, found, f"nothing that {_name_level(certainty)} does not bear out"
    for claim in evidence.claims.values():
        judged = evidence.certainty.get(claim.id)
        path = part_path("claims", claim.id)
        for loc, field, language, text in _split(claim.title, ("title",), "title", plain):
            word = find_proof(text, language) if judged is None or judged.overall != "high" else None
            if word is None and judged is not None and judged.overall in CERTAINTY_LEVELS:
                word = find_plain_verb(text, claim, judged.overall, language)
            if word is not None:
                yield path, loc, field, word, "what the claim is about, and not that it holds"
        for language, parts in claim.phrases.parts.items() if claim.phrases is not None else ():
            at = ("phrases", "parts", language)
            # Harms and amounts say how to take a thing; what is said to work does not yet say that anybody should.
            advice = parts.advice if claim.kind in GRADED_KINDS and "{figure}" not in (parts.advice or "") else None
            if advice and (word := find_advice(advice, "low", language)):
                expected = "what to mind, at any certainty, and not that people take it"
                yield path, (*at, "advice"), ".".join((*at, "advice")), word, expected
            elif parts.advice and (word := find_said(parts.advice, claim, "very_low", language)):
                # It follows the sentence at every level, the lowest too.
                expected = "what to mind, at any certainty, and nothing of what the claim says"
                yield path, (*at, "advice"), ".".join((*at, "advice")), word, expected
            for part in ("subject", "object"):
                text = getattr(parts, part)
                word = find_sure(text, language)
                if word is not None and find_strong(text, language) is None:  # else named by phrases-strength
                    expected = "what was studied in whom, and no word that takes in all"
                    yield path, (*at, part), ".".join((*at, part)), word, expected
    for study in evidence.studies.values():
        for loc, field, language, text in (
            *_split(study.label, ("label",), "label", plain),
            *_split(study.finding, ("finding",), "finding", plain),
        ):
            if found := find_proof(text, language):
                yield part_path("studies", study.id), loc, field, found, "what the study found, and not what it proves"


def _name_level(certainty: Certainty) -> str:
    return f"{certainty.overall} certainty" if certainty.overall else "a rating of sources"


# ---------------------------------------------------------------- how many


@rule(
    "summary-people",
    "A number of people in a summary or a reason is one that the studies under it have, or a sum of theirs.",
    across=True,
)
def _people(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        under = _list_under(context, certainty)
        body = [context.evidence.studies[i] for i in certainty.body if i in context.evidence.studies]
        together = sum(s.population.n or 0 for s in body)
        # Of a body with other designs in it the rules count those who were allotted by chance.
        by_chance = sum(s.population.n or 0 for s in body if s.is_randomised)
        known = {together, by_chance, *(n for s in under for n in _list_numbers(s))}
        for loc, field, language, text in _list_texts(context.evidence, certainty):
            for count in list_counts(text, "people", language):
                if count.number not in known:
                    expected = f"{together} people in the body, or the number of one of its studies"
                    yield _path(certainty), loc, field, count.words, expected


def _list_under(context: Context, certainty: Certainty) -> list[Study]:
    """The studies that a text on a claim can speak of: its body, what informs it, and what is tagged beside it."""
    studies = context.evidence.studies
    beside = (
        [s.id for s in context.settled.studies(certainty.claim)] if certainty.claim in context.evidence.claims else []
    )
    return [studies[i] for i in dict.fromkeys((*certainty.body, *certainty.informed_by, *beside)) if i in studies]


def _list_numbers(study: Study) -> Iterator[int]:
    yield from (n for n in (study.population.n, study.population.n_analysed) if n is not None)
    yield from (arm.n for arm in study.arms if arm.n is not None)
    for result in study.results:
        yield from _list_people(result.values)


def _list_people(values: object) -> Iterator[int]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            if key in COUNTS and isinstance(value, int):
                yield value
            yield from _list_people(value)


@rule(
    "summary-only",
    "A text says 'the only trial' while the body has one; with a second it was written before it.",
    across=True,
)
def _only(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        trials = _list_trials(context.evidence, certainty)
        for loc, field, language, text in _list_texts(context.evidence, certainty):
            if len(trials) > 1 and (found := find_only(text, language)):
                expected = f"what holds of {say_count(len(trials), 'trial')}: {', '.join(trials)}"
                yield _path(certainty), loc, field, found, expected


def _list_trials(evidence: Evidence, certainty: Certainty) -> list[str]:
    return [i for i in certainty.body if (s := evidence.studies.get(i)) and s.is_randomised]


@rule(
    "summary-trials",
    "A text that counts more trials or studies than there are was written for another body.",
    across=True,
)
def _trials(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if not certainty.is_graded:
            continue  # how well a statement is founded is told by sources, which count trials of their own
        under = _list_under(context, certainty)
        most = {"trials": sum(s.is_primary for s in under), "studies": len(under)}
        for loc, field, language, text in _list_texts(context.evidence, certainty):
            for group, number in most.items():
                for count in list_counts(text, group, language):
                    if count.number > number:
                        expected = f"no more than the {number} {group} that are tagged to the claim or in its body"
                        yield _path(certainty), loc, field, count.words, expected


# ---------------------------------------------------------------- what editors say of sentences


def _list_verdicts(evidence: Evidence) -> Iterator[tuple[str, int, Document, Sentence, list[Certainty]]]:
    """Every judged sentence with the judgements of its claims, where all of them are judged."""
    for document in evidence.documents.values():
        for i, sentence in enumerate(document.sentences):
            judged = [evidence.certainty[c.claim] for c in sentence.claims if c.claim in evidence.certainty]
            if sentence.verdict is not None and judged and len(judged) == len(sentence.claims):
                yield part_path("documents", document.id), i, document, sentence, judged


@rule(
    "verdict-level",
    "A sentence is not called supported while it is worded more firmly than the evidence allows.",
    across=True,
)
def _verdict_level(context: Context) -> Iterator[Found]:
    stale = judge_readings(context.settled).stale
    for path, i, document, sentence, _ in _list_verdicts(context.evidence):
        verdict = sentence.verdict
        if verdict is None or verdict.word not in ("supported", "supported_with_limits", "understated"):
            continue
        for made in sentence.claims:
            certainty = context.evidence.certainty[made.claim]
            if sentence.kind == "list-lead-in" or compare_wording(made.wording, certainty) != "over":
                continue
            since = stale.get(name_verdict(document.id, sentence.at, made.claim))
            lowered = since is not None and since.is_lowered
            # Limits may make up for a wording; they were weighed for the level of that day and for no lower one.
            if verdict.word == "supported_with_limits" and not lowered:
                continue
            word = certainty.overall or (certainty.basis.rating if certainty.basis else "")
            before = f", when it was {since.was['level']}" if since is not None and lowered else ""
            expected = f"a verdict for {word}{before}: {made.claim} is worded {made.wording}"
            yield path, ("sentences", i, "verdict", "word"), f"{sentence.at}.verdict.word", verdict.word, expected


@rule(
    "verdict-words",
    "What an editor says of a sentence, and what may be printed instead, speak of the levels that its claims have now.",
    across=True,
)
def _verdict_words(context: Context) -> Iterator[Found]:
    for path, i, _, sentence, judged in _list_verdicts(context.evidence):
        if sentence.verdict is None:
            continue
        levels = [c.overall or (c.basis.rating if c.basis else "") for c in judged]
        graded = {level for level in levels if level in CERTAINTY_LEVELS}
        if not graded:
            continue
        # A rating has no words of its own: good sources that disagree, or none, leave it as open as very low certainty.
        known = set(graded)
        if ratings := set(levels) - graded:
            known |= {"moderate", "high"} | ({"very_low"} if ratings & {"contested", "unsupported"} else set())
        for field, text in (("why", sentence.verdict.why), ("suggest", sentence.verdict.suggest)):
            for language, said in text.texts.items() if text is not None else ():
                found, beyond = find_other_level(said, known, language, reasons=field == "why"), None
                surest = max(graded, key=CERTAINTY_LEVELS.index)
                if found is None and knows_words(language):
                    found = find_strong(said, language) if field == "suggest" else find_proof(said, language)
                    if found is None and field == "suggest":
                        # Of several claims in one sentence the surest may be agreed on.
                        found = find_taken_for_granted(said, surest, language)
                        beyond = found or _find_beyond(context.evidence, sentence, judged, said, surest, language)
                        found = beyond
                if found is not None:
                    loc = ("sentences", i, "verdict", field, language)
                    expected = f"the words of {list_words(sorted(graded))} certainty, which its claims have"
                    if beyond is not None and surest in LEVELS:
                        expected = _say_right(surest, language)
                    yield path, loc, f"{sentence.at}.verdict.{field}.{language}", found, expected


def _find_beyond(
    evidence: Evidence, sentence: Sentence, judged: list[Certainty], said: str, level: str, language: str
) -> str | None:
    """What goes beyond `level`, the surest of the sentence's claims, in what may be printed.

    Where one of them is no matter of certainty (a rating of its own), or a harm that is known to occur, a plain verb
    may be its own.
    """
    # A claim whose own file cannot be read is told of where it stands.
    claims = [evidence.claims[made.claim] for made in sentence.claims if made.claim in evidence.claims]
    if not all(c.is_graded for c in judged) or any(map(is_documented, claims)):
        return None
    return next((word for claim in claims if (word := find_beyond(said, claim, level, language))), None)
