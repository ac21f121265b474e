"""Exercises on the wording of a sentence: the studies stand in the task, how sure they make one in the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..judgement.claim_summary import ClaimSummary
from ..judgement.sentences import propose_sentence
from ..judgement.wording import ALLOWED_WORDING, allow_level
from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Document, Evidence, Prose, Sentence
from .exercise import Exercise, describe_body, list_terms, put
from .exercise_certainty import list_departures

NOT_AT_ALL = "not_at_all"
"""The choice where the better evidence says the opposite: no wording makes such a sentence right."""
CONTRADICTED = "contradicted"
RATINGS = ("unsupported", "contested", "accepted", "established")


def list_wording(evidence: Evidence, summaries: Sequence[ClaimSummary], voice: Words) -> Iterator[Exercise]:
    """Sentences that make one claim, in the order of the claims: the headline claims first."""
    order = {s.claim.id: n for n, s in enumerate(summaries)}
    single = [(d, s) for d, s in evidence.sentences if len(s.claims) == 1 and s.claims[0].claim in order]
    key = tuple(_say_key(voice))
    choices = ((NOT_AT_ALL, voice.say("site.learn_not_at_all")), *_name_wordings(voice))
    for document, sentence in sorted(single, key=lambda found: order[found[1].claims[0].claim]):
        s = summaries[order[sentence.claims[0].claim]]
        if sentence.verdict is None or sentence.verdict.suggest is None or s.keeps_back(document.id, sentence.at):
            continue
        if s.allowed_wording not in ALLOWED_WORDING or s.certainty is None or s.withheld:
            continue
        contradicted = sentence.verdict.word == CONTRADICTED
        facts, seen = describe_body(s, voice, caveats=False)
        own = _show_in_its_language(document, sentence, voice)
        proposal = s.proposal
        ruled = (proposal and allow_level(proposal.level, proposal.rating)) or ""
        marks = [(s.stale_text, "lead"), (s.find_stale(document.id, sentence.at), "verdict"), (s.stale_phrases, "lead")]
        older = next((f"site.{found.name_mark(of)}" for found, of in marks if found), None)
        yield Exercise(
            f"wording-{s.claim.id}-{sentence.at.replace('.', '-')}",
            "wording",
            sentence.says,
            (*own, ("article_says", put(voice.name("wording", sentence.claims[0].wording), voice)), *facts),
            choices,
            NOT_AT_ALL if contradicted else str(s.allowed_wording),
            tuple(_list_reasons(s, sentence, contradicted, voice)),
            f"claims/{s.claim.id}.html",
            s.is_checked,
            seen=seen,
            hints=key,
            ruled="" if contradicted else ruled,
            departs=list_departures(s, voice),
            older=voice.say(older) if older else "",
            terms=list_terms(s),
        )


def _list_reasons(s: ClaimSummary, sentence: Sentence, contradicted: bool, voice: Words) -> Iterator[tuple[str, Prose]]:
    assert s.certainty is not None
    assert sentence.verdict is not None
    level = voice.name("certainty", s.certainty_word) if s.certainty_word else None
    rating = voice.name("basis_rating", s.basis_word) if s.basis_word else voice.say("site.not_judged")
    yield voice.say("site.col_rating"), put(level or rating, voice)
    yield "", s.certainty.summary
    if contradicted:
        yield voice.say("site.learn_of_sentence"), put(voice.name("verdict_word", CONTRADICTED), voice)
    yield "", sentence.verdict.why
    if sentence.verdict.suggest is not None:
        yield voice.say("site.print_instead"), sentence.verdict.suggest
    if printable := propose_sentence(s, voice.language):
        yield voice.say("site.learn_whole"), put(printable, voice)


def _show_in_its_language(document: Document, sentence: Sentence, voice: Words) -> tuple[tuple[str, Prose], ...]:
    """The sentence in our words in the article's language, where the page is in another: how firm it is may show there
    only. The printed words themselves belong to its publisher and stand nowhere here."""
    if isinstance(sentence.says, str) or sentence.says.written_in(voice.language) == document.language:
        return ()
    own = sentence.says.texts.get(document.language)
    return (("learn_own_language", type(sentence.says).model_validate({document.language: own})),) if own else ()


def _name_wordings(voice: Words) -> Iterator[tuple[str, str]]:
    for word in ALLOWED_WORDING:
        yield word, voice.name("allowed_wording", word)


def _say_key(voice: Words) -> Iterator[str]:
    """Which level of certainty, and which basis, allows which words, from the rule itself, strongest last."""
    for word, name in _name_wordings(voice):
        levels = [voice.name("certainty", level) for level in CERTAINTY_LEVELS if allow_level(level) == word]
        for rating in RATINGS:
            if allow_level(None, rating) == word:
                term = voice.vocabulary.get("basis_rating", {}).get(rating)
                means = voice.read(term.means).rstrip(".") if term else ""
                levels.append(voice.name("basis_rating", rating) + (f" ({means})" if means else ""))
        yield f"{name}: {'; '.join(levels)}"
    yield voice.say("site.learn_key_not", name=voice.say("site.learn_not_at_all"))
