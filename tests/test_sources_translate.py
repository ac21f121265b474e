"""A strategy in blocks, put into the languages of other databases: each kind of clause, and what they cannot say."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from review import SEARCH, make_review
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.cli import main
from rlsevidence.errors import UsageError
from rlsevidence.model import Multilingual, Search, read_prose
from rlsevidence.model.document import SearchBlock
from rlsevidence.sources.translate import LANGUAGES, TAGS, list_effects, translate, write_strategy


def strategy(*terms: str, tail: str = "", source: str = "pubmed") -> Search:
    joined = f"({' OR '.join(terms)})"
    return Search(
        id="invented",
        title="Invented",
        source=source,
        purpose="Invented.",
        claims=(),
        default=False,
        interval_months=3,
        query=f"{joined} {tail}".strip(),
        blocks=(SearchBlock(concept="invented", terms=terms, why="Invented."),),
        limits="None.",
        known_items=(),
        rationale="Invented.",
        status="written",
        written_by="seed",
        peer_reviewed_by=None,
    )


CASES = [
    # term of PubMed -> Europe PMC, effect -> ClinicalTrials.gov, effect
    ("word[tiab]", "TITLE_ABS:word", "narrower", "word", "wider"),
    ("word[Title/Abstract]", "TITLE_ABS:word", "narrower", "word", "wider"),
    ('"two words"[tiab]', 'TITLE_ABS:"two words"', "narrower", '"two words"', "wider"),
    ('"hyphen-ed"[tw]', '(TITLE_ABS:"hyphen-ed" OR KW:"hyphen-ed")', "narrower", '"hyphen-ed"', "wider"),
    ("trunc*[tw]", "(TITLE_ABS:trunc* OR KW:trunc*)", "narrower", "", "left_out"),
    ("2010:2020[dp]", "PUB_YEAR:[2010 TO 2020]", "same", "", "left_out"),
    ("2015[pdat]", "PUB_YEAR:[2015 TO 2015]", "same", "", "left_out"),
    ('"2010/05/01:3000"[dp]', "PUB_YEAR:[2010 TO 3000]", "wider", "", "left_out"),
    ("lately[dp]", "", "left_out", "", "left_out"),
    ("english[la]", "", "left_out", "", "left_out"),
    ("word[ti]", "TITLE:word", "same", "word", "wider"),
    ("word[ab]", "ABSTRACT:word", "same", "word", "wider"),
    ("word[ot]", "KW:word", "same", "word", "wider"),
    ("trunc*[tiab]", "TITLE_ABS:trunc*", "narrower", "", "left_out"),
    ('"two word*"[tiab]', '(TITLE_ABS:"two word" OR TITLE_ABS:"two words")', "narrower", '"two word"', "narrower"),
    ('"A Heading"[Mesh]', 'KW:"A Heading"', "narrower", '"A Heading"', "wider"),
    ('"Heading"[mh:noexp]', 'KW:"Heading"', "same", "Heading", "wider"),
    ('"Heading"[majr]', 'KW:"Heading"', "wider", "Heading", "wider"),
    ('"Heading/therapeutic use"[Mesh]', 'KW:"Heading"', "wider", "Heading", "wider"),
    ('"Clinical Trial"[pt]', 'PUB_TYPE:"Clinical Trial"', "same", "", "left_out"),
    ('"Some Place"[ad]', "", "left_out", "", "left_out"),
    ("word", "word", "wider", "word", "wider"),
    ("word[all]", "word", "wider", "word", "wider"),
    ("trunc*[All Fields]", "trunc*", "wider", "", "left_out"),
    ("two words[tiab]", 'TITLE_ABS:"two words"', "narrower", '"two words"', "wider"),
    ("spaced [tiab]", "TITLE_ABS:spaced", "narrower", "spaced", "wider"),
    ("two words", '"two words"', "wider", '"two words"', "wider"),
    ("Invented A[au]", 'AUTH:"Invented A"', "same", "", "left_out"),
    ('"J Invent Test"[ta]', 'JOURNAL:"J Invent Test"', "same", "", "left_out"),
]


@pytest.mark.parametrize(("term", "europe", "europe_effect", "trials", "trials_effect"), CASES)
def test_each_kind_of_clause(term: str, europe: str, europe_effect: str, trials: str, trials_effect: str) -> None:
    for source, asked, effect in (
        ("europepmc", europe, europe_effect),
        ("clinicaltrials", trials, trials_effect),
    ):
        # 'invented' stands beside it, so that something is left where the term itself cannot be said.
        found = translate(strategy(term, "invented[ti]"), source)
        clause = found.clauses[0]
        assert (clause.term, clause.asked, clause.effect) == (term, asked, effect)
        assert bool(clause.why) == (effect != "same"), "what is not the same says why"
        assert asked in found.query
        assert len(found.clauses) == 2


def test_every_field_has_a_case() -> None:
    tags = {term.rpartition("[")[2].rstrip("]").lower() for term, *_ in CASES if "[" in term}
    assert set(TAGS.values()) <= {TAGS.get(t, "") for t in tags}


def test_blocks_are_joined_and_repeats_asked_once() -> None:
    search = strategy('"Heading/a"[Mesh]', '"Heading/b"[Mesh]', "heading[tiab]")
    assert translate(search, "europepmc").query == '(KW:"Heading" OR TITLE_ABS:heading)'
    assert translate(search, "clinicaltrials").query == "(Heading)"
    assert list_effects(translate(search, "europepmc").clauses) == {
        "same": 0,
        "wider": 2,
        "narrower": 1,
        "left_out": 0,
    }


def test_what_follows_the_blocks() -> None:
    search = strategy("word[tiab]", tail='NOT ("Animals"[Mesh] NOT "Humans"[Mesh])')
    assert translate(search, "europepmc").query == '(TITLE_ABS:word) NOT (KW:"Animals" NOT KW:"Humans")'
    found = translate(search, "clinicaltrials")
    assert found.query == "(word)"
    assert [(c.term, c.effect) for c in found.clauses if c.concept == "limits"] == [
        ('NOT ("Animals"[Mesh] NOT "Humans"[Mesh])', "left_out")
    ]
    half = translate(strategy("word[tiab]", tail='NOT ("Animals"[Mesh] OR "Place"[ad])'), "europepmc")
    assert half.query == "(TITLE_ABS:word)", "a limit is asked whole or not at all: NOT turns meanings"
    assert half.clauses[-1].effect == "left_out"


def test_limits_that_all_must_hold_go_one_by_one() -> None:
    """One that cannot be said is left out by itself, and by name: the search finds more. With OR or NOT it may not."""
    found = translate(strategy("word[tiab]", tail="AND 2010:2020[dp] AND english[la] AND humans[mh]"), "europepmc")
    assert found.query == '(TITLE_ABS:word) AND PUB_YEAR:[2010 TO 2020] AND KW:"humans"'
    assert [(c.term, c.effect) for c in found.clauses if c.concept == "limits"] == [
        ("2010:2020[dp]", "same"), ("english[la]", "left_out"), ("humans[mh]", "narrower")
    ]  # fmt: skip
    either = translate(strategy("word[tiab]", tail="AND (2010:2020[dp] OR english[la])"), "europepmc")
    assert either.query == "(TITLE_ABS:word)"
    assert [c.term for c in either.clauses if c.effect == "left_out"] == ["AND (2010:2020[dp] OR english[la])"]


@pytest.mark.parametrize(
    ("terms", "source", "said"),
    [
        (("a) b[tiab]",), "europepmc", "searches/invented.yaml: block 'invented': found 'a) b[tiab]', expected a term"),
        (("x[tiab]",), "embase", "no translation into 'embase'; there are: europepmc, clinicaltrials, isrctn"),
        (("trunc*[tiab]",), "clinicaltrials", "searches/invented.yaml: nothing of its blocks can be said in 'clini"),
    ],
)
def test_what_cannot_be_translated_is_refused(terms: tuple[str, ...], source: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        translate(strategy(*terms), source)
    assert str(caught.value).startswith(said)


def test_a_concept_that_a_registry_cannot_be_asked_for_is_named_and_the_others_are_said() -> None:
    trials = SearchBlock(concept="trials", terms=('"Clinical Trial"[pt]', "trunc*[tiab]"), why="Invented.")
    search = strategy("word[tiab]")
    found = translate(search.model_copy(update={"blocks": (*search.blocks, trials)}), "clinicaltrials")
    assert (found.query, found.unsaid) == ("(word)", ("trials",))
    assert "NOTHING OF 'trials' CAN BE SAID" in found.format_text()


def test_the_shipped_strategies_can_be_said(evidence_dir: Path) -> None:
    """Every clause of every strategy is accounted for, in every language."""
    for search in store.load_part(evidence_dir, "searches").values():
        if search.source != "pubmed":
            continue
        terms = sum(len(block.terms) for block in search.blocks)
        for source in LANGUAGES:
            found = translate(search, source)
            assert sum(c.concept != "limits" for c in found.clauses) == terms
            assert sum(list_effects(found.clauses).values()) == len(found.clauses)
            assert found.query.count("(") == found.query.count(")")
            assert found.query.count('"') % 2 == 0


def test_a_translation_is_shown_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = make_review(tmp_path / "review")
    arguments = ["pull", "--workspace", str(evidence.parent), "--translate", "europepmc", SEARCH]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "clauses say the same as" in shown
    assert "Narrower: " in shown
    assert main([*arguments, "--format", "json"]) == 0
    (plain,) = json.loads(capsys.readouterr().out)
    assert plain["query"] in shown
    assert main([*arguments, "--as", "europepmc-invented"]) == 0
    assert "rlsevidence pull europepmc-invented" in capsys.readouterr().err
    made = store.load_part(evidence, "searches")["europepmc-invented"]
    assert (made.source, made.default, made.peer_reviewed_by) == ("europepmc", False, None)
    assert (made.query, made.status) == (plain["query"], "translated, not yet run")
    assert f"Translated from {SEARCH}, clause by clause: " in made.limits
    assert read_prose(made.title, "en").endswith("(Europe PMC)")
    named = strategy("invented").model_copy(
        update={"title": Multilingual.model_validate({"en": "Invented", "sv": "Påhittad"})}
    )
    title = write_strategy(named, translate(named, "europepmc"), "other", "Europe PMC").title
    assert [read_prose(title, code) for code in ("en", "sv")] == ["Invented (Europe PMC)", "Påhittad (Europe PMC)"]
    assert main([*arguments, "--as", "europepmc-invented"]) == 2, "a strategy that is there is not written over"
    assert main(["pull", "--workspace", str(evidence.parent), "--as", "other", SEARCH]) == 2
    capsys.readouterr()
    for name in ("Bad Id", "../elsewhere", "", "å"):
        assert main([*arguments, "--as", name]) == 2
        assert f"--as: found {name!r}, expected lower-case words" in capsys.readouterr().err


def test_check_compares_the_query_with_its_blocks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = make_review(tmp_path / "review")
    main(["pull", "--workspace", str(evidence.parent), "--translate", "europepmc", "--as", "invented", SEARCH])

    def found() -> list[str]:
        problems = check_evidence(store.load(evidence), today=dt.date(2026, 11, 25))
        return [p.rule for p in problems if p.path == "searches/invented.yaml" and p.rule != "reference"]

    assert found() == []
    file = evidence / "searches/invented.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("TITLE_ABS:magnesium", "TITLE:magnesium"), encoding="utf-8")
    assert found() == ["query-blocks"]
    file.write_text(text.replace("source: europepmc", "source: crossref"), encoding="utf-8")
    assert found() == ["query-blocks"], "a database without such a language has no blocks"


@pytest.mark.parametrize(
    ("term", "asked", "effect"),
    [
        ("word[tiab]", "word", "wider"),
        ("word", "word", "wider"),
        ('"two words"[ti]', '"two words"', "wider"),
        ('"hyphen-ed"[tw]', '"hyphen-ed"', "wider"),
        ('"two word*"[tiab]', '"two word"', "narrower"),
        ("trunc*[tiab]", "", "left_out"),
        ('"A Heading"[Mesh]', '"A Heading"', "narrower"),
        ('"Heading/therapeutic use"[majr]', "Heading", "wider"),
        ('"Heading"[mh:noexp]', "Heading", "wider"),
        ('"Clinical Trial"[pt]', "", "left_out"),
        ('"Some Place"[ad]', "", "left_out"),
        ('"OR"[ti]', '"OR"', "wider"),
    ],
)
def test_each_kind_of_clause_in_isrctn(term: str, asked: str, effect: str) -> None:
    """No synonyms and no headings there: what PubMed finds through its tree is found less."""
    found = translate(strategy(term, "invented[ti]"), "isrctn")
    assert (found.clauses[0].asked, found.clauses[0].effect) == (asked, effect)
    assert found.clauses[0].why
    assert found.query == f"({' OR '.join(filter(None, [asked, 'invented']))})"


def test_a_strategy_for_isrctn_is_off_until_it_is_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = make_review(tmp_path / "review")
    folder = str(evidence.parent)
    assert main(["pull", "--workspace", folder, "--translate", "isrctn", "--as", "isrctn-invented", SEARCH]) == 0
    made = store.load_part(evidence, "searches")["isrctn-invented"]
    assert (made.source, made.default, made.known_items) == ("isrctn", False, ())
    assert "left out" in made.limits
    problems = check_evidence(store.load(evidence), today=dt.date(2026, 11, 25))
    assert [p for p in problems if p.path == "searches/isrctn-invented.yaml" and p.rule != "reference"] == []
