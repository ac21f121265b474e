"""What people decided is settled once, and everything reads the same answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.decisions import rows, settle, settled


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A note of every time that decisions are worked out from rows, wherever that is asked for."""
    calls: list[str] = []
    for name in ("summarise_decisions", "summarise_screening"):
        real = getattr(rows, name)

        def note(table: Any, real: Any = real, name: str = name) -> Any:
            calls.append(name)
            return real(table)

        monkeypatch.setattr(settled, name, note)
        monkeypatch.setattr(rows, name, note)
    return calls


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "insomnia-improvement"], ["show", "--format", "json"], ["show", "--sentences"], ["todo"]],
    ids=" ".join,
)
def test_one_command_settles_once(arguments: list[str], counted: list[str], tiny: Path) -> None:
    assert cli.main([*arguments, "--workspace", str(tiny)]) == 0
    assert sorted(counted) == ["summarise_decisions", "summarise_screening"]


def test_a_settled_evidence_answers_as_the_rows_do(evidence_dir: Path) -> None:
    review = rls.open_workspace(evidence_dir)
    found = review.settled
    assert found.decisions == rows.summarise_decisions(review.evidence.tags)
    assert found.screening == rows.summarise_screening(review.evidence.screening)
    assert {(c, r) for c, own in found.by_claim.items() for r in own} == set(found.decisions)
    for claim, relevant in found.relevant.items():
        assert relevant == {r for r, d in found.by_claim[claim].items() if d.stance != "not_relevant"}
    assert settle(review.evidence) == found


def test_studies_are_listed_with_the_body_first_or_by_the_rules_alone(evidence_dir: Path) -> None:
    """Of two reports of the same people the one that people judged is counted; the rules look at nobody's judgement."""
    found = rls.open_workspace(evidence_dir).settled
    for claim, certainty in found.evidence.certainty.items():
        counted = {s.id for s in found.studies(claim) if s.counted}
        in_body = {s.id for s in found.studies(claim) if s.in_body}
        assert in_body <= set(certainty.body)
        assert not any(s.in_body for s in found.studies(claim, by_rules=True))
        assert found.studies(claim) is found.studies(claim), "worked out once"
        assert counted >= in_body & {s.id for s in found.studies(claim) if s.study.is_primary and not s.retracted}
