"""The verb `link`: which records are one or report one study; proposals, people's word on them, and taking it back."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from .. import clock
from ..counted import say_count
from ..errors import UsageError
from ..exchange.linking import PROPOSED, WORDS, Made, Proposal, link_by_rule, list_differences, make_link
from ..model.links import BY_RULE, WITHDRAWN, settle_links
from .common import open_review, print_json

if TYPE_CHECKING:
    from ..model import Evidence


def link(args: Namespace) -> int:
    """List what is proposed and what holds, or write one person's word on two records."""
    review = open_review(args)
    if not args.records:
        if args.reviewer or args.undo or args.why or args.relation:
            raise UsageError("--reviewer, --as, --why and --undo need two records: rlsevidence link A B")
        if args.by_rule:
            rows = (
                ()
                if args.dry_run
                else link_by_rule(review.folder, review.evidence, review.link_proposals, clock.read_now())
            )
            safe = [p for p in review.link_proposals if p.kind == "safe"] if args.dry_run else rows
            if args.format == "json":
                print_json([row.to_plain() for row in safe])
            else:
                print(f"{say_count(len(safe), 'pair')} {'would be linked' if args.dry_run else 'linked'} by rule")
            return 0
        return _list(review.evidence, review.link_proposals, args.format)
    if len(args.records) != 2:
        raise UsageError(
            f"link: found {say_count(len(args.records), 'record')}, expected two, or none to list what is proposed"
        )
    if not args.reviewer:
        raise UsageError("link: a named person says whether two records belong together: --reviewer WHO")
    if args.undo and args.relation:
        raise UsageError("link: --undo takes back what was said; it says nothing itself, so leave out --as")
    made = make_link(
        review.folder,
        review.evidence,
        *args.records,
        relation=None if args.undo else WORDS[args.relation] if args.relation else PROPOSED,
        reviewer=args.reviewer,
        why=args.why,
        now=clock.read_now(),
        dry_run=args.dry_run,
        propose=review.propose_pair,
    )
    if args.format == "json":
        print_json(made.to_plain())
    else:
        print("\n".join(_say_made(made)))
    return 0


def _say_made(made: Made) -> list[str]:
    row = made.row
    word = "taken back" if row.relation == WITHDRAWN else row.relation.replace("_", " ")
    tried = " (not written)" if made.dry_run else ""
    lines = [f"{row.record} and {row.same_as}: {word} ({row.why}), by {row.reviewer}{tried}"]
    if made.took:
        lines.append(f"  takes back what was said by {', '.join(made.took)}")
    lines += [f"  {said}" for said in made.unapplied]
    if made.holds:
        told = ", ".join(f"{say_count(n, 'row')} of {name}" for name, n in made.carried.items())
        if made.absent:
            lines.append(f"  {made.absent} is not here: nobody has seen what PubMed has under that number")
            lines.append(f"  until it is, what was entered is shown as {made.holds}, with {told}, its PMID unverified")
            lines.append("  the next pull fetches it; if it looks like another article, the two are read apart again")
            lines.append("  until somebody who has seen both says once more that they are one")
        else:
            lines.append(f"  read as {made.holds} from now on, with {told}; both stay in the files")
        if made.studies:
            lines.append(f"  a report of {' and '.join(made.studies)}")
        if len(made.studies) > 1:
            lines.append("  two studies report it: they are one, or it belongs to one of them (rlsevidence check)")
        lines += [f"  differs: {said}" for said in made.differs]
    return lines


def _list(evidence: Evidence, proposals: tuple[Proposal, ...], form: str) -> int:
    held = settle_links(evidence.links)
    differs = list_differences(evidence)
    if form == "json":
        rows = [
            {"a": a, "b": b, "relation": one.relation, "rows": [r.to_plain() for r in one.rows]}
            for (a, b), one in sorted(held.items())
        ]
        print_json({"proposals": [p.to_plain() for p in proposals], "links": rows, "differences": list(differs)})
        return 0
    print(f"{len(proposals)} proposed, {sum(1 for h in held.values() if h.relation)} decided")
    for p in proposals:
        said = "" if p.score is None else f" {p.score:.2f}"
        kind = {"safe": "one, by rule", "pmid": "perhaps one", "ask": "perhaps one", "same_study": "one study"}[p.kind]
        print(f"  {p.a} and {p.b}: {kind}{said} ({p.why})")
        for name in (p.a, p.b):
            if name in evidence.records:
                print(f"      {name}: {evidence.records[name].title[:100]}")
    for (a, b), one in sorted(held.items()):
        who = ", ".join(f"{'the rule' if r.reviewer == BY_RULE else r.reviewer} {r.decided_on[:10]}" for r in one.rows)
        word = (one.relation or "nothing holds").replace("_", " ")
        print(f"  decided: {a} and {b}: {word} ({who}: {one.rows[-1].why})")
    for said in differs:
        print(f"  differs: {said}")
    return 0
