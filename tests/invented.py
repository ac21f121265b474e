"""Invented PubMed records, as values and as the XML and MEDLINE text that PubMed would give for them.

Titles say that they are invented and PMIDs begin at 90000001, so that none can be taken for a real publication.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FIRST_PMID = 90000001
DOCTYPE = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


CORRECTION_TAGS = {
    "AssociatedPublication": "DDIN",
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "CorrectedandRepublishedFrom": "CRF",
    "CorrectedandRepublishedIn": "CRI",
    "ErratumFor": "EFR",
    "ErratumIn": "EIN",
    "ExpressionOfConcernFor": "ECF",
    "ExpressionOfConcernIn": "ECI",
    "OriginalReportIn": "ORI",
    "PartialRetractionIn": "PRIN",
    "PartialRetractionOf": "PROF",
    "RepublishedFrom": "RPF",
    "RepublishedIn": "RPI",
    "RetractedandRepublishedFrom": "RRF",
    "RetractedandRepublishedIn": "RRI",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "SummaryForPatientsIn": "SPIN",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}
"""Kind of link in the XML -> its tag in MEDLINE text."""


@dataclass(frozen=True)
class Article:
    """One invented record. `markup` is XML that stands at the end of the title, such as `<i>in vivo</i>`; a qualifier
    that begins with an asterisk is a major topic."""

    pmid: int
    title: str = "Invented record"
    markup: str = ""
    year: int | None = 2020
    medline_date: str | None = None
    journal: str = "J Invent Test"
    volume: str | None = "1"
    issue: str | None = "2"
    pages: str | None = "1-9"
    doi: str | None = None
    pmc: str | None = None
    authors: Sequence[tuple[str, str] | str] = (("Testsson", "T"),)
    language: Sequence[str] = ("eng",)
    types: Sequence[str] = ("Journal Article",)
    mesh: Sequence[tuple[str, bool, Sequence[str]]] = ()
    keywords: Sequence[str] = ()
    abstract: Sequence[tuple[str | None, str]] = ()
    corrections: Sequence[tuple[str, int | None]] = ()
    nct: str | None = None
    grants: Sequence[tuple[str, str, str]] = ()
    vernacular: str | None = None
    created: str = "2020-01-02"
    revised: str | None = "2020-02-03"
    indexed: str | None = None
    online: str | None = None
    version: int = 1
    extra: str = ""
    references: Sequence[int] = field(default=())

    def words(self) -> str:
        """What a search looks at."""
        return " ".join([self.title, *(t for _, t in self.abstract), *(m[0] for m in self.mesh)]).lower()


def _date(tag: str, iso: str, attributes: str = "") -> str:
    year, month, day = iso.split("-")
    return f"<{tag}{attributes}><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></{tag}>"


def _optional(tag: str, value: str | None, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{escape(value)}</{tag}>" if value else ""


def format_article(a: Article) -> str:
    """One PubmedArticle element."""
    date = (
        f"<MedlineDate>{a.medline_date}</MedlineDate>"
        if a.medline_date
        else _optional("Year", str(a.year) if a.year else None)
    )
    authors = "".join(
        (
            f'<Author ValidYN="Y"><CollectiveName>{escape(x)}</CollectiveName></Author>'
            if isinstance(x, str)
            else f'<Author ValidYN="Y"><LastName>{escape(x[0])}</LastName><Initials>{escape(x[1])}</Initials></Author>'
        )
        for x in a.authors
    )
    abstract = "".join(
        f"<AbstractText{f' Label={quoteattr(label)} NlmCategory={quoteattr(label)}' if label else ''}>"
        + f"{escape(text)}</AbstractText>"
        for label, text in a.abstract
    )
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D{900000 + i}"'
        f' MajorTopicYN="{"Y" if major else "N"}">{escape(term)}</DescriptorName>'
        + "".join(
            f'<QualifierName UI="Q{900000 + j}" MajorTopicYN="{"Y" if q.startswith("*") else "N"}">'
            f"{escape(q.lstrip('*'))}</QualifierName>"
            for j, q in enumerate(qs)
        )
        + "</MeshHeading>"
        for i, (term, major, qs) in enumerate(a.mesh)
    )
    corrections = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J Invent Test.'
        f" 2021</RefSource>{_optional('PMID', str(p) if p else None)}</CommentsCorrections>"
        for kind, p in a.corrections
    )
    ids = f'<ArticleId IdType="pubmed">{a.pmid}</ArticleId>'
    ids += _optional("ArticleId", a.doi, ' IdType="doi"') + _optional("ArticleId", a.pmc, ' IdType="pmc"')
    references = "".join(
        f'<Reference><ArticleIdList><ArticleId IdType="pubmed">{r}</ArticleId><ArticleId'
        f' IdType="doi">10.9999/ref.{r}</ArticleId></ArticleIdList></Reference>'
        for r in a.references
    )
    history = _date("PubMedPubDate", a.created, ' PubStatus="entrez"')
    # Until MeSH arrives, PubMed repeats the entry date as that of indexing.
    history += _date("PubMedPubDate", a.indexed or a.created, ' PubStatus="medline"')
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="{a.version}">{a.pmid}</PMID>'
        + (_date("DateRevised", a.revised) if a.revised else "")
        + '<Article PubModel="Print"><Journal><JournalIssue'
        f' CitedMedium="Internet">{_optional("Volume", a.volume)}{_optional("Issue", a.issue)}'
        f"<PubDate>{date}</PubDate></JournalIssue><Title>{escape(a.journal)}</Title><ISOAbbreviation>{escape(a.journal)}</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{escape(a.title)}{a.markup}</ArticleTitle>"
        + (f"<Pagination><MedlinePgn>{escape(a.pages)}</MedlinePgn></Pagination>" if a.pages else "")
        + (f'<ELocationID EIdType="doi" ValidYN="Y">{escape(a.doi)}</ELocationID>' if a.doi else "")
        + (f"<Abstract>{abstract}</Abstract>" if abstract else "")
        + (f'<AuthorList CompleteYN="Y">{authors}</AuthorList>' if authors else "")
        + "".join(_optional("Language", x) for x in a.language)
        + (
            f"<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>{a.nct}</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"
            if a.nct
            else ""
        )
        + (
            "<GrantList>"
            + "".join(
                f"<Grant><GrantID>{escape(i)}</GrantID><Agency>{escape(g)}</Agency><Country>{escape(c)}</Country></Grant>"
                for i, g, c in a.grants
            )
            + "</GrantList>"
            if a.grants
            else ""
        )
        + "<PublicationTypeList>"
        + "".join(f'<PublicationType UI="D999999">{escape(t)}</PublicationType>' for t in a.types)
        + "</PublicationTypeList>"
        + _optional("VernacularTitle", a.vernacular)
        + (_date("ArticleDate", a.online, ' DateType="Electronic"') if a.online else "")
        + f"</Article><MedlineJournalInfo><MedlineTA>{escape(a.journal)}</MedlineTA></MedlineJournalInfo>"
        + (f"<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList>" if corrections else "")
        + (f"<MeshHeadingList>{mesh}</MeshHeadingList>" if mesh else "")
        + (
            '<KeywordList Owner="NOTNLM">'
            + "".join(f'<Keyword MajorTopicYN="N">{escape(k)}</Keyword>' for k in a.keywords)
            + "</KeywordList>"
            if a.keywords
            else ""
        )
        + a.extra
        + f"</MedlineCitation><PubmedData><History>{history}</History><PublicationStatus>ppublish</PublicationStatus>"
        f"<ArticleIdList>{ids}</ArticleIdList>"
        + (f"<ReferenceList>{references}</ReferenceList>" if references else "")
        + "</PubmedData></PubmedArticle>"
    )


def format_set(articles: Iterable[Article]) -> bytes:
    """A whole efetch answer."""
    return (
        DOCTYPE + "<PubmedArticleSet>" + "\n".join(map(format_article, articles)) + "</PubmedArticleSet>\n"
    ).encode()


def format_medline(a: Article) -> str:
    """The same record as MEDLINE text, lines wrapped as PubMed wraps them."""
    lines: list[tuple[str, str]] = [("PMID", str(a.pmid))]
    if a.revised:
        lines.append(("LR", a.revised.replace("-", "")))
    lines += [
        ("VI", a.volume or ""),
        ("IP", a.issue or ""),
        ("DP", a.medline_date or (str(a.year) if a.year else "")),
        ("TI", a.title),
    ]
    lines += [("PG", a.pages or ""), ("LID", f"{a.doi} [doi]" if a.doi else "")]
    lines.append(("AB", " ".join(f"{label}: {text}" if label else text for label, text in a.abstract)))
    lines += [("CN", x) if isinstance(x, str) else ("AU", f"{x[0]} {x[1]}") for x in a.authors]
    lines += [("LA", x) for x in a.language]
    lines += [("SI", f"ClinicalTrials.gov/{a.nct}" if a.nct else "")]
    lines += [("GR", f"{i}/{g}/{c}") for i, g, c in a.grants]
    lines += [("PT", t) for t in a.types]
    lines += [("TT", a.vernacular or ""), ("TA", a.journal)]
    for kind, tag in CORRECTION_TAGS.items():
        lines += [(tag, "J Invent Test. 2021" + (f". PMID: {p}" if p else "")) for k, p in a.corrections if k == kind]
    lines += [("MH", ("*" if major else "") + "/".join([term, *qs])) for term, major, qs in a.mesh]
    lines += [("PMC", a.pmc or "")]
    lines += [("OT", k) for k in a.keywords]
    lines += [
        ("MHDA", (a.indexed or a.created).replace("-", "/") + " 06:00"),
        ("CRDT", a.created.replace("-", "/") + " 06:00"),
    ]
    lines += [("AID", f"{a.doi} [doi]" if a.doi else "")]
    out = []
    for tag, value in lines:
        if value:
            first, *rest = textwrap.wrap(value, 82, break_long_words=False, break_on_hyphens=False) or [""]
            out += [f"{tag:<4}- {first}", *(f"      {line}" for line in rest)]
    return "\n".join(out) + "\n"
