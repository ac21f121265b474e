"""What memory a pull of a very long list needs, from a loopback server that makes its answers up as it is asked.

    python tests/benchmarks/pulling.py [RECORDS ...] [--database europepmc|clinicaltrials|isrctn|openalex]

The server is a process of its own; the pull is another. Each line gives seconds by the clock and peak memory of the
pull, beside that of reading the records it left all at once, as whatever opens the whole workspace does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

QUERIES = {
    "europepmc": "everything",
    "clinicaltrials": "everything",
    "isrctn": "everything",
    "openalex": "citing doi:10.5555/seed",
}
SETTINGS = {
    "europepmc": "RLSEVIDENCE_EUROPEPMC_URL",
    "clinicaltrials": "RLSEVIDENCE_CTGOV_URL",
    "isrctn": "RLSEVIDENCE_ISRCTN_URL",
    "openalex": "RLSEVIDENCE_OPENALEX_URL",
}
SERVE = """
import sys, time
sys.path.insert(0, sys.argv[1])
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
module.pull(Path(sys.argv[1]), [sys.argv[2]], report=lambda _: None, now=dt.datetime(2026, 11, 29, tzinfo=dt.UTC))
"""
READ = (
    "import sys; from pathlib import Path; from rlsevidence import store; store.load_part(Path(sys.argv[1]), 'records')"
)


def measure(code: str, *arguments: str, **settings: str) -> tuple[float, int]:
    begun = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, *arguments], env={**os.environ, **settings})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return time.perf_counter() - begun, usage.ru_maxrss // 1024


def main() -> None:
    from review import seed
    from sources_review import _template, add_search

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[5_000, 100_000])
    parser.add_argument("--database", choices=QUERIES, default="europepmc")
    args = parser.parse_args()
    for number in args.numbers:
        with tempfile.TemporaryDirectory() as name:
            import json
            import shutil

            evidence = Path(shutil.copytree(_template()[1], Path(name) / "evidence"))
            (evidence / "records.jsonl").write_text(json.dumps(seed(None, doi="10.5555/seed")) + "\n", "utf-8")
            search = add_search(evidence, args.database, QUERIES[args.database])
            served = [sys.executable, "-c", SERVE, str(HERE.parent), args.database, str(number)]
            with subprocess.Popen(served, stdout=subprocess.PIPE, text=True) as server:
                assert server.stdout is not None
                settings = {SETTINGS[args.database]: server.stdout.readline().strip(), "OPENALEX_API_KEY": "invented"}
                seconds, memory = measure(PULL, str(evidence), search, **settings)
                server.kill()
            lines = len((evidence / "records.jsonl").read_text("utf-8").splitlines())
            alone = measure(READ, str(evidence))[1]
            print(f"{args.database}, {number} records: {seconds:.1f} s, {memory} MB, {lines} here;"
                  f" reading them at once {alone} MB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
