"""Invented records as other programs and databases write them: a writer for each, which knows nothing of the reader.

The columns and elements are those of the exports that `test_exchange_further.py` names with their sources.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

Records = Sequence[Any]
"""`Made` of `test_exchange_properties.py`."""
WORDS = {"1": "Included", "0": "Excluded"}


def _table(columns: str, rows: Iterable[dict[str, str]], delimiter: str = ",", before: str = "") -> str:
    out = io.StringIO()
    names = columns.split("|")
    table = csv.DictWriter(out, names, restval="", delimiter=delimiter, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return before + out.getvalue()


def _names(made: Any, form: Callable[[str, str], str], between: str) -> str:
    return between.join(form(family, given) for family, given in made.authors)


def _full(family: str, given: str) -> str:
    return f"{family}, {given}"


def _short(family: str, given: str) -> str:
    return f"{family} {given[0].upper()}."


def ovid(made: Records) -> str:
    out = []
    for m in made:
        out += [f"<{m.number + 1}>", "VN  - Ovid Technologies", "DB  - Invented Database", f"UI  - {m.number}90001"]
        out += [f"TI  - {m.title}", *(f"AU  - {name}" for name in m.names)]
        out += [f"AB  - {' '.join(m.lines)}"] if m.lines else []
        out += [f"DO  - {m.doi}", ""]
    return "\n".join(out)


def ebsco(made: Records) -> str:
    records = "".join(
        f'<rec resultID="{m.number + 1}"><header shortDbName="inv"><controlInfo><jinfo/><pubinfo/><artinfo>'
        f'<ui type="doi">{m.doi}</ui><tig><atl>{escape(m.title)}</atl></tig>'
        f"<aug>{''.join(f'<au>{f}, {g}</au>' for f, g in m.authors)}</aug><ab>{escape(' '.join(m.lines))}</ab>"
        "</artinfo></controlInfo></header></rec>\n"
        for m in made
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n{records}</records>\n'


def eppi(made: Records) -> str:
    codes = [{"AttributeId": 1, "AttributeName": "INCLUDE", "AttributeType": "Include"},
             {"AttributeId": 0, "AttributeName": "EXCLUDE on design", "AttributeType": "Exclude"}]  # fmt: skip
    references = [
        {
            "Codes": [{"AttributeId": int(m.label), "AdditionalText": ""}] if m.label else [],
            "ItemId": m.number,
            "Title": m.title,
            "Authors": "".join(f"{f}, {g}; " for f, g in m.authors),
            "Abstract": "\n".join(m.lines),
            "DOI": m.doi,
        }
        for m in made
    ]
    return json.dumps({"CodeSets": [{"Attributes": {"AttributesList": codes}}], "References": references}, indent=1)


def scopus(made: Records) -> str:
    columns = "Authors|Author full names|Title|Year|Source title|DOI|Abstract"
    return _table(
        columns,
        (
            {"Authors": _names(m, _short, "; "), "Title": m.title, "DOI": m.doi, "Abstract": "\n".join(m.lines)}
            for m in made
        ),
    )


def embase(made: Records) -> str:
    columns = "TITLE|AUTHOR NAMES|SOURCE|PUBLICATION YEAR|ABSTRACT|DOI"
    rows = (
        {"TITLE": m.title, "AUTHOR NAMES": _names(m, _short, ", "), "DOI": m.doi, "ABSTRACT": " ".join(m.lines)}
        for m in made
    )
    return _table(columns, rows)


def covidence(made: Records) -> str:
    columns = "Title|Authors|Abstract|Published Year|Journal|DOI|Ref|Covidence #|Notes|Tags"
    rows = (
        {"Title": m.title, "Authors": _names(m, _full, "; "), "Abstract": "\n".join(m.lines), "DOI": m.doi}
        for m in made
    )
    return _table(columns, rows)


def rayyan(made: Records) -> str:
    columns = "key|title|year|journal|authors|url|language|abstract|notes|doi|keywords"
    rows = (
        {
            "key": f"rayyan-{m.number}",
            "title": m.title,
            "authors": _names(m, _full, " and "),
            "abstract": "\n".join(m.lines),
            "notes": f'RAYYAN-INCLUSION: {{"anna"=>"{WORDS[m.label]}"}}' if m.label else "",
            "doi": m.doi,
        }
        for m in made
    )
    return _table(columns, rows)


def dimensions(made: Records) -> str:
    columns = "Rank|Publication ID|DOI|Title|Abstract|Source title|PubYear|Authors"
    rows = (
        {"Rank": str(m.number), "DOI": m.doi, "Title": m.title, "Abstract": " ".join(m.lines),
         "Authors": _names(m, _full, "; ")}
        for m in made
    )  # fmt: skip
    return _table(columns, rows, before='"About the data: exported on Jan 2, 2026; all invented"\n')


def openalex(made: Records) -> str:
    columns = "id|doi|display_name|publication_year|abstract|authorships.author.display_name"
    rows = (
        {
            "id": f"https://openalex.org/W9{m.number}",
            "doi": f"https://doi.org/{m.doi}",
            "display_name": m.title,
            "abstract": " ".join(m.lines),
            "authorships.author.display_name": _names(m, lambda f, g: f"{g} {f}", "|"),
        }
        for m in made
    )
    return _table(columns, rows)


def lens(made: Records) -> str:
    columns = "Lens ID|Title|Publication Year|Source Title|Author/s|Abstract|DOI"
    rows = (
        {"Lens ID": f"{m.number}", "Title": m.title, "Author/s": _names(m, lambda f, g: f"{g} {f}", "; "),
         "Abstract": " ".join(m.lines), "DOI": m.doi}
        for m in made
    )  # fmt: skip
    return _table(columns, rows)


def ieee(made: Records) -> str:
    columns = "Document Title|Authors|Publication Title|Publication Year|Abstract|DOI"
    rows = (
        {"Document Title": m.title, "Authors": _names(m, lambda f, g: f"{g[0].upper()}. {f}", "; "),
         "Abstract": " ".join(m.lines), "DOI": m.doi}
        for m in made
    )  # fmt: skip
    return _table(columns, rows)


def publish_or_perish(made: Records) -> str:
    columns = "Cites|Authors|Title|Year|Source|GSRank|DOI|Abstract"
    rows = (
        {"Cites": "0", "Authors": _names(m, lambda f, g: f"{g[0].upper()} {f}", ", "), "Title": m.title,
         "GSRank": str(m.number + 1), "DOI": m.doi, "Abstract": " ".join(m.lines)}
        for m in made
    )  # fmt: skip
    return _table(columns, rows)


def pubmed_csv(made: Records) -> str:
    columns = "PMID|Title|Authors|Citation|Journal/Book|Publication Year|DOI|Abstract"
    rows = (
        {"PMID": m.pmid, "Title": m.title, "Authors": f"{', '.join(m.names)}." if m.names else "", "DOI": m.doi,
         "Abstract": " ".join(m.lines)}
        for m in made
    )  # fmt: skip
    return _table(columns, rows)


def wos_tab(made: Records) -> str:
    rows = (
        {"PT": "J", "AU": _names(m, _full, "; "), "TI": m.title, "AB": " ".join(m.lines), "DI": m.doi, "SO": ""}
        for m in made
    )
    return _table("PT|AU|TI|SO|AB|DI", rows, delimiter="\t")


PROGRAMS: dict[str, Callable[[Records], str]] = {
    "Ovid": ovid,
    "EBSCOhost XML": ebsco,
    "EPPI-Reviewer JSON": eppi,
    "Scopus, CSV": scopus,
    "Embase, CSV": embase,
    "Covidence, CSV": covidence,
    "Rayyan, CSV": rayyan,
    "Dimensions, CSV": dimensions,
    "OpenAlex, CSV": openalex,
    "Lens, CSV": lens,
    "IEEE, CSV": ieee,
    "Publish or Perish, CSV": publish_or_perish,
    "PubMed, CSV": pubmed_csv,
    "Web of Science, tabs": wos_tab,
}
LABELLED = frozenset({"EPPI-Reviewer JSON", "Rayyan, CSV"})
"""Those of them that have a place for a reviewer's decision, include or exclude."""
IN_README = {
    ".nbib": "MEDLINE",
    "PubMed XML": "PubMed XML",
    "RIS and its dialects": "RIS",
    "CENTRAL": "CENTRAL",
    "Ovid": "Ovid",
    "EBSCOhost's XML": "EBSCOhost XML",
    "EndNote `%0`": "EndNote %0",
    "EndNote XML": "EndNote XML",
    "Web of Science": "Web of Science",
    "BibTeX": "BibTeX",
    "CSL-JSON": "CSL-JSON",
    "Zotero's RDF": "Zotero RDF",
    "Zotero's JSON": "Zotero JSON",
    "MODS": "MODS",
    "RefWorks": "RefWorks",
    "ProQuest's text": "ProQuest",
    "EPPI-Reviewer's JSON": "EPPI-Reviewer JSON",
    "CSV of these": "CSV",
    "of Scopus": "Scopus, CSV",
    "Embase": "Embase, CSV",
    "Covidence": "Covidence, CSV",
    "Rayyan": "Rayyan, CSV",
    "Dimensions": "Dimensions, CSV",
    "OpenAlex": "OpenAlex, CSV",
    "Lens": "Lens, CSV",
    "IEEE": "IEEE, CSV",
    "Publish or Perish": "Publish or Perish, CSV",
    "Excel with the extra `spreadsheets`": "Excel",
    "ASReview projects of versions 0 to 3": "ASReview project",
    "Rayyan's archive as it is downloaded": "Rayyan archive",
}
"""What the README says that `import` reads -> the form in which the tests write it."""
WITHOUT_AUTHORS = {"tables and XML of trial registries": "test_exchange_registry_files.py"}
"""What it says beside that, of which the records have no author or abstract -> where it is tried."""
