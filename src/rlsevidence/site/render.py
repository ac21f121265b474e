"""Templates to pages: one Jinja environment, links that work from a file, and how evidence reads in a table cell.

Everything that comes from the evidence is escaped: the environment escapes by default and no template turns it off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..judgement.people_said import name_people
from ..judgement.proposed_said import mark_proposed, say_unprinted
from ..language import has_text, say
from ..language.measures import name_country
from ..language.words import Words
from ..model import Arm, Estimate, Person, Prose, Record
from ..model.appraisal_tools import PROMPTS

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

from ..judgement.claim_summary import ClaimSummary


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


def make_environment(languages: Sequence[str]) -> jinja2.Environment:
    """The Jinja environment of the pages: escapes everything, and stops at a name that a template does not get."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rlsevidence.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_keep_compiled(),
    )
    environment.globals.update(
        languages=tuple(languages),
        locales={code: say("language.locale", code) for code in languages},
        language_names={code: say("language.name", code) for code in languages},
        record_links=record_links,
        cite=cite,
    )
    environment.filters["captioned"] = caption_tables
    environment.filters["split_first"] = split_first
    environment.filters["slug"] = lambda text: re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")
    return environment


@cache
def _keep_compiled() -> jinja2.BytecodeCache:
    """What the templates compile to, in memory: each language has an environment, and compiling takes half a second."""
    import jinja2
    from jinja2.bccache import Bucket

    class Kept(jinja2.BytecodeCache):
        def __init__(self) -> None:
            self.codes: dict[tuple[str, str], CodeType] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.codes.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self.codes[bucket.key, bucket.checksum] = bucket.code

    return Kept()


def speak(voice: Words, plain: str = "en", persons: Sequence[Person] = ()) -> dict[str, Any]:
    """The functions of a template that depend on the language; `plain` is that of texts that do not say theirs.

    `persons`: those of people.tsv, for their names.
    """

    def t(key: str, **values: object) -> str:
        return voice.say(f"site.{key}", **values)

    def name(group: str, word: str | None) -> str:
        return t("not_recorded") if word is None else voice.name(group, word)

    return {
        "language": voice.language,
        "t": t,
        "name": name,
        "asked": lambda tool, domain, n: voice.say(f"form.ask.{PROMPTS[tool]}.{domain}.{n}"),
        "written": lambda text: mark_language(text, voice.language, plain),
        "foreign": frozenset(),
        "named": lambda text: text,
        "rating": lambda summary: format_rating(summary, voice),
        "bare_rating": lambda summary: format_bare_rating(summary, voice),
        "unjudged": lambda summary: say_unprinted(summary, voice),
        "people": lambda summary: format_people(summary, voice),
        "by": lambda ids: name_people(ids, persons, voice),
        "reason": lambda reason: reason.said(voice),
        "dose": lambda arm: format_dose(arm, voice),
        "numbers": lambda values: format_values(values, voice, plain),
        "measured": lambda text: _written_or_said(text, voice.measured(text), voice, plain),
        "country": lambda text: _written_or_said(text, name_country(text, voice.language), voice, plain),
        "unit": lambda text: _written_or_said(text, voice.unit(text), voice, plain),
        "when": lambda text: _written_or_said(text, voice.when(text), voice, plain),
        "called": lambda name: name_value(name.replace("-", "_"), voice, plain),
        "group": lambda id: _name_group(id, voice, plain),
        "p_value": lambda p: _say_p(p, voice, plain),
        "estimate": lambda value: format_estimate(value, voice),
        "field_names": lambda fields: ", ".join(_name_field(field, voice) for field in fields),
        "read_where": lambda where: format_where(where, voice),
    }


def caption_tables(markup: Markup, title: str) -> Markup:
    """`markup` with `title` as the caption of each table in it, for who hears that a table begins; it is not seen."""
    from markupsafe import Markup, escape

    return Markup(_TABLE.sub(lambda found: f"{found[0]}<caption>{escape(title)}</caption>", markup))


def split_first(body: Markup) -> tuple[Markup, Markup]:
    """The first text of a notebook, which has its title, and what comes from its first code on."""
    from markupsafe import Markup

    first, code, rest = body.partition('<div class="code">')
    return Markup(first), Markup(code + rest)


_TABLE = re.compile(r"<table\b[^>]*>(?!\s*<caption)")


def mark_language(text: Prose, language: str, plain: str) -> Markup:
    """What people wrote, in `language`; where they wrote it in another one only, it is marked as that.

    `plain`: the language of a text that does not say its own.
    """
    from markupsafe import Markup, escape

    if isinstance(text, str):
        found, said = plain, text
    else:
        found, said = text.written_in(language), text.in_language(language)
    return escape(said) if found == language else Markup('<span lang="{}">{}</span>').format(found, said)


def mark_names(names: Collection[str], language: str, plain: str) -> Callable[[str], Markup | str]:
    """What marks the `names`, which are in the language `plain`, within a text of a page in another."""
    from markupsafe import Markup, escape

    if language == plain or not names:
        return lambda text: text
    longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.compile(rf"(?<!\w)({longest})(?!\w)")

    def mark(text: str) -> Markup | str:
        parts = found.split(text)
        if len(parts) == 1:
            return text
        return Markup("").join(mark_language(p, language, plain) if i % 2 else escape(p) for i, p in enumerate(parts))

    return mark


def _name_field(field: str, voice: Words) -> str:
    return voice.say(f"site.field.{field}") if has_text(f"site.field.{field}", voice.language) else field


def _name_group(id_: str, voice: Words, plain: str) -> Markup | str:
    """A group of a study by the catalogue's name, as its picture has it, or by the known words of its id."""
    key = f"site.arm.{id_.replace('-', ' ')}"
    return voice.say(key) if has_text(key, voice.language) else name_value(id_.replace("-", "_"), voice, plain)


def _say_p(p: str, voice: Words, plain: str) -> Markup | str:
    """A p-value with the page's decimal sign; words beside it in the page's language, or marked as another's."""
    said = voice.p_value(p)
    is_words = voice.measured(p) == p and re.search("[a-z]{2}", said)
    return mark_language(said, voice.language, plain) if is_words else said


def _written_or_said(text: str, said: str, voice: Words, plain: str) -> Markup:
    """`said` where the program has words for what people wrote, else what they wrote, in its language."""
    from markupsafe import escape

    return mark_language(text, voice.language, plain) if said == text else escape(said)


def format_rating(summary: ClaimSummary, voice: Words) -> str:
    """The certainty, or the basis, marked where it is only proposed; or that nobody has judged, or that the verdict is
    withheld."""
    if summary.withheld:
        return voice.say("site.withheld")
    return mark_proposed(format_bare_rating(summary, voice), summary, voice)


def format_bare_rating(summary: ClaimSummary, voice: Words) -> str:
    """The certainty or the basis alone, for a sentence that says itself who rates it so."""
    if summary.certainty_word:
        return voice.name("certainty", summary.certainty_word)
    if summary.basis_word:
        return voice.say("site.basis_suffix", word=voice.name("basis_rating", summary.basis_word))
    return voice.say("site.not_judged")


def format_people(summary: ClaimSummary, voice: Words) -> str:
    """How many people the counted studies have; studies that give no number are said, never taken for zero."""
    if not summary.counted:
        return ""
    if summary.participants_unknown == len(summary.counted):
        return voice.say("site.people_unknown")
    if summary.participants_unknown:
        text = voice.say_number("site.people_known", summary.participants_unknown, known=summary.participants)
    else:
        text = voice.say("site.people", n=summary.participants)
    indirect = sum(s.study.population.n or 0 for s in summary.counted if s.directness != "direct")
    # Thousands who were asked something else must not pass for people who answer the question.
    return f"{text}; {voice.say('site.people_indirect', n=indirect)}" if indirect else text


def format_dose(arm: Arm, voice: Words) -> str:
    """An arm's amount as recorded, with what the amount is of; never converted here."""
    if arm.amount is None:
        return voice.say("site.not_recorded")
    amount = voice.number(arm.amount) + (f" {voice.unit(arm.unit)}" if arm.unit else "")
    return f"{amount}, {voice.name('amount_is', arm.amount_is)}" if arm.amount_is else amount


def format_estimate(estimate: Estimate, voice: Words) -> str:
    """Such as 'MD -2.1 (95% CI -4.0 to -0.2)'; the interval only as far as it was recorded."""
    text = f"{estimate.measure} {voice.number(estimate.value)}"
    if estimate.ci_low is None or estimate.ci_high is None:
        return text
    to = voice.say("site.to")
    interval = voice.say("site.interval")
    level = f"{voice.number(estimate.level)}% " if estimate.level is not None else ""
    return f"{text} ({level}{interval} {voice.number(estimate.ci_low)} {to} {voice.number(estimate.ci_high)})"


def format_values(values: object, voice: Words, plain: str = "en") -> Markup:
    """The recorded numbers of a result; parts without a value are left out as unknown.

    A part is named in the voice's language where the catalogues or the vocabulary have its words, else as in the file,
    marked as `plain`, the language of texts that do not say theirs.
    """
    from markupsafe import Markup, escape

    if values is None:
        return escape(voice.say("site.not_recorded"))
    if isinstance(values, Mapping):
        parts = []
        for key, value in values.items():
            between = ": " if isinstance(value, Mapping) else " "
            parts.append(name_value(str(key), voice, plain) + between + format_values(value, voice, plain))
        return Markup("; " if any(isinstance(v, Mapping) for v in values.values()) else ", ").join(parts)
    if isinstance(values, (list, tuple)):
        return Markup(", ").join(format_values(v, voice, plain) for v in values)
    if isinstance(values, bool):
        return escape(voice.say("site.yes" if values else "site.no"))
    if isinstance(values, (int, float)):
        return escape(voice.number(values))
    return _written_or_said(str(values), voice.measured(str(values)), voice, plain)


def name_value(key: str, voice: Words, plain: str = "en") -> Markup:
    """The name of a part of a result: the longest words that are known, one after the other, such as 'placebo mean'."""
    from markupsafe import escape

    words, said = key.split("_"), []
    while words:
        for length in range(len(words), 0, -1):
            part = " ".join(words[:length])
            if has_text(f"site.value.{part}", voice.language):
                said.append(voice.say(f"site.value.{part}"))
            elif part in voice.vocabulary.get("compound", {}):
                said.append(voice.name("compound", part))
            else:
                continue
            del words[:length]
            break
        else:
            return mark_language(key.replace("_", " "), voice.language, plain)
    return escape(" ".join(said))


def format_where(where: str, voice: Words) -> str:
    """Such as 'table 2': the word in `language`, what follows it as recorded."""
    word, _, rest = where.partition(" ")
    return f"{voice.name('where', word)} {rest}".rstrip()


def cite(record: Record) -> str:
    """Authors, year and journal as far as they were seen; the title stands apart."""
    who = ", ".join(record.authors[:3]) + (" et al." if len(record.authors) > 3 else "")
    # The number of an issue stands at its volume, or else at the journal; by itself it says nothing.
    issue = f"({record.issue})" if record.issue and (record.volume or record.journal) else None
    places = ((record.journal,), (record.volume, issue)) if record.volume else ((record.journal, issue),)
    source = ", ".join(p for p in (*(" ".join(filter(None, place)) for place in places), record.pages) if p)
    said = [p for p in (who or record.organisation, source, str(record.year) if record.year else None) if p]
    return " ".join(p if p.endswith(".") or p is said[-1] else f"{p}." for p in said)


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
