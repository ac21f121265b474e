"""How fast suggestions are made, and what a change costs. Records are invented; nothing is fetched.

    python tests/benchmarks/suggesting.py [RECORDS] [--workspace DIR] [--workers N] [--plain]

Each step prints seconds (by the clock, and of this process alone), record x claim pairs a second, the peak memory so
far and a digest of all suggestions: the same digest is the same outcome, to the letter. `--plain` makes only the plain
run on one core, which older versions have too (PYTHONPATH=OLDER/src before the command).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rlsevidence.model import AbstractSection, FullRecord, SuggestedTag
from rlsevidence.tagging.lexicon import Lexicon
from rlsevidence.tagging.suggest import suggest_tags
from rlsevidence.workspace import Workspace, open_workspace

SENTENCES = {
    "BACKGROUND": (
        "The invented plant {a} is widely used by people with {b}, but invented evidence is limited.",
        "It is unclear whether {a} changes {b} in invented adults who also have {c}.",
    ),
    "METHODS": (
        "In this invented trial {n} adults were randomly assigned to {a} {m} mg daily or placebo for {w} weeks.",
        "We followed an invented cohort of {n} patients with {b} for {w} months; {c} was recorded by questionnaire.",
        "The primary outcome was the change in {c} from baseline, measured on an invented scale (ABC).",
    ),
    "RESULTS": (
        "The {c} score fell by {m} points with {a} and by {w} points with placebo (p = 0.{w}; 95 % CI 0.{w} to 1.{m}).",
        "There was no significant difference in {b} between the invented groups (p = 0.{m}).",
        "{a} was associated with a higher risk of {c} (odds ratio 1.{m}, 95 % CI 1.0{w} to 2.{m}).",
        "Adverse events were similar in both groups, and {n} participants completed the invented trial.",
    ),
    "CONCLUSIONS": (
        "In conclusion, {a} significantly improved {b} in these invented adults and was well tolerated.",
        "{a} did not improve {c}; further invented trials are needed.",
        "These invented findings suggest that {a} may reduce {b}, although the effect on {c} remains unclear.",
    ),
}


def invent(review: Workspace, count: int) -> Iterator[FullRecord]:
    """Records of the workspace over and over, each with an abstract of its own on things its concepts name."""
    chance = random.Random(20)
    known = [record.model_dump() for record in review.evidence.records.values()]
    things = sorted(
        term for c in review.evidence.concepts.values() for term in c.terms if term.replace(" ", "").isalpha()
    )
    things += ["grey socks", "cold feet", "long walks", "invented fatigue", "made-up pain"]
    for number in range(count):
        words: dict[str, Any] = {
            **{key: chance.choice(things) for key in "abc"},
            "n": chance.randrange(20, 900), "m": chance.randrange(10, 90), "w": chance.randrange(2, 10),
        }  # fmt: skip
        abstract = tuple(
            AbstractSection(
                label=label,
                category=None,
                text=" ".join(s.format(**words) for s in chance.sample(texts, chance.randrange(1, len(texts) + 1))),
            )
            for label, texts in SENTENCES.items()
        )
        yield FullRecord(
            **{**known[number % len(known)], "id": f"pubmed:{90000001 + number}"}, abstract=abstract, keywords=(),
            databanks=(), grants=(), comments_corrections=(), vernacular_title=None, version=None,
        )  # fmt: skip


def time_step(name: str, tags: Iterable[SuggestedTag], pairs: int) -> str:
    start, busy, made, digest = time.perf_counter(), time.process_time(), 0, hashlib.sha256()
    for tag in tags:
        made += 1
        digest.update(tag.model_dump_json().encode() + b"\n")
    spent, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = digest.hexdigest()[:16]
    rate = f"{spent:8.2f} s, {busy:7.2f} s of this process {pairs / spent:9.0f} pairs/s"
    print(f"{name:34} {rate}  {made} suggestions  {peak:5.0f} MB  {told}", flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int, nargs="?", default=1_000)
    parser.add_argument("--workspace")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    review = open_workspace(args.workspace)
    lexicon, claims = review.lexicon, tuple(review.evidence.claims.values())
    pairs = args.records * len(claims)
    print(f"{args.records} records x {len(claims)} claims")
    plain = time_step("plain, one core", suggest_tags(lexicon, claims, invent(review, args.records), ()), pairs)
    if args.plain:
        return
    from rlsevidence.tagging.kept import suggest_kept

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kept.sqlite"

        def keep(name: str, records: Iterable[FullRecord], own: Lexicon = lexicon) -> str:
            return time_step(name, suggest_kept(own, claims, records, (), file, args.workers), pairs)

        assert keep("all cores, nothing kept yet", invent(review, args.records)) == plain
        assert keep("nothing changed", invent(review, args.records)) == plain

        def change_one() -> Iterator[FullRecord]:
            for number, record in enumerate(invent(review, args.records)):
                yield record.model_copy(update={"title": f"{record.title} anew"}) if number == 7 else record

        keep("one record changed", change_one())
        keep("and back", invent(review, args.records))
        name, concept = min(review.evidence.concepts.items(), key=lambda item: len(item[1].terms))
        changed = {**lexicon.concepts, name: concept.model_copy(update={"terms": (*concept.terms, "made-up word")})}
        keep(f"one concept changed ({name})", invent(review, args.records), Lexicon(changed, lexicon.topic))


if __name__ == "__main__":
    main()
