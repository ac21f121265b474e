"""What people decided in another program, as their exports say it: labels of ASReview, Rayyan's inclusions, Covidence's
tags and reasons for exclusion. Pure. Nothing of it counts before a named person takes it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .asreview_notes import LABEL as ASREVIEW
from .asreview_notes import drop_fields, read_labels
from .own_rows import SCREENING, read_tags, show_bars, split_rows
from .stages import BESIDE, plain, split_stage

TITLES, FULL_TEXT = "title_abstract", "full_text"
LABEL_COLUMNS = ("asreview_label", "label_included", "included", "label", "final_included", "inclusion", "decision")
WORDS = {
    "1": "include", "0": "exclude", "1.0": "include", "0.0": "exclude", "included": "include", "excluded": "exclude",
    "include": "include", "exclude": "exclude", "maybe": "unsure", "unsure": "unsure", "relevant": "include",
    "irrelevant": "exclude", "yes": "include", "no": "exclude", "true": "include", "false": "exclude",
    "inkluderad": "include", "exkluderad": "exclude", "kanske": "unsure", "inkludera": "include",
    "exkludera": "exclude", "inkluderas": "include", "exkluderas": "exclude", "inkluderat": "include",
    "exkluderat": "exclude", "ja": "include", "nej": "exclude", "osäker": "unsure", "oklar": "unsure",
    "oklart": "unsure", "tveksam": "unsure", "uncertain": "unsure", "unclear": "unsure", "sant": "include",
    "falskt": "exclude", "relevant artikel": "include", "ej relevant": "exclude", "inte relevant": "exclude",
    "not relevant": "exclude", "tas med": "include", "tas inte med": "exclude",
}  # fmt: skip
"""What stands in a column of labels -> the decision. Anything else is no decision, and stays a note."""
RAYYAN = re.compile(r"RAYYAN-INCLUSION:\s*\{([^}]*)\}", re.I)
RAYYAN_ONE = re.compile(r"""(?:(?<=^)|(?<=,))\s*(["'])(.+?)\1\s*(?:=>|:)\s*(["']?)([^"',]+?)\3\s*(?=,|$)""")
"""One person's: '"Anna Sand"=>"Included"', also with a colon, as JSON has it, with single quotation marks, or with some
within the name."""
RAYYAN_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|\n]+)", re.I)
RAYYAN_NOTES = re.compile(r"USER-NOTES:\s*\{(.*?)\}(?=\s*(?:\||$))", re.I)
RAYYAN_NOTE = re.compile(r'"([^"]*)"\s*=>\s*\[(.*?)\](?=\s*(?:,\s*"[^"]*"\s*=>|$))')
COVIDENCE_REASON = re.compile(
    r"^(?P<column>(?:notes?|tags|anteckningar|extra|comments?|kommentar(?:er)?): )?"
    r"(?P<said>Exclusion reason:\s*(?P<reason>(?:\([^()|\n]*\)|[^;|\n])+?))\s*(?:[;|\n]\s*|$)",
    re.I,
)
"""A reason of Covidence's: a whole field at the beginning of a note. Within a sentence the words are somebody's own."""
COVIDENCES = re.compile(r"^(?:[\w ]{1,20}: )?Exclusion reason: (?:\([^()|\n]*\)|[^;|\n])+;")
"""Such a field as Covidence itself ends it, with a semicolon; other programs write the words without."""
SIGNED = re.compile(r"\([^()]*\d[^()]*\)\s*\(([^()]+)\)\s*:")
"""How a remark in Covidence begins: '(2021-05-06 10:11:12)(Anna Sand):'."""


@dataclass(frozen=True)
class Decided:
    """One decision in a file: include, exclude or unsure; who made it (None: the file does not say); the reason that it
    gives; and the words that it was read from. `at`: when, in ISO form, where the file says it. `stage`: None where
    nothing says at which one. A row that this program exported also says how much was read (`basis`, which no other
    says), in which role, and its note."""

    decision: str
    by: str | None
    reason: str | None
    said: str
    stage: str | None = None
    basis: str | None = None
    role: str = "screener"
    at: str | None = None
    note: str | None = None
    unsure_why: str | None = None
    """Why no reason is taken for this one's own, where the file gives some."""
    usual: bool = False
    """Whether the stage is the one that the program is made for, and not what its file says."""
    of_review: bool = False
    """Whether it is what several people came to, none of whom is said to have decided it alone."""

    def to_plain(self) -> dict[str, Any]:
        """What a file says in any form; the rest only of a row that this program exported."""
        values = {k: v for k, v in asdict(self).items() if k not in ("unsure_why", "usual", "of_review") or v}
        said = ["decision", "by", "reason", "said"]
        usually = (("at", None), ("stage", TITLES), ("unsure_why", None), ("of_review", False))
        said += [name for name, usual in usually if values.get(name, usual) != usual]
        return values if self.basis else {k: values[k] for k in said}


WITH_MORE = re.compile(
    r"(?P<word>[^\W\d_]+(?: [^\W\d_]+){0,2}?)"
    r"(?:\s*[:;,(–—]\s*|\s+-\s*|\s+(?:on|at|because of|because|due to|på|pga)\s+)(?P<more>\S.*)",
    re.I,
)
"""A word for a decision with more after it."""


def read_label(column: str, cell: str) -> Decided | None:
    """The decision in one cell of a column of labels, with its reason or its stage where the cell goes on with one
    ('Exclude: wrong dose', 'EXCLUDE on full text'); None where it says none (empty, -1, a word of another kind)."""
    text = " ".join(cell.split())
    said = f"{column}: {text}"
    if word := WORDS.get(text.casefold()):
        return Decided(word, None, None, said)
    match = WITH_MORE.fullmatch(text)
    word = WORDS.get(match["word"].casefold()) if match else None
    if match is None or word is None:
        return None
    more = match["more"].rstrip(" )")
    stage, rest = split_stage(more)
    if stage and set(rest.split()) <= BESIDE:
        return Decided(word, None, None, said, stage)
    return Decided(word, None, None if word == "include" else more, said)


def read_own(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The rows of screening that an export of this program wrote into notes."""
    found: list[Decided] = []
    for note in notes:
        for row in split_rows(note.removeprefix("screening: ")):
            if match := SCREENING.fullmatch(row):
                given: dict[str, Any] = match.groupdict()
                found.append(Decided(said=row, **{**given, "note": show_bars(given["note"] or "")}))
    return tuple(dict.fromkeys(found))


def read_notes(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The decisions that stand within notes, in the ways of ASReview, Rayyan and Covidence, and in our own.

    Where our own rows stand, a label beside them is only their sum, and nobody's decision.
    """
    if own := read_own(notes):
        return own
    found: list[Decided] = []
    for label in read_labels(notes):
        words = "; ".join((label.said, *label.beside))
        decision = "include" if label.relevant else "exclude"
        found.append(Decided(decision, label.by, None, words, TITLES, at=label.at, usual=True))
    for note in notes:
        reasons = RAYYAN_REASONS.search(note)
        remarks = dict(RAYYAN_NOTE.findall(found_notes[1])) if (found_notes := RAYYAN_NOTES.search(note)) else {}
        listed = " ".join(reasons[1].split()) if reasons else ""
        for match in RAYYAN.finditer(note):
            for _, by, _, said in RAYYAN_ONE.findall(match[1]):
                if word := WORDS.get(said.casefold()):
                    remark = _say_remarks(remarks.get(by, ""))
                    given = f"reasons in the file: {listed}" if listed and word == "exclude" else ""
                    words = "; ".join(filter(None, (f"{by} => {said}", remark, given)))
                    found.append(Decided(word, by, listed if given else None, words, TITLES, usual=True))
        if one := _read_reason(note, FULL_TEXT if COVIDENCES.match(note) or SIGNED.search(note) else None):
            found.append(one)
    return settle_reasons(dict.fromkeys(found))


def _drop_rayyan(match: re.Match[str]) -> str:
    """Nothing of what Rayyan says where all of it was understood; else all of it, as a note."""
    found = RAYYAN_ONE.findall(match[1])
    known = all(said.casefold() in WORDS for _, _, _, said in found)
    return "" if known and not re.search(r"\w", RAYYAN_ONE.sub("", match[1])) else match[0]


def holds_decision(text: str) -> bool:
    """Whether a text says what somebody decided, in one of these ways, or tagged here."""
    return bool(read_notes([text]) or read_tags([text]))


def settle_reasons(found: Iterable[Decided]) -> tuple[Decided, ...]:
    """The decisions, without a reason that stands once for exclusions of several people: nobody says whose it is."""
    found = tuple(found)
    whose: dict[tuple[str | None, str], set[str | None]] = {}
    for d in found:
        if d.decision == "exclude" and d.reason:
            whose.setdefault((d.stage, d.reason), set()).add(d.by)
    settled = []
    for d in found:
        people = whose.get((d.stage, d.reason or ""), set())
        if d.decision == "exclude" and d.basis is None and len(people) > 1:
            why = f"the file gives {d.reason!r}, and not whose it is of {' and '.join(sorted(map(str, people)))}"
            d = replace(d, reason=None, unsure_why=why)
        settled.append(d)
    return tuple(settled)


def _read_reason(note: str, stage: str | None) -> Decided | None:
    """The exclusion that a note begins with, as Covidence writes it: it is what the review came to. Who signs a remark
    after it has remarked on it, and is not said to have decided."""
    match = COVIDENCE_REASON.match(note)
    if match is None:
        return None
    signed = SIGNED.search(note) is not None
    return Decided("exclude", None, match["reason"].strip(), match["said"].strip(), stage, of_review=signed)


def _say_remarks(listed: str) -> str:
    """Remarks of one person, each between quotation marks, with a stroke before such a mark within one."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', listed) or [listed]
    return "; ".join(filter(None, (" ".join(re.sub(r"\\(.)", r"\1", remark).split()) for remark in found)))


def _hide_bars(note: str) -> str:
    """A note without meaning in the bars that stand within quotation marks."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: m[0].replace("|", "\0"), note)


def at_full_text(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The exclusions in the notes of a file of Covidence, which asks for a reason when the full text is read only.

    Source: https://support.covidence.org/help/does-covidence-record-exclusion-reasons-at-the-title-and-abstract-screening-stage
    (it keeps none at the stage of title and abstract).
    """
    return tuple(filter(None, (_read_reason(note, FULL_TEXT) for note in notes)))


def list_remarks(notes: Sequence[str]) -> tuple[str, ...]:
    """What notes say besides decisions and rows of our own: labels, remarks of people, anything else."""
    found: list[str] = []
    for note in notes:
        if read_own([note]) or read_tags([note]):
            continue
        for part in (p.strip().replace("\0", "|") for p in _hide_bars(note).split(" | ")):
            rest = drop_fields(part)
            rest = ASREVIEW.sub("", RAYYAN.sub(_drop_rayyan, rest))
            rest = COVIDENCE_REASON.sub(r"\g<column>", rest)
            rest = rest if rest == part else re.sub(r"^[\w ]+:\s*$", "", rest)  # a column with a decision alone
            if re.search(r"\w", rest):
                found.append(" ".join(rest.split()).strip("; "))
    return tuple(dict.fromkeys(found))


def choose_decision(
    found: Sequence[Decided], reviewer: str, called: str | None, names: Sequence[str]
) -> tuple[Decided | None, str]:
    """The one decision that is this reviewer's own, or None with why not.

    `called`: the reviewer's name in the file; `names`: other names of the reviewer here. A decision that the file gives
    to somebody else is never taken over, nor are two that differ.
    """
    own = {n.casefold() for n in (called, reviewer, *names) if n}
    theirs = [d for d in found if d.by is not None and d.by.casefold() not in own]
    mine = [d for d in found if (d.by is None and not d.of_review) or (d.by or "").casefold() in own]
    if not mine and not theirs:
        return None, "the file gives it as what the review came to, and names nobody who decided it"
    if not mine:
        people = ", ".join(dict.fromkeys(str(d.by) for d in theirs))
        return None, f"made by {people}, and not by {reviewer} (--called says what {reviewer} is called in the file)"
    words = {d.decision for d in mine}
    if len(words) > 1:
        return None, f"the file says {' and '.join(sorted(words))} of it"
    # Of equal ones the one that gives a reason.
    return next((d for d in mine if d.reason), mine[0]), ""


def list_others(found: Sequence[Decided], called: Sequence[str]) -> str:
    """What the file says that other people decided, each with the reason it gives; empty where nobody else did."""
    own = {name.casefold() for name in called}
    return "; ".join(say_decided(d) for d in found if d.by is not None and d.by.casefold() not in own)


def say_decided(d: Decided) -> str:
    """'Anna Sand: exclude (wrong dose)', with the stage where it is not that of title and abstract."""
    stage = f" at {d.stage}" if d.stage else " at a stage that the file does not tell"
    stage = "" if d.stage == TITLES else stage
    reason = f" ({d.reason})" if d.reason else f" ({d.unsure_why})" if d.unsure_why else ""
    return f"{d.by or 'nobody named'}: {d.decision}{stage}{reason}"


def match_reason(said: str | None, reasons: Mapping[str, Sequence[str]]) -> str | None:
    """The word of the vocabulary whose name or meaning a reason is: 'Wrong population' is wrong-population.

    None where a text gives several, as Rayyan separates them by commas: which of them counts is for a person to say.
    """
    if not said:
        return None
    named = {plain(n): word for word, names in reasons.items() for n in (word, *names)}
    if whole := named.get(plain(said)):
        return whole
    found = {named.get(plain(part)) for part in split_reasons(said)}
    return found.pop() if len(found) == 1 else None


def split_reasons(said: str) -> tuple[str, ...]:
    """The reasons in one text."""
    return tuple(part.strip() for part in re.split(r"[,;]", said) if plain(part))
