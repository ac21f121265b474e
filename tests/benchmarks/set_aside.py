"""Whether the promised recall holds when lists are set aside in bulk while the screening goes on.

    python tests/benchmarks/set_aside.py --data FOLDER [--runs 100]

FOLDER holds CSV files as for `ranking.py`. A person reads in the order of the ranker; after every 15 records they
look through the last 25 of the queue and set aside what is obviously not wanted. What is relevant there stays, but
for one in ten, which is put away by mistake and lost. Where does the rule stop, and what has been found by then?
Beside it the same with an urn that forgets what was set aside, and the reading without any list.
"""

from __future__ import annotations

import argparse
import random
import statistics as st
from collections.abc import Iterator, Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from rlsevidence.screening import parse_rows
from rlsevidence.screening.ranker import weigh_words
from rlsevidence.screening.replay import draw_given, order_by_learning
from rlsevidence.screening.stopping import DOUBT, PROMISED, allow_missed, chance_of_more

EVERY = 15
"""Records read between two lists."""
LISTED = 25
"""Records that a list shows: the last of the queue."""
SLIP = 0.1
"""The chance that a relevant record in a list is put away."""


def stop(
    labels: Sequence[bool], order: Sequence[int], given: Sequence[int], seed: int, way: str
) -> tuple[float, float]:
    """The recall (0 to 1) and the share of records read (0 to 1) when the rule first says stop."""
    draw, relevant, total = random.Random(seed), sum(labels), len(labels)
    queue, found, aside = list(order), [labels[i] for i in given], 0
    while queue:
        found.append(labels[queue.pop(0)])
        if way != "no lists" and len(found) % EVERY == 0 and len(queue) > LISTED:
            away = [i for i in queue[-LISTED:] if not labels[i] or draw.random() < SLIP]
            queue = [i for i in queue if i not in away]
            aside += len(away)
        kept = aside if way == "lists, urn kept" else 0
        # As `estimate` asks, without the bounds, which take most of its time and do not decide.
        allowed, left = allow_missed(sum(found), PROMISED), len(queue)
        if allowed is not None and left <= allowed:
            break
        if chance_of_more(found, total - aside + kept, allowed) < DOUBT:
            break
    return sum(found) / relevant, len(found) / total


def simulate(file: Path, runs: int) -> Iterator[str]:
    rows = parse_rows(file.read_bytes(), file.name)
    labels = [bool(r.included) for r in rows]
    matrix, _ = weigh_words([r.text for r in rows])
    products = (matrix @ matrix.T).toarray()
    orders = []
    for seed in range(1, runs + 1):
        given = draw_given(labels, seed)
        with threadpool_limits(1):
            orders.append((seed, given, order_by_learning(products, labels, given)))
    for way in ("no lists", "lists, urn shrinks", "lists, urn kept"):
        ends = [stop(labels, order, given, seed, way) for seed, given, order in orders]
        held = sum(recall >= PROMISED for recall, _ in ends)
        least, cost = min(recall for recall, _ in ends), st.mean(cost for _, cost in ends)
        yield f"{file.stem:<16}{way:<20}{held:>4} of {runs}{least:>9.3f}{cost:>8.0%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=100)
    given = parser.parse_args()
    print(f"{'set':<16}{'way':<20}{'recall held':>11}{'least':>9}{'read':>8}")
    for file in sorted(given.data.glob("*.csv")):
        for line in simulate(file, given.runs):
            print(line, flush=True)


if __name__ == "__main__":
    main()
