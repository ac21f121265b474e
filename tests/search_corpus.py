"""Invented records, and an invented excerpt of MeSH in NLM's formats, on which searches are tried.

A record goes by a letter, so that what a query finds can be written as a word. The tree numbers are made up; only what
lies under what matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from invented import FIRST_PMID, Article, format_set
from rlsevidence.model import FullRecord
from rlsevidence.pubmed.parse import parse_xml

LETTERS = "abcdefghijklmnop"
TRIAL = ("Journal Article", "Randomized Controlled Trial")
_FIELDS: dict[str, dict[str, object]] = {
    "a": {
        "title": "Invented trial of magnesium in restless legs syndrome",
        "abstract": [
            ("BACKGROUND", "Poor sleep is common."),
            ("RESULTS", "Sleep quality improved with magnesium oxide."),
        ],
        "mesh": [
            ("Restless Legs Syndrome", True, ["*drug therapy"]),
            ("Magnesium Oxide", False, ["administration & dosage"]),
            ("Humans", False, []),
        ],
        "types": TRIAL,
        "created": "2020-01-02",
        "year": 2020,
    },
    "b": {
        "title": "Invented survey: Ekbom's syndrome and serum Mg levels",
        "abstract": [(None, "Hypomagnesemia was seen in Willis-Ekbom disease. Mg2+ was low.")],
        "mesh": [("Restless Legs Syndrome", False, ["blood"]), ("Magnesium", True, []), ("Humans", False, [])],
        "created": "2015-06-30",
        "revised": "2024-03-01",
        "year": 2015,
    },
    "c": {
        "title": "Invented study of rats",
        "abstract": [(None, "Magnesium sulphate in rats; no sleep was recorded.")],
        "mesh": [("Rats", False, []), ("Magnesium Sulfate", True, ["*adverse effects"]), ("Male", False, [])],
        "year": 2010,
        "created": "2010-10-10",
    },
    "d": {
        "title": "Invented review of insomnia",
        "abstract": [(None, "Insomniacs and sleeplessness; sleep disturbances of old age.")],
        "mesh": [("Sleep Initiation and Maintenance Disorders", True, ["therapy"]), ("Humans", False, [])],
        "types": ("Journal Article", "Systematic Review"),
        "language": ("fre",),
        "vernacular": "Revue inventée de l'insomnie",
        "year": 2021,
    },
    "e": {
        "title": "Invented letter without an abstract on periodic limb movements",
        "types": ("Letter",),
        "year": 1999,
    },
    "f": {
        "title": "Invented pragmatic trial",
        "abstract": [(None, "A cross-over of café au lait and naïve placebo. The quality of poor sleep.")],
        "types": ("Journal Article", "Pragmatic Clinical Trial"),
        "keywords": ("RLS", "polysomnography"),
        "year": 2022,
        "online": "2021-11-20",
    },
    "g": {
        "title": "Invented notes on hip pain",
        "abstract": [(None, "Pain after total hip arthroplasty. Magnesium. Restless nights, legs at ease.")],
        "year": 2018,
        "indexed": "2019-05-05",
        "mesh": [("Pain", False, [])],
    },
    "h": {
        "title": "Invented trial of zinc",
        "abstract": [(None, "Zinc or placebo in 40 adults with insomnia.")],
        "types": TRIAL,
        "doi": "10.9999/invented.h",
        "nct": "NCT99999999",
        "mesh": [("Zinc", True, ["therapeutic use"]), ("Adult", False, []), ("Humans", False, [])],
        "year": 2023,
    },
    "i": {
        "title": "Invented poisoning with magnesium",
        "mesh": [("Magnesium", False, ["poisoning"]), ("Humans", False, [])],
        "types": ("Case Reports",),
        "language": ("ger", "eng"),
        "year": 2005,
    },
    "j": {
        "title": "Invented: Sleep",
        "markup": " and <i>magnesium</i>",
        "abstract": [(None, "Nothing but sleep.")],
        "mesh": [("Sleep", True, [])],
        "types": ("Journal Article", "Retracted Publication"),
        "year": 2024,
        "created": "2024-02-29",
    },
    "k": {
        "title": "Invented editorial on restless readers",
        "types": ("Editorial",),
        "language": ("swe",),
        "year": 2024,
    },
    "l": {
        "title": "Invented paper on magnesia",
        "abstract": [(None, "Milk of magnesia.")],
        "extra": '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Inventado: síndrome de piernas'
        " inquietas.</AbstractText></OtherAbstract>",
        "year": 2001,
    },
    "m": {
        "title": "Invented mice and men",
        "mesh": [("Mice", False, []), ("Humans", False, []), ("Magnesium Deficiency", False, ["genetics"])],
        "year": 2012,
    },
    "n": {"title": "Invented legs, restless", "year": None, "medline_date": "1998 Nov-Dec"},
    "o": {
        "title": "Invented meta-analysis of bisglycinate",
        "abstract": [(None, "Supplementation with magnesium bisglycinate or magnesium supplements.")],
        "types": ("Journal Article", "Meta-Analysis", "Systematic Review"),
        "year": 2025,
        "created": "2025-05-13",
    },
    "p": {"title": "", "vernacular": "Erfunden: Magnesium", "language": ("ger",), "year": 1980},
}
ARTICLES: dict[str, Article] = {
    letter: replace(Article(FIRST_PMID + i), **_FIELDS[letter])  # type: ignore[arg-type]
    for i, letter in enumerate(LETTERS)
}

TREE = """\
Organisms;B01
Animals;B01.050
Mammals;B01.050.150
Humans;B01.050.150.100
Rodentia;B01.050.150.200
Rats;B01.050.150.200.100
Mice;B01.050.150.200.200
Sleep Wake Disorders;C10.886
Dyssomnias;C10.886.425
Restless Legs Syndrome;C10.886.425.800
Restless Legs Syndrome;C23.100
Nocturnal Myoclonus Syndrome;C10.886.425.700
Sleep Initiation and Maintenance Disorders;C10.886.425.500
Pain;C23.888
Magnesium Deficiency;C18.500
Magnesium;D01.500
Zinc;D01.900
Magnesium Compounds;D01.505
Magnesium Oxide;D01.505.500
Magnesium Sulfate;D01.505.600
Magnesium Chloride;D01.505.700
Minerals;D01.578
Sleep;F02.830
Adult;M01.060
Aged;M01.060.100
Publication Formats;V02
Study Characteristics;V03
Clinical Study;V03.175
Clinical Trial;V03.175.250
Controlled Clinical Trial;V03.175.250.500
Randomized Controlled Trial;V03.175.250.500.500
Pragmatic Clinical Trial;V03.175.250.500.500.400
Case Reports;V03.100
Systematic Review;V03.850
Meta-Analysis;V03.600
Review;V02.600
Letter;V02.500
Editorial;V02.300
"""
QUALIFIERS = """\
*NEWRECORD
RECTYPE = Q
SH = therapeutic use
QA = TU
TN = Y11

*NEWRECORD
RECTYPE = Q
SH = administration & dosage
QA = AD
TN = Y11.010

*NEWRECORD
RECTYPE = Q
SH = adverse effects
QA = AE
TN = Y11.020

*NEWRECORD
RECTYPE = Q
SH = poisoning
QA = PO
TN = Y11.020.010

*NEWRECORD
RECTYPE = Q
SH = therapy
QA = TH
TN = Y12

*NEWRECORD
RECTYPE = Q
SH = drug therapy
QA = DT
TN = Y12.020

*NEWRECORD
RECTYPE = Q
SH = blood
QA = BL
TN = Y01.010

*NEWRECORD
RECTYPE = Q
SH = genetics
QA = GE
TN = Y05
"""


def read_records(articles: Iterable[Article]) -> list[FullRecord]:
    """The articles as the program reads them."""
    return list(parse_xml(BytesIO(format_set(articles))))


def write_mesh(folder: Path) -> list[Path]:
    """The tree and the qualifiers, as files."""
    tree, qualifiers = folder / "mtrees-invented.bin", folder / "q-invented.bin"
    tree.write_text(TREE, encoding="utf-8")
    qualifiers.write_text(QUALIFIERS, encoding="utf-8")
    return [tree, qualifiers]
