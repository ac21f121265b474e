"""Whether the promised recall holds when lists are set aside in bulk while the screening goes on.

    python tests/benchmarks/set_aside.py --data FOLDER [--runs 100]

FOLDER holds CSV files as for `ranking.py`. A person reads in the order of the ranker; after every 15 records they
look through 25 titles, the last of the queue or the next, and set aside what is obviously not wanted. What is relevant
there stays, but for a share, which is put away by mistake (no slips, or one in ten). Where does the rule stop, what has
been found by then, and how much was read one by one? The rule and the queue are the engine's own. Beside it the same
where a list counts as decisions, as it did before, and the reading without any list.
"""

from __future__ import annotations

import argparse
import random
import statistics as st
from collections.abc import Iterator, Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from rlsevidence.screening import parse_rows
from rlsevidence.screening.estimate import find_chance, needs_draws
from rlsevidence.screening.queue import draw_queue
from rlsevidence.screening.ranker import weigh_words
from rlsevidence.screening.replay import draw_given, order_by_learning
from rlsevidence.screening.sequence import Read
from rlsevidence.screening.stopping import DOUBT, PROMISED

EVERY = 15
"""Records read between two lists."""
LISTED = 25
"""Records that a list shows."""
WAYS = (
    *(("no lists", "", 0.0),),
    *(
        (f"{way}, {where}, {slip:.0%} slips", way, slip)
        for where in ("last", "next")
        for slip in (0.0, 0.1)
        for way in ("decided", "unopened")
    ),
)
"""Name, what a list counts as, and the chance that a relevant record in a list is put away."""


def stop(labels: Sequence[bool], start: tuple[int, Sequence[int], Sequence[int]], name: str) -> tuple[float, float]:
    """The recall (0 to 1) and the share of records read one by one (0 to 1) when the rule first says stop.

    `start`: the seed, the records given at the start, and the others in the order of the ranker.
    """
    seed, given, order = start
    _, way, slip = next(w for w in WAYS if w[0] == name)
    draw, relevant, total = random.Random(seed), sum(labels), len(labels)
    queue, found, draws = list(order), [labels[i] for i in given], list[int]()
    away: list[int] = []
    listed_after, between = 0, 0

    def read() -> Read:
        beside = len(away) if way == "decided" else 0
        return Read(tuple(found), 0, beside, total - beside, beside, len(away) - beside, listed_after, tuple(draws))

    while find_chance(read()) >= DOUBT and (queue or (away and way == "unopened")):
        if needs_draws(read(), bool(queue)):
            nearest = int(draw_queue([str(i) for i in (*queue, *away)], (), learnt=0).order[0])
            queue, away = [i for i in queue if i != nearest], [i for i in away if i != nearest]
            draws.append(len(found))
            found.append(labels[nearest])
            continue
        found.append(labels[queue.pop(0)])
        between += 1
        if way and between % EVERY == 0 and len(queue) > LISTED:
            shown = queue[-LISTED:] if "last" in name else queue[:LISTED]
            put = {i for i in shown if not labels[i] or draw.random() < slip}
            queue = [i for i in queue if i not in put]
            listed_after = listed_after if away else len(found)
            away += sorted(put)
    return sum(found) / relevant, len(found) / total


def simulate(file: Path, runs: int) -> Iterator[str]:
    rows = parse_rows(file.read_bytes(), file.name)
    labels = [bool(r.included) for r in rows]
    matrix, _ = weigh_words([r.text for r in rows])
    products = (matrix @ matrix.T).toarray()
    starts = []
    for seed in range(1, runs + 1):
        given = draw_given(labels, seed)
        with threadpool_limits(1):
            starts.append((seed, given, order_by_learning(products, labels, given)))
    for name, *_ in WAYS:
        ends = [stop(labels, start, name) for start in starts]
        held = sum(recall >= PROMISED for recall, _ in ends)
        least, cost = min(recall for recall, _ in ends), st.mean(cost for _, cost in ends)
        yield f"{file.stem:<16}{name:<30}{held:>4} of {runs}{least:>9.3f}{cost:>8.0%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=100)
    given = parser.parse_args()
    print(f"{'set':<16}{'way':<30}{'recall held':>11}{'least':>9}{'read':>8}")
    for file in sorted(given.data.glob("*.csv")):
        for line in simulate(file, given.runs):
            print(line, flush=True)


if __name__ == "__main__":
    main()
