"""The ranker beside random order and ASReview's own simulation, from the same two records; and the stopping rule.

    python tests/benchmarks/ranking.py --data FOLDER [--asreview PATH] [--stops 100]

FOLDER holds CSV files with the columns id, title, abstract, label_included, all decided. PATH is the command of an
ASReview installed elsewhere. Times are of one run, side by side: compare the ratios.
"""

from __future__ import annotations

import argparse
import io
import random
import sqlite3
import statistics as st
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from rlsevidence.screening import Row, parse_rows, replay
from rlsevidence.screening.ranker import weigh_words
from rlsevidence.screening.replay import draw_given, measure

SEEDS = (1, 2, 3)
KEYS = ("wss95", "wss100", "atd", "recall10")


def run_asreview(command: str, file: Path, rows: Sequence[Row], seed: int) -> tuple[dict[str, float], float, float]:
    """Measures, seconds from its first to its last record, and seconds of the whole command."""
    labels = [bool(r.included) for r in rows]
    given = draw_given(labels, seed)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run.asreview"
        start = time.perf_counter()
        subprocess.run(
            [command, "simulate", str(file.resolve()), "--seed", str(seed), "--prior-idx", *map(str, given),
             "--n-stop", "-1", "-o", str(out)],
            check=True, capture_output=True, cwd=folder,  # it leaves files where it runs
        )  # fmt: skip
        whole = time.perf_counter() - start
        database = Path(folder) / "results.db"
        database.write_bytes(zipfile.ZipFile(io.BytesIO(out.read_bytes())).read("results.db"))
        with sqlite3.connect(database) as connection:
            found = connection.execute("select label, classifier, time from results order by rowid").fetchall()
    read = [bool(label) for label, classifier, _ in found if classifier is not None]
    assert len(read) == len(rows) - 2, "it has to read to the end for WSS to be comparable"
    return measure(read), found[-1][2] - found[0][2], whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--asreview")
    parser.add_argument("--stops", type=int, default=100)
    given = parser.parse_args()
    weigh_words(["a first text", "so that libraries are loaded before anything is timed"])
    print(f"{'set':<16}{'who':<12}{'WSS@95':>8}{'WSS@100':>9}{'ATD':>7}{'at 10 %':>9}{'seconds':>9}")
    for file in sorted(given.data.glob("*.csv")):
        rows = parse_rows(file.read_bytes(), file.name)
        # What all seeds share is done once.
        start = time.perf_counter()
        weigh_words([r.text for r in rows])
        weighed = time.perf_counter() - start
        runs = replay(rows, SEEDS)
        lines = {
            "here": (
                [{k: getattr(r, k) for k in KEYS} for r in runs],
                weighed / len(SEEDS) + st.mean(r.seconds for r in runs),
            )
        }
        shuffled = []
        for seed in range(200):
            labels = [bool(r.included) for r in rows]
            random.Random(seed).shuffle(labels)
            shuffled.append(measure(labels))
        lines["random"] = (shuffled, 0.0)
        if given.asreview:
            told = [run_asreview(given.asreview, file, rows, seed) for seed in SEEDS]
            lines["ASReview"] = ([m for m, _, _ in told], st.mean(s for _, s, _ in told))
        for who, (found, seconds) in lines.items():
            means = [st.mean(f[k] for f in found) for k in KEYS]
            print(f"{file.stem:<16}{who:<12}" + "".join(f"{m:>8.3f}" for m in means) + f"{seconds:>9.2f}")
        if given.asreview:
            print(f"{'':<16}time here / ASReview: {lines['here'][1] / lines['ASReview'][1]:.3f}")
        stops = [r.stop for r in replay(rows, range(1, given.stops + 1))]
        kept = sum(float(s["recall"] or 0) >= float(s["promised"] or 0) for s in stops)
        cost = st.mean(float(s["after"] or 0) for s in stops) / len(rows)
        print(f"{'':<16}stopping: promised recall reached in {kept} of {len(stops)}, after {cost:.0%} of the records")


if __name__ == "__main__":
    main()
