"""The site is built, and says so, in whatever state a headline claim is: the first page of all and every page of both
languages. The invented workspace of the herb, edited on disk as people and commands would leave it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.language import say
from rlsevidence.language.words import Words
from rlsevidence.site.build import build_site
from settling import CLAIM, change_file, judge_alone, make_herb, settle_between


def leave(_: Path) -> None:
    """As it ships: judged and signed off."""


def apart(herb: Path) -> None:
    judge_alone(herb, "ana", direction="harm")


def apart_at_three(herb: Path) -> None:
    judge_alone(herb, "ana", imprecision=1, overall="low")
    judge_alone(herb, "bo")
    own = herb / f"certainty/{CLAIM}.bo.yaml"
    change_file(own, ("steps: 1", "steps: 0"), ("steps: 2", "steps: 1"), ("overall: very_low", "overall: moderate"))


def waiting(herb: Path) -> None:
    """Judged by one person above what the rules propose."""
    change_file(herb / f"certainty/{CLAIM}.yaml", ("bias: {steps: 1", "bias: {steps: 0"),
                ("imprecision: {steps: 2", "imprecision: {steps: 1"), ("overall: very_low", "overall: moderate"),
                 ("checked_by: ben", "checked_by: null"))  # fmt: skip


def stale(herb: Path) -> None:
    change_file(herb / "appraisals/invented-alm-2019.rob2.yaml", ("overall: some_concerns", "overall: high"))


def settled(herb: Path) -> None:
    judge_alone(herb, "ana", direction="harm")
    settle_between(herb, "cia", "ana")


def reopened(herb: Path) -> None:
    settled(herb)
    change_file(herb / f"certainty/{CLAIM}.ana.yaml", ("finding: harm", "finding: benefit"))


def withheld(herb: Path) -> None:
    (herb / "appraisals/invented-alm-2019.rob2.yaml").write_text("study: [\n", encoding="utf-8")


def retracted(herb: Path) -> None:
    notice = '"integrity": [{"kind": "retracted", "by": null, "noted_on": "2026-11-20"}]'
    change_file(herb / "records.jsonl", ('"integrity": []', notice), times=1)


def unjudged(herb: Path) -> None:
    (herb / f"certainty/{CLAIM}.yaml").unlink()


def drafted(herb: Path) -> None:
    """Nobody has judged it, and somebody has begun."""
    unjudged(herb)
    words = ["judge", CLAIM, "--reviewer", "ana", "--set", "read=full-text", "--workspace", str(herb.parent)]
    assert cli.main(words) == 0


def drafted_beside(herb: Path) -> None:
    words = ["judge", CLAIM, "--reviewer", "ana", "--set", "read=full-text", "--workspace", str(herb.parent)]
    assert cli.main(words) == 0


STATES: dict[str, tuple[Callable[[Path], None], Callable[[ClaimSummary], object], str | None]] = {
    "as it ships": (leave, lambda s: s.is_checked and not s.apart, None),
    "judged apart": (apart, lambda s: len(s.apart) == 2, "sentence.apart.mark"),
    "judged apart at three levels": (apart_at_three, lambda s: len(s.apart) == 3, "sentence.apart.mark"),
    "pending": (waiting, lambda s: s.pending, "site.judgement_waits"),
    "stale": (stale, lambda s: s.stale_text, None),
    "settled": (settled, lambda s: s.certainty and s.certainty.settled and not s.apart, None),
    "opened again": (reopened, lambda s: s.unsettled_judgement, None),
    "withheld": (withheld, lambda s: s.withheld, "site.withheld"),
    "a study retracted": (retracted, lambda s: any(x.retracted for x in s.studies), None),
    "not judged": (unjudged, lambda s: s.certainty is None, None),
    "begun": (drafted, lambda s: s.certainty is None, None),
    "begun beside a judgement": (drafted_beside, lambda s: s.is_checked, None),
}
"""How the evidence is left, what tells that it came to that, and what the first pages say of it, by key."""


@pytest.mark.parametrize("state", STATES)
def test_the_site_is_built_in_every_state_of_a_headline_claim(state: str, tmp_path: Path, repo: Path) -> None:
    bring_about, came, key = STATES[state]
    herb = make_herb(repo, tmp_path)
    bring_about(herb)
    review = rls.open_workspace(herb.parent)
    summary = review.summary(CLAIM)
    assert summary.claim.headline
    assert came(summary), "the state was not reached"
    out = tmp_path / "site"
    build_site(review, out, notebooks=False, report=lambda _: None)
    root = unescape((out / "index.html").read_text(encoding="utf-8"))
    for language in ("en", "sv"):
        assert (out / language / "claims" / f"{CLAIM}.html").is_file()
        front = unescape((out / language / "index.html").read_text(encoding="utf-8"))
        for page in (root, front):
            assert Words(language, review.evidence.vocabulary).read(summary.claim.title) in page
            assert summary.certainty is None or say("site.nobody_judged", language) not in page
            assert (
                summary.waits
                or summary.withheld
                or not summary.stopped
                or say(f"site.stopped_{summary.stopped[0]}", language) in page
            )
            if key:
                assert say(key, language, **({"n": len(summary.apart)} if "apart" in key else {})) in page
    shutil.rmtree(out)
