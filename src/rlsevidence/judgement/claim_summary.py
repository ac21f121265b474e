"""One claim's summary as a value: what a page, a figure or a program may ask of it. Pure.

A summary takes decisions (`Tag`), never suggestions; suggestions come in only as the number that waits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..decisions import StudyInClaim
from ..errors import Problem
from ..language.words import Words
from ..model import (
    Certainty,
    Claim,
    Multilingual,
    Person,
    UnreadStudy,
    Vocabulary,
)
from ..synthesis.direction import Tally, read_directions, tally_directions
from ..tagging.known import Known
from .asserted import find_asserted
from .departures import Pending
from .proposals import Proposal
from .readings import SignOff, Stale
from .sentences import propose_sentence
from .wording import RANK, summarise_gap

STANCES = ("supports", "inconclusive", "disputes")


@dataclass(frozen=True)
class PassageInClaim:
    """One sentence that asserts the claim: where, how strongly, the gap to what is allowed, and the editor's verdict.

    `counts`: false for a sentence that only announces a missing list, where other sentences make the claim.
    """

    at: str
    strength: str
    cue: str
    gap: str
    verdict: str | None
    suggest: Multilingual | None = None
    """What an editor wrote that may be printed instead; None when nobody has, or where it is kept back."""
    kept_back: str | None = None
    """Why such a wording is kept back, as in `ClaimSummary.keeps_back`, whichever claim of the sentence asks for it."""
    counts: bool = True
    document: str = ""
    """Id of the document that the sentence stands in."""
    place: str = ""
    """Where it stands, for a reader: the sentence, with its document where there are several."""


@dataclass(frozen=True)
class Waiting:
    """What waits for a person. Numbers of records (`unscreened`, `suggested`, `conflicts`) or of studies."""

    unscreened: int
    unchecked: int
    full_text: int
    conflicts: int
    suggested: int
    untagged: tuple[str, ...] = ()
    """Studies that are entered, that rules propose for the claim, and that nobody has tagged to any."""
    known: tuple[Known, ...] = ()
    """Records that a person has let in, that concern the claim, and that nobody has entered: known, not yet read."""


@dataclass(frozen=True)
class LastSearch:
    """The latest search that concerns the claim and ended well; None in both places when there has been none."""

    on: dt.date | None
    age_days: int | None


@dataclass(frozen=True)
class ClaimSummary:
    """Everything a page or a figure says of one claim, computed from the evidence and from nothing else."""

    claim: Claim
    as_of: dt.date
    studies: tuple[StudyInClaim, ...]
    certainty: Certainty | None
    allowed_wording: str | None
    passages: tuple[PassageInClaim, ...]
    gap: str
    waiting: Waiting
    last_search: LastSearch
    proposal: Proposal | None = None
    """What the rules come to, made without looking at `certainty`."""
    clock: str | None = None
    """For a past state, what its date means: 'publication' or 'entry'. None for today."""
    undated: tuple[str, ...] = ()
    """Records of this claim left out of a past state because they have no such date."""
    newer: tuple[str, ...] = ()
    """Direct studies tagged after the judgement, which does not know them: a person must judge again."""
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)
    """The controlled words of the workspace, so that whoever shows the summary can name them."""
    languages: tuple[str, ...] = ()
    """The languages of the workspace."""
    pending: Pending | None = None
    """A judgement that goes above the rules' proposal and does not count yet; `certainty` is None then."""
    unread: tuple[UnreadStudy, ...] = ()
    """Studies that are known of and that nobody here has read: shown beside the direction, counted nowhere."""
    figure: float | None = None
    """The authority's own figure that the claim's phrases name."""
    retracted: tuple[str, ...] = ()
    """Retracted studies that the judgement or the claim's phrases rest on: no sentence is printed while they do."""
    withheld: tuple[Problem, ...] = ()
    """What could not be read and could change the verdict, which is therefore withheld; empty as a rule."""
    stale: tuple[Stale, ...] = ()
    """Texts on the claim (judgement, phrases, verdicts on sentences) whose ground has changed since they were read."""
    signed: SignOff | None = None
    """The sign-off that the judgement claims, holding or not; None where nobody has checked it."""
    phrases_signed: SignOff | None = None
    """The same of the claim's phrases."""

    unsettled_judgement: tuple[str, ...] = ()
    """Who judged the claim each alone and otherwise, while nobody has settled it."""
    apart: tuple[tuple[str, str | None], ...] = ()
    """(who, level or rating) of those: the lowest counts until it is settled."""
    changed_since: tuple[str, ...] = ()
    """Who has changed their own judgement since it was settled: what was settled counts until it is settled again."""
    people: tuple[Person, ...] = field(default=(), compare=False, repr=False)
    """Those of people.tsv, so that whoever shows the summary can name them."""
    unsettled_studies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Study -> who extracted it each alone and otherwise, while nobody has settled it."""

    @property
    def stale_text(self) -> Stale | None:
        """The judgement's own words, where what they rest on has changed since anybody read them."""
        return next((found for found in self.stale if found.text == f"certainty/{self.claim.id}"), None)

    @property
    def stale_phrases(self) -> Stale | None:
        """The phrases of the printable sentence, where what they rest on has changed since anybody read them."""
        return next((found for found in self.stale if found.text == f"claims/{self.claim.id}"), None)

    @property
    def stale_words(self) -> Stale | None:
        """What marks the words that stand for the claim at a glance: those of its judgement, else its phrases."""
        return self.stale_text or self.stale_phrases

    def read_words(self, words: Words) -> str | None:
        """The words of the judgement as a page shows them, after what marks them where they do not hold."""
        if self.certainty is None:
            return None
        said, stale = words.read(self.certainty.summary), self.stale_text
        return said if stale is None or self.stopped else f"[{words.say(f'site.{stale.name_mark()}')}] {said}"

    @property
    def is_checked(self) -> bool:
        """Whether somebody else has signed the judgement off as it stands, on what it rests on now."""
        return self.signed is not None and self.signed.holds

    def find_stale(self, document: str, at: str) -> Stale | None:
        """The editor's verdict on one sentence, where what it rests on has changed since anybody read it."""
        return next((found for found in self.stale if found.text == f"documents/{document}#{at}"), None)

    def keeps_back(self, document: str, at: str) -> str | None:
        """Why what an editor wrote instead of one sentence is shown in no language, as the end of a key `site.print_…`:
        unread (the verdict could rest on what cannot be read), waits (it was written with a judgement that does not
        count yet), past (with one that nobody had made then), retracted (a study that the judgement or the phrases
        rest on is), unjudged (the judgement that it was written with is gone or a draft), lowered (for a higher level
        than counts now), stale (what it or the judgement rests on has changed since anybody read it), unrecorded
        (nothing tells whether it has). None where it may be printed."""
        if self.withheld:
            return "unread"
        if self.waits:
            return "waits"
        if self.clock and self.certainty is None:
            return "past"
        if self.retracted:
            return "retracted"
        stale = self.find_stale(document, at)
        found = stale or self.stale_text
        if found is not None and self.certainty is None:
            return "unjudged"  # no level is there to be lower than another
        if stale is not None and stale.is_lowered:
            return "lowered"
        return found.hold if found is not None else None

    def may_print(self, document: str, at: str) -> bool:
        return self.keeps_back(document, at) is None

    @property
    def counted(self) -> tuple[StudyInClaim, ...]:
        return tuple(s for s in self.studies if s.counted)

    @property
    def by_stance(self) -> Mapping[str, int]:
        return _count((s.stance for s in self.counted), STANCES)

    @property
    def by_design(self) -> Mapping[str, int]:
        return _count(s.study.design for s in self.counted)

    @property
    def by_directness(self) -> Mapping[str, int]:
        return _count((s.directness for s in self.counted), ("direct", "indirect"))

    @property
    def by_risk_of_bias(self) -> Mapping[str, int]:
        """Counted studies by overall judgement; 'not_appraised' where nobody has judged."""
        return _count(s.risk_of_bias or "not_appraised" for s in self.counted)

    @property
    def participants(self) -> int:
        """People in the counted studies whose number is known."""
        return sum(s.study.population.n or 0 for s in self.counted)

    @property
    def participants_unknown(self) -> int:
        """Counted studies whose number of people is not recorded. They are not zero: they are unknown."""
        return sum(s.study.population.n is None for s in self.counted)

    @property
    def judged_by(self) -> str | None:
        """'person' for a judgement; 'rules' for a past state, which nobody judged then, and while a judgement waits;
        None when nothing was."""
        if self.certainty is not None:
            return "person"
        return "rules" if (self.clock or self.pending) and self.proposal and self.proposal.word else None

    @property
    def waits(self) -> bool:
        """Whether a judgement waits that goes above the rules' proposal."""
        return self.pending is not None

    @property
    def stopped(self) -> tuple[str, str | None] | None:
        """Why nothing of the judgement may be printed as it stands, a word of `sentences.LACKS`, and the studies."""
        if self.withheld:
            return "unread", ", ".join(sorted({problem.path for problem in self.withheld}))
        if self.retracted:
            return "retracted", ", ".join(self.retracted)
        if self.clock and self.certainty is None:
            return "judgement", None  # of a past day the rules speak, and for nobody
        stale = self.stale_text
        return (stale.hold, stale.on) if stale is not None else None

    @property
    def certainty_word(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.level
        return self.certainty.overall if self.certainty else None

    @property
    def basis_word(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.rating
        return self.certainty.basis.rating if self.certainty and self.certainty.basis else None

    @property
    def direction(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.direction
        return self.certainty.direction.finding if self.certainty and self.certainty.direction else None

    def tally_directions(self) -> tuple[Tally, ...]:
        """Directions of effect by outcome, in the manner of SWiM, over the counted studies."""
        return tally_directions(
            read_directions([(s.study, s.stance) for s in self.counted], self.claim.id, find_asserted(self.claim))
        )

    def printable(self, language: str) -> str | None:
        """The sentence that an editor may print; None where `sentences.offer_sentence` says what it lacks."""
        return propose_sentence(self, language)

    @property
    def strongest_wording(self) -> str | None:
        return max((p.strength for p in self.passages if p.counts), key=RANK.__getitem__, default=None)


def restrict_to_document(summary: ClaimSummary, document: str) -> ClaimSummary:
    """The summary with what one document says: its passages, and the gap that they leave."""
    passages = tuple(p for p in summary.passages if p.document == document)
    return replace(summary, passages=passages, gap=summarise_gap(p.gap for p in passages))


def _count(words: Iterable[str | None], first: Sequence[str] = ()) -> Mapping[str, int]:
    counter = Counter(w for w in words if w is not None)
    order = [*first, *sorted(set(counter) - set(first))]
    return {word: counter[word] for word in order if counter[word] or word in first}
