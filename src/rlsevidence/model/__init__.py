"""The nouns of the review, frozen. Nothing here reads a file, asks a network or knows the time."""

from .base import LANGUAGES, Bilingual, Frozen, Vocabulary, Word
from .decisions import (
    CERTAINTY_LEVELS,
    GRADE_DOMAINS,
    Basis,
    Certainty,
    Cue,
    Direction,
    GradeStep,
    Person,
    Screening,
    SuggestedTag,
    Tag,
)
from .document import (
    GRADABLE_KINDS,
    GRADED_KINDS,
    Claim,
    ClaimInSentence,
    Defect,
    Document,
    Pico,
    Protocol,
    Search,
    SearchRun,
    Sentence,
    Verdict,
)
from .evidence import Evidence, Loc, Places
from .records import (
    AbstractSection,
    Correction,
    DataBank,
    FullRecord,
    Grant,
    Integrity,
    MeshHeading,
    Record,
    RecordDates,
)
from .studies import (
    PRIMARY_DESIGNS,
    RANDOMISED_DESIGNS,
    Appraisal,
    Arm,
    DomainJudgement,
    Estimate,
    Population,
    Result,
    Study,
)
from .tables import DoseLimit, DoseLimits, HealthClaims, Interaction, Interactions, Salt, Salts

__all__ = [name for name in dir() if not name.startswith("_")]
