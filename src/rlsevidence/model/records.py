"""Bibliographic records: what is kept in `records.jsonl`, and what a fetched record holds beside it."""

from __future__ import annotations

from typing import Annotated

from .base import DOI, PMCID, PMID, Flag, Frozen, Int, PartialDate, RecordId, Sha256, Text, WebAddress, Word
from .base import Field as _Field


class MeshHeading(Frozen):
    """One MeSH heading. `major` is true when the heading itself, or one of its qualifiers, is a major topic."""

    ui: Text | None
    term: Text
    major: Flag
    qualifiers: tuple[Text, ...] = ()


class Integrity(Frozen):
    """A notice about the publication: who published it (`by`, a record id when it has one) and when it was noted
    here; null in a file of PubMed's that nobody has brought in yet."""

    kind: Annotated[str, Word("integrity_kind")]
    by: RecordId | None
    noted_on: PartialDate | None


class RecordDates(Frozen):
    """Dates that PubMed, or the database it came from, keeps of the record itself, ISO 8601, null when not recorded.

    `created`: when it entered that database (CRDT); `revised`: last revision (LR); `indexed`: when MeSH arrived (MHDA);
    `published`: date of publication as far as given (year, month or day).
    """

    created: PartialDate | None
    revised: PartialDate | None
    indexed: PartialDate | None = None
    published: PartialDate | None = None


class RegisteredOutcome(Frozen):
    """A primary outcome as a registry has it; `time_frame` None where it says none."""

    measure: Text
    time_frame: Text | None


class RegisteredReference(Frozen):
    """A publication of the trial that its registry names without a PMID. `kind`: the registry's word, such as RESULT
    or DERIVED; `citation` as it stands there, None where it gives a DOI alone."""

    kind: Text
    doi: Annotated[str, _Field(pattern=DOI)] | None
    citation: Text | None


class Registered(Frozen):
    """What a registry says of a trial, None where it says nothing.

    `status`: the registry's own word, such as COMPLETED; dates ISO 8601 as far as given, `completion_is` and
    `primary_completion_is` ACTUAL or ESTIMATED; `results_on`: when results were first posted there; `has_results`:
    whether any are; `references`: PMIDs of publications from the trial, those that it says report results also under
    `result_references`; what it only names as background is left out. `other_numbers`: the trial's numbers in other
    registries, as this one names them.
    """

    registry: Text
    status: Text | None
    first_posted: PartialDate | None
    started: PartialDate | None
    primary_completion: PartialDate | None
    primary_completion_is: Text | None
    completion: PartialDate | None
    completion_is: Text | None
    enrolment: Int | None
    enrolment_is: Text | None
    study_type: Text | None
    phases: tuple[Text, ...]
    primary_outcomes: tuple[RegisteredOutcome, ...]
    has_results: Flag | None
    results_on: PartialDate | None
    references: tuple[Annotated[str, _Field(pattern=PMID)], ...]
    result_references: tuple[Annotated[str, _Field(pattern=PMID)], ...]
    other_numbers: tuple[Text, ...] = ()
    other_references: tuple[RegisteredReference, ...] = ()
    """Publications from the trial that have no PMID there. Left out of the file where there are none."""


REGISTRATION = "Clinical Trial Registration"
"""The publication type of a trial's registration."""


class Record(Frozen):
    """One bibliographic entry. Its id is the first it has of pubmed, doi, nct, url; the others stay as fields.

    Where it has none of them, the id is one of the workspace's own (`own:`), made from its content.

    Abstract text belongs to publishers and is not kept here: it lives in the local cache, and its hash stands here.
    """

    id: RecordId
    pmid: Annotated[str, _Field(pattern=PMID)] | None
    doi: Annotated[str, _Field(pattern=DOI)] | None
    pmcid: Annotated[str, _Field(pattern=PMCID)] | None
    url: WebAddress | None
    title: Text
    authors: tuple[Text, ...]
    organisation: Text | None
    year: Annotated[Int, _Field(ge=1700, le=2100)] | None
    journal: Text | None
    volume: Text | None
    issue: Text | None
    pages: Text | None
    language: Text | None
    publication_types: tuple[Text, ...]
    mesh: tuple[MeshHeading, ...]
    integrity: tuple[Integrity, ...]
    dates: RecordDates
    abstract_sha256: Sha256 | None
    origin: Text
    verification: Annotated[str, Word("record_verification")]
    unverified: tuple[Text, ...]
    seen_at: tuple[WebAddress, ...]
    trial: Registered | None = None
    """Of a registration: what the registry says of the trial. Left out of the file where there is nothing."""

    @property
    def is_retracted(self) -> bool:
        return any(notice.kind == "retracted" for notice in self.integrity)

    @property
    def is_without_abstract(self) -> bool:
        """A registration that came without one: registries print none, so nobody can have read it."""
        registered = self.trial is not None or self.prefix == "nct" or REGISTRATION in self.publication_types
        return registered and self.abstract_sha256 is None

    @property
    def prefix(self) -> str:
        """'pubmed', 'doi', 'nct', 'url' or 'own'."""
        return self.id.partition(":")[0]


class AbstractSection(Frozen):
    """One part of an abstract. Unstructured abstracts have one section without label or category."""

    label: str | None
    category: str | None
    text: str


class DataBank(Frozen):
    """A data bank and the accession numbers in it, such as ClinicalTrials.gov and NCT numbers."""

    name: Text
    accessions: tuple[Text, ...]


class Grant(Frozen):
    """A grant as the record states it; any part may be missing."""

    id: str | None
    agency: str | None
    country: str | None


class Correction(Frozen):
    """A link to another publication about this one, with PubMed's own name for the kind (RetractionIn, ErratumIn,
    ...)."""

    type: Text
    pmid: str | None
    source: str | None = None


class OtherAbstract(Frozen):
    """An abstract beside the record's own: in another language, or for other readers.

    `type` is PubMed's word for who made it (Publisher, plain-language-summary, ...), `language` its code ('fre').
    """

    type: str
    language: str
    sections: tuple[AbstractSection, ...]


class FullRecord(Record):
    """A fetched record with every field: what `parse` prints and the local cache keeps.

    Never written to `evidence/`.
    """

    abstract: tuple[AbstractSection, ...]
    keywords: tuple[str, ...]
    databanks: tuple[DataBank, ...]
    grants: tuple[Grant, ...]
    comments_corrections: tuple[Correction, ...]
    vernacular_title: str | None
    version: str | None
    indexing_method: str | None = None
    other_abstracts: tuple[OtherAbstract, ...] = ()
    published_online: PartialDate | None = None
    """The day of electronic publication, where the record states one beside that of the issue."""
    major_qualifiers: tuple[str, ...] = ()
    """'Heading/qualifier' for each qualifier that is itself a major topic: `MeshHeading.major` does not say which."""

    def to_record(self) -> Record:
        """The part that may stand in `records.jsonl`."""
        return Record.model_construct(**{name: getattr(self, name) for name in Record.model_fields})
