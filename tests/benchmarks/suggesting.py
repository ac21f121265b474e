"""How fast suggestions are made, beside earlier versions, and what a change costs. Records are invented.

    python tests/benchmarks/suggesting.py [RECORDS] [--before COMMIT]... [--workspace DIR] [--workers N] [--plain]

Each step prints seconds (by the clock; and of the processor, with the processes that it waited for), record x claim
pairs a second, the peak memory so far and a digest of all suggestions: the same digest is the same outcome, to the
letter. What the benchmark does itself is not counted, in either version: the records are invented before the clock
starts, and it stands still while a suggestion goes into the digest; where several processes work, which would go on
meanwhile, the digest is of another run. `--before`: versions that make suggestions for as many records first, one after
the other, each by its own evidence in a process of its own, on one core as they did (9fbe3f4 is the last one before the
first gain); this version follows in the same run, and the ratios to it. `--plain`: the plain run on one core alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rlsevidence.model import AbstractSection, FullRecord, SuggestedTag
from rlsevidence.tagging.lexicon import Lexicon
from rlsevidence.tagging.suggest import suggest_tags
from rlsevidence.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
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


class Step(NamedTuple):
    """Seconds by the clock and of the processor, and the digest of what was said."""

    clock: float
    busy: float
    digest: str


def count_busy() -> float:
    """Seconds of the processor, with those of the processes that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def tell(tags: Iterable[SuggestedTag]) -> str:
    """The digest of suggestions, to the letter."""
    digest = hashlib.sha256()
    for tag in tags:
        digest.update(tag.model_dump_json().encode() + b"\n")
    return digest.hexdigest()[:16]


def time_step(name: str, tags: Iterable[SuggestedTag], pairs: int, told: str | None = None) -> Step:
    """`told`: the digest, where it has been taken of another run."""
    start, busy, made, digest, own, own_busy = time.perf_counter(), count_busy(), 0, hashlib.sha256(), 0.0, 0.0
    for tag in tags:
        made += 1
        if told is None:
            begun, used = time.perf_counter(), time.process_time()
            digest.update(tag.model_dump_json().encode() + b"\n")
            own, own_busy = own + time.perf_counter() - begun, own_busy + time.process_time() - used
    clock, busy = time.perf_counter() - start - own, count_busy() - busy - own_busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = told or digest.hexdigest()[:16]
    rate = f"{clock:8.2f} s, busy {busy:7.2f} s {pairs / clock:8.0f} pairs/s, {pairs / busy:8.0f} a busy second"
    print(f"{name:36} {rate}  {made} suggestions  {peak:5.0f} MB  {told}", flush=True)
    return Step(clock, busy, told)


def run_before(commit: str, records: int, folder: Path) -> Step:
    """The plain run of an earlier version on its own evidence, with everything of its own but this file."""
    tree = folder / commit
    tree.mkdir()
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", commit], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    command = [sys.executable, __file__, str(records), "--plain", "--as", commit, "--workspace", str(tree)]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    *said, told = done.stdout.splitlines()
    print("\n".join(said[1:]), flush=True)
    clock, busy, digest = json.loads(told)
    return Step(clock, busy, digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int, nargs="?", default=1_000)
    parser.add_argument("--workspace")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--before", action="append", default=[])
    parser.add_argument("--as", dest="name", default="now", help=argparse.SUPPRESS)
    args = parser.parse_args()
    review = open_workspace(args.workspace)
    lexicon, claims = review.lexicon, tuple(review.evidence.claims.values())
    pairs = args.records * len(claims)
    print(f"{args.records} records x {len(claims)} claims")
    with tempfile.TemporaryDirectory() as folder:
        earlier = {commit: run_before(commit, args.records, Path(folder)) for commit in args.before}
    records = tuple(invent(review, args.records))
    tags = suggest_tags(lexicon, claims, records, ())
    plain = time_step(f"{args.name}: plain, one core", tags, pairs)
    if args.plain:
        if args.name != "now":
            print(json.dumps(plain))
        return
    from rlsevidence.tagging.kept import suggest_kept

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kept.sqlite"

        def keep(name: str, asked: Iterable[FullRecord], own: Lexicon = lexicon, told: str | None = None) -> Step:
            return time_step(name, suggest_kept(own, claims, asked, (), file, args.workers), pairs, told)

        apart = tell(suggest_kept(lexicon, claims, records, (), Path(folder) / "apart.sqlite", args.workers))
        cores = keep("all cores, nothing kept yet", records, told=apart)
        same = keep("nothing changed", records)
        assert cores.digest == same.digest == plain.digest
        for commit, then in earlier.items():
            clock, busy, all_cores = then.clock / plain.clock, then.busy / plain.busy, then.clock / cores.clock
            same_words = "the same" if then.digest == plain.digest else "another"
            print(
                f"beside {commit}: {busy:.2f} x by processor time, {clock:.2f} x by the clock on one core, "
                f"{all_cores:.2f} x on all cores; {same_words} outcome"
            )

        anew = records[7].model_copy(update={"title": f"{records[7].title} anew"})
        changed_one = keep("one record changed", (*records[:7], anew, *records[8:]))
        seventh = [records[7].model_copy(update={"title": "An invented title of its own"})]
        alone = keep("a changed record, asked alone", seventh)
        keep("and back", records)
        name, concept = min(review.evidence.concepts.items(), key=lambda item: len(item[1].terms))
        changed = {**lexicon.concepts, name: concept.model_copy(update={"terms": (*concept.terms, "made-up word")})}
        other = keep(f"one concept changed ({name})", records, Lexicon(changed, lexicon.topic))
        print(
            f"over a run in which nothing changed: {1000 * (changed_one.busy - same.busy):.0f} ms for one record, "
            f"{1000 * (other.busy - same.busy):.0f} ms for one concept; a record alone {1000 * alone.busy:.0f} ms"
        )


if __name__ == "__main__":
    main()
