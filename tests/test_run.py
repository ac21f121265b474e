"""The main job, as a user starts it: with PubMed, without PubMed, twice, interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eutils_server import EutilsServer
from invented import Article

NOBODY = "http://127.0.0.1:9/"
"""A port of this machine where nothing listens."""

CORPUS = [
    Article(
        90000001,
        title="Invented trial of magnesium for restless legs syndrome",
        abstract=(("RESULTS", "Magnesium did not improve the invented symptoms (P = 0.4)."),),
        types=("Randomized Controlled Trial", "Journal Article"),
        doi="10.9999/invented.1",
    ),
    Article(90000002, title="Invented cohort: magnesium and restless legs in pregnancy"),
]


def start(workspace: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    settings = {"RLSEVIDENCE_EUTILS_URL": NOBODY, **environment}
    return subprocess.Popen(
        [sys.executable, "-m", "rlsevidence", *words, "--workspace", str(workspace)],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A shell that runs the tests in the background has them ignore Ctrl-C, and so would what they start.
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) if os.name == "posix" else None,
    )


def call(workspace: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    with start(workspace, *words, **environment) as process:
        out, talk = process.communicate(timeout=300)
    return process.returncode, out, talk


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_without_pubmed_it_says_so_in_one_line_and_goes_on(real_dir: Path) -> None:
    before = bytes_of(real_dir)
    code, out, talk = call(real_dir.parent, "run", "--no-site")
    assert code == 0, talk
    lines = [line for line in talk.splitlines() if "could not be reached" in line]
    assert len(lines) == 1
    assert "no database has been searched yet; going on with the evidence at hand" in lines[0]
    assert "* insomnia-improvement      very low certainty" in out
    assert "Last search: no database has been searched yet" in out
    assert bytes_of(real_dir) == before, "a search that never reached PubMed is no change of the evidence"


def test_offline_does_not_even_try_and_a_second_run_skips_what_is_done(real_dir: Path) -> None:
    with EutilsServer(CORPUS) as server:
        first = call(real_dir.parent, "run", "--offline", "--no-site", RLSEVIDENCE_EUTILS_URL=server.base_url)
        second = call(real_dir.parent, "run", "--offline", "--no-site", RLSEVIDENCE_EUTILS_URL=server.base_url)
        again = call(real_dir.parent, "run", "--offline", "--no-site", "--again")
        assert server.requests == []
    assert (first[0], second[0], again[0]) == (0, 0, 0)
    assert "offline, as asked" in first[2]
    assert first[1] == second[1] == again[1]
    for step in ("suggest", "summaries"):
        assert f"[{step}] nothing has changed since the last run: skipped" in second[2]
        assert f"[{step}] nothing has changed" not in again[2]


def test_from_pubmed_to_the_table_of_claims(real_dir: Path) -> None:
    with EutilsServer(CORPUS) as server:
        # With a key ten requests a second are allowed: the first pull looks up many records that have no PMID.
        settings = {"RLSEVIDENCE_EUTILS_URL": server.base_url, "NCBI_API_KEY": "invented-key"}
        code, out, talk = call(real_dir.parent, "run", "--no-site", **settings)
        assert code == 0, talk
        asked = len(server.requests)
        code, out, talk = call(real_dir.parent, "run", "--no-site", **settings)
        assert len(server.requests) == asked, "one pull a day is enough for `run`"
    assert "already done today" in talk
    assert f"Last search: {os.environ['RLSEVIDENCE_TODAY']}" in out
    lines = (real_dir / "records.jsonl").read_text(encoding="utf-8").splitlines()
    records = {r["id"]: r for r in map(json.loads, lines)}
    assert records["pubmed:90000001"]["doi"] == "10.9999/invented.1"
    assert records["pubmed:90000001"]["origin"].startswith("pubmed-magnesium-"), "the first search that brought it"
    suggestions = (real_dir.parent / ".rlsevidence" / "suggestions.jsonl").read_text(encoding="utf-8")
    assert '"record": "pubmed:90000001"' in suggestions, "what is new waits for a person"
    assert "pubmed:90000001" not in (real_dir / "tags.tsv").read_text(encoding="utf-8"), "and is decided by nobody else"


def test_problems_of_the_evidence_end_with_1_and_the_table_is_still_shown(real_dir: Path) -> None:
    file = real_dir / "certainty" / "insomnia-improvement.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("overall: very_low", "overall: low"), encoding="utf-8")
    code, out, talk = call(real_dir.parent, "run", "--offline", "--no-site")
    assert code == 1
    assert "rlsevidence check lists them" in talk
    assert "insomnia-improvement" in out


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way on Windows")
def test_an_interrupted_run_says_so_and_the_next_one_finishes(real_dir: Path) -> None:
    process = start(real_dir.parent, "run", "--no-site", RLSEVIDENCE_EUTILS_URL="http://127.0.0.1:9/")
    assert process.stderr is not None
    while "searching" not in process.stderr.readline():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in talk
    assert "interrupted; what was finished is kept" in talk
    assert call(real_dir.parent, "run", "--offline", "--no-site")[0] == 0
