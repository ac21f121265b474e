"""The verb that holds a document against the evidence: audit."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .. import __version__, store
from ..audit.annotated_page import write_page
from ..audit.article import Article
from ..audit.audited import VERDICTS, Audit
from ..audit.drift import compare_audits, describe_changes
from ..audit.margin_comments import comment_document
from ..audit.passages import Auditor
from ..audit.read import list_articles, parse_article, read_article
from ..audit.report import (
    describe_audit,
    describe_claim_reviews,
    describe_sarif,
    format_markdown,
    format_text,
    name_verdict,
)
from ..audit.texts import tell
from ..errors import EvidenceError, UsageError
from ..judgement.claim_summary import ClaimSummary
from ..workspace import Workspace
from .common import open_review, print_json, say

SUFFIX = {"text": ".txt", "json": ".json", "html": ".html", "md": ".md", "docx": ".docx", "sarif": ".sarif"}
SUFFIX |= {"claimreview": ".claimreview.json"}


def audit(args: Namespace) -> int:
    if bool(args.files) == (args.text is not None):
        raise UsageError("audit: expected a FILE, a folder, - for standard input, or --text 'a sentence'")
    fatal = _read_verdicts(args.fail_on)
    review = open_review(args)
    auditor = review.auditor(args.country, args.context, as_new=args.as_new)
    broken = False
    audits: list[Audit] = []
    for name in _list_names(args):
        try:
            article = parse_article(args.text.encode(), "text") if name is None else read_article(name)
        except EvidenceError as error:
            if len(args.files) == 1 and not Path(args.files[0]).is_dir():
                raise
            say(str(error))  # the other documents are audited all the same
            broken = True
            continue
        audits.append(auditor.audit(article))
    if args.before is not None or args.since is not None:
        return _show_drift(review, auditor, audits, args)
    _write(audits, review, args)
    found = any(p.verdict in fatal for a in audits for p in a.passages)
    if found:
        names = ", ".join(sorted({p.verdict for a in audits for p in a.passages if p.verdict in fatal}))
        say(f"audit: found {names}")
    return 2 if broken else 1 if found else 0


def show_sentence(review: Workspace, sentence: str, form: str, language: str | None) -> int:
    """`show` with a sentence instead of a claim: its verdict and what may be printed."""
    found = review.auditor().audit(parse_article(sentence.encode(), "text"))
    if form == "json":
        print_json(describe_audit(found))
    else:
        print(format_text(found, review.evidence, language or found.language))
    return 0


def _read_verdicts(text: str | None) -> frozenset[str]:
    words = frozenset(w.strip() for w in (text or "").split(",") if w.strip())
    if unknown := sorted(words - set(VERDICTS)):
        raise UsageError(f"audit: --fail-on: found {', '.join(unknown)}, expected words of: {', '.join(VERDICTS)}")
    return words


def _list_names(args: Namespace) -> Iterable[Path | str | None]:
    if args.text is not None:
        return [None]
    found: list[Path | str | None] = []
    for name in args.files:
        found += ["-"] if name == "-" else list_articles(Path(name))
    return found


def _write(audits: list[Audit], review: Workspace, args: Namespace) -> None:
    if args.format == "sarif":
        _put(
            json.dumps(describe_sarif(tuple(audits), review.evidence, __version__), ensure_ascii=False, indent=2),
            args.out,
        )
        return
    several = len(audits) != 1
    if args.format in ("json", "claimreview"):
        plain = [_plain(a, review, args.format) for a in audits]
        _put(json.dumps(plain if several else plain[0], ensure_ascii=False, indent=2), args.out)
        return
    if several and args.out is None and args.format in ("html", "docx"):
        raise UsageError(f"audit: several documents as {args.format} need --out FOLDER")
    for number, found in enumerate(audits):
        language = args.language or found.language
        made = _render(found, review, args.format, language)
        out = args.out
        if out is not None and (several or Path(out).is_dir()):
            stem = Path(found.article.name).stem if found.article.name not in ("-", "text") else "document"
            names = [Path(a.article.name).stem for a in audits[:number]]
            out = str(Path(out) / f"{stem}{f'-{number + 1}' if stem in names else ''}{SUFFIX[args.format]}")
        _put(made, out)


def _plain(found: Audit, review: Workspace, form: str) -> Any:
    return describe_audit(found) if form == "json" else describe_claim_reviews(found, review.evidence)


def _render(found: Audit, review: Workspace, form: str, language: str) -> str | bytes:
    evidence = review.evidence
    if form == "html":
        return write_page(found, evidence, language, describe_claim_reviews(found, evidence))
    if form == "md":
        return format_markdown(found, evidence, language)
    if form == "docx":
        own = found.article.form == "docx" and found.article.name != "-"
        return comment_document(found, evidence, language, Path(found.article.name).read_bytes() if own else None)
    return format_text(found, evidence, language)


def _put(made: str | bytes, out: str | None) -> None:
    if out is not None:
        path = Path(out)
        store.write_atomic(path, made if isinstance(made, bytes) else made.rstrip("\n").encode() + b"\n")
        say(f"wrote {path}")
    elif isinstance(made, bytes):
        if sys.stdout.isatty():
            raise UsageError("audit: a Word file is not for the terminal; give --out PATH")
        sys.stdout.buffer.write(made)
    else:
        print(made.rstrip("\n"))


def _show_drift(review: Workspace, auditor: Auditor, audits: list[Audit], args: Namespace) -> int:
    if len(audits) != 1:
        raise UsageError("audit: --before and --since take one document")
    (after,) = audits
    if args.before is not None:
        earlier = auditor.audit(_read_earlier(args.before))
    else:
        past = {s.claim.id: s for s in _summaries_then(review, args.since)}
        earlier = Auditor(review.evidence, past, auditor.as_of, auditor.country, auditor.context, auditor.as_new).audit(
            after.article
        )
    changes = compare_audits(earlier, after)
    if args.format == "json":
        print_json(describe_changes(changes))
    else:
        print(_format_changes(describe_changes(changes), review, args.language or after.language))
    fatal = _read_verdicts(args.fail_on)
    return 1 if any(c.change == "worse" and c.after and c.after.verdict in fatal for c in changes) else 0


def _read_earlier(name: str) -> Article:
    return read_article(name)


def _summaries_then(review: Workspace, since: str) -> tuple[ClaimSummary, ...]:
    """The claims as they stood on a date, or on the day of a run."""
    run = next((r for r in review.evidence.runs if r.run == since), None)
    return review.summaries_as_of(run.at[:10] if run else since, "entry" if run else "publication")


def _format_changes(changes: list[Mapping[str, Any]], review: Workspace, language: str) -> str:
    words = {"better": "better", "worse": "worse", "new": "new", "gone": "gone_word", "changed": "changed"}
    lines = []
    for c in changes:
        here = c["after"] or c["before"]
        verdicts = [name_verdict(p["verdict"], review.evidence, language) for p in (c["before"], c["after"]) if p]
        mark = f" [{tell('reopen', language)}]" if c["reopen"] else ""
        lines.append(f"{here['at']:>5}  {tell(words[c['change']], language)}{mark}: {' → '.join(verdicts)}")
        lines.append(f"       “{here['text']}”")
    return "\n".join(lines) if lines else tell("unchanged", language)
