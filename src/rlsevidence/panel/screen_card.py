"""What one person sees of one record while screening, as plain values: text with the concepts that stand in it, why it
stands where it does, and, once they have decided, what others decided."""

from __future__ import annotations

from typing import Any

from ..model import FullRecord
from ..tagging.cards import cut_runs, describe_source, list_bases, list_links
from .screening import ScreenSession, default_basis


def build_screen_card(session: ScreenSession, record_id: str) -> dict[str, Any]:
    record = session.records[record_id]
    own, others = session.own(record_id), session.others(record_id)
    settling = record_id in session.revealed
    # What was only set aside in a list is read for the first time: what others think of it would be in the way.
    hidden_yet = record_id in session.unopened
    shown = (own is not None and not hidden_yet) or settling
    sections = record.abstract if isinstance(record, FullRecord) else ()
    return {
        "record": record.id,
        "title": mark_concepts(session, record.title),
        "plain_title": record.title,
        "source": describe_source(record),
        "links": list_links(record),
        "integrity": [{"kind": n.kind, "on": str(n.noted_on)} for n in record.integrity],
        "abstract": [{"label": s.label, "runs": mark_concepts(session, s.text)} for s in sections],
        "basis": own.basis if own else default_basis(record),
        "bases": list_bases(record),
        "words": list(session.explain(record_id)),
        "drawn": record_id in session.drawn,
        "sampled": session.is_draw(record_id),
        "listed": hidden_yet,
        "own": session.show_row(own) if own else None,
        "others": [session.show_row(r) for r in others] if shown else [],
        "hidden": bool(others) and not shown,
        "conflict": session.state(record_id) == "conflict" and shown,
        "settling": settling,
    }


def mark_concepts(session: ScreenSession, text: str) -> list[dict[str, str]]:
    """The text in runs; a run's kind names the concepts of concepts.yaml whose words it is part of."""
    found = session.review.lexicon.patterns.find(text)
    return cut_runs(text, [(start, end, name) for name, spans in found.items() for start, end in spans])


def build_listing(session: ScreenSession, queue: list[str], at: int, length: int) -> list[dict[str, Any]]:
    """The next records of the queue by their titles, to be set aside at one stroke; not those drawn at random from all
    that nobody has opened, which are a sample only as long as each of them is read."""
    waiting = [r for r in queue[at:] if session.waits(r) and r not in session.queue.sample][:length]
    return [
        {
            "record": r,
            "title": session.records[r].title,
            "source": describe_source(session.records[r]),
            "words": list(session.explain(r)),
            "drawn": r in session.drawn,
        }
        for r in waiting
    ]
