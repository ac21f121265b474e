"""How long the pages take: from nothing, unchanged, and after one more note at one tag, beside an earlier version.

`python tests/benchmarks/site_build.py [--before COMMIT] [ROUNDS]`: each version builds the evidence and the notebooks
that it stands beside (an earlier one cannot read all of today's), in a copy, taking turns, so that a noisy machine
slows both alike: the earlier one has fewer pages to make. CPU seconds count
the kernels too; medians are compared. The bytes of a build from nothing and of one that took what it could are
compared as well. Python keeps what it compiles here, as it does unless it is told otherwise: with
PYTHONDONTWRITEBYTECODE set, every start compiles all it loads anew, in either version.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(before: str | None, rounds: int) -> None:
    """Print the medians of each step, in seconds by the clock and of CPU, and their ratios."""
    with tempfile.TemporaryDirectory() as temporary:
        sources = {"now": ROOT / "src"}
        if before:
            earlier = Path(temporary) / "before"
            # The history is read and not touched: no worktree is left behind.
            archive = subprocess.run(["git", "-C", str(ROOT), "archive", before], capture_output=True, check=True)
            earlier.mkdir()
            subprocess.run(["tar", "-x", "-C", str(earlier)], input=archive.stdout, check=True)
            sources = {"before": earlier / "src", **sources}
        measured: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for number in range(rounds):
            for name, source in sources.items():
                work = Path(temporary) / f"{name}-{number}"
                for part in ("evidence", "notebooks"):
                    shutil.copytree(source.parent / part, work / part)
                for step, change in STEPS:
                    if change:
                        change(work)
                    measured.setdefault((step, name), []).append(build(source, work, work / "site"))
                if name == "now" and number == 0:
                    shutil.rmtree(work / ".rlsevidence")
                    build(source, work, work / "again")
                    print(f"same bytes as a build from nothing: {is_same(work / 'site', work / 'again')}")
                shutil.rmtree(work)
        for (step, name), taken in measured.items():
            clock, cpu = (statistics.median(column) for column in zip(*taken, strict=True))
            line = f"{step:14} {name:7}{clock:8.2f} s {cpu:8.2f} s of CPU"
            if name == "now" and before:
                then = measured[step, "before"]
                line += f"   ratio {clock / statistics.median(c for c, _ in then):.2f} by the clock,"
                line += f" {cpu / statistics.median(c for _, c in then):.2f} of CPU"
            print(line)


def build(source: Path, work: Path, out: Path) -> tuple[float, float]:
    """(seconds by the clock, CPU seconds with all processes it started) of one build."""
    start, used = time.perf_counter(), sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    subprocess.run(
        [sys.executable, "-m", "rlsevidence", "site", "--workspace", str(work), "--out", str(out)],
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": str(source)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start, sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - used


def add_note(work: Path) -> None:
    """One more invented word in the note of the first tag."""
    table = work / "evidence" / "tags.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").split("\n")]
    rows[1][rows[0].index("note")] += " One more invented word."
    table.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")


def change_dose(work: Path) -> None:
    """The first amount of the first study that records one, changed: what nearly all pages may rest on."""
    for file in sorted((work / "evidence" / "studies").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        if found := re.search(r"^    amount: (\d+)$", text, re.MULTILINE):
            file.write_text(text.replace(found[0], f"    amount: {int(found[1]) + 1}", 1), encoding="utf-8")
            return


STEPS = (("from nothing", None), ("unchanged", None), ("one more note", add_note), ("another dose", change_dose))


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = [{p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()} for root in (one, other)]
    return names[0] == names[1] and not any(filecmp.cmpfiles(one, other, sorted(names[0]), shallow=False)[1:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--before")
    parser.add_argument("rounds", nargs="?", type=int, default=1)
    given = parser.parse_args()
    main(given.before, given.rounds)
