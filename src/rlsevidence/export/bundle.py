"""The whole review in one file: evidence and notebooks as they stand, with checksums, and the tables beside them.

The same workspace gives the same bytes. Whoever unpacks it and runs `rlsevidence site` with the day that stands in
`review.json` gets the same pages.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .. import __version__

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the one that a ZIP begins with, so that packing again changes nothing."""
README = """A review, packed: evidence/ and notebooks/ are the workspace, tables/ its Frictionless data package.

To build the same pages:
    pip install rlsevidence=={version}
    RLSEVIDENCE_TODAY={today} rlsevidence site --no-notebooks

SHA256SUMS holds the checksum of every file: sha256sum -c SHA256SUMS
"""


def write_bundle(root: Path, tables: Mapping[str, str], *, today: str) -> bytes:
    """A ZIP of `evidence/` and `notebooks/` under `root`, with `tables`, checksums, versions, a licence if any."""
    files: dict[str, bytes] = {}
    for folder, kinds in (("evidence", None), ("notebooks", {".ipynb"})):
        for file in sorted((root / folder).rglob("*")) if (root / folder).is_dir() else ():
            hidden = any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(root).parts)
            if file.is_file() and not hidden and (kinds is None or file.suffix in kinds):
                files[file.relative_to(root).as_posix()] = file.read_bytes()
    if (root / "LICENSE").is_file():
        files["LICENSE"] = (root / "LICENSE").read_bytes()
    files |= {f"tables/{name}": text.encode() for name, text in tables.items()}
    about = {
        "program": "rlsevidence",
        "version": __version__,
        "today": today,
        "licence": "LICENSE" if "LICENSE" in files else None,
    }
    files["review.json"] = (json.dumps(about, indent=1) + "\n").encode()
    files["README.txt"] = README.format(version=__version__, today=today).encode()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
