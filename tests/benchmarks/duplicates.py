"""Duplicates: records altered as databases alter them, and pairs that look alike and are two; beside bib-dedupe.

    python tests/benchmarks/duplicates.py --data FOLDER [--beside PYTHON] [--held-out] [--show 20]

FOLDER holds PubMed XML. PYTHON is the interpreter of an environment with bib-dedupe (development only). Each record
gets one altered twin without PMID and DOI, of one kind; some get a neighbour that is another work. The kinds come in
two parts: rules were made against the first, and `--held-out` measures the second, which nothing was tuned to. Neither
program is given abstracts, which many exports lack.
A pair is right when it is a record and its twin; precision and recall are over pairs.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rlsevidence.exchange.matching import ASK, SAFE, STUDY, compare, find_pairs
from rlsevidence.model import FullRecord, Record
from rlsevidence.pubmed.parse import parse_file

Plain = dict[str, Any]
BARE = {"pmid": None, "doi": None, "pmcid": None, "url": None}


def _journal(r: Plain, words: str) -> str | None:
    return words if r["journal"] else None


def abbreviate(name: str) -> str:
    """'Journal of Invented Medicine' as 'J Invent Med', roughly as lists of abbreviations do."""
    words = [w for w in re.findall(r"[^\W\d_]+|\d+", name) if w.casefold() not in ("of", "the", "and", "for", "in")]
    cut = [w if len(w) <= 5 or len(words) == 1 else re.sub(r"[aeiouy]+$", "", w[:6]) or w for w in words]
    return " ".join("J" if w.casefold() == "journal" else w for w in cut)


def plain_letters(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def split_pages(pages: str | None) -> tuple[str, str] | None:
    match = re.fullmatch(r"(\w*?\d+)-(\w*?\d+)", pages or "")
    return (match[1], match[2]) if match else None


def full_pages(pages: str | None) -> str | None:
    two = split_pages(pages)
    if two is None:
        return pages
    first, last = two
    last = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    return f"pp. {first}\u2013{last}"


def with_entities(text: str) -> str:
    named = {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "'": "&#39;",
        "\u03b2": "&beta;",
        "\u03b1": "&alpha;",
        "-": "&#45;",
    }
    return "".join(named.get(c, c if ord(c) < 128 else f"&#{ord(c)};") for c in text)


def long_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """'Testsson AB' as 'Testsson, A. B.'."""
    found = []
    for name in names:
        family, _, initials = name.rpartition(" ")
        found.append(f"{family}, {'. '.join(initials)}." if family and initials.isupper() else name)
    return tuple(found)


GREEK = {"alpha": "\u03b1", "beta": "\u03b2", "gamma": "\u03b3", "kappa": "\u03ba", "delta": "\u03b4"}


def other_unicode(text: str) -> str:
    for word, letter in GREEK.items():
        text = re.sub(rf"\b{word}\b", letter, text)
    return text.replace("-", "\u2010").replace("'", "\u2019").replace("fi", "\ufb01").replace(" ", "\u00a0", 1)


def cut_title(text: str) -> str:
    words = text.rstrip(".").split()
    return " ".join(words[: max(6, len(words) * 2 // 3)]) + "..." if len(words) > 9 else text


def without_subtitle(text: str) -> str:
    head, colon, _ = text.partition(":")
    return head if colon and len(head.split()) >= 5 else text


def misspell(text: str, seed: random.Random) -> str:
    words = text.split()
    long = [i for i, w in enumerate(words) if len(w) > 6]
    for i in seed.sample(long, min(2, len(long))):
        at = seed.randrange(1, len(words[i]) - 2)
        words[i] = words[i][:at] + words[i][at + 1] + words[i][at] + words[i][at + 2 :]
    return " ".join(words)


def _swedish(text: str) -> str:
    return f"[{text.rstrip('.')}]."


Alter = Callable[[Plain, random.Random], Plain]
SAME: dict[str, Alter] = {
    "case": lambda r, s: {"title": r["title"].upper(), "authors": tuple(a.upper() for a in r["authors"])},
    "diacritics": lambda r, s: {
        "title": plain_letters(r["title"]), "authors": tuple(map(plain_letters, r["authors"]))},
    "journal": lambda r, s: {"journal": _journal(r, abbreviate(r["journal"] or ""))},
    "pages": lambda r, s: {"pages": full_pages(r["pages"]), "issue": None},
    "truncated": lambda r, s: {"title": cut_title(r["title"])},
    "initials": lambda r, s: {"authors": long_names(r["authors"]), "title": r["title"].rstrip(".")},
    "entities": lambda r, s: {"title": with_entities(r["title"]), "authors": tuple(map(with_entities, r["authors"]))},
}  # fmt: skip
SAME_HELD: dict[str, Alter] = {
    "unicode": lambda r, s: {"title": other_unicode(r["title"]), "journal": _journal(r, (r["journal"] or "").upper())},
    "brackets": lambda r, s: {"title": _swedish(r["title"]), "language": "ger"},
    "subtitle": lambda r, s: {
        "title": without_subtitle(r["title"]), "journal": _journal(r, abbreviate(r["journal"] or ""))},
    "first-author": lambda r, s: {"authors": r["authors"][:1], "pages": (split_pages(r["pages"]) or (r["pages"],))[0]},
    "epub-year": lambda r, s: {
        "year": r["year"] and r["year"] - 1, "volume": None, "issue": None, "pages": None},
    "markup": lambda r, s: {"title": re.sub(r"(\w+)$", r"<i>\1</i>", r["title"].rstrip(".")), "journal": None},
    "misspelt": lambda r, s: {"title": misspell(r["title"], s)},
    "translated": lambda r, s: {
        "title": " ".join(w[::-1] for w in r["title"].split()), "language": "fre"},
}  # fmt: skip


def _other_place(r: Plain, s: random.Random) -> Plain:
    return {"pages": str(s.randrange(100, 999)), "issue": str(s.randrange(1, 12))}


TWO: dict[str, Alter] = {
    "erratum": lambda r, s: {
        **_other_place(r, s), "title": f"Erratum: {r['title']}", "publication_types": ("Published Erratum",)},
    "part": lambda r, s: {**_other_place(r, s), "title": f"{r['title'].rstrip('.')}. Part II."},
    "congress": lambda r, s: {
        "title": r["title"], "journal": "Invented Congress Abstracts", "volume": "1", "pages": "S12",
        "publication_types": ("Meeting Abstract",), "issue": "Suppl 1"},
}  # fmt: skip
TWO_HELD: dict[str, Alter] = {
    "comment": lambda r, s: {**_other_place(r, s), "title": f"Comment on \"{r['title'].rstrip('.')}\""},
    "reply": lambda r, s: {**_other_place(r, s), "title": f"{r['title'].rstrip('.')}: authors' reply."},
    "later": lambda r, s: {
        **_other_place(r, s), "title": f"{r['title'].rstrip('.')}: 5-year results.", "year": (r["year"] or 2000) + 3},
    "preprint": lambda r, s: {"journal": "medRxiv", "volume": None, "issue": None, "pages": None},
    "phase": lambda r, s: {**_other_place(r, s), "title": f"{r['title'].rstrip('.')}: a phase 3 study"},
}  # fmt: skip
STUDIES = {"congress", "preprint"}


def read_records(folder: Path) -> list[Record]:
    found: dict[str, Record] = {}
    for file in sorted([*folder.rglob("*.xml"), *folder.rglob("*.xml.gz")]):
        try:
            for full in parse_file(file):
                if isinstance(full, FullRecord) and full.title and full.authors and full.year and full.journal:
                    found.setdefault(full.id, full.to_record())
        except Exception as error:
            print(f"left out: {file.name}: {str(error)[:80]}", file=sys.stderr)
    return list(found.values())


def make(
    base: list[Record], held_out: bool, seed: int
) -> tuple[list[Record], dict[tuple[str, str], str], dict[str, str]]:
    """All records; the true pairs with their kind; neighbours that are two with theirs."""
    chance = random.Random(seed)
    same, two = (SAME_HELD, TWO_HELD) if held_out else (SAME, TWO)
    records, pairs, neighbours = list(base), dict[tuple[str, str], str](), dict[str, str]()

    def add(number: int, record: Record, kind: str, changes: Plain) -> str:
        name = f"doi:10.9999/{kind}.{number}"
        values = {**record.model_dump(), **BARE, "verification": "partial", **changes, "id": name}
        records.append(Record.model_validate(values))
        return name

    names, others = list(same), list(two)
    for number, record in enumerate(base):
        plain = record.model_dump()
        kind = names[number % len(names)]
        pairs[record.id, add(number, record, kind, same[kind](plain, chance))] = kind
        if number % 3 == 0:
            kind = others[number // 3 % len(others)]
            neighbours[add(number, record, f"not-{kind}", two[kind](plain, chance))] = kind
    chance.shuffle(records)
    return records, pairs, neighbours


def ours(records: list[Record]) -> dict[tuple[str, str], str]:
    found = {}
    for a, b in find_pairs(records):
        pair = compare(a, b)
        if pair.verdict in (SAFE, ASK, STUDY):
            found[pair.a, pair.b] = pair.verdict
    return found


def family_first(name: str) -> str:
    family, _, initials = name.rpartition(" ")
    return f"{family}, {initials}" if family and "," not in name else name


BESIDE = """
import sys, pandas as pd
from bib_dedupe.bib_dedupe import block, match, prep
if __name__ == "__main__":
    df = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    found = match(block(prep(df, cpu=1), cpu=1), cpu=1)
    found[["ID_1", "ID_2", "duplicate_label"]].to_csv(sys.argv[2], index=False)
"""


def beside(python: str, records: list[Record]) -> dict[tuple[str, str], str]:
    columns = ("ID", "ENTRYTYPE", "author", "title", "year", "journal", "volume", "number", "pages", "doi", "abstract")
    with tempfile.TemporaryDirectory() as folder:
        given, told, script = Path(folder, "in.csv"), Path(folder, "out.csv"), Path(folder, "run.py")
        script.write_text(BESIDE, encoding="utf-8")
        with given.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(columns)
            for r in records:
                names = " and ".join(map(family_first, r.authors))
                row = (r.id, "article", names, r.title, r.year, r.journal, r.volume, r.issue, r.pages, r.doi, "")
                out.writerow(["" if v is None else str(v) for v in row])
        done = subprocess.run([python, str(script), str(given), str(told)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        with told.open(encoding="utf-8", newline="") as file:
            return {(row["ID_1"], row["ID_2"]): row["duplicate_label"] for row in csv.DictReader(file)}


def measure(found: set[tuple[str, str]], truth: dict[tuple[str, str], str]) -> tuple[float, float, int]:
    ways = {frozenset(p) for p in found}
    right = sum(frozenset(p) in ways for p in truth)
    return (right / len(ways) if ways else 1.0), right / len(truth), len(ways) - right


def tell(name: str, found: set[tuple[str, str]], truth: dict[tuple[str, str], str], seconds: float | None) -> None:
    precision, recall, wrong = measure(found, truth)
    took = "" if seconds is None else f"{seconds:7.1f} s"
    print(f"  {name:<28} precision {precision:.4f}  recall {recall:.4f}  wrong pairs {wrong:>4} {took}")


def by_kind(found: set[tuple[str, str]], truth: dict[tuple[str, str], str]) -> Iterator[str]:
    ways = {frozenset(p) for p in found}
    all_, right = Counter(truth.values()), Counter(k for p, k in truth.items() if frozenset(p) in ways)
    for kind, n in all_.items():
        yield f"{kind} {right[kind]}/{n}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--beside", metavar="PYTHON")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    base = read_records(given.data)
    records, truth, neighbours = make(base, given.held_out, given.seed)
    print(f"{len(base)} records, {len(records)} with twins and neighbours, {len(truth)} true pairs;"
          f" kinds {'held out' if given.held_out else 'of development'}")  # fmt: skip
    start = time.perf_counter()
    found = ours(records)
    took = time.perf_counter() - start
    safe = {p for p, v in found.items() if v == SAFE}
    asked = safe | {p for p, v in found.items() if v == ASK}
    tell("linked by rule", safe, truth, took)
    tell("linked by rule or asked", asked, truth, None)
    print(f"    found: {', '.join(by_kind(asked, truth))}")
    wrong = [p for p in asked if p not in truth and p[::-1] not in truth]
    kinds = Counter(neighbours.get(a) or neighbours.get(b) or "neither" for a, b in wrong)
    print(f"    wrong: {dict(kinds)}; by rule: {sum(p in safe for p in wrong)}")
    study = {p for p, v in found.items() if v == STUDY}
    reports = {n for n, k in neighbours.items() if k in STUDIES}
    told = {n for p in study for n in p if n in reports}
    print(f"    reports of one study that are called so: {len(told)} of {len(reports)}")
    if given.beside:
        start = time.perf_counter()
        theirs = beside(given.beside, records)
        took = time.perf_counter() - start
        sure = {p for p, v in theirs.items() if v == "duplicate"}
        tell("bib-dedupe", sure, truth, took)
        tell("bib-dedupe with 'maybe'", set(theirs), truth, None)
        print(f"    found: {', '.join(by_kind(sure, truth))}")
        kinds = Counter(neighbours.get(a) or neighbours.get(b) or "neither" for a, b in sure
                        if (a, b) not in truth and (b, a) not in truth)  # fmt: skip
        print(f"    wrong: {dict(kinds)}")
    by_id = {r.id: r for r in records}
    missed = [p for p in truth if p not in asked and p[::-1] not in asked]
    for a, b in (missed + wrong)[: given.show]:
        print(
            f"{'missed' if (a, b) in truth else 'wrong'}: {a} {b}\n   {by_id[a].title[:110]}\n   {by_id[b].title[:110]}"
        )


if __name__ == "__main__":
    main()
