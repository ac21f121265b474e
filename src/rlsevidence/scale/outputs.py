"""What a scan found -> a Parquet table, and PubMed XML that `rlsevidence import` reads; streamed, replaced whole.

The XML holds the records as the files have them; a comment before each says which file.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..model import FullRecord

BATCH = 1000
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n'
TEXTS = ("title", "journal", "volume", "issue", "pages", "doi", "pmcid", "language")


def write_hits(out: Path, search: str, found: Iterator[tuple[str, FullRecord, bytes]]) -> tuple[Path, Path]:
    """Write (file, record, XML) as they come to `out` (Parquet) and beside it as `.xml.gz`; returns both paths."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(pa)
    xml = out.with_suffix(".xml.gz")
    out.parent.mkdir(parents=True, exist_ok=True)
    parts = [path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in (out, xml)]
    try:
        with ExitStack() as stack:
            writer = stack.enter_context(pq.ParquetWriter(parts[0], schema, compression="zstd"))
            raw = stack.enter_context(parts[1].open("wb"))
            stream = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
            stream.write(HEAD)
            rows: list[dict[str, Any]] = []
            for file, record, text in found:
                stream.write(b"<!-- " + file.encode() + b" -->\n" + text + b"\n")
                rows.append(_row(file, search, record))
                if len(rows) == BATCH:
                    writer.write_table(pa.Table.from_pylist(rows, schema))
                    rows = []
            writer.write_table(pa.Table.from_pylist(rows, schema))
            stream.write(b"</PubmedArticleSet>\n")
        for part, path in zip(parts, (out, xml), strict=True):
            part.replace(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return out, xml


def _schema(pa: Any) -> Any:
    text, texts = pa.string(), pa.list_(pa.string())
    return pa.schema(
        [
            ("pmid", pa.int64()),
            ("version", pa.int32()),
            ("origin", text),
            ("file", text),
            *((name, text) for name in TEXTS),
            ("year", pa.int32()),
            *((name, texts) for name in ("authors", "publication_types", "mesh", "keywords")),
            *((name, text) for name in ("created", "revised", "indexed", "published", "published_online", "abstract")),
        ]
    )


def _row(file: str, search: str, record: FullRecord) -> dict[str, Any]:
    return {
        "pmid": int(record.pmid or 0),
        "version": int(record.version or 1),
        "origin": search,
        "file": file,
        **{name: getattr(record, name) for name in TEXTS},
        "year": record.year,
        "authors": list(record.authors),
        "publication_types": list(record.publication_types),
        "mesh": ["/".join((m.term, *m.qualifiers)) for m in record.mesh],
        "keywords": list(record.keywords),
        **{name: getattr(record.dates, name) for name in ("created", "revised", "indexed", "published")},
        "published_online": record.published_online,
        "abstract": "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in record.abstract) or None,
    }
