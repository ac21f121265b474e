"""What a language model says may be shown only if the abstract says it too. Pure.

A model may invent a quotation, quote what has nothing to do with the claim, or do what an abstract tells it to do.
Each of these is found here, in the texts themselves, whatever the model says of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..counted import say_count
from ..tagging.readings import read_abstract, read_claim
from ..tagging.sentences import Passage, Role, Sentence
from ..tagging.stance import judge
from ..tagging.words import list_stems

FEWEST = 4
"""Words that a quotation has at least: two or three stand in any abstract by chance."""

_TO_A_MACHINE = re.compile(
    r"\b(?:ignor\w+|disregard\w*|forget|overrid\w+|overrul\w+|bypass\w*) (?:\w+ ){0,4}?(?:above|previous|prior|earlier|"
    r"preceding|foregoing|instructions?|prompts?|rules|everything|task)\b|"
    r"\b(?:answer|reply|respond|output|return|print|say|write|classif\w+|label|rate|mark|judge) (?:\w+ ){0,4}?"
    r"[\"'“‘`:]*(?:supports?|disputes?|inconclusive|yes|json)\b|"
    r"\b(?:system|assistant|developer|user) ?(?:prompt|message|instruction|role)s?\b|<\|[^|>]*\|>|"
    r"(?:^|\n|[.!?] )\s*(?:system|assistant|user)\s*:|\[/?INST\]|\"?stance\"?\s*[:=]|"
    r"\b(?:you are (?:now |an? )|as an? (?:ai|language model|assistant|evaluator|reviewer),? you|"
    r"(?:ai|llm)s? (?:model|reviewer|reader|assistant)s?:?,? (?:must|should|please)|new instructions?|"
    r"prompt injection)",
    re.I,
)


def speaks_to_machine(texts: Sequence[str]) -> str | None:
    """The first words of a text that read like an instruction to a model, which no abstract needs; None without any."""
    for text in texts:
        match = _TO_A_MACHINE.search(text)
        if match is not None:
            return " ".join(text[match.start() : match.start() + 60].split())
    return None


def find_quote(quote: str, passages: Sequence[Passage]) -> Sentence | None:
    """Where a quotation stands word for word (white space apart), from the abstract's own sentences for its role."""
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    for number, passage in enumerate(passages):
        for match in pattern.finditer(passage.text):
            # A piece of a word is not what the abstract says: 'effective' stands in 'ineffective'.
            before, after = passage.text[: match.start()][-1:], passage.text[match.end() :][:1]
            if (before.isalnum() and words[0][0].isalnum()) or (after.isalnum() and words[-1][-1].isalnum()):
                continue
            role: Role = next(
                (
                    r.sentence.role
                    for r in read_abstract(passages).sentences
                    if r.sentence.section == number and r.sentence.start <= match.start() < r.sentence.end
                ),
                "body",
            )
            return Sentence(number, match.start(), match.end(), match[0], role)
    return None


def find_fault(claim: str, stance: str, quote: Sentence, passages: Sequence[Passage]) -> str | None:
    """Why a stance may not be shown on the strength of a quotation that is there; None when it may."""
    words = quote.text.split()
    if len(words) < FEWEST:
        return f"the quotation is only {say_count(len(words), 'word')} long"
    if not list_stems(quote.text) & list_stems(claim):
        return "the quotation has no word of the claim"
    asked = read_claim(claim)
    for told, text in (
        ("quoted sentence", (Passage("RESULTS", _widen(quote, passages)),)),
        ("abstract", tuple(passages)),
    ):
        read = judge(asked, read_abstract(text))
        if read.is_proposed and {read.stance, stance} == {"supports", "disputes"}:
            return f"the rules read the {told} as {read.stance}"
    return None


def _widen(quote: Sentence, passages: Sequence[Passage]) -> str:
    """The whole sentences that a quotation touches: a half of one may say the opposite of the whole."""
    touched = [
        r.sentence
        for r in read_abstract(passages).sentences
        if r.sentence.section == quote.section and r.sentence.start < quote.end and quote.start < r.sentence.end
    ]
    if not touched:
        return quote.text
    return passages[quote.section].text[touched[0].start : touched[-1].end]
