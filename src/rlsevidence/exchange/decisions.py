"""What people decided in another program, as their exports say it: labels of ASReview, Rayyan's inclusions, Covidence's
tags and reasons for exclusion. Pure. Nothing of it counts before a named person takes it over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .own_rows import SCREENING, read_tags, show_bars, split_rows

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
ASREVIEW = re.compile(
    r"(?:(?<=[;,|:\n\['\"])|^)\s*ASReview_(relevant|irrelevant|not_seen)(?=\s*(?:[;,|\n\]'\"]|$))", re.I
)
"""A label of ASReview's: a whole field of a note, not a word in somebody's sentence."""
RAYYAN = re.compile(r"RAYYAN-INCLUSION:\s*\{([^}]*)\}", re.I)
RAYYAN_ONE = re.compile(r'"([^"]*)"\s*=>\s*"?(\w+)"?')
RAYYAN_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|\n]+)", re.I)
RAYYAN_NOTES = re.compile(r"USER-NOTES:\s*\{(.*?)\}(?=\s*(?:\||$))", re.I)
RAYYAN_NOTE = re.compile(r'"([^"]*)"\s*=>\s*\[(.*?)\](?=\s*(?:,\s*"[^"]*"\s*=>|$))')
COVIDENCE_REASON = re.compile(
    r"^(?P<column>(?:notes?|tags|anteckningar|extra|comments?|kommentar(?:er)?): )?"
    r"(?P<said>Exclusion reason:\s*(?P<reason>[^;|\n]+?))\s*(?:[;|\n]\s*|$)",
    re.I,
)
"""A reason of Covidence's: a whole field at the beginning of a note. Within a sentence the words are somebody's own."""
SIGNED = re.compile(r"\([^()]*\d[^()]*\)\s*\(([^()]+)\)\s*:")
"""How a remark in Covidence begins: '(2021-05-06 10:11:12)(Anna Sand):'."""


@dataclass(frozen=True)
class Decided:
    """One decision in a file: include, exclude or unsure; who made it (None: the file does not say); the reason that it
    gives; and the words that it was read from. `at`: when, in ISO form, where the file says it. A row that this program
    exported also says its stage, how much was read (`basis`, which no other says), in which role, and its note."""

    decision: str
    by: str | None
    reason: str | None
    said: str
    stage: str = "title_abstract"
    basis: str | None = None
    role: str = "screener"
    at: str | None = None
    note: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """What a file says in any form; the rest only of a row that this program exported."""
        plain = asdict(self)
        said = ["decision", "by", "reason", "said"]
        said += [name for name, usual in (("at", None), ("stage", "title_abstract")) if plain[name] != usual]
        return plain if self.basis else {k: plain[k] for k in said}


def read_label(column: str, cell: str) -> Decided | None:
    """The decision in one cell of a column of labels; None where it says none (empty, -1, a word of another kind)."""
    word = WORDS.get(cell.strip().casefold())
    return Decided(word, None, None, f"{column}: {cell.strip()}") if word else None


def read_own(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The rows of screening that an export of this program wrote into notes."""
    found: list[Decided] = []
    for note in notes:
        for row in split_rows(note.removeprefix("screening: ")):
            if match := SCREENING.fullmatch(row):
                given = match.groupdict()
                found.append(Decided(said=row, **{**given, "note": show_bars(given["note"] or "")}))
    return tuple(dict.fromkeys(found))


def read_notes(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The decisions that stand within notes, in the ways of ASReview, Rayyan and Covidence, and in our own.

    Where our own rows stand, a label beside them is only their sum, and nobody's decision.
    """
    if own := read_own(notes):
        return own
    found: list[Decided] = []
    for note in notes:
        for match in ASREVIEW.finditer(note):
            if match[1].lower() != "not_seen":
                found.append(
                    Decided("include" if match[1].lower() == "relevant" else "exclude", None, None, match[0].strip())
                )
        reasons = RAYYAN_REASONS.search(note)
        remarks = dict(RAYYAN_NOTE.findall(found_notes[1])) if (found_notes := RAYYAN_NOTES.search(note)) else {}
        for match in RAYYAN.finditer(note):
            for by, said in RAYYAN_ONE.findall(match[1]):
                if word := WORDS.get(said.casefold()):
                    reason = reasons[1].strip() if reasons and word == "exclude" else None
                    remark = _say_remarks(remarks.get(by, ""))
                    words = f"{by} => {said}; {remark}" if remark else f"{by} => {said}"
                    found.append(Decided(word, by, reason, words))
        if one := _read_covidence(note, "title_abstract"):
            found.append(one)
    return tuple(dict.fromkeys(found))


def _read_covidence(note: str, stage: str) -> Decided | None:
    """The exclusion that a note of Covidence's begins with. Where remarks in it are signed it is the signer's alone;
    where several people sign nobody can tell whose it is."""
    match = COVIDENCE_REASON.match(note)
    if match is None:
        return None
    people = tuple(dict.fromkeys(" ".join(name.split()) for name in SIGNED.findall(note)))
    return Decided("exclude", " and ".join(people) or None, match["reason"].strip(), match["said"].strip(), stage)


def _say_remarks(listed: str) -> str:
    """Remarks of one person, each between quotation marks, with a stroke before such a mark within one."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', listed) or [listed]
    return "; ".join(filter(None, (" ".join(re.sub(r"\\(.)", r"\1", remark).split()) for remark in found)))


def _hide_bars(note: str) -> str:
    """A note without meaning in the bars that stand within quotation marks."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: m[0].replace("|", "\0"), note)


def at_full_text(notes: Sequence[str]) -> tuple[Decided, ...]:
    """The exclusions in the notes of a file of Covidence, which asks for a reason when the full text is read only.

    Source: https://guides.lib.unc.edu/Covidence/tips (a reason is chosen in full-text review alone).
    """
    return tuple(filter(None, (_read_covidence(note, "full_text") for note in notes)))


def list_remarks(notes: Sequence[str]) -> tuple[str, ...]:
    """What notes say besides decisions and rows of our own: labels, remarks of people, anything else."""
    found: list[str] = []
    for note in notes:
        if read_own([note]) or read_tags([note]):
            continue
        for part in (p.strip().replace("\0", "|") for p in _hide_bars(note).split(" | ")):
            rest = part
            for pattern in (RAYYAN, RAYYAN_REASONS, ASREVIEW):
                rest = pattern.sub("", rest)
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
    mine = [d for d in found if d.by is None or d.by.casefold() in own]
    if not mine:
        people = ", ".join(dict.fromkeys(str(d.by) for d in theirs))
        return None, f"made by {people}, and not by {reviewer} (--called says what {reviewer} is called in the file)"
    words = {d.decision for d in mine}
    if len(words) > 1:
        return None, f"the file says {' and '.join(sorted(words))} of it"
    # Of equal ones the one that gives a reason.
    return next((d for d in mine if d.reason), mine[0]), ""


def match_reason(said: str | None, reasons: Mapping[str, Sequence[str]]) -> str | None:
    """The word of the vocabulary whose name or meaning a reason is: 'Wrong population' is wrong-population.

    Of several reasons in one text, as Rayyan separates them by commas, the first that is one of them.
    """
    if not said:
        return None
    named = {_plain(n): word for word, names in reasons.items() for n in (word, *names)}
    parts = [said, *re.split(r"[,;]", said)]
    return next((named[plain] for part in parts if (plain := _plain(part)) in named), None)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
