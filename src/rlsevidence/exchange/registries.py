"""Rows of trial registries' own tables (ISRCTN, EU CTIS, ClinicalTrials.gov, ICTRP): what a number is known by. Pure.

Sources: ISRCTN numbers are DOIs, https://www.isrctn.com/page/faqs and https://doi.org/10.1186/ISRCTN10175490; the page
of a trial of CTIS goes by its EU CT number; the columns of ICTRP's exports are those of https://trialsearch.who.int.
ISRCTN is asked through its interface too (`sources.isrctn`); that of CTIS is not documented, and is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..synthesis.registered_twice import find_numbers

NUMBER_COLUMNS = (
    "isrctn",
    "isrctn number",
    "trialid",
    "trial id",
    "trial number",
    "eu ct number",
    "ct number",
    "euct number",
    "nct number",
    "actrn",
)
"""Columns that hold the number of a registration, in small letters."""
TITLES = ("public title", "trial title", "title of the trial", "full title", "study title", "scientific title")
DATES = ("date registration", "date of registration", "date assigned", "date applied", "first posted")
ADDRESSES = ("web address", "study url")
TYPE = "Clinical Trial Registration"
"""As ClinicalTrials.gov's own records are called when its interface is asked."""
NCT = re.compile(r"NCT\d{8}", re.I)
ISRCTN = re.compile(r"(?:ISRCTN)?(\d{8})", re.I)
ISRCTN_PAGE = re.compile(r"https?://(?:www\.)?isrctn\.com/(ISRCTN\d{8})\b", re.I)
"""The page of a registration, which is that registration: people enter it by its address, the registry by its DOI."""
CTIS = re.compile(r"\d{4}-5\d{5}-\d{2}(?:-\d{2})?")
EUDRACT = re.compile(r"(\d{4}-\d{6}-\d{2})(?:-[A-Z0-9]{2,})?", re.I)
PREFIX = re.compile(r"^(?:EUCTR|EUCT|CTIS|JPRN)[-: ]*", re.I)
"""What ICTRP sets before the numbers of some registries."""
NAMES = {
    "NCT": "ClinicalTrials.gov", "ISRCTN": "ISRCTN", "ACTRN": "ANZCTR", "DRKS": "DRKS", "CHICTR": "ChiCTR",
    "UMIN": "UMIN", "EU": "EU Clinical Trials",
}  # fmt: skip
"""Registry's key in a number -> what it is called; others go by their key."""


CENTRAL = re.compile(
    r"(?:https?://(?:(?:www\.)?cochranelibrary\.com/central/doi|(?:dx\.)?doi\.org)/)?10\.1002/central/(CN-\d{8})(?:/full)?",
    re.I,
)
CENTRAL_NUMBER = re.compile(r"CN-\d{8}")


def find_central(said: str | None) -> str | None:
    """The number that CENTRAL has for a record: as such, in the address of its page, or in what its RIS gives as a DOI.

    The last has the form of one and is none: neither doi.org nor Crossref knows it, and the DOI of the article, where
    there is one, is another as programs that read its exports say (`is_cn_doi` of deduplicar-referencias).
    """
    found = CENTRAL.fullmatch(said.strip()) if said else None
    number = found[1].upper() if found else (said or "").strip()
    return number if CENTRAL_NUMBER.fullmatch(number) else None


def page_in_central(number: str) -> str:
    """The address of a record of CENTRAL, by which it is known here: 'CN-01234567' has one page."""
    return f"https://www.cochranelibrary.com/central/doi/10.1002/central/{number}/full"


def name_registry(number: str) -> str | None:
    """The registry that a number is of; None where the number does not tell."""
    found = next(find_numbers(PREFIX.sub("", number.strip())), None)
    if found is None and (key := re.match(r"[A-Z]+", PREFIX.sub("", number.strip()).upper())):
        return NAMES.get(key[0])  # its number is miswritten
    return NAMES.get(found[0], found[0]) if found else None


FORMS = {"NCT": "NCT and eight digits", "ISRCTN": "ISRCTN and eight digits", "ACTRN": "ACTRN and fourteen digits"}
"""How the numbers are built that are miswritten most."""


def tell_of_number(number: str) -> tuple[str, ...]:
    """What a person should know of a registration's number that is none: with a digit too few it names no trial."""
    plain = PREFIX.sub("", number.strip())
    if not plain or identify(number):
        return ()
    form = next((f" ({form})" for key, form in FORMS.items() if plain.upper().startswith(key)), "")
    return (f"no number of a registry{form} is told from {number.strip()[:40]!r}; it stays in the file only",)


def identify(number: str) -> Mapping[str, str]:
    """The identifier of a registration: `doi` for ISRCTN, `url` for the others that have a number; none for the rest.

    A registry without a page that goes by the number is known by the trial's page at ICTRP, which does.
    """
    plain = PREFIX.sub("", number.strip())
    if NCT.fullmatch(plain):
        return {"url": f"https://clinicaltrials.gov/study/{plain.upper()}"}
    if found := ISRCTN.fullmatch(number.strip()):
        return {"doi": f"10.1186/isrctn{found[1]}"}
    if CTIS.fullmatch(plain):
        return {"url": f"https://euclinicaltrials.eu/ctis-public/view/{plain}"}
    if found := EUDRACT.fullmatch(plain):
        page = "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:"
        return {"url": f"{page}{found[1]}"}
    if [n for _, n in find_numbers(plain)] == [plain.upper()]:
        return {"url": f"https://trialsearch.who.int/Trial2.aspx?TrialID={plain}"}
    return {}
