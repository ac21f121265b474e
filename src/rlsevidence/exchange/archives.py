"""Archives (zip) that hold files of records, as Rayyan gives its exports: `articles.csv` (or .ris, .bib, .enw) beside a
log of every click. What the log comes to stands in the notes of the articles too.

Source: https://help.rayyan.ai/hc/en-us/articles/45958666246161-Understanding-Your-Rayyan-Export-Files
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import EvidenceError

ARTICLES = re.compile(r"(?:[^/]+/)*articles[^/]*\.(?:csv|ris|bib|enw|nbib|txt|xml)", re.I)
LOG = re.compile(r"(?:[^/]+/)*customizations_log[^/]*\.csv", re.I)
WORKBOOK = "[Content_Types].xml"
NAMED = 5


@dataclass(frozen=True)
class Unpacked:
    """Files of articles of an archive on disk, each with its name in it; `left`: files of it that are not read."""

    files: tuple[tuple[str, Path], ...]
    left: tuple[str, ...]


def holds_workbook(file: Path) -> bool:
    """Whether an archive is one of Office's, or none that can be looked into, which its reader then says."""
    try:
        with zipfile.ZipFile(file) as archive:
            return WORKBOOK in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return True


@contextmanager
def open_archive(file: Path) -> Iterator[Unpacked]:
    """The articles of an archive, unpacked for as long as it is open. EvidenceError where it holds none."""
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            names = [n for n in archive.namelist() if not n.endswith("/") and "__MACOSX/" not in n]
            wanted = [n for n in names if ARTICLES.fullmatch(n)]
            if not wanted:
                held = ", ".join(names[:NAMED]) or "no file"
                more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
                raise EvidenceError(
                    f"{file}: found an archive with {held}{more}, expected an Excel workbook, an ASReview project or"
                    " Rayyan's export (with articles.csv); unpack it and import the files in it"
                )
            made = []
            for number, name in enumerate(sorted(wanted)):
                unpacked = Path(folder) / f"{number}"
                unpacked.write_bytes(archive.read(name))
                made.append((name, unpacked))
            yield Unpacked(tuple(made), tuple(n for n in names if n not in wanted))
    except (OSError, zipfile.BadZipFile) as error:
        raise EvidenceError(f"{file}: found an archive that cannot be read ({error})") from None
