"""How long starting takes, as a ratio to starting Python at all: `python tests/benchmarks/start_up.py [ROUNDS]`.

The commands take turns, so that a noisy machine slows all of them alike; the median of each is compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import rlsevidence": ["-c", "import rlsevidence"],
    "rlsevidence --help": ["-m", "rlsevidence", "--help"],
    "rlsevidence show (all claims)": ["-m", "rlsevidence", "show"],
    "import pydantic": ["-c", "import pydantic"],
    "import pandas": ["-c", "import pandas"],
}


def main(rounds: int) -> None:
    """Print the median of each command, in seconds and as a ratio to the first."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True)
            seconds[name].append(time.perf_counter() - start)
    floor = statistics.median(seconds["python -c pass"])
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:32}{median:8.3f} s {median / floor:8.1f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
