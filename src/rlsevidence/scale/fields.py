"""PubMed's field tags: what each asks of a record, or why it cannot be asked of one that was read from a file. Pure.

Source of the tags and their meaning: PubMed's user guide, 'Search field tags'. A tag that stands in neither table is
refused too: no tag is guessed at.
"""

from __future__ import annotations

WORDS = {
    "tiab": "title_abstract",
    "title/abstract": "title_abstract",
    "ti": "title",
    "title": "title",
    "ot": "keywords",
    "other term": "keywords",
    "tt": "vernacular",
    "transliterated title": "vernacular",
}
HEADINGS = {
    "mh": (True, False),
    "mesh": (True, False),
    "mesh terms": (True, False),
    "mh:noexp": (False, False),
    "mesh:noexp": (False, False),
    "mesh terms:noexp": (False, False),
    "majr": (True, True),
    "mesh major topic": (True, True),
    "majr:noexp": (False, True),
    "mesh major topic:noexp": (False, True),
}
"""Tag -> whether narrower headings count too, and whether it must be a major topic."""
QUALIFIERS = {
    "sh": True,
    "mesh subheading": True,
    "subheading": True,
    "sh:noexp": False,
    "mesh subheading:noexp": False,
    "subheading:noexp": False,
}
TYPES = {
    "pt": True,
    "ptyp": True,
    "publication type": True,
    "pt:noexp": False,
    "ptyp:noexp": False,
    "publication type:noexp": False,
}
"""Tag -> whether narrower ones count too."""
DATES = {
    "dp": "publication",
    "pdat": "publication",
    "date - publication": "publication",
    "publication date": "publication",
    "epdat": "online",
    "electronic date of publication": "online",
    "crdt": "entry",
    "date - create": "entry",
    "create date": "entry",
    "mhda": "indexed",
    "date - mesh": "indexed",
    "mesh date": "indexed",
    "lr": "revised",
    "date - modification": "revised",
    "modification date": "revised",
}
LANGUAGE = ("la", "lang", "language")
PMID = ("pmid", "uid")
IDENTIFIER = ("aid", "doi", "article identifier", "lid", "location id")
DATA_BANK = ("si", "secondary source id")

_AUTHORS = "an index of names that the files do not have: tag a word of the title, or search PubMed itself"
_EVERYWHERE = "fields that are not kept here, such as affiliations and substances: use [tiab] OR [mh]"
_FILTER = "a filter that PubMed computes: put its strategy in its place"
REFUSED = {
    **dict.fromkeys(("all", "all fields"), _EVERYWHERE),
    **dict.fromkeys(("tw", "text word", "text words"), _EVERYWHERE),
    **dict.fromkeys(("sb", "subset", "filter"), _FILTER),
    **dict.fromkeys(
        ("au", "author", "1au", "author - first", "lastau", "author - last", "fau", "full author name"), _AUTHORS
    ),
    **dict.fromkeys(("auid", "author - identifier", "cn", "author - corporate", "ir", "investigator", "ps"), _AUTHORS),
    **dict.fromkeys(("ad", "affiliation"), "affiliations, which are not kept"),
    **dict.fromkeys(("nm", "supplementary concept", "substance name", "rn", "ec/rn number"), "substances: not kept"),
    **dict.fromkeys(("pa", "pharmacological action"), "substances, which are not kept: list the headings with [mh]"),
    **dict.fromkeys(("ta", "jour", "journal"), "every name of a journal, of which a record has one"),
    **dict.fromkeys(("gr", "grant number", "grants and funding"), "an index of grants"),
    **dict.fromkeys(("edat", "date - entry", "entrez date", "entry date"), "a day that is not kept: use [crdt]"),
    **dict.fromkeys(("dcom", "date - completion", "completion date"), "a day that is not kept: use [mhda]"),
    **dict.fromkeys(("ppdat", "print date of publication"), "a day that is not told from others: use [dp]"),
    **dict.fromkeys(("vi", "volume", "ip", "issue", "pg", "pagination"), "numbers of an issue: use [pmid] or [aid]"),
}
"""Tag -> what it asks for that cannot be asked here."""

LANGUAGES = {
    "afrikaans": "afr", "albanian": "alb", "arabic": "ara", "armenian": "arm", "azerbaijani": "aze",
    "bosnian": "bos", "bulgarian": "bul", "catalan": "cat", "chinese": "chi", "croatian": "hrv", "czech": "cze",
    "danish": "dan", "dutch": "dut", "english": "eng", "esperanto": "epo", "estonian": "est", "finnish": "fin",
    "french": "fre", "georgian": "geo", "german": "ger", "greek, modern": "gre", "hebrew": "heb", "hindi": "hin",
    "hungarian": "hun", "icelandic": "ice", "indonesian": "ind", "italian": "ita", "japanese": "jpn", "korean": "kor",
    "latin": "lat", "latvian": "lav", "lithuanian": "lit", "macedonian": "mac", "malay": "may", "norwegian": "nor",
    "persian": "per", "polish": "pol", "portuguese": "por", "romanian": "rum", "russian": "rus", "serbian": "srp",
    "slovak": "slo", "slovenian": "slv", "spanish": "spa", "swedish": "swe", "thai": "tha", "turkish": "tur",
    "ukrainian": "ukr", "vietnamese": "vie", "welsh": "wel",
}  # fmt: skip
"""MARC's codes, which PubMed's records have, by the names that PubMed's table of languages gives them."""
