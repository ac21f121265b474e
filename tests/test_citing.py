"""References as journals print them: each form by hand, in both styles and languages, and awkward records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.citing import STYLES, cite, make_csl
from rlsevidence.errors import UsageError
from rlsevidence.model import Record
from rlsevidence.model.records import RecordDates


@pytest.fixture(scope="module")
def review(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo)


def record(**given: Any) -> Record:
    plain: dict[str, Any] = {
        "id": "pubmed:90000001",
        "pmid": "90000001",
        "doi": None,
        "pmcid": None,
        "url": None,
        "title": "An invented trial",
        "authors": ("Testsson TA", "Provdotter Å"),
        "organisation": None,
        "year": 2024,
        "journal": "J Invent Test",
        "volume": "12",
        "issue": "3",
        "pages": "101-109",
        "language": "eng",
        "publication_types": (),
        "mesh": (),
        "integrity": (),
        "abstract_sha256": None,
        "dates": RecordDates(created=None, revised=None),
        "origin": "seed",
        "verification": "confirmed",
        "unverified": (),
        "seen_at": (),
    }
    return Record(**{**plain, **given})


MANY = tuple(f"Nummer {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVXYZ")
CASES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "an article": (
        {"doi": "10.9999/invented.1"},
        "Testsson, T. A., & Provdotter, Å. (2024). An invented trial. J Invent Test, 12(3), 101–109. "
        "https://doi.org/10.9999/invented.1",
        "1. Testsson TA, Provdotter Å. An invented trial. J Invent Test. 2024;12(3):101–9. doi:10.9999/invented.1",
        "(Testsson & Provdotter, 2024)",
    ),
    "no issue": (
        {"issue": None, "pages": "e117"},
        "Testsson, T. A., & Provdotter, Å. (2024). An invented trial. J Invent Test, 12, e117."
        " https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. Testsson TA, Provdotter Å. An invented trial. J Invent Test. 2024;12:e117. PMID: 90000001",
        "(Testsson & Provdotter, 2024)",
    ),
    "pages of one and of two digits": (
        {"pages": "1-10"},
        "Testsson, T. A., & Provdotter, Å. (2024). An invented trial. J Invent Test, 12(3), 1–10."
        " https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. Testsson TA, Provdotter Å. An invented trial. J Invent Test. 2024;12(3):1–10. PMID: 90000001",
        "(Testsson & Provdotter, 2024)",
    ),
    "no year: none is made up": (
        {"year": None, "authors": ("Testsson TA",)},
        "Testsson, T. A. (n.d.). An invented trial. J Invent Test, 12(3), 101–109."
        " https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. Testsson TA. An invented trial. J Invent Test. 12(3):101–9. PMID: 90000001",
        "(Testsson, n.d.)",
    ),
    "no author: the title comes first, and once": (
        {"authors": ()},
        "An invented trial. (2024). J Invent Test, 12(3), 101–109. https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. An invented trial. J Invent Test. 2024;12(3):101–9. PMID: 90000001",
        "(“An invented trial”, 2024)",
    ),
    "a page of an authority": (
        {
            "id": "url:https://example.org/invented",
            "pmid": None,
            "url": "https://example.org/invented",
            "authors": (),
            "organisation": "Invented Agency of Food",
            "journal": None,
            "volume": None,
            "issue": None,
            "pages": None,
        },
        "Invented Agency of Food. (2024). An invented trial. https://example.org/invented",
        "1. Invented Agency of Food. An invented trial. 2024. https://example.org/invented",
        "(Invented Agency of Food, 2024)",
    ),
    "twenty-five authors": (
        {"authors": MANY},
        ", ".join(f"Nummer, {x}." for x in "ABCDEFGHIJKLMNOPQRS")
        + ", et al. (2024). An invented trial. J Invent Test, 12(3), 101–109."
        " https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. Nummer A, Nummer B, Nummer C, Nummer D, Nummer E, Nummer F, et al. An invented trial. J Invent Test. "
        "2024;12(3):101–9."
        " PMID: 90000001",
        "(Nummer et al., 2024)",
    ),
    "signs that mean something to HTML": (
        {"title": "Is p <0.05 & more enough?"},
        "Testsson, T. A., & Provdotter, Å. (2024). Is p <0.05 & more enough? J Invent Test, 12(3), 101–109."
        " https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "1. Testsson TA, Provdotter Å. Is p <0.05 & more enough? J Invent Test. 2024;12(3):101–9. PMID: 90000001",
        "(Testsson & Provdotter, 2024)",
    ),
}
"""Name -> what differs, the entry by author and year, the entry by number, the key in a text."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_form_as_journals_print_it(case: tuple[dict[str, Any], str, str, str]) -> None:
    given, apa, vancouver, key = case
    (entry,) = cite([record(**given)], "apa").entries
    assert (entry.text, entry.key) == (apa, key)
    (entry,) = cite([record(**given)], "vancouver").entries
    assert (entry.text, entry.key) == (vancouver, "(1)")


def test_swedish_says_what_the_style_says_in_swedish() -> None:
    one = record(authors=MANY, year=None)
    (apa,) = cite([one], "apa", "sv").entries
    assert apa.key == "(Nummer m.fl., u.å.)"
    (vancouver,) = cite([one], "vancouver", "sv").entries
    assert "Nummer F, m.fl. An invented trial." in vancouver.text


@pytest.mark.parametrize("style", STYLES)
def test_an_address_that_ends_in_points_keeps_them(style: str) -> None:
    address = "https://example.org/invented..."
    (entry,) = cite([record(id=f"url:{address}", pmid=None, url=address)], style).entries
    assert entry.text.endswith(f" {address}")


def test_a_pmid_leads_to_pubmed() -> None:
    page = "https://pubmed.ncbi.nlm.nih.gov/90000001/"
    (entry,) = cite([record()], "vancouver").entries
    assert entry.linked.endswith(f'<a href="{page}" rel="noopener">PMID: 90000001</a>')
    (entry,) = cite([record()], "apa").entries
    assert entry.linked.endswith(f'<a href="{page}" rel="noopener">{page}</a>')
    (entry,) = cite([record(doi="10.9999/invented.1")], "vancouver").entries
    assert "PMID" not in entry.text, "one identifier is enough"


@pytest.mark.parametrize(("language", "term"), [("en", "et al."), ("sv", "m.fl.")])
def test_one_known_author_of_several_is_no_sole_author(language: str, term: str) -> None:
    one = record(authors=("Testsson TA",), unverified=("authors",))
    (apa,) = cite([one], "apa", language).entries
    assert apa.text.startswith(f"Testsson, T. A., {term} (2024). An invented trial.")
    assert apa.key == f"(Testsson {term}, 2024)"
    (vancouver,) = cite([one], "vancouver", language).entries
    assert vancouver.text.startswith(f"1. Testsson TA, {term} An invented trial.")
    sole = record(authors=("Testsson TA",), unverified=("pmcid",))
    assert cite([sole], "apa", language).entries[0].key == "(Testsson, 2024)"
    imported = record(authors=("Testsson TA",), unverified=("title", "authors", "year"))
    assert cite([imported], "apa", language).entries[0].key == "(Testsson, 2024)", "a file gives all of its authors"
    two = [one, record(id="pubmed:90000002", title="Another", authors=("Testsson TA",), unverified=("authors",))]
    assert [e.key for e in cite(two, "apa", language).entries] == [f"(Testsson {term}, 2024{x})" for x in "ab"]


def test_numbers_go_by_the_order_given_and_names_by_the_alphabet() -> None:
    first, second = record(authors=("Ödman B",)), record(id="pubmed:90000002", authors=("Aldén C",))
    assert [e.record for e in cite([first, second, first], "vancouver").entries] == [first.id, second.id]
    assert [e.record for e in cite([first, second], "apa").entries] == [second.id, first.id]


def test_same_author_and_year_are_told_apart() -> None:
    two = [record(authors=("Testsson TA",)), record(id="pubmed:90000002", title="Another", authors=("Testsson TA",))]
    keys = [e.key for e in cite(two, "apa").entries]
    assert keys == ["(Testsson, 2024a)", "(Testsson, 2024b)"]
    assert "(2024b)." in cite(two, "apa").entries[1].text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_record_of_the_review_has_an_entry(review: rls.Workspace, style: str, language: str) -> None:
    records = list(review.evidence.records.values())
    made = cite(records, style, language)
    assert {e.record for e in made.entries} == set(review.evidence.records)
    for entry in made.entries:
        title = review.evidence.records[entry.record].title
        text = re.sub(r"https?://\S+|doi:\S+", "", entry.text)
        folded = "".join(c for c in text.casefold() if c.isalnum())
        wanted = "".join(c for c in title.casefold() if c.isalnum())
        assert folded.count(wanted) == 1, entry.text
        assert "<" not in entry.markup.replace("<i>", "").replace("</i>", ""), entry.markup


def test_a_style_of_ones_own_and_faults(tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_text((Path(rls.__file__).parent / "citing" / "styles" / "apa.csl").read_text(encoding="utf-8"))
    assert cite([record()], str(own)).entries == cite([record()], "apa").entries
    with pytest.raises(UsageError, match="no style 'chicago'; there are: apa, vancouver"):
        cite([record()], "chicago")
    broken = tmp_path / "broken.csl"
    broken.write_text("<style>")
    with pytest.raises(UsageError, match="not a CSL style that can be read"):
        cite([record()], str(broken))


@pytest.mark.parametrize("style", STYLES)
def test_a_title_cannot_bring_markup(style: str) -> None:
    """citeproc-py takes tags in a title for rich text and prints them as they are."""
    bad = "<script>alert('x')</script> <b>bold</b> <i>E. coli</i> & \"more\" &lt;p&gt;"
    one = record(title=bad, authors=("<img src=x> T",), journal="<i>J</i>")
    (entry,) = cite([one], style).entries
    assert bad in entry.text, "what is written is what is read"
    left = entry.markup.replace("<i>", "").replace("</i>", "")
    assert "<" not in left
    assert "&lt;script&gt;" in left
    assert "<img src=x>" in entry.text


def test_csl_leaves_out_what_is_not_known() -> None:
    assert "issued" not in make_csl(record(year=None))
