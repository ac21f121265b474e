"""The review in a terminal: one record and one claim at a time, a letter for each decision. Needs no browser.

The same session as the panel's: every decision is on disk before the next card shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import UsageError
from ..language import list_texts
from ..tagging.cards import Pair, has_abstract
from .lines import format_abstract, format_conflict, format_integrity, format_place, format_source, wrap
from .session import ReviewSession

STANCES = {"s": "supports", "d": "disputes", "i": "inconclusive", "x": "not_relevant"}
PARTS = {"1": "population", "2": "intervention", "3": "comparator", "4": "outcome"}
SCREENING = {"in": "include", "out": "exclude", "unsure": "unsure"}


def review_in_terminal(
    session: ReviewSession,
    *,
    claim: str | None,
    shown: str,
    ask: Callable[[str], str],
    say: Callable[[str], None],
    width: int,
) -> int:
    """Go through the queue until it ends or the reviewer quits; returns how many decisions hold that were made here.

    `ask` gives one line (EOFError ends the review), `say` prints. A mistake is said and the card stays.
    """
    words = list_texts("panel.", session.language)
    queue = session.list_queue(claim, shown)
    say(f"{len(queue)} {words['in_queue']}. {words['terminal_help']}")
    if queue and not any(has_abstract(r) for r in session.records.values()):
        say(words["nothing_to_read"])
    at, made, basis = 0, 0, _Basis()
    while not queue or at < len(queue):
        # No card where nothing waits or a search found nothing: then no key decides on what was shown before.
        pair = queue[at] if queue else None
        session.refresh()
        if pair is not None:
            say("\n".join(format_card(session.card(pair), session.language, width)))
        try:
            line = ask(f"[{at + 1 if queue else 0}/{len(queue)}] > ").strip()
        except EOFError:
            break
        try:
            if line == "q":
                break
            if line.startswith("/"):
                found = session.list_queue(claim, "all" if line[1:].strip() else shown, line[1:])
                say(f"{len(found)} {words['in_queue']}")
                queue, at, basis.word = found, 0, None
                continue
            if pair is None:
                if line in ("", "j", "k"):
                    break
                raise UsageError(words["no_card"])
            step, change = _obey(session, pair, line, say, basis)
            made += change
            if step:
                basis.word = None
            at = max(0, at + step)
        except UsageError as error:
            say(f"! {error}")
    return made


class _Basis:
    """What the reviewer says to have read of the card that shows; None: what is shown."""

    word: str | None = None


def _obey(session: ReviewSession, pair: Pair, line: str, say: Callable[[str], None], basis: _Basis) -> tuple[int, int]:
    """Do one line; returns how far to move in the queue and how many decisions more (or fewer) there are."""
    words = list_texts("panel.", session.language)
    command, _, rest = line.partition(" ")
    if command in ("j", ""):
        return 1, 0
    if command == "k":
        return -1, 0
    if command == "?":
        say(words["terminal_help"])
        return 0, 0
    if command == "c":
        session.reveal(pair)
        say(words["settling"])
        return 0, 0
    if command == "u":
        taken = session.undo()
        say(words["nothing_to_undo"] if taken is None else f"{words['undone']}: {session.name_row(taken)}")
        return (0, 0) if taken is None else (-1, -1)
    if command == "b":
        known = tuple(session.review.evidence.vocabulary["read"])
        if rest.strip() not in known:
            raise UsageError(words["basis_one_of"].format(those=", ".join(known)))
        if rest.strip() not in session.card(pair)["bases"]:
            raise UsageError(words["basis_impossible"])
        basis.word = rest.strip()
        say(f"{words['basis']}: {words['read:' + basis.word]}")
        return 0, 0
    if command in SCREENING:
        read = basis.word or session.card(pair)["basis"]
        stage = "full_text" if read == "full-text" else "title_abstract"
        row = session.screen(pair[1], SCREENING[command], rest.strip(), stage=stage, basis=read)
        say(f"{words['saved']}: {session.name_row(row)}")
        return 0, 1
    if command == "a":
        tag = session.accept(pair, basis=basis.word, note=rest)
    elif command[0] in STANCES and all(c in "01234" for c in command[1:]):
        parts = [PARTS[c] for c in command[1:] if c in PARTS]
        directness = "indirect" if parts else "direct" if "0" in command else None
        tag = session.decide(
            pair, STANCES[command[0]], directness=directness, because=parts, basis=basis.word, note=rest
        )
    else:
        raise UsageError(words["no_command"].format(line=repr(line)))
    say(
        f"{words['saved']}: {words[f'stance:{tag.stance}']}"
        + (f", {words[f'directness:{tag.directness}'].lower()}" if tag.directness else "")
    )
    for other in session.own(pair).others:
        say(f"  {other.reviewer}: {words[f'stance:{other.stance}']}")
    return 1, 1


def format_card(card: dict[str, Any], language: str, width: int) -> list[str]:
    """One card as lines; the sentence that speaks to the claim stands between >> and <<."""
    words = list_texts("panel.", language)

    claim = f"{words['claim']}: {card['claim_title']}. {card['statement']}"
    lines = ["", "-" * min(width, 60), *wrap(claim, width, ""), *format_integrity(card, words)]
    lines += ["", *format_source(card, card["title"], width)]
    design = card["design_name"] or words["not_told"]
    numbers = ", ".join(dict.fromkeys(n["words"] for n in card["numbers"]))
    lines.append(f"  {words['design']}: {design}" + (f"; {words['numbers']}: {numbers}" if numbers else ""))
    lines += format_place(card, list_texts("screen.", language), width)
    lines += format_abstract(card, words, _join_runs, width)
    lines += ["", *_format_suggestion(card, words, width)]
    if card["own"]:
        lines += wrap(f"{words['yours']}: {_format_row(card['own'], words)}", width, "")
    if card["hidden"]:
        lines += wrap(words["hidden"], width, "")
    for other in card["others"]:
        lines += wrap(f"{other['reviewer']}: {_format_row(other, words)}", width)
    return [*lines, *format_conflict(card, words)]


def _join_runs(runs: Iterable[Mapping[str, str]]) -> str:
    text, inside = "", False
    for run in runs:
        spoken = "sentence" in run["kind"]
        text += (">>" if spoken and not inside else "<<" if inside and not spoken else "") + run["text"]
        inside = spoken
    return text + ("<<" if inside else "")


def _format_suggestion(card: dict[str, Any], words: dict[str, str], width: int) -> list[str]:
    proposed = card["suggestion"]
    if proposed is None:
        return [words["no_suggestion"]]
    head = words[f"stance:{proposed['stance']}"] if proposed["stance"] else words["no_stance"]
    if proposed["confidence"]:
        head += ", " + words["sure"].format(percent=round(100 * proposed["confidence"]))
    return [*wrap(f"{words['suggestion']}: {head}", width, ""), *wrap(proposed["why"], width)]


def _format_row(row: dict[str, Any], words: dict[str, str]) -> str:
    text = words[f"stance:{row['stance']}"]
    if row["directness"]:
        text += f", {words['directness:' + row['directness']].lower()}"
    if row["because"]:
        text += " (" + ", ".join(words[f"indirect_because:{part}"].lower() for part in row["because"]) + ")"
    return text + (f". {row['note']}" if row["note"] else "")
