"""A scheduler with one worker on this machine, for tests that scan often: starting one takes longer than most scans."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rlsevidence.scale.view import View


@dataclass(frozen=True)
class Bomb:
    """A predicate that ends its worker at one record."""

    pmid: str

    def holds(self, view: View) -> bool:
        if view.record.pmid == self.pmid:
            os._exit(9)
        return False


@contextmanager
def one_worker() -> Iterator[str]:
    """The address of its scheduler."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster.scheduler_address
