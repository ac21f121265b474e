"""The review for a journal: the figures of its Word file, the history of its protocol, a release with what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..export.bundle import write_bundle
from ..export.tables import write_package
from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import Evidence
from ..reporting.changes import State, describe_changes
from ..reporting.citation import write_citation, write_zenodo
from ..reporting.protocol import FirstProtocol
from ..store.first_version import read_first_version, read_plain

if TYPE_CHECKING:
    from ..figures import Drawn


def read_protocol(folder: Path) -> tuple[FirstProtocol | None, Mapping[str, Any]]:
    """The protocol as git first had it, None where there is no such history, and as the file has it now."""
    file = folder / "protocol.yaml"
    found = read_first_version(file)
    return FirstProtocol(found.plain, found.commit, found.day) if found else None, read_plain(file)


def draw_report(
    evidence: Evidence, summaries: Sequence[ClaimSummary], summary: ClaimSummary | None, language: str
) -> Iterator[Drawn]:
    """The figures of a report: of the whole review where `summary` is None, else of one claim."""
    from .. import figures

    if summary is None:
        yield figures.plot_claims_at_a_glance(summaries, language=language)
        yield figures.plot_evidence_map(summaries, language=language)
    elif not summary.withheld and summary.studies:
        yield figures.plot_directions(summary, language=language)
        if summary.claim.kind in ("effect", "association"):
            yield figures.plot_forest(summary, language=language)
        if any(s.risk_of_bias for s in summary.studies):
            yield figures.plot_risk_of_bias(evidence, summary, language=language)


def build_release(
    version: str,
    before: State | None,
    now: State,
    shown: Evidence,
    *,
    root: Path,
    today: dt.date,
    history: Mapping[str, str],
) -> dict[str, str | bytes]:
    """The bundle, how to cite it and what changed since `before`: name of a file -> what it holds.

    `shown`: the evidence as its tables show it. `history`: what the bundle takes along of the protocol.
    The same evidence on the same day gives the same bytes.
    """
    evidence, day = now.evidence, today.isoformat()
    topic = evidence.topic
    changes = {f"CHANGED.{code}.md": _say_changes(version, before, now, code, day) for code in topic.languages}
    cite = {
        "CITATION.cff": write_citation(evidence, version, day),
        ".zenodo.json": write_zenodo(evidence, version, day),
    }
    files = write_package(shown, topic.title.in_language(topic.languages[0]), {}, topic.licence)
    bundle = write_bundle(root, files, today=day, more={**cite, **changes, **history})
    return {**changes, **cite, f"review-{version}.zip": bundle}


def _say_changes(version: str, before: State | None, now: State, language: str, day: str) -> str:
    said = describe_changes(before, now, Words(language, now.evidence.vocabulary))
    title = f"# {now.evidence.topic.title.in_language(language)} {version} ({day})"
    return "\n".join((title, "", *(f"- {sentence}" for sentence in said), ""))
