"""What an engine is, what it answers, and the rules as the first of them. Pure.

A plug-in is a callable under the entry-point group `rlsevidence.engines`: it takes what stands after the colon of
`--engine NAME:ARGUMENT` (an empty text where nothing does) and a `Context`, and returns an `Engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..tagging.readings import read_abstract, read_claim
from ..tagging.sentences import Passage, Sentence
from ..tagging.stance import judge

GROUP = "rlsevidence.engines"


@dataclass(frozen=True)
class Answer:
    """What an engine says of a claim and an abstract.

    `stance` is None where the engine said nothing that may be shown; `why` then says why. `confidence` is the measured
    chance that the stance is right, None where nobody has measured it. `sentence` stands word for word in the abstract.
    """

    stance: str | None
    confidence: float | None
    is_proposed: bool
    sentence: Sentence | None
    rules: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Context:
    """What an engine gets from its surroundings: a folder to keep answers in (None: keep none), and where to talk."""

    cache: Path | None = None
    say: Callable[[str], None] = lambda _: None


class Engine(Protocol):
    """Judges one claim against one abstract at a time."""

    name: str

    def announce(self, count: int, characters: int) -> str:
        """What leaves this machine when so much is judged; an empty text when nothing does. Said before it does."""
        ...

    def judge(self, claim: str, title: str, passages: Sequence[Passage]) -> Answer: ...


class RulesEngine:
    """The rules and their linear weights: the default, which needs nothing and explains itself."""

    name = "rules"

    def announce(self, count: int, characters: int) -> str:
        return ""

    def judge(self, claim: str, title: str, passages: Sequence[Passage]) -> Answer:
        found = judge(read_claim(claim), read_abstract(passages))
        return Answer(found.stance, round(found.confidence, 4), found.is_proposed, found.sentence, found.rules)


def make_rules(argument: str, context: Context) -> Engine:
    return RulesEngine()
