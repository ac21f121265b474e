"""Field by field beside Bio.Entrez.read and Bio.Medline, on any folder of PubMed files: `fidelity.py FOLDER...`

What each field ought to be is worked out here a second time, from Bio.Entrez's value and not from ours. Prints how many
records and fields were compared and every disagreement; ends with 1 when there is one, or when a record is missing.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
from rlsevidence.model import FullRecord
from rlsevidence.pubmed.parse import parse_file

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Bio.Entrez needs a DTD that ships with it; the newest describes the older files too.
NEWEST = {"MedlineCitationSet": "nlmmedlinecitationset_150101.dtd"}


def read_entrez(raw: bytes) -> list[tuple[Any, Any, bool]]:
    """(citation or book document, its PubMed data or None, whether it is a book) of every record of a file."""
    from Bio import Entrez

    Entrez.local_cache = tempfile.gettempdir()
    root = "MedlineCitationSet" if b"<MedlineCitationSet" in raw[:2000] else "PubmedArticleSet"
    dtd = NEWEST.get(root, "pubmed_250101.dtd")
    raw = re.sub(rb"<!DOCTYPE[^>]*>", b"", raw, count=1)
    head = f'<!DOCTYPE {root} SYSTEM "https://dtd.nlm.nih.gov/ncbi/pubmed/out/{dtd}">'.encode()
    end = raw.index(b"?>") + 2 if raw.lstrip().startswith(b"<?xml") else 0
    value = Entrez.read(io.BytesIO(raw[:end] + head + raw[end:]), validate=False, escape=True)
    if root == "MedlineCitationSet":
        return [(c, None, False) for c in value["MedlineCitation"]]
    articles = [(a["MedlineCitation"], a.get("PubmedData"), False) for a in value.get("PubmedArticle", [])]
    return articles + [(b["BookDocument"], b.get("PubmedBookData"), True) for b in value.get("PubmedBookArticle", [])]


def flat(text: Any) -> str | None:
    """What Bio.Entrez gives for an element with markup, as plain text."""
    if text is None:
        return None
    wrapped = f'<x xmlns:mml="http://www.w3.org/1998/Math/MathML">{text}</x>'
    return " ".join("".join(ElementTree.fromstring(wrapped).itertext()).split()) or None


def attributes(value: Any) -> dict[str, str]:
    return getattr(value, "attributes", {})


def iso(date: Any) -> str | None:
    if not date:
        return None
    year = str(date.get("Year", "")).strip()
    if not year:
        found = re.search(r"\b(1[6-9]|20)\d\d\b", str(date.get("MedlineDate", "")))
        return found[0] if found else None
    month = str(date.get("Month", "")).strip()
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else None
    if number is None:
        return year
    day = str(date.get("Day", "")).strip()
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else "")


def names(listed: Any) -> list[str]:
    out = []
    for a in listed or ():
        if attributes(a).get("ValidYN") == "N":
            continue
        if "CollectiveName" in a:
            out.append(flat(a["CollectiveName"]) or "")
        else:
            given = a.get("Initials") or a.get("ForeName") or ""
            out.append(" ".join(f"{flat(a['LastName'])} {flat(given) or ''} {flat(a.get('Suffix', '')) or ''}".split()))
    return out


def sections(abstract: Any) -> list[tuple[str | None, str | None, str]]:
    listed = (abstract or {}).get("AbstractText", [])
    listed = listed if isinstance(listed, list) else [listed]
    return [
        (attributes(t).get("Label") or None, attributes(t).get("NlmCategory") or None, text)
        for t in listed
        if (text := flat(t))
    ]


def own_id(ids: Any, kind: str) -> str | None:
    return next((str(i).strip() for i in ids or () if attributes(i).get("IdType") == kind), None)


def doi_of(ids: Any, locations: Any) -> str | None:
    at = [str(e) for e in locations or () if attributes(e).get("EIdType") == "doi"]
    for text in (own_id(ids, "doi"), *at):
        found = re.search(r"10\.\d{4,9}/\S+", flat(text) or "") if text else None
        if found:
            return found[0].lower()
    return None


def expect(citation: Any, data: Any, is_book: bool) -> dict[str, Any]:
    """What our record ought to hold, from what Bio.Entrez read."""
    return expect_book(citation, data) if is_book else expect_article(citation, data)


def history(data: Any, status: str) -> str | None:
    return next((iso(d) for d in (data or {}).get("History", ()) if attributes(d).get("PubStatus") == status), None)


def expect_article(citation: Any, data: Any) -> dict[str, Any]:
    article = citation["Article"]
    issue = article["Journal"]["JournalIssue"]
    published = iso(issue.get("PubDate")) or iso((article.get("ArticleDate") or [None])[0])
    ids = (data or {}).get("ArticleIdList")
    pages = article.get("Pagination", {})
    first, last = flat(pages.get("StartPage")), flat(pages.get("EndPage"))
    mesh = citation.get("MeshHeadingList", [])
    pmc = own_id(ids, "pmc") or next(
        (str(i).split()[0] for i in citation.get("OtherID", ()) if str(i).startswith("PMC")), None
    )
    return {
        "pmid": str(citation["PMID"]),
        "version": attributes(citation["PMID"]).get("Version"),
        "doi": doi_of(ids, article.get("ELocationID")),
        "pmcid": pmc,
        "title": flat(article["ArticleTitle"]) or flat(article.get("VernacularTitle")) or "[no title in PubMed]",
        "vernacular_title": flat(article.get("VernacularTitle")),
        "authors": names(article.get("AuthorList")),
        "year": int(published[:4]) if published else None,
        "published": published,
        "journal": flat(citation["MedlineJournalInfo"]["MedlineTA"]),
        "volume": flat(issue.get("Volume")),
        "issue": flat(issue.get("Issue")),
        "pages": flat(pages.get("MedlinePgn")) or (f"{first}-{last}" if first and last else first),
        "language": ",".join(map(str, article["Language"])),
        "publication_types": [flat(t) for t in article["PublicationTypeList"]],
        "mesh": [
            (
                attributes(h["DescriptorName"])["UI"],
                flat(h["DescriptorName"]),
                any(attributes(e).get("MajorTopicYN") == "Y" for e in (h["DescriptorName"], *h["QualifierName"])),
                [flat(q) for q in h["QualifierName"]],
            )
            for h in mesh
        ],
        "created": history(data, "entrez") or iso(citation.get("DateCreated")),
        "revised": iso(citation.get("DateRevised")),
        "indexed": history(data, "medline") if mesh else None,
        "abstract": sections(article.get("Abstract")),
        "other_abstracts": [
            (attributes(o).get("Type"), attributes(o).get("Language", "eng"), sections(o))
            for o in citation.get("OtherAbstract", ())
        ],
        "keywords": [t for listed in citation.get("KeywordList", ()) for k in listed if (t := flat(k))],
        "databanks": [
            (flat(b["DataBankName"]), [flat(n) for n in b.get("AccessionNumberList", ())])
            for b in article.get("DataBankList", ())
        ],
        "grants": [
            (flat(g.get("GrantID")), flat(g.get("Agency")), flat(g.get("Country")))
            for g in article.get("GrantList", ())
        ],
        "comments_corrections": [
            (attributes(c)["RefType"], flat(c.get("PMID")), flat(c.get("RefSource")))
            for c in citation.get("CommentsCorrectionsList", ())
        ],
        "indexing_method": attributes(citation).get("IndexingMethod"),
    }


def expect_book(document: Any, data: Any) -> dict[str, Any]:
    book = document["Book"]
    chapter = flat(document.get("ArticleTitle"))

    def people(element: Any, kind: str) -> list[str]:
        return [n for lst in element.get("AuthorList", ()) if attributes(lst).get("Type") == kind for n in names(lst)]

    authors = people(document, "authors")
    if not authors and not chapter:
        authors = people(book, "authors") or people(book, "editors")
    published = iso(book.get("PubDate"))
    ids = document.get("ArticleIdList")
    return {
        "pmid": str(document["PMID"]),
        "version": attributes(document["PMID"]).get("Version"),
        "doi": doi_of(ids, book.get("ELocationID")),
        "pmcid": own_id(ids, "pmc"),
        "title": chapter or flat(book["BookTitle"]),
        "vernacular_title": flat(document.get("VernacularTitle")),
        "authors": authors,
        "year": int(published[:4]) if published else None,
        "published": published,
        "journal": flat(book["BookTitle"]) if chapter else flat(book["Publisher"]["PublisherName"]),
        "volume": flat(book.get("Volume")),
        "issue": None,
        "pages": flat(document.get("Pagination", {}).get("MedlinePgn")),
        "language": ",".join(map(str, document.get("Language", ()))) or None,
        "publication_types": [flat(t) for t in document.get("PublicationType", ())],
        "mesh": [],
        "created": history(data, "entrez") or history(data, "pubmed"),
        "revised": iso(document.get("DateRevised")),
        "indexed": None,
        "abstract": sections(document.get("Abstract")),
        "other_abstracts": [],
        "keywords": [t for listed in document.get("KeywordList", ()) for k in listed if (t := flat(k))],
        "databanks": [],
        "grants": [
            (flat(g.get("GrantID")), flat(g.get("Agency")), flat(g.get("Country")))
            for g in document.get("GrantList", ())
        ],
        "comments_corrections": [],
        "indexing_method": None,
    }


def ours(r: FullRecord) -> dict[str, Any]:
    """Our record in the same plain shape."""
    return {
        **{n: getattr(r, n) for n in ("pmid", "version", "doi", "pmcid", "title", "vernacular_title", "year")},
        **{n: getattr(r, n) for n in ("journal", "volume", "issue", "pages", "language", "indexing_method")},
        **{n: getattr(r.dates, n) for n in ("published", "created", "revised", "indexed")},
        **{n: list(getattr(r, n)) for n in ("authors", "publication_types", "keywords")},
        "mesh": [(m.ui, m.term, m.major, list(m.qualifiers)) for m in r.mesh],
        "abstract": [(s.label, s.category, s.text) for s in r.abstract],
        "other_abstracts": [
            (o.type, o.language, [(s.label, s.category, s.text) for s in o.sections]) for o in r.other_abstracts
        ],
        "databanks": [(d.name, list(d.accessions)) for d in r.databanks],
        "grants": [(g.id, g.agency, g.country) for g in r.grants],
        "comments_corrections": [(c.type, c.pmid, c.source) for c in r.comments_corrections],
    }


def find_xml(arguments: list[str]) -> Iterator[Path]:
    for argument in map(Path, arguments):
        files = sorted(argument.rglob("*")) if argument.is_dir() else [argument]
        yield from (f for f in files if f.name.endswith((".xml", ".xml.gz")))


def main(arguments: list[str]) -> int:
    """Compare, print, and say by the exit code whether everything agrees."""
    fields: Counter[str] = Counter()
    wrong: list[str] = []
    records = 0
    drift: Counter[str] = Counter()
    for file in find_xml(arguments):
        raw = file.read_bytes()
        theirs = read_entrez(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        # Bio.Entrez lists articles and books apart; our order is that of the file.
        found = sorted(parse_file(file, lambda text: drift.update([text])), key=lambda r: (r.pmid, r.version))
        wanted = sorted((expect(*t) for t in theirs), key=lambda e: (e["pmid"], e["version"]))
        records += len(found)
        if len(found) != len(wanted):
            wrong.append(f"{file.name}: {len(found)} records, Bio.Entrez {len(wanted)}")
        for record, expected in zip(map(ours, found), wanted, strict=False):
            fields.update(expected.keys())
            wrong += [
                f"{file.name} {expected['pmid']} {name}: {record[name]!r}, Bio.Entrez {value!r}"
                for name, value in expected.items()
                if record[name] != value
            ]
    print(f"{records} records, {fields.total()} values of {len(fields)} fields compared, {len(wrong)} disagreements")
    for text, number in drift.items():
        print(f"drift: {text} ({number} records)")
    print("\n".join(wrong))
    return 1 if wrong or not records else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
