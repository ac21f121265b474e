"""What an earlier build made, taken again where nothing that it was made of has changed.

Whether something has changed is told by the content of all that went in, never by times of files: the same evidence on
the same day gives the same bytes, made or taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__, citing, store
from ..citing import Bibliography, Reference, cite
from ..exchange.abstracts import FILE as ABSTRACTS
from ..model import Record
from ..reporting.raster import INCH, can_raster, find_family, write_png
from ..store.first_version import name_first_version
from .inputs import Inputs, find_version

if TYPE_CHECKING:
    from ..workspace import Workspace

UNREAD_BY_PAGES = ("tags.tsv",)
"""Tables whose notes no page reads. Those of screening say where a record was read out of order, which counts."""


@dataclass(frozen=True)
class Found:
    """A whole site that is there as the last build left it: how many pages and notebooks, and what was said of them."""

    pages: int
    notebooks: int
    said: tuple[str, ...]


def hash_site(review: Workspace, inputs: Inputs, notebooks: Iterable[Path] | None, *told: object) -> str | None:
    """SHA-256 over all that shapes any file of the site; `notebooks`: those it may show, None for a site without.

    None where that cannot be told, as of `hash_pages`.
    """
    own = [(path.name, path.read_bytes()) for path in notebooks] if notebooks is not None else None
    return _hash(review, inputs.hash(), (own, *told))


def hash_pages(review: Workspace, inputs: Inputs, *told: object) -> str | None:
    """SHA-256 over all that shapes the pages besides what notebooks show; `told`: what else the pages are given.

    Notes at tags are shown by notebooks alone. None for a workspace whose suggestions are another
    engine's: what that says is nowhere to be read.
    """
    return _hash(review, inputs.hash(UNREAD_BY_PAGES), told)


def _hash(review: Workspace, inputs: str, told: object) -> str | None:
    if review.judge_anew is not None:
        return None
    digest = hashlib.sha256(inputs.encode())
    abstracts = review.local / ABSTRACTS
    digest.update(abstracts.read_bytes() if abstracts.is_file() else b"")
    first = name_first_version(review.folder / "protocol.yaml")
    past = (type(review).__name__, getattr(review, "now", None), getattr(review, "by", None))
    picture = (find_version("resvg-py"), find_family()) if can_raster() else None
    digest.update(repr((__version__, first, review.last_pull, past, picture, told)).encode())
    return digest.hexdigest()


def hash_shown(key: str | None, shown: Iterable[tuple[str, str, str]]) -> str | None:
    """SHA-256 over all that shapes the pages of notebooks; `key`: that of the other pages, which have the same frame.

    `shown`: name and language of each notebook, and that of the file it is kept in, which tells of all that it shows.
    """
    return None if key is None else hashlib.sha256(repr((key, sorted(shown))).encode()).hexdigest()


def is_current(review: Workspace) -> bool:
    """Whether the files still say what this workspace read from them.

    They may not, where it has been open for a while: what is made of it then is no answer to what the files hash to.
    """
    return review.read_evidence() == getattr(review, "whole", review.evidence)


def read_pages(review: Workspace, out: Path, key: str | None, what: str = "pages") -> dict[str, bytes] | None:
    """Path -> content of what the last build left in `out` for `key`; None where any of it is not there as it was.

    `what`: which of the lists of pages, each with a key of its own: 'pages' or 'notebooks'.
    """
    found = _read(_name_list(review, out, what), out, key)
    return found[0] if found else None


def read_site(review: Workspace, out: Path, key: str | None) -> Found | None:
    """What the last build left in `out` for `key`; None where any file of it is not there as it was."""
    found = _read(_name_list(review, out, "site"), out, key)
    if found is None:
        return None
    _, held = found
    return Found(held["pages"], held["notebooks"], tuple(held["said"]))


def _read(file: Path, out: Path, key: str | None) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    if key is None or not file.is_file():
        return None
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        if held["key"] != key:
            return None
        found = {path: (out / path).read_bytes() for path in held["files"]}
    except (OSError, ValueError, KeyError):
        return None
    same = all(hashlib.sha256(content).hexdigest() == held["files"][path] for path, content in found.items())
    return (found, held) if same else None


def remember_pages(
    review: Workspace, out: Path, key: str | None, files: Mapping[str, bytes], what: str = "pages"
) -> None:
    """Note what was made for `key`, so that the next build can take it from `out`; `what` as of `read_pages`."""
    _remember(_name_list(review, out, what), out, key, files, {})


def remember_site(
    review: Workspace,
    out: Path,
    key: str | None,
    files: Mapping[str, bytes],
    counts: tuple[int, int],
    said: Sequence[str],
) -> None:
    """Note the whole site that was made for `key`: its pages and notebooks, and what was said of those left out."""
    pages, notebooks = counts
    more = {"pages": pages, "notebooks": notebooks, "said": list(said)}
    _remember(_name_list(review, out, "site"), out, key, files, more)


def _remember(file: Path, out: Path, key: str | None, files: Mapping[str, bytes], more: Mapping[str, object]) -> None:
    if key is None:
        return
    listed = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    for other in file.parent.glob("*.json"):
        if not Path(json.loads(other.read_text(encoding="utf-8")).get("out", "")).is_dir():
            other.unlink(missing_ok=True)
    store.write_atomic(file, json.dumps({"out": str(out.resolve()), "key": key, "files": listed, **more}))


def _name_list(review: Workspace, out: Path, what: str) -> Path:
    name = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]
    return review.local / "cache" / "pages" / f"{name}.{what}.json"


def keep_png(local: Path, svg: str) -> bytes | None:
    """The picture as PNG, a pixel for a pixel, from the cache of this machine where it was made before.

    None where this machine cannot make one.
    """
    if not can_raster():
        return None
    key = f"{find_version('resvg-py')} {find_family()}\0{svg}"
    kept = local / "cache" / "cards" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.png"
    if kept.is_file():
        return kept.read_bytes()
    made = write_png(svg, dpi=INCH)
    kept.parent.mkdir(parents=True, exist_ok=True)
    store.write_atomic(kept, made)
    return made


def prune_cards(local: Path, most: int) -> None:
    """Keep the newest `most` pictures: a card's day is burnt in, so that each day makes others."""
    held = sorted((local / "cache" / "cards").glob("*.png"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in held[most:]:
        file.unlink(missing_ok=True)


def keep_references(local: Path, records: Iterable[Record], style: str, language: str) -> Bibliography:
    """As `cite`, taken from the cache of this machine when the same records were cited before in the same style."""
    chosen = tuple(records)
    digest = hashlib.sha256(f"{_hash_citing()} {style} {language}".encode())
    for record in chosen:
        digest.update(record.model_dump_json().encode())
    kept = local / "cache" / "references" / f"{style}.{language}.{digest.hexdigest()[:24]}.json"
    try:
        return Bibliography(style, tuple(Reference(**entry) for entry in json.loads(kept.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        pass
    made = cite(chosen, style, language)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob(f"{style}.{language}.*.json"):
        old.unlink(missing_ok=True)
    store.write_atomic(kept, json.dumps([asdict(entry) for entry in made.entries]))
    return made


@cache  # asked for each study's page
def _hash_citing() -> str:
    digest = hashlib.sha256(str(find_version("citeproc-py")).encode())
    for file in sorted(f for f in Path(citing.__file__).resolve().parent.rglob("*") if f.suffix in (".py", ".csl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
