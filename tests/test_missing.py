"""What a draft lacks is counted by one function: `todo`, the desk, the form and `finish` say the same number."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.check import list_missing
from rlsevidence.errors import UsageError
from rlsevidence.finishing import finish_draft, list_problems
from rlsevidence.forms import FormPanel
from rlsevidence.forms.edits import EMPTY
from rlsevidence.forms.opening import make_maker
from rlsevidence.forms.queue import list_waiting
from rlsevidence.forms.study_form import ARM, RESULT
from test_forms import RECORD, appraise_whole, fill, put
from test_panel import give_abstract

ODD = [
    "",
    None,
    "zzz",
    "abstract",
    "table 2",
    7,
    -3,
    0.5,
    [],
    "2026-13-40",
    {"en": "Invented."},
    {"en": "Same.", "sv": "Same."},
]
"""What a person, or another program, may have put anywhere."""


def open_form(part: str, tiny: Path) -> FormPanel:
    if part == "studies":
        give_abstract(tiny)
        panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
        put(panel, "arms", value=dict(ARM), do="add")
        put(panel, "arms", value={**ARM, "id": "other"}, do="add")
        put(panel, "results", value=dict(RESULT), do="add")
        return panel
    if part == "appraisals":
        return rls.appraise("invented-trial", reviewer="bo", folder=tiny)
    return rls.judge("insomnia-improvement" if part == "certainty" else "stomach-upset", reviewer="bo", folder=tiny)


def stir(panel: FormPanel, chance: random.Random) -> None:
    """Put something into a third of the fields: mostly what is a choice there, now and then anything at all."""
    for _ in range(2):  # what was chosen opens further fields
        fields = [f for s in panel.view["sections"] for f in s["fields"]]
        for field in chance.sample(fields, len(fields) // chance.choice((1, 2, 5))):
            words = [c["word"] for c in field["choices"]]
            value = chance.choice(words) if words and chance.random() < 0.9 else chance.choice(ODD)
            if field["kind"] == "texts" and chance.random() < 0.8:
                value = {"en": "Invented text.", "sv": "Påhittad text."}
            do = "add" if field["kind"] == "many" and words else "set"
            panel.act({"do": do, "at": list(field["at"]), "value": value, "n": 1, "tab": "t"})


@pytest.mark.parametrize("part", ["studies", "appraisals", "certainty", "basis"])
@pytest.mark.parametrize("seed", range(6))
def test_todo_desk_form_and_finish_count_the_same_places(part: str, seed: int, tiny: Path) -> None:
    panel = open_form(part, tiny)
    stir(panel, random.Random(seed))
    path = panel.view["path"]
    if not (tiny / "evidence" / path).is_file():
        put(panel, *panel.view["sections"][0]["fields"][0]["at"], value=None)
    view = panel.session.look()  # type: ignore[union-attr]
    shown = view["lacks"]

    review = rls.open_workspace(tiny)
    (todo,) = [t for t in review.todo if t.kind == "unfinished" and t.ids == (path,)]
    (drafts,) = [
        g
        for g in list_waiting(make_maker(review, "en"), review.settled, review.todo, "bo", missing=review.missing)
        if g.id == "drafts"
    ]
    (draft,) = [d for d in review.evidence.drafts if d.path == path]
    missing = list_missing(review.evidence, draft.field, path, draft.plain, review.today)
    assert len(missing) == shown, [str(p) for p in missing]
    numbers = [int(n) for n in re.findall(r"\d+", drafts.items[0].why)]
    assert numbers == ([shown] if shown else [0])
    assert (f"{shown} place" in todo.why) if shown else ("nothing is lacking" in todo.why)
    listed = [p for p in list_problems(tiny / "evidence") if p.path == path and p.field != "draft"]
    assert len(listed) == shown, "and check lists them"

    lacks = {f["name"]: f for s in view["sections"] for f in s["fields"]}
    unsaid = [
        name
        for name, f in lacks.items()
        if f["needed"] and f["value"] in EMPTY and not f["lacks"] and not (f["all_word"] and f["value"] is None)
    ]
    assert unsaid == [], "what the form marks as needed is what is counted"

    done = finish_draft(tiny / "evidence", path)
    of_it = [p for p in done.lacking if p.path == path]
    assert len(of_it) == shown, [str(p) for p in of_it]


def test_nothing_is_seen_by_finish_only(tiny: Path) -> None:
    """A source and a wrong place were first missed when everything else was there."""
    give_abstract(tiny)
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
    fill(panel)
    put(panel, "facts_from", value=[])
    put(panel, "results", "@sleep", "where", value="zzz")
    found = {f["name"]: f["lacks"] for s in panel.view["sections"] for f in s["fields"] if f["lacks"]}
    assert set(found) == {"facts_from", "results.sleep.where"}
    assert "found 'zzz', expected" in found["results.sleep.where"]
    assert "abstract" in found["results.sleep.where"], "and what would be right"
    panel.act({"do": "finish"})
    assert panel.view["finished"] is None


WRONG = [("where", "zzz", "abstract"), ("claims", "no-such-claim", "an id that stands in claims/")]


@pytest.mark.parametrize(("field", "value", "right"), WRONG)
def test_what_can_never_be_right_is_refused_when_it_is_typed(field: str, value: str, right: str, tiny: Path) -> None:
    give_abstract(tiny)
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
    fill(panel)
    before = (tiny / "evidence" / panel.view["path"]).read_text(encoding="utf-8")
    with pytest.raises(UsageError, match=right):
        panel.session.change(  # type: ignore[union-attr]
            {"do": "set", "at": ["results", "@sleep", field], "value": [value] if field == "claims" else value},
            strict=True,
        )
    assert (tiny / "evidence" / panel.view["path"]).read_text(encoding="utf-8") == before


def test_what_another_field_may_still_make_right_is_taken(tiny: Path) -> None:
    """Twenty people in a group before anybody has said how many there are in all."""
    give_abstract(tiny)
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
    fill(panel)
    put(panel, "population", "n", value=10)
    assert panel.session is not None
    panel.session.change({"do": "set", "at": ["arms", "@given", "n"], "value": "20"}, strict=True)
    found = {f["name"]: f["lacks"] for s in panel.look()["sections"] for f in s["fields"] if f["lacks"]}
    assert "population.n" in found, "said where it can be mended, and refused nowhere"


def test_a_consensus_counts_what_is_undecided_as_all_others_do(tiny: Path) -> None:
    (tiny / "evidence" / "appraisals" / "invented-trial.rob2.yaml").unlink()
    shutil.rmtree(tiny / ".rlsevidence", ignore_errors=True)
    cia = rls.appraise("invented-trial", reviewer="cia", folder=tiny)
    put(cia, "why", "en", value="Begun.")
    appraise_whole(tiny, "bo", "high", "high")
    appraise_whole(tiny, "anna", "low", "some_concerns")
    (tiny / "evidence" / "appraisals" / "invented-trial.rob2.cia.yaml").unlink()
    panel = rls.settle("appraisals", "invented-trial.rob2", reviewer="cia", folder=tiny)
    put(panel, "why", value={"en": "Invented by both."})
    review = rls.open_workspace(tiny)
    (missing,) = review.missing.values()
    assert {p.field for p in missing} == {"domains.selection.judgement", "overall"}
    assert panel.look()["lacks"] == 2
    assert len(finish_draft(tiny / "evidence", panel.view["path"]).lacking) == 2
    assert store.read_draft(tiny / "evidence", panel.view["path"]) is not None
