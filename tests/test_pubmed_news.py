"""How old each search is and what has changed: a failed search is never shown as 'nothing new'."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eutils_server import EutilsServer
from invented import FIRST_PMID, Article
from review import SEARCH, add_tag, corpus, make_review
from rlsevidence import store
from rlsevidence.decisions import settle
from rlsevidence.errors import UsageError
from rlsevidence.language import list_texts
from rlsevidence.model import Evidence, SearchRun
from rlsevidence.pubmed.attempts import Attempt, note_attempt, read_attempts
from rlsevidence.pubmed.digest import format_markdown, search_state, search_states, summarise_news

TODAY = dt.date(2026, 11, 24)
WHY = "PubMed did not give the search"
STATES = ("fresh", "due", "overdue", "retired", "failed", "never")


def make_run(at: str, outcome: str = "done", search: str = SEARCH, **changes: Any) -> SearchRun:
    values: dict[str, Any] = {
        "run": f"{at}.{search}",
        "search": search,
        "at": at,
        "outcome": outcome,
        "query_sha256": "0" * 64,
        "translation": None,
        "warnings": (),
        "count": 1,
        "fetched": 1,
        "gained": {},
        "lost": {},
        "tools": {},
        "why_failed": WHY if outcome == "failed" else None,
    }
    return SearchRun(**{**values, **changes})


def ago(days: int) -> str:
    return f"{TODAY - dt.timedelta(days=days)}T12:00:00Z"


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return store.load(make_review(tmp_path_factory.mktemp("review")))


OFF = Attempt(ago(1), "off")
# runs, attempt on this machine -> state, what it says; the interval of the search is three months
CASES = [
    ("never", [], None, "never run"),
    ("fresh", [make_run(ago(0))], None, "fresh (last done 2026-11-24, 0 days ago)"),
    ("fresh", [make_run(ago(91))], None, "fresh (last done 2026-08-25, 91 days ago)"),
    ("due", [make_run(ago(92))], None, "due (last done 2026-08-24, 92 days ago)"),
    ("overdue", [make_run(ago(183))], None, "overdue ×2 (last done 2026-05-25, 183 days ago)"),
    ("overdue", [make_run(ago(300))], None, "overdue ×3 (last done 2026-01-28, 300 days ago)"),
    (
        "failed",
        [make_run(ago(9)), make_run(ago(1), "failed")],
        None,
        f"the last attempt failed ({WHY}); last done 2026-11-15, 9 days ago",
    ),
    ("failed", [make_run(ago(1), "failed")], None, f"the last attempt failed ({WHY}); never done"),
    ("fresh", [make_run(ago(1), "failed"), make_run(ago(0))], None, "fresh (last done 2026-11-24, 0 days ago)"),
    ("fresh", [make_run(ago(0)), make_run(ago(1), "failed")], None, "fresh (last done 2026-11-24, 0 days ago)"),
    ("failed", [make_run(ago(9))], OFF, "the last attempt failed (off); last done 2026-11-15, 9 days ago"),
    ("failed", [], Attempt(ago(0), "no network"), "the last attempt failed (no network); never done"),
    ("fresh", [make_run(ago(0))], Attempt(ago(1), "no network"), "fresh (last done 2026-11-24, 0 days ago)"),
    ("never", [make_run(ago(-3))], None, "never run"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "runs", "attempt", "says"), CASES)
def test_each_state(state: str, runs: list[SearchRun], attempt: Attempt | None, says: str, evidence: Evidence) -> None:
    search = evidence.searches[SEARCH]
    assert search.interval_months == 3
    found = search_state(search, runs, TODAY, attempt=attempt)
    assert (found.state, found.say()) == (state, says)


def test_a_search_whose_claims_are_all_retired_is_retired(evidence: Evidence) -> None:
    claims = {i: c.model_copy(update={"status": "retired"}) for i, c in evidence.claims.items()}
    search = evidence.searches[SEARCH].model_copy(update={"claims": tuple(claims)})
    retired = replace(evidence, claims=claims, searches={SEARCH: search}, runs=(make_run(ago(900)),))
    assert [s.state for s in search_states(retired, TODAY)] == ["retired"]
    claims[next(iter(claims))] = next(iter(evidence.claims.values()))
    assert [s.state for s in search_states(retired, TODAY)] == ["overdue"]


def test_every_state_has_a_case_and_a_word_in_both_languages() -> None:
    assert {c[0] for c in CASES} | {"retired"} == set(STATES)
    assert set(STATES) == set(list_texts("word.search_state.", "en"))


# ---------------------------------------------------------------- news

FIRST, SECOND = (
    make_run(ago(60), gained={"pubmed:1": "first_run"}),
    make_run(ago(3), gained={"pubmed:2": "new"}, lost={"pubmed:1": "unexplained"}),
)


def test_by_default_what_the_last_pull_brought(evidence: Evidence) -> None:
    news = summarise_news(settle(replace(evidence, runs=(FIRST, SECOND))), None, TODAY)
    (search,) = news.searches
    assert ([c.record for c in search.gained], [c.why for c in search.lost]) == (["pubmed:2"], ["unexplained"])
    (search,) = summarise_news(settle(replace(evidence, runs=(FIRST,))), None, TODAY).searches
    assert [c.record for c in search.gained] == ["pubmed:1"], "everything, when there has been one pull"


@pytest.mark.parametrize(
    ("since", "gained"),
    [
        (FIRST.run, ["pubmed:2"]),
        (SECOND.run, []),
        (ago(60)[:10], ["pubmed:1", "pubmed:2"]),
        (ago(59)[:10], ["pubmed:2"]),
        (ago(0)[:10], []),
    ],
    ids=["a run", "the last run", "the day of a run", "the day after", "today"],
)
def test_since_a_run_or_a_date(since: str, gained: list[str], evidence: Evidence) -> None:
    # A ledger merged from two branches does not stand in the order of time.
    news = summarise_news(settle(replace(evidence, runs=(SECOND, FIRST))), since, TODAY)
    assert [c.record for c in news.searches[0].gained] == gained


def test_since_something_else_is_refused(evidence: Evidence) -> None:
    with pytest.raises(UsageError, match="--since: found 'yesterday', expected a date such as 2026-01-31 or a run"):
        summarise_news(settle(replace(evidence, runs=(FIRST,))), "yesterday", TODAY)


def test_a_failed_search_is_never_nothing_new(evidence: Evidence) -> None:
    for runs, attempts in (
        ((FIRST, make_run(ago(0), "failed")), {}),
        ((FIRST,), {SEARCH: Attempt(ago(0), "no network")}),
    ):
        text = format_markdown(
            summarise_news(settle(replace(evidence, runs=runs)), ago(1)[:10], TODAY, attempts=attempts)
        )
        assert "The last search failed, so nothing is known about what is new." in text
        assert "Nothing gained" not in text
    assert "Nothing gained, nothing lost." in format_markdown(
        summarise_news(settle(replace(evidence, runs=(FIRST,))), ago(1)[:10], TODAY)
    )


def test_markdown_puts_retractions_first_and_shouts_what_is_unexplained(evidence: Evidence) -> None:
    from review import seed
    from rlsevidence.model import Integrity, Record

    def record(pmid: int, kind: str) -> Record:
        notice = Integrity(kind=kind, by=None, noted_on=ago(3)[:10])
        plain = Record.model_validate(seed(pmid, title=f"Invented {kind}"))
        return plain.model_copy(update={"integrity": (notice,)})

    records = {r.id: r for r in (record(FIRST_PMID, "corrected"), record(FIRST_PMID + 1, "retracted"))}
    suggested = {"pubmed:2": ("insomnia-improvement",)}
    news = summarise_news(
        settle(replace(evidence, runs=(FIRST, SECOND), records=records)), None, TODAY, suggested=suggested
    )
    text = format_markdown(news)
    assert [n.kind for n in news.integrity] == ["retracted", "corrected"]
    assert text.index("**retracted** pubmed:90000002: Invented retracted") < text.index(SEARCH)
    assert "- **UNEXPLAINED** lost (unexplained) pubmed:1: title unknown" in text
    assert "gained (new) pubmed:2: title unknown; may concern insomnia-improvement" in text


# ---------------------------------------------------------------- the commands


def run(
    verb: str, evidence: Path, *arguments: str, url: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    settings = {"RLSEVIDENCE_EUTILS_URL": url, "NCBI_API_KEY": "invented-key", "RLSEVIDENCE_TODAY": "2026-11-24"}
    command = [sys.executable, "-m", "rlsevidence", verb, "--workspace", str(evidence.parent), *arguments]
    env = {**os.environ, **settings, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_pull_then_news_through_the_commands(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review")
    add_tag(evidence, f"pubmed:{FIRST_PMID}")
    with EutilsServer(corpus(3)) as server:
        first = run("pull", evidence, "--format", "json", url=server.base_url)
        assert first.returncode == 0, first.stderr
        assert len(json.loads(first.stdout)["new"]) == 3
        assert "no e-mail address" in first.stderr
        assert first.stderr.count("RLSEVIDENCE_EMAIL") == 1
        server.add(
            replace(corpus(1)[0], corrections=[("RetractionIn", FIRST_PMID + 9)]),
            Article(FIRST_PMID + 9, title="Invented newcomer on magnesium", created="2026-12-01", year=2026),
        )
        second = run("pull", evidence, url=server.base_url, RLSEVIDENCE_TODAY="2026-12-08")
    assert second.stdout.startswith(f"RETRACTED: pubmed:{FIRST_PMID} Invented record 0 on magnesium")
    news = json.loads(run("news", evidence, "--format", "json", RLSEVIDENCE_TODAY="2026-12-09").stdout)
    assert set(news) == {"since", "until", "searches", "integrity", "due"}
    assert news["until"] == "2026-12-09"
    (search,) = news["searches"]
    assert (search["id"], search["state"]) == (SEARCH, "fresh")
    assert [(c["record"], c["why"]) for c in search["gained"]] == [(f"pubmed:{FIRST_PMID + 9}", "new")]
    assert [(n["record"], n["kind"]) for n in news["integrity"]] == [(f"pubmed:{FIRST_PMID}", "retracted")]
    late = run("news", evidence, RLSEVIDENCE_TODAY="2027-12-09").stdout
    assert f"## {SEARCH}: overdue ×4 (last done 2026-12-08, 366 days ago)" in late
    assert run("news", evidence, "--since", "someday").returncode == 2


def test_a_pubmed_that_nobody_reaches_is_one_line_exit_3_and_failed_in_the_news(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review")
    before = {f: f.read_bytes() for f in evidence.rglob("*") if f.is_file()}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        started = time.monotonic()
        done = run("pull", evidence, url=url, RLSEVIDENCE_EMAIL="somebody@example.org")
    assert time.monotonic() - started < 60, "ten seconds, and what a busy machine takes to start a process"
    assert done.returncode == 3
    last = done.stderr.strip().splitlines()[-1]
    assert last == "rlsevidence: PubMed could not be reached within 10 s ([Errno 111] Connection refused)"
    assert {f: f.read_bytes() for f in evidence.rglob("*") if f.is_file()} == before
    news = run("news", evidence, "--format", "json")
    assert json.loads(news.stdout)["searches"][0]["state"] == "failed"
    assert "nothing is known about what is new" in run("news", evidence).stdout


def test_attempts_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    assert read_attempts(tmp_path) == {}
    (tmp_path / "failed-pulls.json").write_text("[1", encoding="utf-8")
    assert read_attempts(tmp_path) == {}
    note_attempt(tmp_path, ["a"], ago(0), "why")
    assert read_attempts(tmp_path) == {"a": Attempt(ago(0), "why")}


def test_the_weekly_workflow_may_touch_two_files_only(repo: Path) -> None:
    from ruamel.yaml import YAML

    from rlsevidence.check import BOT_FILES, check_touched

    text = (repo / ".github" / "workflows" / "weekly-pull.yml").read_text(encoding="utf-8")
    workflow = YAML(typ="safe").load(text)
    steps = [step.get("run", "") for step in workflow["jobs"]["pull"]["steps"]]
    added = [line.strip() for step in steps for line in step.splitlines() if "git add" in line]
    assert added == [f"git add -- {' '.join(BOT_FILES)}"]
    assert any("check --bot" in step for step in steps)
    assert "git push origin main" not in text
    assert check_touched(BOT_FILES) == []
    assert [p.rule for p in check_touched(["evidence/tags.tsv", *BOT_FILES])] == ["bot-touched"]
