"""The verb that asks what would change a verdict: whatif."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

from ..decisions import settle
from ..errors import UsageError
from ..language.words import Words
from ..unknown import tell_unknown
from ..workspace import Workspace
from . import text
from .common import open_review, print_json


def whatif(args: Namespace) -> int:
    from ..judgement.choices import PROTOCOL
    from ..judgement.what_if import compare_verdicts, leave_out, retract

    review = open_review(args)
    held = review.settled.withheld
    open_ = [c for c in review.evidence.claims if c not in held]
    claims = [review.judged(args.claim).claim.id] if args.claim else open_
    for study in (*args.without, *args.retracted):
        if study not in review.evidence.studies:
            raise UsageError(tell_unknown("study", study, review.evidence.study_labels, where=" in studies/"))
    choices = replace(
        PROTOCOL,
        convention=args.convention,
        directness="direct-only" if "indirect" in args.drop else PROTOCOL.directness,
        high_risk="high-risk" not in args.drop,
        uncontrolled="uncontrolled" not in args.drop,
        second_hand="second-hand" not in args.drop,
    )
    after = retract(leave_out(review.evidence, args.without), set(args.retracted) - set(args.without), review.today)
    changed = compare_verdicts(review.settled, settle(after), choices, claims)
    asked = bool(args.without or args.retracted or choices != PROTOCOL)
    out: dict[str, Any] = {
        "without": args.without,
        "retracted": args.retracted,
        "drop": args.drop,
        "convention": args.convention,
        "judged_by": "rules",
        "claims": [
            {
                "claim": e.claim,
                "before": {"verdict": e.before[0], "direction": e.before[1]},
                "after": {"verdict": e.after[0], "direction": e.after[1]},
                "moved": e.moved,
                "why": e.why,
            }
            for e in changed
        ],
    }
    if args.unread:
        out["unread"] = _try_unread(review, claims)
    if args.multiverse or args.new_trial or not (asked or args.unread):
        out |= _explore(review, claims, args)
    if args.format == "json":
        print_json(out)
    else:
        _print(out, asked)
    return 0


def _try_unread(review: Workspace, claims: list[str]) -> list[dict[str, Any]]:
    """Each study that is known and unread under each assumption about what it says, with what would move."""
    from ..judgement.unread import try_unread

    return [
        {
            "study": tried.study,
            "assumed": tried.assumed,
            "stance": tried.stance,
            "told": one.said,
            "claims": [
                {
                    "claim": e.claim,
                    "before": _plain(e.before),
                    "after": _plain(e.after),
                    "moved": e.moved,
                    "why": e.why,
                }
                for e in tried.effects
            ],
        }
        for one in review.evidence.unread.values()
        if set(one.claims) & set(claims)
        for tried in try_unread(review.settled, one, review.today)
    ]


def _plain(verdict: tuple[str | None, str]) -> dict[str, str | None]:
    return {"verdict": verdict[0], "direction": verdict[1]}


def _explore(review: Workspace, claims: list[str], args: Namespace) -> dict[str, Any]:
    from ..judgement.what_if import format_verdict, run_multiverse, size_new_trial

    both = not (args.multiverse or args.new_trial)
    out: dict[str, Any] = {}
    if args.multiverse or both:
        worlds = [m for c in claims if (m := run_multiverse(review.settled, c))]
        out["multiverse"] = [
            {
                "claim": m.claim,
                "verdict": m.verdict[0],
                "direction": m.verdict[1],
                "universes": m.universes,
                "holds": m.holds,
                "holds_level": m.holds_level,
                "highest": m.highest,
                "verdicts": [{"verdict": format_verdict(v), "universes": n} for v, n in m.verdicts.items()],
                "by_choice": [{"choice": c, "value": v, "holds": s} for (c, v), s in m.by_option.items()],
            }
            for m in worlds
        ]
    if args.new_trial or both:
        trials = [t for c in claims if (t := size_new_trial(review.settled, c))]
        out["new_trial"] = [
            {
                "claim": t.claim,
                "from": t.from_level,
                "to": t.to_level,
                "people": t.people,
                "still": list(t.still),
                "assumptions": list(t.assumptions),
            }
            for t in trials
        ]
    return out


def _print(out: dict[str, Any], asked: bool) -> None:
    if asked:
        moved = [c for c in out["claims"] if c["moved"]]
        print(f"{len(moved)} verdicts move, {len(out['claims']) - len(moved)} rest on something else and hold.")
        for c in out["claims"]:
            print(f"\n{_move(c)}")
            print(text.wrap_line(c["why"], "  "))
    for u in out.get("unread", []):
        print(f"\n{u['study']}, {_ASSUMED[u['assumed']].format(told=u['told'].replace('_', ' '))} ({u['stance']}):")
        for c in u["claims"]:
            print(text.wrap_line(_move(c), "  "))
            print(text.wrap_line(c["why"], "    "))
        if not u["claims"]:
            print("  nothing would change")
    for m in out.get("multiverse", []):
        print(f"\n{m['claim']}: {_say({'verdict': m['verdict'], 'direction': m['direction']})} holds in")
        print(f"  {m['holds']:.0%} of {m['universes']} combinations of choices, its level in {m['holds_level']:.0%};")
        print(f"  the highest level in any of them is {(m['highest'] or 'none').replace('_', ' ')}.")
        for v in m["verdicts"]:
            print(f"  {v['universes']:4d}  {v['verdict']}")
    for t in out.get("new_trial", []):
        if t["people"] is None:
            print(f"\n{t['claim']}: no single new trial would raise {(t['from'] or 'nothing').replace('_', ' ')}.")
        else:
            was = (t["from"] or "nothing to rate").replace("_", " ")
            print(f"\n{t['claim']}: {t['people']} people would move {was} to {t['to'].replace('_', ' ')};")
            still = ", ".join(s.replace("_", " ") for s in t["still"]) or "nothing"
            print(f"  still held down by {still}.")
    if out.get("new_trial"):
        print("\nA new trial is assumed to be:")
        for assumption in out["new_trial"][0]["assumptions"]:
            print(text.wrap_line(assumption, "  - "))
    print(
        "\nProposals of rules beside proposals of rules; what people decided stays. "
        + text.say("not_advice", Words("en"))
    )


_ASSUMED = {
    "told": "if it says what is told of it ({told})",
    "for": "if it supports the claim",
    "no_difference": "if it found no difference",
    "opposite": "if it found the opposite of what is told",
    "against": "if it goes against the claim",
}


def _move(c: dict[str, Any]) -> str:
    """A claim with what moves; a change of scale says that it is one."""
    from ..model import CERTAINTY_LEVELS

    was, now = c["before"]["verdict"], c["after"]["verdict"]
    if not c["moved"]:
        return f"{c['claim']}: {_say(c['before'])}, as before"
    scale = None not in (was, now) and (was in CERTAINTY_LEVELS) != (now in CERTAINTY_LEVELS)
    told = " (another scale, no step up or down)" if scale else ""
    return f"{c['claim']}: {_say(c['before'])} -> {_say(c['after'])}{told}"


def _say(verdict: dict[str, Any]) -> str:
    from ..judgement.what_if import format_verdict

    return format_verdict((verdict["verdict"], verdict["direction"]))
