"""The main job, step by step: pull, suggest, check, summaries, notebooks, site.

A step whose inputs are unchanged is skipped.

The inputs of a step are hashed (evidence, cache, notebooks, the program itself, the day); the hash is kept under
`.rlsevidence/` once the step is done, so an interrupted run goes on where it was and nothing is done twice.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from .. import __version__, store
from ..counted import say_count
from ..errors import NetworkError, count_faults
from ..export.cells import write_csv
from ..judgement.claim_summary import ClaimSummary
from ..judgement.summary_plain import format_summary
from ..workspace import Workspace, open_workspace
from . import text

Say = Callable[[str], None]


def run_steps(review: Workspace, *, offline: bool, again: bool, site: bool, say: Say) -> int:
    """Do the main job and print the table of claims. Returns 0, or 1 when `check` found problems."""
    pull_default(review, offline=offline, say=say)
    review = open_workspace(review.folder)
    steps = Steps(review, again, say)
    steps.do(
        "suggest", lambda: f"{say_count(len(review.suggestions), 'suggestion')} waiting in {save_suggestions(review)}"
    )
    problems = _check(review, say)
    steps.do("summaries", lambda: f"tables in {save_tables(review)}")
    if site:
        steps.do("notebooks and site", lambda: _site(review, say), out=site_index(review))
    print(text.format_claims(review.summaries))
    if site:
        print(f"\nSite: {site_index(review)}")
    print(f"Last search: {review.last_pull or 'no database has been searched yet'}")
    return 1 if problems else 0


class Steps:
    """Runs steps with progress and skips those whose inputs have not changed."""

    def __init__(self, review: Workspace, again: bool, say: Say) -> None:
        self.review, self.again, self.say = review, again, say
        self.stamp = review.local / "steps.json"
        self.inputs = hash_inputs(review)

    def do(self, name: str, step: Callable[[], str], out: Path | None = None) -> None:
        done = json.loads(self.stamp.read_text(encoding="utf-8")) if self.stamp.is_file() else {}
        if not self.again and done.get(name) == self.inputs and (out is None or out.exists()):
            self.say(f"[{name}] nothing has changed since the last run: skipped")
            return
        self.say(f"[{name}] ...")
        start = time.monotonic()
        result = step()
        done[name] = self.inputs
        store.write_atomic(self.stamp, json.dumps(done, indent=2, sort_keys=True) + "\n")
        self.say(f"[{name}] {result} ({time.monotonic() - start:.1f} s)")


def hash_inputs(review: Workspace) -> str:
    """SHA-256 over what the steps depend on: evidence, notebooks, abstracts in the cache, the program and the day."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(f"{__version__} {review.today}".encode())
    for folder, pattern in (
        (review.folder, "**/*"),
        (review.root / "notebooks", "*.ipynb"),
        # The index tells of every answer of PubMed that is kept; the answers themselves are named by their hash.
        (review.local / "archive", "index.jsonl"),
        (package, "**/*"),
    ):
        for file in sorted(folder.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts and ".ipynb_checkpoints" not in file.parts:
                digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def pull_default(review: Workspace, *, offline: bool, say: Say) -> None:
    """Pull the default searches, unless offline or done today.

    A PubMed out of reach is said in one line, not an error.
    """
    last = review.last_pull
    since = f"the last search was {last}" if last else "no database has been searched yet"
    if offline:
        say(f"[pull] offline, as asked; {since}; going on with the evidence at hand")
        return
    if last == review.today and not _wanted_again(review):
        say("[pull] already done today: skipped (rlsevidence pull asks again)")
        return
    say("[pull] asking PubMed ...")
    try:
        report = review.pull(report=say)
    except NetworkError as error:
        say(f"[pull] {error}; {since}; going on with the evidence at hand")
        return
    for line in report.format_text().splitlines():
        say(f"[pull] {line}")


def _wanted_again(review: Workspace) -> bool:
    """Whether a default search has not ended well today."""
    done = {r.search for r in review.evidence.runs if r.outcome == "done" and r.at[:10] == review.today.isoformat()}
    return any(s.default and s.id not in done for s in review.evidence.searches.values())


def _check(review: Workspace, say: Say) -> int:
    from ..finishing import list_problems

    problems = list_problems(review.folder)
    say(f"[check] {text.count_problems(problems)}" + (" (rlsevidence check lists them)" if problems else ""))
    return count_faults(problems)


def save_suggestions(review: Workspace) -> Path:
    """Write all suggestions to `.rlsevidence/suggestions.jsonl`, whole, sorted. They are never counted."""
    path = review.local / "suggestions.jsonl"
    lines = sorted(json.dumps(s.model_dump(mode="json"), ensure_ascii=False) for s in review.suggestions)
    store.write_atomic(path, "".join(line + "\n" for line in lines))
    return path


def save_tables(review: Workspace) -> Path:
    """Write the summaries to `build/tables/`: claims.json, and CSV files of claims and of studies beside claims."""
    out = review.root / "build" / "tables"
    out.mkdir(parents=True, exist_ok=True)
    summaries = [format_summary(s) for s in review.summaries]
    store.write_atomic(out / "claims.json", json.dumps(summaries, ensure_ascii=False, indent=2) + "\n")
    store.write_atomic(out / "claims.csv", _csv(_claim_rows(review.summaries)))
    store.write_atomic(out / "studies.csv", _csv(_study_rows(review.summaries)))
    return out


def _claim_rows(summaries: Iterable[ClaimSummary]) -> Iterable[dict[str, object]]:
    for s in summaries:
        yield {
            "claim": s.claim.id,
            "kind": s.claim.kind,
            "certainty": s.certainty_word,
            "basis": s.basis_word,
            "judged_by": s.judged_by,
            "direction": s.direction,
            "document_wording": s.strongest_wording,
            "allowed_wording": s.allowed_wording,
            "gap": s.gap,
            "studies_counted": len(s.counted),
            **{f"studies_{stance}": number for stance, number in s.by_stance.items()},
            "participants": s.participants if s.counted else None,
            "studies_without_number": s.participants_unknown,
            "last_search": s.last_search.on,
        }


def _study_rows(summaries: Iterable[ClaimSummary]) -> Iterable[dict[str, object]]:
    for s in summaries:
        for study in format_summary(s)["studies"]:
            yield {"claim": s.claim.id, **study}


def _csv(rows: Iterable[dict[str, object]]) -> str:
    table = list(rows)
    return write_csv(list(table[0]) if table else [], table)


def site_index(review: Workspace) -> Path:
    return review.root / "build" / "site" / "index.html"


def _site(review: Workspace, say: Say) -> str:
    from ..site import build_site

    report = build_site(review, site_index(review).parent, notebooks=True, report=say)
    return f"{say_count(report.pages, 'page')} in {report.index.parent}"
