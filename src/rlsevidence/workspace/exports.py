"""Records and the review in the formats of others: chosen, made, and written where they are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .. import store
from ..decisions import Settled
from ..errors import UsageError
from ..export import Asked, Export, list_items
from ..model import FullRecord, Record
from ..store.first_version import pack_first_version, read_first_version
from .asked import require_claim


def list_counted(settled: Settled) -> Mapping[str, frozenset[str]]:
    """Claim -> the studies that are counted for it."""
    return {c: frozenset(s.id for s in settled.studies(c) if s.counted) for c in settled.evidence.claims}


def pack_protocol(folder: Path) -> Mapping[str, str]:
    """What a bundle takes along of the protocol as git first had it; empty where there is no such history."""
    return pack_first_version(read_first_version(folder / "protocol.yaml"))


def list_cited(settled: Settled, claim: str | None, *, counted: bool) -> list[Record | FullRecord]:
    """All records, or those of one claim or of studies that are counted, to be cited."""
    if claim is not None:
        require_claim(claim, settled.evidence)
    chosen = Asked(claim, None, counted, None)
    items = list_items(settled, settled.evidence.records.values(), list_counted(settled), chosen)
    return [item.record for item in items]


def write_export(made: Export, out: Path) -> tuple[Path, ...]:
    """Write an export to a file (`out`), or, where it has several, into the folder `out`; the paths written.

    Where the ending of `out` is that of one of several files, that one alone is written.
    """
    fitting = [name for name in made.files if out.suffix and Path(name).suffix == out.suffix.lower()]
    if len(made.files) > 1 and len(fitting) > 1 and not out.is_dir():
        raise UsageError(f"{out}: found one file, expected a folder for {', '.join(made.files)}")
    if len(made.files) > 1 and len(fitting) == 1 and not out.is_dir():
        store.write_atomic(out, made.files[fitting[0]])
        return (out,)
    if len(made.files) == 1:
        ((name, data),) = made.files.items()
        named = out / name if out.is_dir() else out
        store.write_atomic(named, data)
        return (named,)
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; several files are written, into a folder")
    for name, data in made.files.items():
        store.write_atomic(out / name, data)
    return tuple(out / name for name in made.files)


def place_export(made: Export, kind: str, root: Path) -> Path:
    """Where an export goes when nobody says: into `build/export/`, in a folder named for the kind."""
    folder = root / "build" / "export" / kind
    return folder / next(iter(made.files)) if len(made.files) == 1 else folder
