"""Speed and memory of reading PubMed XML, as ratios in one run: `python tests/benchmarks/parse.py [RECORDS]`

Reads the same invented, real-shaped records (authors with affiliations, MeSH, a reference list) with C expat without
handlers (the floor), bare lxml, this package, Bio.Entrez.read and, where it is installed, pubmed_parser.
Times are of the processor, the best of several rounds taken in turn, so that a busy machine is busy for all. Memory is
the most that one process held, less what it held before it read; that of this package again at ten times the records.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "src"), str(Path(__file__).resolve().parents[1])]
from invented import DOCTYPE, FIRST_PMID, Article, format_article

WORD_LIST = (
    "invented magnesium record restless sleep trial placebo patients dose serum effect group weeks measured symptoms"
    " randomised compared baseline severity scale treatment oral level women adults method between after significant"
)
WORDS = WORD_LIST.split()
PLACE = "Department of Invention, Institute of Examples, University of Nowhere, 12345 Nowhere, Testland."
ROUNDS = 3


def sentence(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize() + "."


def make_article(number: int, chance: random.Random) -> str:
    """One record with the shape and the size of a real one."""
    labels = ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    article = Article(
        FIRST_PMID + number,
        title="Invented: " + sentence(chance, 12),
        markup=" <i>in vivo</i>" if number % 5 == 0 else "",
        year=1990 + number % 35,
        doi=f"10.9999/invented.{number}",
        pmc=f"PMC{number + 1}",
        authors=[(f"Testsson{chance.randrange(5000)}", "AB") for _ in range(chance.randint(3, 12))],
        types=["Journal Article", "Randomized Controlled Trial"][: 1 + number % 2],
        mesh=[
            (
                f"Heading {chance.randrange(3000)}",
                chance.random() < 0.3,
                ["therapeutic use", "blood"][: chance.randrange(3)],
            )
            for _ in range(chance.randint(8, 18))
        ],
        keywords=chance.sample(WORDS, 4),
        abstract=[(label, sentence(chance, 55)) for label in labels] if number % 2 else [(None, sentence(chance, 210))],
        corrections=[("CommentIn", FIRST_PMID + number + 1)] if number % 10 == 0 else [],
        grants=[("G-1", "Agency of Inventions", "Testland")] if number % 4 == 0 else [],
        indexed="2021-03-04",
        references=range(FIRST_PMID, FIRST_PMID + chance.randint(4, 28)),
    )
    text = format_article(article)
    place = f"<AffiliationInfo><Affiliation>{PLACE}</Affiliation></AffiliationInfo>"
    full = f"<ForeName>Ada B</ForeName><Initials>AB</Initials>{place}"
    return text.replace("<Initials>AB</Initials>", full)


def write_file(file: Path, number: int) -> int:
    """`number` records, indented as PubMed indents them; returns the bytes."""
    chance = random.Random(1)
    with file.open("w", encoding="utf-8") as stream:
        stream.write(DOCTYPE + "<PubmedArticleSet>\n")
        for i in range(number):
            stream.write(make_article(i, chance).replace("><", ">\n      <") + "\n")
        stream.write("</PubmedArticleSet>\n")
    return file.stat().st_size


# ---------------------------------------------------------------- the readers


def read_expat(file: Path) -> int:
    from xml.parsers import expat

    with file.open("rb") as stream:
        expat.ParserCreate().ParseFile(stream)
    return 0


def read_lxml(file: Path) -> int:
    from lxml import etree

    number = 0
    for _, element in etree.iterparse(str(file), tag="PubmedArticle", load_dtd=False, no_network=True):
        number += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return number


def read_ours(file: Path) -> int:
    from rlsevidence.pubmed.parse import parse_file

    return sum(1 for _ in parse_file(file))


def read_ours_to_json(file: Path) -> int:
    from rlsevidence.pubmed.build import format_record
    from rlsevidence.pubmed.parse import parse_file

    return sum(1 for record in parse_file(file) if format_record(record))


def read_bio_entrez(file: Path) -> int:
    from Bio import Entrez

    Entrez.local_cache = tempfile.gettempdir()
    with file.open("rb") as stream:
        return len(Entrez.read(stream, validate=False)["PubmedArticle"])


def read_pubmed_parser(file: Path) -> int:
    import pubmed_parser

    return sum(1 for _ in pubmed_parser.parse_medline_xml(str(store_gz(file))))


def store_gz(file: Path) -> Path:
    """The file in the gzip frame that pubmed_parser insists on, not compressed, so that unpacking costs it nothing."""
    framed = file.with_suffix(".gz")
    if not framed.exists():
        with file.open("rb") as plain, gzip.open(framed, "wb", compresslevel=0) as stream:
            shutil.copyfileobj(plain, stream)
    return framed


READERS: dict[str, Callable[[Path], int]] = {
    "expat, no handlers": read_expat,
    "lxml iterparse, bare": read_lxml,
    "rlsevidence": read_ours,
    "rlsevidence to JSON": read_ours_to_json,
    "Bio.Entrez.read": read_bio_entrez,
    "pubmed_parser": read_pubmed_parser,
}


def measure(name: str, file: Path) -> tuple[float, float]:
    """Seconds of the processor and MB above what stood before, in a process of its own."""
    command = [sys.executable, __file__, "--one", name, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes, _ = json.loads(done.stdout)
    return seconds, megabytes


def one(name: str, file: Path) -> None:
    reader = READERS[name]
    with tempfile.TemporaryDirectory() as folder:  # what is loaded once is loaded before
        small = Path(folder) / "small.xml"
        write_file(small, 3)
        reader(small)
    if name == "pubmed_parser":
        store_gz(file)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    number = reader(file)
    seconds = time.process_time() - start
    print(json.dumps([seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, number]))


def readers() -> Iterator[str]:
    for name in READERS:
        if name != "pubmed_parser" or importlib.util.find_spec("pubmed_parser"):
            yield name
        else:
            print("pubmed_parser is not installed: left out")


def main(number: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        file, large, little = (Path(folder) / f"{n}.xml" for n in ("records", "ten-times", "thousand"))
        size = write_file(file, number)
        print(f"{number} records, {size / 1e6:.0f} MB, {size / number / 1000:.1f} KB each; best of {ROUNDS} rounds")
        best: dict[str, tuple[float, float]] = {}
        names = list(readers())
        for _ in range(ROUNDS):
            for name in names:
                seconds, memory = measure(name, file)
                best[name] = min(best.get(name, (seconds, memory)), (seconds, memory))
        floor, ours = best["expat, no handlers"][0], best["rlsevidence"][0]
        print(f"{'':24}{'seconds':>9}{'x expat':>9}{'x ours':>8}{'MB':>8}")
        for name in names:
            seconds, memory = best[name]
            print(f"{name:24}{seconds:9.2f}{seconds / floor:9.2f}{seconds / ours:8.2f}{memory:8.0f}")
        write_file(little, 1000)
        write_file(large, number * 10)
        flat = measure("rlsevidence", little)[1], measure("rlsevidence", large)[1]
        print(f"rlsevidence, MB at 1000 records {flat[0]:.0f}, at {number * 10} records {flat[1]:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
