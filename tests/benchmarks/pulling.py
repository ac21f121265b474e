"""What memory a pull of a very long list needs, from a loopback server that makes its answers up as it is asked.

    python tests/benchmarks/pulling.py [RECORDS ...] [--database pubmed|europepmc|clinicaltrials|isrctn|openalex]
                                       [--before COMMIT]

The server is a process of its own; the pull is another. Each line gives seconds by the clock and peak memory of the
pull, of a second one that finds nothing new, and of reading the records it left all at once, as whatever opens the
whole workspace does. `--before`: a version that pulls the same first; what the two leave in `evidence/` is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from peak import measure, unpack

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))


QUERIES = {
    "pubmed": "magnesium",
    "europepmc": "everything",
    "clinicaltrials": "everything",
    "isrctn": "everything",
    "openalex": "citing doi:10.5555/seed",
}
SETTINGS = {
    "pubmed": "RLSEVIDENCE_EUTILS_URL",
    "europepmc": "RLSEVIDENCE_EUROPEPMC_URL",
    "clinicaltrials": "RLSEVIDENCE_CTGOV_URL",
    "isrctn": "RLSEVIDENCE_ISRCTN_URL",
    "openalex": "RLSEVIDENCE_OPENALEX_URL",
}
SERVE = """
import sys, time
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "pubmed":
    from dataclasses import replace
    from datetime import date, timedelta
    from eutils_server import EutilsServer
    from review import corpus
    days = [(date(1990, 1, 1) + timedelta(days=i)).isoformat() for i in range(10_000)]
    long = " ".join(f"Invented words, number {i}, that are long." for i in range(35))
    made = [
        replace(a, created=days[i % 10_000], abstract=[("RESULTS", f"{long} {i}")])
        for i, a in enumerate(corpus(int(sys.argv[3])))
    ]
    with EutilsServer(made) as server:
        print(server.base_url, flush=True)
        time.sleep(100000)
from source_server import SourceServer, europepmc_record, isrctn_trial, openalex_work, registration
make = {"europepmc": europepmc_record, "clinicaltrials": registration, "isrctn": isrctn_trial,
        "openalex": openalex_work}[sys.argv[2]]
with SourceServer(**{sys.argv[2]: [make(i) for i in range(int(sys.argv[3]))]}) as server:
    print(server.base_url(sys.argv[2]), flush=True)
    time.sleep(100000)
"""
PULL = """
import datetime as dt, sys
from pathlib import Path
from rlsevidence.sources import pull as module
for database in module.DATABASES.values():
    database.requests_per_second = database.requests_per_second_known = 1000.0
now = dt.datetime(2026, 11, int(sys.argv[3]), tzinfo=dt.UTC)
module.pull(Path(sys.argv[1]), [sys.argv[2]], report=lambda _: None, now=now)
"""
READ = (
    "import sys; from pathlib import Path; from rlsevidence import store; store.load_part(Path(sys.argv[1]), 'records')"
)


def run(code: str, *arguments: str, source: Path = ROOT / "src", **settings: str) -> tuple[float, int]:
    cost = measure([sys.executable, "-c", code, *arguments], {**os.environ, **settings, "PYTHONPATH": str(source)})
    assert cost.code == 0
    return cost.seconds, cost.megabytes


def pull_twice(name: str, source: Path, database: str, number: int, folder: Path) -> dict[str, bytes]:
    """Print what two pulls of one workspace need; what is in `evidence/` afterwards."""
    from review import seed
    from sources_review import _template, add_search

    evidence = Path(shutil.copytree(_template()[1], folder / "evidence"))
    (evidence / "records.jsonl").write_text(json.dumps(seed(None, doi="10.5555/seed")) + "\n", "utf-8")
    search = add_search(evidence, database, QUERIES[database])
    served = [sys.executable, "-c", SERVE, str(HERE.parent), database, str(number)]
    with subprocess.Popen(served, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        settings = {
            SETTINGS[database]: server.stdout.readline().strip(),
            "OPENALEX_API_KEY": "invented",
            "NCBI_API_KEY": "invented",
            "XDG_CACHE_HOME": str(folder / "rate"),
        }
        told = []
        for day in ("29", "30"):
            seconds, memory = run(PULL, str(evidence), search, day, source=source, **settings)
            told.append(f"{seconds:.1f} s, {memory} MB")
        server.kill()
    lines = len((evidence / "records.jsonl").read_text("utf-8").splitlines())
    alone = run(READ, str(evidence), source=source)[1]
    print(
        f"{name}: {database}, {number} records: {told[0]}; again {told[1]}; {lines} here;"
        f" reading them at once {alone} MB",
        flush=True,
    )
    return {str(f.relative_to(evidence)): f.read_bytes() for f in evidence.rglob("*") if f.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[5_000, 100_000])
    parser.add_argument("--database", choices=QUERIES, default="europepmc")
    parser.add_argument("--before")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = {"now": ROOT / "src"}
        if args.before:
            sources = {"before": unpack(args.before, folder / "earlier"), **sources}
        for number in args.numbers:
            left = [
                pull_twice(which, source, args.database, number, folder / f"{which}-{number}")
                for which, source in sources.items()
            ]
            if len(left) == 2:
                differ = sorted(f for f in left[0].keys() | left[1].keys() if left[0].get(f) != left[1].get(f))
                print(f"the same bytes in {len(left[1])} files" if not differ else f"differ: {differ}", flush=True)


if __name__ == "__main__":
    main()
