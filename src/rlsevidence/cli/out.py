"""Where a verb writes what `--out` names: one rule for all of them, asked before any work begins.

Folders on the way that are not there are made: who gives a place has said where things go, build folders begin that
way, and each verb says what it wrote and where. What can never be written (a folder where a file is wanted, a file
where a folder is wanted or on the way, a place that lets nobody write) is refused at once.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import UsageError

FILE, FOLDER, EITHER = "file", "folder", "either"
WANTED = {
    "audit": EITHER,  # a file for one document, a folder for several
    "export": EITHER,  # a file for a format of one file, a folder for others
    "figure": FILE,
    "flow": FILE,
    "report": FILE,
    "scan": EITHER,  # a file for the records alone, a folder for all
    "site": FOLDER,
    "snapshot": FOLDER,
    "table": FILE,
}
"""What each verb with `--out` writes."""


def check_out(verb: str, out: str) -> None:
    """UsageError where `verb` could not write to `out`, with what stands in the way.

    Nothing is made yet, but for a name with a / at its end where either may be meant: that is a folder.
    """
    if not out:
        raise UsageError(f"--out: found nothing, expected the {_say(verb)} to write")
    place, wanted = Path(out), WANTED[verb]
    if wanted == FILE and (place.is_dir() or out.endswith(("/", os.sep))):
        raise UsageError(f"{out} is a folder; name the file to write in it")
    if wanted == FOLDER and place.exists() and not place.is_dir():
        raise UsageError(f"{out} is a file; name the folder to write into")
    nearest = next(part for part in (place, *place.absolute().parents) if os.path.lexists(part))
    if nearest != place and not nearest.is_dir():
        raise UsageError(f"{out}: {nearest} is no folder, expected one to write into")
    # A file is replaced whole, which asks leave of its folder.
    asked = nearest if nearest.is_dir() else nearest.absolute().parent
    if not os.access(asked, os.W_OK | os.X_OK):
        raise UsageError(f"{out}: {asked} may not be written to; name another place or change its permissions")
    if wanted == EITHER and out.endswith(("/", os.sep)):
        place.mkdir(parents=True, exist_ok=True)


def _say(verb: str) -> str:
    return "file or folder" if WANTED[verb] == EITHER else WANTED[verb]
