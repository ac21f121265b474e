"""How long an import takes, what memory it needs, and what is left when it is killed. Records are invented.

    python tests/benchmarks/importing.py [RECORDS ...] [--kill TIMES] [--forms ris,csv,nbib,csl,bib] [--before COMMIT]

For each number of records, a fourth of them in RIS, CSV, MEDLINE and CSL-JSON each, the command `rlsevidence import`
runs in a process of its own: seconds by the clock and its peak memory. `--kill` starts it so many times more and ends
it with SIGKILL after a random part of that time; the import is then run again, and records, abstracts and ledger are
held against those of the undisturbed one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from peak import Cost, measure, unpack

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from review import make_review

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = [
    "invented",
    "trial",
    "of",
    "a",
    "made-up",
    "plant",
    "in",
    "people",
    "who",
    "sleep",
    "badly",
    "and",
    "walk",
    "at",
    "night",
    "without",
    "any",
    "reason",
]
Fields = Mapping[str, str]


def invent(first: int, number: int) -> Iterator[Fields]:
    chance = random.Random(first)
    for i in range(first, first + number):
        text = " ".join(chance.choice(WORDS) for _ in range(200))
        yield {
            "title": f"Invented record {i} on {' '.join(chance.sample(WORDS, 6))}",
            "author": f"Testsson{i % 977}, Tea",
            "year": str(1980 + i % 45),
            "journal": "Journal of Invented Tests",
            "doi": f"10.9999/invented.{i}",
            "pmid": str(90_000_001 + i),
            "abstract": f"BACKGROUND: {text}. RESULTS: {i} of them.",
        }


def write_ris(records: Iterator[Fields]) -> str:
    tags = {"TI": "title", "AU": "author", "PY": "year", "JO": "journal", "DO": "doi", "AB": "abstract"}
    return "".join(
        "TY  - JOUR\n" + "".join(f"{t}  - {r[name]}\n" for t, name in tags.items()) + "ER  - \n\n" for r in records
    )


def write_csv(records: Iterator[Fields]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, ("title", "author", "year", "journal", "doi", "pmid", "abstract"))
    table.writeheader()
    table.writerows(records)
    return out.getvalue()


def write_nbib(records: Iterator[Fields]) -> str:
    return "".join(
        f"PMID- {r['pmid']}\nTI  - {r['title']}.\nAU  - {r['author'].replace(', Tea', ' T')}\nDP  - {r['year']}\n"
        f"TA  - J Invent Test\nAID - {r['doi']} [doi]\nAB  - {r['abstract']}\n\n"
        for r in records
    )


def write_csl(records: Iterator[Fields]) -> str:
    return json.dumps(
        [
            {
                "type": "article-journal", "title": r["title"], "DOI": r["doi"], "abstract": r["abstract"],
                "author": [{"family": r["author"].split(",")[0], "given": "Tea"}],
                "issued": {"date-parts": [[int(r["year"])]]}, "container-title": r["journal"],
            }
            for r in records
        ]
    )  # fmt: skip


def write_bib(records: Iterator[Fields]) -> str:
    names = ("title", "author", "year", "journal", "doi", "abstract")
    return "".join(
        f"@article{{a{r['pmid']},\n" + ",\n".join(f"  {n} = {{{r[n]}}}" for n in names) + "\n}\n" for r in records
    )


FORMS: Mapping[str, Callable[[Iterator[Fields]], str]] = {
    "ris": write_ris, "csv": write_csv, "nbib": write_nbib, "csl": write_csl, "bib": write_bib,
}  # fmt: skip


def prepare(folder: Path, number: int, forms: Sequence[str]) -> list[Path]:
    folder.mkdir(parents=True)
    files = []
    for at, form in enumerate(forms):
        share = range(number * at // len(forms), number * (at + 1) // len(forms))
        file = folder / f"invented.{form}"
        file.write_text(FORMS[form](invent(share.start, len(share))), encoding="utf-8")
        files.append(file)
    return files


def command(workspace: Path, files: Sequence[Path]) -> list[str]:
    return [sys.executable, "-m", "rlsevidence", "import", *map(str, files), "--workspace", str(workspace)]


def start(workspace: Path, files: Sequence[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(workspace, files), stdout=subprocess.DEVNULL)


def run(workspace: Path, files: Sequence[Path], source: Path = ROOT / "src") -> Cost:
    return measure(command(workspace, files), {**os.environ, "PYTHONPATH": str(source)})


def state(workspace: Path) -> tuple[list[str], list[str]]:
    """The records as they stand, and every abstract that is kept, sorted: one that is kept twice stands twice."""
    kept = workspace / ".rlsevidence" / "imports" / "abstracts.jsonl"
    lines = (workspace / "evidence" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return lines, sorted(kept.read_text(encoding="utf-8").splitlines()) if kept.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[5_000, 50_000])
    parser.add_argument("--kill", type=int, default=0)
    parser.add_argument("--forms", default="ris,csv,nbib,csl")
    parser.add_argument("--before", help="a version that imports the same first, to be held against this one")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        sources = {"now": ROOT / "src"}
        if args.before:
            sources = {"before": unpack(args.before, Path(name) / "earlier"), **sources}
        for number in args.numbers:
            folder = Path(name) / str(number)
            files = prepare(folder / "files", number, args.forms.split(","))
            size = sum(f.stat().st_size for f in files) / 1e6
            left = []
            for which, source in sources.items():
                workspace = folder / which
                make_review(workspace)
                cost = run(workspace, files, source)
                lines, abstracts = state(workspace)
                print(f"{which}: {number} records, {size:.0f} MB: {cost.seconds:.1f} s ({cost.busy:.1f} s of the"
                      f" processor), {cost.megabytes} MB, exit {cost.code}, {len(lines)} entered,"
                      f" {len(abstracts)} abstracts", flush=True)  # fmt: skip
                again = run(workspace, files, source)
                same = state(workspace) == (lines, abstracts)
                print(f"  again: {again.seconds:.1f} s ({again.busy:.1f}), {again.megabytes} MB, unchanged: {same}",
                      flush=True)  # fmt: skip
                left.append((cost, again, lines, abstracts))
            if len(left) == 2:
                (was, was_again, *before), (cost, again, *after) = left
                print(f"  now / before: {cost.busy / was.busy:.2f}, again {again.busy / was_again.busy:.2f} of the"
                      f" processor's time; the same records and abstracts: {before == after}", flush=True)  # fmt: skip
            chance = random.Random(1)
            for _ in range(args.kill):
                other = folder / "killed"
                shutil.rmtree(other, ignore_errors=True)
                make_review(other)
                child = start(other, files)
                wait = chance.uniform(0.1, 0.95) * cost.seconds
                time.sleep(wait)
                child.kill()
                child.wait()
                found, _ = state(other)
                run(other, files)
                same = state(other) == (lines, abstracts)
                print(f"  killed after {wait:.1f} s with {len(found)} entered; run again: the same: {same}", flush=True)


if __name__ == "__main__":
    main()
