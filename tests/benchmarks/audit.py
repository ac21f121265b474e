# ruff: noqa: E501 (what it prints stands as it is printed)
"""How well the audit reads: python tests/benchmarks/audit.py [--article PATH]

Without an article: the seven short articles of `articles/labels.yaml`, labelled before the audit saw them. With the
path of the article under review: agreement with people's verdicts (known, and as if it were new), and robustness
(sentences reordered, light edits, other line breaks, HTML, DOCX, PDF, another language through `--translation PATH`).
"""

from __future__ import annotations

import argparse
import html
import io
import random
import sys
import textwrap
import time
from collections import Counter, defaultdict
from pathlib import Path

from ruamel.yaml import YAML

from rlsevidence import open_workspace
from rlsevidence.audit.article import Article
from rlsevidence.audit.audited import Audit
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.read import parse_article
from rlsevidence.audit.split import find_sentences, split_paragraphs
from rlsevidence.workspace import Workspace

HERE = Path(__file__).resolve().parent


def make_auditor(review: Workspace, *, as_new: bool = False) -> Auditor:
    summaries = {s.claim.id: s for s in review.summaries}
    return Auditor(review.evidence, summaries, review.today, review.evidence.topic.jurisdictions[0], as_new=as_new)


def as_tuple(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def try_labelled(auditor: Auditor) -> None:
    labels = YAML(typ="safe", pure=True).load((HERE / "articles" / "labels.yaml").read_text(encoding="utf-8"))
    totals: Counter[str] = Counter()
    for name, sentences in labels.items():
        # One paragraph, as an article is; a list lead-in ends it.
        text = "\n".join(s["text"] for s in sentences)
        found = {p.text: p for p in auditor.audit(parse_article(text.encode(), f"{name}.txt")).passages}
        own: Counter[str] = Counter()
        for label in sentences:
            p = found[label["text"]]
            claims = {c.match.claim for c in p.claims}
            wanted = set(as_tuple(label["claim"])) - {None}
            right_claim = bool(claims & wanted) if wanted else not claims
            right_verdict = p.verdict in as_tuple(label["verdict"])
            own["sentences"] += 1
            own["claim"] += right_claim
            own["verdict"] += right_verdict
            # The worst defect: the audit is kinder than the label.
            kinder = p.verdict in ("supported", "supported_with_limits") and not right_verdict
            own["too kind"] += kinder and not set(as_tuple(label["verdict"])) & {"supported", "supported_with_limits"}
            if not (right_claim and right_verdict):
                said = [(c.match.claim, c.match.confidence, c.wording.strength) for c in p.claims]
                print(
                    f"  {name}: {p.text}\n    wanted {sorted(wanted)} {label['verdict']}, got {said} {p.verdict}; perhaps "
                    f"{[(m.claim, m.confidence) for m in p.perhaps]}"
                )
        print(
            f"{name}: {own['sentences']} sentences, claim {own['claim']}, verdict {own['verdict']}, too kind {own['too kind']}"
        )
        totals += own
    print(
        f"all: {totals['sentences']} sentences, claim {totals['claim']}, verdict {totals['verdict']}, too kind {totals['too kind']}"
    )


def try_rewordings(auditor: Auditor) -> None:
    """Sentences whose strength was turned: is it read as it was labelled?"""
    labels = YAML(typ="safe", pure=True).load((HERE / "articles" / "rewordings.yaml").read_text(encoding="utf-8"))
    right = matched = 0
    for label in labels:
        (p,) = auditor.audit(parse_article(label["text"].encode(), "a.txt")).passages
        claims = [c.match.claim for c in p.claims]
        words = p.claims[0].wording if p.claims else None
        said = None if words is None else "uncertain" if words.says_uncertain else words.strength
        good = words is not None and said == label["strength"] and words.negated == label["negated"]
        right, matched = right + good, matched + (label["claim"] in claims)
        if not good or label["claim"] not in claims:
            print(f"  {label['text']}\n    wanted {label['claim']} {label['strength']}, got {claims} {said} {words}")
    print(f"rewordings: strength {right} of {len(labels)}, claim {matched} of {len(labels)}")


def try_hostile() -> None:
    """Files that mean ill, each read in a process of its own: what is said, seconds, peak memory in MB."""
    import io as _io
    import subprocess
    import tempfile
    import zipfile

    from pypdf import PdfWriter

    with tempfile.TemporaryDirectory() as folder:
        made: dict[str, bytes] = {
            "binary.txt": bytes(range(256)) * 400,
            "fifty-megabytes.txt": b"Magnesium hjalper mot RLS. " * (50_000_000 // 27),
            "nested.html": b"<div>" * 100_000 + b"Magnesium hjalper." + b"</div>" * 100_000,
        }
        bomb = _io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            with archive.open("word/document.xml", "w") as part:
                for _ in range(1000):
                    part.write(b"\0" * 1_000_000)
        made["bomb.docx"] = bomb.getvalue()
        empty = PdfWriter()
        empty.add_blank_page(200, 200)
        out = _io.BytesIO()
        empty.write(out)
        made["without-text.pdf"] = out.getvalue()
        locked = PdfWriter()
        locked.add_blank_page(200, 200)
        locked.encrypt("secret")
        out = _io.BytesIO()
        locked.write(out)
        made["encrypted.pdf"] = out.getvalue()
        script = (
            "import re, sys; from rlsevidence.cli import main; code = main(sys.argv[1:]);"
            "status = open('/proc/self/status').read();"
            "print(code, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024)"
        )
        for name, data in made.items():
            file = Path(folder) / name
            file.write_bytes(data)
            start = time.perf_counter()
            run = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    script,
                    "audit",
                    str(file),
                    "--workspace",
                    str(HERE.parent.parent),
                    "--format",
                    "json",
                ],
                capture_output=True,
                text=True,
                timeout=300,
            )
            took = time.perf_counter() - start
            last = run.stdout.strip().splitlines()[-1] if run.stdout.strip() else "?"
            said = (run.stderr.strip().splitlines() or ["(nothing)"])[0].replace(folder, "")
            print(f"{name}: exit {last.split()[0]}, {took:.1f} s, {last.split()[-1]} MB: {said[:150]}")


def try_article(review: Workspace, path: Path, translation: Path | None) -> None:
    text = path.read_text(encoding="utf-8")
    known = next(iter(review.evidence.documents.values()))
    decided = {s.at: s.verdict.word if s.verdict else None for s in known.sentences}
    for as_new in (False, True):
        found = make_auditor(review, as_new=as_new).audit(parse_article(text.encode(), path.name))
        by_word: dict[object, list[int]] = defaultdict(lambda: [0, 0])
        for p in found.passages:
            word = decided[p.at]
            by_word[word][0] += p.verdict == word
            by_word[word][1] += 1
            if p.verdict != word:
                print(f"  {p.at}: people {word}, rules {p.verdict}")
        agree = sum(a for a, _ in by_word.values())
        print(
            f"{'as new' if as_new else 'known'}: {agree} of {len(found.passages)} verdicts; "
            + ", ".join(f"{w} {a}/{n}" for w, (a, n) in by_word.items())
        )
        print(f"  contradictions {found.contradictions}; missing lists {found.missing_lists}")
    auditor = make_auditor(review)
    paragraphs = split_paragraphs(text)
    for name, article in vary(paragraphs):
        report(name, auditor.audit(article), known.sentences)
    if translation:
        report("translated", auditor.audit(parse_article(translation.read_bytes(), translation.name)), known.sentences)


def report(name: str, found: Audit, sentences: tuple[object, ...]) -> None:
    matches = Counter(p.match for p in found.passages)
    share = 1 - len(found.gone) / len(sentences) if found.document else 0.0
    print(f"{name}: found again {share:.2f} ({dict(matches)}); gone {list(found.gone)}")


def vary(paragraphs: tuple[str, ...]) -> list[tuple[str, Article]]:
    chance = random.Random(7)
    sentences = [s.text for s in find_sentences(paragraphs)]
    turned = chance.sample(sentences, len(sentences))
    made = [("reordered", parse_article("\n".join(turned).encode(), "a.txt"))]
    edited = list(sentences)
    for number in chance.sample(range(len(sentences)), 20):
        edited[number] = edit(edited[number], chance)
    made.append(("20 light edits", parse_article("\n".join(edited).encode(), "a.txt")))
    wrapped = "\n\n".join(textwrap.fill(p, 66) for p in paragraphs)
    made.append(("re-wrapped", parse_article(wrapped.encode(), "a.txt")))
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    page = (
        "<!doctype html><html><body><nav><ul><li><a href='/'>Start</a></li></ul></nav><div class='cookie-banner'><p>Kakor."
        f"</p></div><main><article><h1>Om magnesium</h1>{body}</article></main><div id='comments'><p>Bra text!</p></div>"
        "<footer><p>Kontakt</p></footer></body></html>"
    )
    made.append(("HTML", parse_article(page.encode(), "a.html")))
    import docx

    word = docx.Document()
    for p in paragraphs:
        word.add_paragraph(p)
    out = io.BytesIO()
    word.save(out)
    made.append(("DOCX", parse_article(out.getvalue(), "a.docx")))
    if (printed := print_pdf(page)) is not None:
        made.append(("PDF", parse_article(printed, "a.pdf")))
    return made


def print_pdf(page: str) -> bytes | None:
    """The page as Chromium prints it; None, which is said, where there is no Chromium."""
    import shutil
    import subprocess
    import tempfile

    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("PDF: left out, there is no Chromium")
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.html", Path(folder) / "a.pdf"
        source.write_text(page.replace("<html>", '<html><meta charset="utf-8">'), encoding="utf-8")
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/p", "--no-pdf-header-footer"]
        command = [browser, *quiet, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def edit(sentence: str, chance: random.Random) -> str:
    """One light edit: a word dropped, doubled in meaning, or swapped with its neighbour."""
    words = sentence.split()
    if len(words) < 4:
        return sentence
    place = chance.randrange(1, len(words) - 2)
    how = chance.randrange(3)
    if how == 0:
        del words[place]
    elif how == 1:
        words[place], words[place + 1] = words[place + 1], words[place]
    else:
        words.insert(place, "dock")
    return " ".join(words)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--article", type=Path)
    parser.add_argument("--translation", type=Path)
    parser.add_argument("--hostile", action="store_true", help="files that mean ill, with time and memory")
    args = parser.parse_args()
    review = open_workspace(HERE.parent.parent)
    start = time.perf_counter()
    auditor = make_auditor(review)
    print(f"workspace read and indexed in {time.perf_counter() - start:.2f} s")
    try_labelled(auditor)
    try_rewordings(make_auditor(review, as_new=True))
    if args.hostile:
        try_hostile()
    if args.article:
        try_article(review, args.article, args.translation)
        raw = args.article.read_bytes()
        start = time.perf_counter()
        for _ in range(200):
            auditor.audit(parse_article(raw, args.article.name))
        print(f"200 articles in {time.perf_counter() - start:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
