"""Verbs of files in the making: new, finish, sign-off."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .. import clock, rereading, store
from ..counted import say_count
from ..errors import EvidenceError, UsageError
from ..finishing import CONSENSUS, finish_draft
from ..language import say as say_text
from ..language.words import Words
from ..layout import part_path
from ..model import GRADABLE_KINDS, Evidence, Person
from ..model.decisions import find_namesake
from ..scaffold import build_scaffold
from ..starting.asked import parse_texts
from ..starting.claim_draft import PICO, NewClaim, add_concepts, build_claim, check_claim
from ..store.yamltext import parse_yaml
from ..tagging.lexicon import Lexicon
from ..tagging.trial import try_need
from ..unknown import tell_unknown
from ..workspace import open_workspace
from .asking import ask_line, ask_word, is_terminal
from .common import open_review, print_json, say
from .tried_text import format_tried

KINDS = {
    "study": "studies",
    "appraisal": "appraisals",
    "certainty": "certainty",
    "claim": "claims",
    "phrases": "claims",
    "search": "searches",
    "document": "documents",
}
"""What a file is called -> the part of the evidence that it belongs to."""

CLAIM_OPTIONS = (
    "kind",
    "title",
    "statement",
    "population",
    "intervention",
    "exposure",
    "comparator",
    "outcome",
    "needs",
    "direct",
    "supports",
    "concept",
    "mesh",
)


def new(args: Namespace) -> int:
    folder = store.evidence_folder(args.workspace)
    # A file that is half filled must not keep the next one from being started.
    evidence, problems = store.read(folder)
    if evidence is None:
        raise EvidenceError(f"{folder} cannot be read:", sorted(problems))
    try:
        if args.what == "person":
            return _new_person(folder, evidence, args)
        for option in ("called", "role", "interests"):
            if getattr(args, option) is not None:
                raise UsageError(f"--{'name' if option == 'called' else option}: for `new person` only")
        if args.what == "claim":
            return _new_claim(folder, evidence, args)
        return _new_file(folder, evidence, args)
    except UsageError as error:
        unread = [p for p in problems if p.rule not in store.NOTHING_LEFT_OUT]
        if unread:
            raise EvidenceError(f"{error}; some files cannot be read yet:", sorted(unread)) from None
        raise


def _new_person(folder: Path, evidence: Evidence, args: Namespace) -> int:
    """A row of people.tsv, so that decisions can have a name."""
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", args.of) is None:
        raise UsageError(f"id: found {args.of!r}, expected small letters, digits and hyphens, such as anna-s")
    if args.of == CONSENSUS:
        raise UsageError(f"id: found {args.of!r}, which stands for what several people have settled; choose another")
    if args.of in {p.id for p in evidence.people}:
        raise UsageError(f"{args.of} stands in people.tsv already")
    called = args.called or args.name
    if not called and is_terminal():
        called = ask_line("Name, as it shall be printed")
    if not called:
        raise UsageError("--name: found nothing, expected the name as it shall be printed")
    row = Person(id=args.of, name=called, role=args.role or "reviewer", interests=args.interests or "")
    if (found := find_namesake(evidence.people, row)) is not None:
        other, near = found
        raise UsageError(f"--name: {say_text(f'form.name_taken.{near}', 'en', name=other.name, who=other.id)}")
    store.add_people(folder, [row])
    print(folder / part_path("people"))
    say(f"{called} can decide now: rlsevidence tag --reviewer {args.of}, or in a notebook review(reviewer={args.of!r})")
    return 0


def _new_file(folder: Path, evidence: Evidence, args: Namespace) -> int:
    given = [f"--{option}" for option in CLAIM_OPTIONS if getattr(args, option)]
    if given:
        raise UsageError(f"{', '.join(given)}: for `new claim` only")
    path, content = build_scaffold(evidence, args.what, args.of, args.name, today=clock.read_today())
    store.save_new(folder, path, content)
    print(folder / path)
    say(
        "A draft, which is counted nowhere: fill in what you can see and leave the rest null. rlsevidence check lists "
        f"what it lacks; then: rlsevidence finish {args.what} {Path(path).stem}"
    )
    return 0


# ---------------------------------------------------------------- a claim


def _new_claim(folder: Path, evidence: Evidence, args: Namespace) -> int:
    if args.name is not None:
        raise UsageError(f"found {args.name!r} after the id of the claim, expected options")
    asked = _read_claim(evidence, args)
    check_claim(evidence, asked)
    if is_terminal() and not any(getattr(args, option) for option in CLAIM_OPTIONS):
        asked = _ask_claim(evidence, asked)
        check_claim(evidence, asked)
    claim, need = build_claim(evidence, asked)
    store.save_new(folder, part_path("claims", asked.id), claim)
    print(folder / part_path("claims", asked.id))
    brought = asked.new_concepts
    if brought:
        file = folder / part_path("concepts")
        was = file.read_bytes().decode("utf-8") if file.is_file() else ""
        store.save_text(folder, part_path("concepts"), add_concepts(evidence, brought, was), was=was)
        print(file)
    lexicon = Lexicon({**evidence.concepts, **brought}, evidence.topic)
    say(format_tried(try_need(asked.id, need, lexicon, open_workspace(args.workspace).records)))
    say(
        "A draft, which is counted nowhere. Tune its concerns and concepts.yaml and try again: rlsevidence suggest "
        f"--claim {asked.id}; once it is right: rlsevidence finish claim {asked.id}"
    )
    return 0


def _read_claim(evidence: Evidence, args: Namespace) -> NewClaim:
    languages = evidence.topic.languages
    return NewClaim(
        args.of,
        args.kind,
        parse_texts("--title", args.title, languages),
        parse_texts("--statement", args.statement, languages),
        {key: value for key in PICO if (value := " ".join((getattr(args, key) or "").split()))},
        tuple(_split(group, "--needs") for group in args.needs),
        {name: value[0] for name, value in _pairs("--direct", args.direct).items()},
        args.supports,
        _pairs("--concept", args.concept),
        _pairs("--mesh", args.mesh),
    )


def _split(said: str, option: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in said.split(",") if part.strip()))
    if not parts:
        raise UsageError(f"{option}: found {said!r}, expected names with commas between them")
    return parts


def _pairs(option: str, given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`name=one, two`, repeatable."""
    found: dict[str, tuple[str, ...]] = {}
    for item in given:
        name, sign, rest = item.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"{option}: found {item!r}, expected a concept, =, and what belongs to it")
        found[name.strip()] = found.get(name.strip(), ()) + _split(rest, option)
    return found


def _ask_claim(evidence: Evidence, asked: NewClaim) -> NewClaim:
    """The rest, on a terminal; what is left empty stays null."""
    say("Leave empty what is not known yet: it stays null in the file.")
    kind = ask_word("Kind", list(evidence.vocabulary.get("claim_kind", {})))
    texts = {
        field: {code: said for code in evidence.topic.languages if (said := ask_line(f"{means} [{code}]", empty=True))}
        for field, means in (("title", "Title, a few words"), ("statement", "The claim as one proposition"))
    }
    pico = {}
    if kind is None or kind in GRADABLE_KINDS:
        for key in ("population", "exposure" if kind == "association" else "intervention", "comparator", "outcome"):
            if said := ask_line(key.capitalize(), empty=True):
                pico[key] = said
    say(f"Concepts that records are known by: {', '.join(evidence.concepts) or 'none yet'}")
    needs: list[tuple[str, ...]] = []
    concepts: dict[str, tuple[str, ...]] = {}
    while said := ask_line(
        "A record must speak of one of (names with commas between them; empty: that is all)", empty=True
    ):
        group = _split(said, "needs")
        for name in group:
            if name not in evidence.concepts and name not in concepts:
                concepts[name] = _split(ask_line(f"{name} is new: its words, with commas between them"), "words")
        needs.append(group)
    return replace(
        asked,
        kind=kind,
        title=texts["title"],
        statement=texts["statement"],
        pico=pico,
        needs=tuple(needs),
        concepts=concepts,
    )


# ---------------------------------------------------------------- done


def finish(args: Namespace) -> int:
    """Take `draft: true` away from a file that is whole, or say what it lacks and where."""
    folder = store.evidence_folder(args.workspace)
    path = part_path(KINDS[args.what], args.id)
    if not (folder / path).is_file():
        raise UsageError(tell_unknown(args.what, args.id, _list_files(folder, path), where=f": {path} is not there"))
    value, _, faults = parse_yaml((folder / path).read_text(encoding="utf-8"), path)
    if faults:
        raise EvidenceError(f"{path} cannot be read:", faults)
    if not isinstance(value, dict) or value.get("draft") is not True:
        print(f"{path}: no draft (it says nothing of draft: true)")
        return 0
    done = finish_draft(folder, path)
    if args.format == "json":
        print_json([p.to_plain() for p in done.lacking])
    elif done.lacking:
        print("\n".join(str(p) for p in done.lacking))
    if done.lacking:
        number = len(done.lacking)
        say(f"{path} stays a draft: {number} place{'s' if number > 1 else ''} to fill or mend")
        return 1
    if args.format != "json":
        then = "it counts from now on" if done.counts else "kept beside that of another, until the two are settled"
        print(f"{done.path}: finished; {then}")
    return 0


def sign_off(args: Namespace) -> int:
    folder = store.evidence_folder(args.workspace)
    path = part_path(KINDS[args.kind], args.id)
    if not (folder / path).is_file():
        raise UsageError(tell_unknown(args.kind, args.id, _list_files(folder, path), where=f": {path} is not there"))
    review = open_review(args) if args.language else None
    language = review.choose_language(args.language) if review else "en"
    try:
        changed, row = rereading.sign_off(folder, path, args.reviewer, read=args.read)
    except rereading.SignOffRefusedError as refused:
        raise UsageError(refused.tell(language)) from None
    print(say_text("signing.done" if changed else "signing.done_before", language, path=path, who=args.reviewer))
    words = Words(language, review.evidence.vocabulary) if review else None
    read = words.name("read", row.read) if words and row.read else row.read
    say(say_text("signing.covers", language, read=read or say_text("form.not_recorded", language).lower()))
    return 0


def reread(args: Namespace) -> int:
    """Put down that a person has read texts again; or, with --record, only what lies under those not put down yet."""
    folder = store.evidence_folder(args.workspace)
    if args.record == (args.what is not None):
        raise UsageError("expected a claim or a text, with --reviewer; or --record alone")
    if args.record:
        if args.reviewer or args.read or args.note:
            raise UsageError("--record takes no --reviewer, --read or --note: nobody claims to have read anything")
        recorded = rereading.record_ground(folder)
        if recorded.given_back:
            number = len(recorded.given_back)
            say(f"{number} row{'s' if number > 1 else ''} of readings.tsv given back as git has them")
        say(f"{say_count(len(recorded.rows), 'text')} recorded with what they rest on; nobody claims to have read them")
        if recorded.rows and not recorded.asked:
            say("No git answered here, so nobody can know whether they had rows before: they are recorded, by nobody.")
        for text, why in recorded.refused.items():
            say(f"{text} is left as it is: {why}; somebody has to read it (rlsevidence reread {text} --reviewer WHO)")
        return 0
    if not args.reviewer:
        raise UsageError("--reviewer: found nothing, expected who has read it again: an id of people.tsv")
    done = rereading.reread(folder, args.what, args.reviewer, read=args.read, note=args.note or "")
    for text in rereading.list_texts(done.rows):
        print(text + (" (what it rests on had changed)" if text in done.were_stale else ""))
    say(f"{args.reviewer} has read {say_count(len(rereading.list_texts(done.rows)), 'text')}, on what they rest on now")
    return 0


def _list_files(folder: Path, path: str) -> list[str]:
    """The names under which the files beside `path` are asked for."""
    return sorted(file.stem for file in (folder / path).parent.glob("*.yaml"))
