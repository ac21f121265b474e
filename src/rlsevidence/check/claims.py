"""Claims and the document that makes them."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import show
from ..layout import part_path
from ..model import GRADABLE_KINDS, Document, Sentence
from .rules import Context, Found, Said, rule

CUE_WORDS = 4


@rule("pico", "A claim of effect, association or harm is a question with a population, an exposure and an outcome.")
def _pico(context: Context) -> Iterator[Found]:
    for claim in context.evidence.claims.values():
        path = part_path("claims", claim.id)
        if claim.kind in GRADABLE_KINDS and claim.pico is None:
            yield path, (), "pico", Said("nothing"), f"a pico, since the claim is of the kind {claim.kind}"
        if claim.pico and (claim.pico.intervention is None) == (claim.pico.exposure is None):
            yield (
                path,
                ("pico",),
                "pico",
                Said("intervention and exposure both or neither"),
                "one of intervention and exposure",
            )


@rule("headline", "The protocol names the headline claims, and the claims say it of themselves.", across=True)
def _headline(context: Context) -> Iterator[Found]:
    wanted = set(context.evidence.protocol.headline_claims)
    for claim in context.evidence.claims.values():
        if claim.headline != (claim.id in wanted):
            yield (
                part_path("claims", claim.id),
                ("headline",),
                "headline",
                claim.headline,
                f"{show(claim.id in wanted)}, as protocol.yaml says",
            )


@rule("claim-anchored", "A claim that stands in no sentence is no document's claim.", across=True)
def _anchored(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    if set(evidence.topic.documents) - set(evidence.documents) or not evidence.documents:
        return  # what a document asserts that could not be read, or is not there yet, is not known
    made = {c.claim for _, s in evidence.sentences for c in s.claims}
    for claim in context.evidence.claims.values():
        if claim.status != "retired" and claim.id not in made:
            yield (
                part_path("claims", claim.id),
                ("id",),
                "id",
                claim.id,
                "a sentence of a document that makes the claim, or status retired",
            )


@rule("claim-judged", "A settled claim has been judged.", across=True)
def _judged(context: Context) -> Iterator[Found]:
    for claim in context.evidence.claims.values():
        if claim.status == "settled" and claim.id not in context.evidence.certainty:
            yield (
                part_path("claims", claim.id),
                ("status",),
                "status",
                "settled",
                f"certainty/{claim.id}.yaml, or status open",
            )


@rule("sentence-order", "Sentences stand in the order of the document, each once.")
def _order(context: Context) -> Iterator[Found]:
    for path, document in _list_documents(context):
        places = [tuple(map(int, s.at.split("."))) for s in document.sentences]
        for i in range(1, len(places)):
            if places[i] <= places[i - 1]:
                at = document.sentences[i].at
                yield path, ("sentences", i, "at"), "at", at, "sentences in the order of the document, each once"
            elif places[i][0] == places[i - 1][0] and places[i][1] > places[i - 1][1] + 1:
                # One that is left out is held against nothing.
                expected = f"{places[i][0]}.{places[i - 1][1] + 1} before it: every sentence of a paragraph"
                yield path, ("sentences", i, "at"), "at", document.sentences[i].at, expected


@rule("sentence-kind", "A claim sentence makes a claim; advice and introductions make none.")
def _kind(context: Context) -> Iterator[Found]:
    for path, i, sentence in _list_sentences(context):
        if sentence.kind == "claim" and not sentence.claims:
            yield (
                path,
                ("sentences", i, "claims"),
                f"{sentence.at}.claims",
                [],
                "a claim, since the sentence is of the kind claim",
            )
        if sentence.kind in ("advice", "introduction") and sentence.claims:
            yield (
                path,
                ("sentences", i, "claims"),
                f"{sentence.at}.claims",
                Said("claims"),
                f"none, since the sentence is of the kind {sentence.kind}",
            )


@rule("few-printed-words", "The printed text belongs to its publisher: at most four words of it are quoted.")
def _few_words(context: Context) -> Iterator[Found]:
    for path, i, sentence in _list_sentences(context):
        for j, claim in enumerate(sentence.claims):
            if len(claim.cue.split()) > CUE_WORDS:
                yield (
                    path,
                    ("sentences", i, "claims", j),
                    f"{sentence.at}.claims[{j}].cue",
                    claim.cue,
                    "at most four words",
                )
        for j, defect in enumerate(sentence.defects):
            if len(defect.printed.split()) > CUE_WORDS:
                yield (
                    path,
                    ("sentences", i, "defects", j),
                    f"{sentence.at}.defects[{j}].printed",
                    defect.printed,
                    "at most four words",
                )


@rule("missing-list", "A sentence whose list is missing is incomplete, whatever else is true of it.")
def _missing_list(context: Context) -> Iterator[Found]:
    for path, i, sentence in _list_sentences(context):
        if sentence.kind == "list-lead-in" and sentence.verdict and sentence.verdict.word != "incomplete":
            yield (
                path,
                ("sentences", i, "verdict", "word"),
                f"{sentence.at}.verdict.word",
                sentence.verdict.word,
                "incomplete, since its list is missing",
            )


def _list_documents(context: Context) -> Iterator[tuple[str, Document]]:
    return ((part_path("documents", d.id), d) for d in context.evidence.documents.values())


def _list_sentences(context: Context) -> Iterator[tuple[str, int, Sentence]]:
    """(path of the document, place in it from 0, sentence) for every sentence of every document."""
    for path, document in _list_documents(context):
        yield from ((path, i, sentence) for i, sentence in enumerate(document.sentences))
