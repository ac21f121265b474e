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
from types import MappingProxyType

from .. import __version__
from ..errors import UsageError

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the one that a ZIP begins with, so that packing again changes nothing."""
README = """A review, packed: evidence/ and notebooks/ are the workspace, tables/ its Frictionless data package.

Made by rlsevidence {version}, which is installed from its repository or from a wheel of that version.

To build the same pages with it:
    RLSEVIDENCE_TODAY={today} rlsevidence site --no-notebooks

SHA256SUMS holds the checksum of every file: sha256sum -c SHA256SUMS
"""


def write_bundle(
    root: Path, tables: Mapping[str, str], *, today: str, more: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A ZIP of `evidence/` and `notebooks/` under `root`, with `tables`, checksums, versions, a licence if any.

    `more`: further texts by their path in it.
    """
    files: dict[str, bytes] = {}
    for folder, kinds in (("evidence", None), ("notebooks", {".ipynb"})):
        for file in sorted((root / folder).rglob("*")) if (root / folder).is_dir() else ():
            hidden = any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(root).parts)
            if file.is_file() and not hidden and (kinds is None or file.suffix in kinds):
                files[file.relative_to(root).as_posix()] = file.read_bytes()
    if (root / "LICENSE").is_file():
        files["LICENSE"] = (root / "LICENSE").read_bytes()
    files |= {f"tables/{name}": text.encode() for name, text in tables.items()}
    files |= {name: text.encode() for name, text in more.items()}
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


def unpack_bundle(data: bytes, folder: Path) -> None:
    """Unpack a bundle into an empty folder, every checksum compared.

    UsageError for what is no bundle, for a file that has changed since, and for a path that leads out of the folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, OSError) as error:
        raise UsageError(f"not a bundle that `export bundle` writes: {error}") from None
    lines = [line.partition("  ") for line in files.get("SHA256SUMS", b"").decode().splitlines()]
    sums = {name: digest for digest, _, name in lines}
    if not sums or "review.json" not in sums:
        raise UsageError("not a bundle that `export bundle` writes: it has no SHA256SUMS of review.json")
    for name, content in files.items():
        if name == "SHA256SUMS":
            continue
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            raise UsageError(f"the bundle has changed since it was made: {name} is not what SHA256SUMS says")
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise UsageError(f"the bundle leads out of its folder: {name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
