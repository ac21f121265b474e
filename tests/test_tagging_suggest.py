"""Suggestions: what a record concerns and is read to find, with places that hold, and what waits because of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.model import FullRecord
from rlsevidence.tagging.lexicon import read_lexicon, read_topic
from rlsevidence.tagging.queue import todo
from rlsevidence.tagging.suggest import explain, list_texts, suggest_tags
from rlsevidence.tagging.todos import KINDS
from test_panel import ABSTRACT, CLAIM, RECORD, give_abstract


@pytest.fixture
def workspace(tiny_dir: Path) -> Path:
    give_abstract(tiny_dir.parent)
    return tiny_dir.parent


def suggest_for(workspace: Path) -> dict[tuple[str, str], object]:
    review = rls.open_workspace(workspace)
    return {
        (s.claim, s.record): s
        for s in suggest_tags(review.lexicon, tuple(review.evidence.claims.values()), review.records, ())
    }


def test_every_place_a_suggestion_names_holds_the_words_it_names(workspace: Path) -> None:
    review = rls.open_workspace(workspace)
    texts = {r.id: dict(list_texts(r)) for r in review.records}
    seen = 0
    for s in suggest_tags(review.lexicon, tuple(review.evidence.claims.values()), review.records, ()):
        for cue in (*s.cues, *s.numbers, *((s.sentence,) if s.sentence else ())):
            if not cue.field.startswith("mesh/"):
                assert texts[s.record][cue.field][cue.start : cue.end] == cue.words
                seen += 1
    assert seen > 20


def test_with_an_abstract_the_finding_is_read(workspace: Path) -> None:
    found = suggest_for(workspace)[CLAIM, RECORD]
    assert (found.stance, found.direction, found.design, found.basis) == ("supports", "increase", "rct", "abstract")
    assert found.sentence.words == ABSTRACT[2][1]
    assert 0.5 < found.confidence < 1
    assert {"concept:magnesium", "concept:sleep"} <= set(found.rules)
    assert any(rule.startswith("type:") for rule in found.rules)


@pytest.mark.parametrize(
    ("conclusion", "stance"),
    [
        ("Magnesium did not improve sleep; there was no significant difference from placebo.", "disputes"),
        ("Magnesium significantly improved sleep and was effective.", "supports"),
    ],
)
def test_the_stance_follows_the_conclusion(conclusion: str, stance: str, workspace: Path) -> None:
    give_abstract(workspace, abstract=[ABSTRACT[0], ("CONCLUSIONS", conclusion)])
    assert suggest_for(workspace)[CLAIM, RECORD].stance == stance


def test_lower_magnesium_in_people_with_the_condition_supports_a_deficiency(workspace: Path) -> None:
    text = (
        "Serum magnesium levels were significantly lower in restless legs syndrome patients than in healthy controls."
    )
    give_abstract(workspace, abstract=[("METHODS", "Serum magnesium was measured."), ("RESULTS", text)])
    found = suggest_for(workspace)["deficiency-contributes", RECORD]
    assert found.direction == "decrease"
    assert "which supports the claim" in found.why


def test_a_title_alone_gives_no_stance_no_sentence_and_no_confidence(workspace: Path) -> None:
    titles = [s for s in suggest_for(workspace).values() if s.basis == "title"]
    assert titles
    assert all((s.stance, s.sentence, s.direction, s.confidence) == (None, None, None, None) for s in titles)


def test_what_is_decided_is_not_suggested_again(workspace: Path) -> None:
    review = rls.open_workspace(workspace)
    claims = tuple(review.evidence.claims.values())
    first = [(s.claim, s.record) for s in suggest_tags(review.lexicon, claims, review.records, ())]
    assert [(s.claim, s.record) for s in suggest_tags(review.lexicon, claims, review.records, set(first))] == []


def test_suggesting_twice_gives_the_same(workspace: Path) -> None:
    assert suggest_for(workspace) == suggest_for(workspace)


def test_explain_says_why_not_as_well(workspace: Path) -> None:
    review = rls.open_workspace(workspace)
    record = next(r for r in review.records if r.id == RECORD)
    assert isinstance(record, FullRecord)
    yes = explain(review.lexicon, record, review.evidence.claims[CLAIM])
    assert yes.concerns
    assert yes.sentence is not None
    assert "stance: supports" in yes.format_text()
    bare = FullRecord(**{**record.model_dump(), "title": "Invented record on grey socks", "abstract": (), "mesh": ()})
    no = explain(review.lexicon, bare, review.evidence.claims[CLAIM])
    assert not no.concerns
    assert no.missing
    assert "missing:" in no.format_text()


def test_the_explain_command_prints_rules_and_spans(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["suggest", "--workspace", str(workspace), "--explain", RECORD, CLAIM]
    assert main([*command, "--format", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["stance"] == "supports"
    assert plain["sentence"]["field"] == "abstract/2"
    assert plain["rules"]
    assert main(command) == 0
    assert "characters" in capsys.readouterr().out
    assert main(["suggest", "--workspace", str(workspace), "--explain", "pubmed:1", CLAIM]) == 2


# ---------------------------------------------------------------- the lexicons

LEXICONS = ("cues", "designs", "numbers", "outcomes", "questions", "relations")


def test_the_lexicons_are_these_and_each_is_read_somewhere() -> None:
    from rlsevidence.tagging import lexicon

    folder = Path(lexicon.__file__).parent / "lexicons"
    assert sorted(p.stem for p in folder.glob("*.toml")) == sorted(LEXICONS)


def test_every_entry_of_a_lexicon_says_why() -> None:
    for name in ("cues", "outcomes", "questions", "relations"):
        for key, entry in read_lexicon(f"{name}.toml").items():
            assert str(entry["why"]).strip(), f"{name}: {key}"
            assert entry["terms"], f"{name}: {key}"
    for rule in read_lexicon("designs.toml")["rules"]:
        assert rule["why"].strip(), rule["id"]


def test_every_claim_of_the_review_is_listed_and_asks_for_concepts_that_exist(evidence_dir: Path) -> None:
    evidence = rls.load(evidence_dir)
    lexicon = read_topic(evidence)
    for claim in evidence.claims.values():
        need = lexicon.find_need(claim)
        assert need.source == "listed"
        assert {c for group in need.groups for c in group} | set(need.direct) <= set(lexicon.read)
        assert set(need.direct.values()) <= set(evidence.vocabulary["indirect_because"])
        if need.reads is not None:
            assert need.reads.supports in ("increase", "decrease")


def test_every_design_of_the_lexicon_is_a_word_of_the_vocabulary(evidence_dir: Path) -> None:
    plain = read_lexicon("designs.toml")
    words = set(rls.load(evidence_dir).vocabulary["design"])
    assert set(plain["order"]) <= words
    assert {r["design"] for r in plain["rules"]} <= set(plain["order"])


def test_most_of_what_people_found_relevant_is_proposed_from_titles_alone(evidence_dir: Path) -> None:
    """A floor, so that a change of the lexicons that loses records is seen; the figures are in the benchmark."""
    report = rls.open_workspace(evidence_dir).agreement_report
    overall = report.concerns[0]
    assert overall.recall is not None
    assert overall.recall >= 0.9
    assert overall.precision is not None
    assert overall.precision >= 0.85


# ---------------------------------------------------------------- what waits


def test_todo_lists_kinds_in_their_order_each_with_a_reason(workspace: Path) -> None:
    items = rls.open_workspace(workspace).todo
    kinds = [item.kind for item in items]
    assert set(kinds) <= set(KINDS)
    assert kinds == sorted(kinds, key=KINDS.index)
    assert {"full-text", "unscreened", "untagged", "unappraised", "unsure", "single", "unchecked"} & set(kinds)
    assert all(item.why for item in items)


def test_a_tag_that_rests_on_one_person_waits_for_a_second(workspace: Path) -> None:
    single = [item for item in rls.open_workspace(workspace).todo if item.kind == "single"]
    assert any(item.ids[0] == CLAIM for item in single)


def test_suggestions_change_what_waits_and_nothing_that_is_counted(workspace: Path) -> None:
    review = rls.open_workspace(workspace)
    without = todo(settle(review.evidence), ())
    assert len(review.todo) >= len(without)
    counted = [[s.id for s in summary.counted] for summary in review.summaries]
    from rlsevidence.judgement.summary import summarise_claims

    bare = summarise_claims(settle(review.evidence), today=review.today, suggestions=())
    assert [[s.id for s in summary.counted] for summary in bare] == counted
