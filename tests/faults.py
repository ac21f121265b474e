"""Faults of `tests/bad/`: what each changes in the invented review, read from a file that a person can read.

`fault.txt` holds lines of these kinds:

    # why somebody would make this mistake
    tags.tsv                      the file that is changed; lines below it say how
    - what stands there           must stand there once; several lines in a row are one piece of text
    + what is put in its place    without it the text is taken away; without a `-`, it is added at the end
    -e, +e with \\t, \\r or \\xff  the same, with escapes for what cannot be seen or is not UTF-8
    new claims/x.yaml             a file that is not there yet, with the + lines below it
    rename a.yaml -> b.yaml
    delete protocol.yaml
    touched evidence/tags.tsv     nothing is changed; `check --bot` is told that an automatic update changed it

`python tests/faults.py NAME FOLDER` makes the broken workspace, to try commands on.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parent
BAD = TESTS / "bad"
TINY = TESTS / "tiny"


@dataclass
class Change:
    """One change of one file: `old` is replaced by `new`; bytes, since some faults are no text."""

    path: str
    old: bytes | None = None
    new: bytes | None = None


@dataclass
class Fault:
    """One folder of `tests/bad/`: why, what is done to the files, and the messages that must come."""

    name: str
    why: str = ""
    changes: list[Change] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    created: dict[str, bytes] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)

    @property
    def expected(self) -> list[str]:
        return (BAD / self.name / "expected.txt").read_text(encoding="utf-8").splitlines()


def list_faults() -> list[Fault]:
    return [read_fault(folder.name) for folder in sorted(BAD.iterdir()) if folder.is_dir()]


def read_fault(name: str) -> Fault:
    """The fault in `tests/bad/<name>`; ValueError for a line that means nothing."""
    fault = Fault(name)
    path, new_file = "", False
    change: Change | None = None
    for line in (BAD / name / "fault.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            fault.why = f"{fault.why} {rest}".strip()
        elif mark in ("-", "-e"):
            if change is None or change.new is not None:
                change = Change(path)
                fault.changes.append(change)
            removed = _bytes(rest, escaped=mark == "-e")
            change.old = removed if change.old is None else change.old + b"\n" + removed
        elif mark in ("+", "+e"):
            added = _bytes(rest, escaped=mark == "+e")
            if new_file:
                fault.created[path] += added + b"\n"
                continue
            if change is None:
                change = Change(path)
                fault.changes.append(change)
            change.new = added if change.new is None else change.new + b"\n" + added
        elif mark == "new":
            path, new_file, change = rest, True, None
            fault.created[path] = b""
        elif mark == "rename":
            old, _, renamed = rest.partition(" -> ")
            fault.renamed.append((old, renamed))
        elif mark == "delete":
            fault.deleted.append(rest)
        elif mark == "touched":
            fault.touched.append(rest)
        elif line and not rest:
            path, new_file, change = line, False, None
        elif line:
            raise ValueError(f"tests/bad/{name}/fault.txt: {line!r} is no line of a fault")
    return fault


def _bytes(text: str, *, escaped: bool) -> bytes:
    return text.encode().decode("unicode_escape").encode("latin-1") if escaped else text.encode()


def apply_fault(fault: Fault, folder: Path) -> None:
    """Break the evidence folder `folder`, a copy of the invented review.

    ValueError where a text does not stand once.
    """
    for change in fault.changes:
        file = folder / change.path
        data = file.read_bytes()
        if change.old is None:
            file.write_bytes(data + (change.new or b"") + b"\n")
            continue
        if data.count(change.old) != 1:
            raise ValueError(f"{fault.name}: {change.old!r} stands {data.count(change.old)} times in {change.path}")
        whole_line = b"\n" if change.new is None else b""
        file.write_bytes(data.replace(change.old + whole_line, change.new or b""))
    for path, content in fault.created.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for old, new in fault.renamed:
        (folder / old).rename(folder / new)
    for path in fault.deleted:
        (folder / path).unlink()


def make_workspace(fault: Fault, folder: Path, sound: Path = TINY) -> Path:
    """A copy of the invented review with the fault in it; returns its evidence folder.

    `sound`: the workspace to copy; one that has been read before brings what its texts came to, which saves time.
    """
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    apply_fault(fault, folder / "evidence")
    return folder / "evidence"


def _main(arguments: list[str]) -> Iterator[str]:
    if len(arguments) != 2:
        yield from (f"{fault.name}: {fault.why}" for fault in list_faults())
        return
    name, folder = arguments
    yield str(make_workspace(read_fault(name), Path(folder)))


if __name__ == "__main__":
    print("\n".join(_main(sys.argv[1:])))
