"""Templates to pages: one Jinja environment, links that work from a file, and how evidence reads in a table cell.

Everything that comes from the evidence is escaped: the environment escapes by default and no template turns it off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..labels import label
from ..model import Arm, Estimate, Record
from .words import LANGUAGE_NAMES, LANGUAGES, say

if TYPE_CHECKING:
    import jinja2

    from ..decisions import StudyInClaim
from ..judgement.summary import ClaimSummary

_WHY = (
    (re.compile(r"^reviewers disagree and nobody has settled it yet$"), "why_conflict"),
    (re.compile(r"^retracted: shown, never counted$"), "why_retracted"),
    (re.compile(r"^left out at screening \((?P<record>.+)\)$"), "why_screened_out"),
    (re.compile(r"^(?P<design>[a-z-]+): informs, and is not counted beside the studies it rests on$"), "why_informs"),
    (re.compile(r"^the same people or results as (?P<others>.+), which is counted$"), "why_same_people"),
    (re.compile(r"^primary study \((?P<design>[a-z-]+)\)$"), "why_primary"),
)


@dataclass(frozen=True)
class Place:
    """Where a page stands: its language and its path below the folder of the language, such as `claims/x.html`."""

    language: str
    path: str

    @property
    def up(self) -> str:
        """The way from the page to the folder of its language."""
        return "../" * self.path.count("/")

    def page(self, path: str) -> str:
        """A link to another page in the same language."""
        return self.up + path

    def asset(self, name: str) -> str:
        return f"{self.up}../assets/{name}"

    def api(self, name: str) -> str:
        return f"{self.up}../api/{name}"

    def twin(self, language: str) -> str:
        """A link to the same page in another language."""
        return f"{self.up}../{language}/{self.path}"


def make_environment() -> jinja2.Environment:
    """The Jinja environment of the pages: escapes everything, and stops at a name that a template does not get."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rlsevidence.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        languages=LANGUAGES,
        language_names=LANGUAGE_NAMES,
        record_links=record_links,
        cite=cite,
    )
    environment.filters["slug"] = lambda text: re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")
    return environment


def speak(language: str) -> dict[str, Any]:
    """The functions of a template that depend on the language."""

    def t(key: str, **values: object) -> str:
        return say(key, language, **values)

    def name(group: str, word: str | None) -> str:
        return say("not_recorded", language) if word is None else label(group, word, language)

    return {
        "language": language,
        "t": t,
        "name": name,
        "rating": lambda summary: format_rating(summary, language),
        "people": lambda summary: format_people(summary, language),
        "why_counted": lambda study: explain_count(study, language),
        "dose": lambda arm: format_dose(arm, language),
        "numbers": lambda values: format_values(values, language),
        "estimate": lambda value: format_estimate(value, language),
        "read_where": lambda where: format_where(where, language),
    }


def format_rating(summary: ClaimSummary, language: str) -> str:
    """The certainty, or the basis, or that nobody has judged, or that the verdict is withheld."""
    if summary.withheld:
        return say("withheld", language)
    if summary.certainty_word:
        return label("certainty", summary.certainty_word, language)
    if summary.basis_word:
        return say("basis_suffix", language, word=label("basis_rating", summary.basis_word, language))
    return say("not_judged", language)


def format_people(summary: ClaimSummary, language: str) -> str:
    """How many people the counted studies have; studies that give no number are said, never taken for zero."""
    if not summary.counted:
        return ""
    if summary.participants_unknown == len(summary.counted):
        return say("people_unknown", language)
    if summary.participants_unknown:
        text = say("people_known", language, n=summary.participants, unknown=summary.participants_unknown)
    else:
        text = say("people", language, n=summary.participants)
    indirect = sum(s.study.population.n or 0 for s in summary.counted if s.directness != "direct")
    # Thousands who were asked something else must not pass for people who answer the question.
    return f"{text}; {say('people_indirect', language, n=indirect)}" if indirect else text


def explain_count(study: StudyInClaim, language: str) -> str:
    """Why a study is counted or not, in `language`; the summary's own English sentence when it is a new one."""
    for pattern, key in _WHY:
        if found := pattern.match(study.why):
            values = found.groupdict()
            if "design" in values:
                values["design"] = label("design", values["design"], language)
            return say(key, language, **values)
    return study.why


def format_dose(arm: Arm, language: str) -> str:
    """An arm's amount as recorded, with what the amount is of; never converted here."""
    if arm.amount is None:
        return say("not_recorded", language)
    amount = _number(arm.amount, language) + (f" {arm.unit}" if arm.unit else "")
    return f"{amount}, {label('amount_is', arm.amount_is, language)}" if arm.amount_is else amount


def format_estimate(estimate: Estimate, language: str) -> str:
    """Such as 'MD -2.1 (95% CI -4.0 to -0.2)'; the interval only as far as it was recorded."""
    text = f"{estimate.measure} {_number(estimate.value, language)}"
    if estimate.ci_low is None or estimate.ci_high is None:
        return text
    to = "to" if language == "en" else "till"
    interval = "CI" if language == "en" else "KI"
    level = f"{_number(estimate.level, language)}% " if estimate.level is not None else ""
    return f"{text} ({level}{interval} {_number(estimate.ci_low, language)} {to} {_number(estimate.ci_high, language)})"


_VALUE_NAMES = {
    "before": "före",
    "after": "efter",
    "mean": "medel",
    "median": "median",
    "of": "av",
    "responders": "förbättrade",
    "difference": "skillnad",
    "change": "förändring",
    "events": "händelser",
    "trials": "prövningar",
    "studies": "studier",
    "participants": "deltagare",
    "records": "poster",
    "reports": "rapporter",
    "level": "nivå",
    "low": "lägst",
    "high": "högst",
    "percent": "procent",
    "direction": "riktning",
    "value": "värde",
    "interval": "intervall",
    "ci low": "KI från",
    "ci high": "KI till",
    "iqr": "kvartilavstånd",
}


def format_values(values: object, language: str) -> str:
    """The recorded numbers of a result, in the words of the file; parts without a value are left out as unknown."""
    if values is None:
        return say("not_recorded", language)
    if isinstance(values, Mapping):
        parts = []
        for key, value in values.items():
            text = format_values(value, language)
            name = str(key).replace("_", " ")
            name = _VALUE_NAMES.get(name, name) if language == "sv" else name
            parts.append(f"{name}: {text}" if isinstance(value, Mapping) else f"{name} {text}")
        return ("; " if any(isinstance(v, Mapping) for v in values.values()) else ", ").join(parts)
    if isinstance(values, (list, tuple)):
        return ", ".join(format_values(v, language) for v in values)
    if isinstance(values, bool):
        return say("yes" if values else "no", language)
    return _number(values, language) if isinstance(values, (int, float)) else str(values)


def format_where(where: str, language: str) -> str:
    """Such as 'table 2': the word in `language`, what follows it as recorded."""
    word, _, rest = where.partition(" ")
    return f"{label('where', word, language)} {rest}".rstrip()


def _number(value: float, language: str) -> str:
    text = f"{value:.10g}"
    return text.replace(".", ",") if language == "sv" else text


def cite(record: Record) -> str:
    """Authors, year and journal as far as they were seen; the title stands apart."""
    who = ", ".join(record.authors[:3]) + (" et al." if len(record.authors) > 3 else "")
    place = " ".join(p for p in (record.volume, f"({record.issue})" if record.issue else None) if p)
    source = ", ".join(p for p in (record.journal, place, record.pages) if p)
    return ". ".join(p for p in (who or record.organisation, source, str(record.year) if record.year else None) if p)


def record_links(record: Record) -> tuple[tuple[str, str], ...]:
    """(name, address) for each identifier that the record has; none is made up."""
    links = []
    if record.pmid:
        links.append((f"PubMed {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"))
    if record.pmcid:
        links.append((record.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{record.pmcid}/"))
    if record.doi:
        links.append((f"doi:{record.doi}", "https://doi.org/" + quote(record.doi, safe="/:;.,-_()")))
    if record.prefix == "nct":
        number = record.id.partition(":")[2]
        links.append((number, f"https://clinicaltrials.gov/study/{number}"))
    if record.url:
        links.append((re.sub(r"^https?://(www\.)?", "", record.url).partition("/")[0], record.url))
    return tuple(links)
