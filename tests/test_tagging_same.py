"""Suggestions stay what they were while they get faster: a pinned digest, and the short ways beside the long ones."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import plain_weighing
import rlsevidence as rls
from benchmarks.suggesting import SENTENCES, invent
from rlsevidence.model import Cue, SuggestedTag
from rlsevidence.tagging import design, findings, heads
from rlsevidence.tagging.design import TYPES, DesignJudgement, find_design, judge_design
from rlsevidence.tagging.direction import judge_passages, judge_told
from rlsevidence.tagging.findings import _BASELINE, _INTERVAL, _P_LARGE, _P_SMALL, _PAIR, FindingSentence, read_findings
from rlsevidence.tagging.heads import PatternSet, join_texts, list_tokens, note_part
from rlsevidence.tagging.lexicon import compile_terms
from rlsevidence.tagging.linear import LinearModel, load_model
from rlsevidence.tagging.lowered import fold
from rlsevidence.tagging.packed import pack, unpack
from rlsevidence.tagging.readings import read_abstract, read_claim
from rlsevidence.tagging.sentences import Passage, Sentence, split_text
from rlsevidence.tagging.stance import judge
from rlsevidence.tagging.statements import _find_ways, _is_swapped, compare, read_statement
from rlsevidence.tagging.suggest import suggest_tags
from rlsevidence.tagging.weighing import SPOKEN_OF, measure_statement
from rlsevidence.tagging.words import _list_contents, list_words

PINNED = "6f02918d5d79df8c"
"""Of the suggestions for 90 invented records on the small invented review, by the code before claims shared anything.

Whoever changes a rule, a lexicon or a weight changes it, and says so; a gain in speed does not.
"""


def test_suggestions_are_those_of_the_slower_code(read_tiny: Path) -> None:
    review = rls.open_workspace(read_tiny)
    digest, count = hashlib.sha256(), 0
    for tag in suggest_tags(review.lexicon, tuple(review.evidence.claims.values()), invent(review, 90), ()):
        digest.update(tag.model_dump_json().encode() + b"\n")
        count += 1
    assert count > 100
    assert digest.hexdigest()[:16] == PINNED


# ---------------------------------------------------------------- words taken from a longer text

TEXTS = st.text(alphabet=st.sampled_from("aAkKsSn oN.19,'\n µſ"), max_size=30)
PATTERNS = {
    term: compile_terms([term]) for term in ("no (?:\\w+ )?sons?", "an? s", "s\\w+ ?k?", "[ks]an?", "1 ?9", "kanson")
}


@given(st.lists(TEXTS, max_size=4))
def test_words_of_joined_texts_are_taken_from_each(texts: list[str]) -> None:
    walk = PatternSet(PATTERNS)
    heads._TEXTS.clear()
    whole = join_texts(texts)
    taken = walk.find(whole)
    tokens = list_tokens(whole)
    assert list(zip(*tokens, strict=True)) == [(m.start(), m[0]) for m in heads._WORD.finditer(whole)]
    heads._TEXTS.clear()
    assert (tokens, taken) == (list_tokens(whole), walk.find(whole))


@given(st.text(alphabet=st.sampled_from("aAbsS_12 '-.,éſµ"), max_size=30))
def test_content_words_are_those_of_the_whole_text(text: str) -> None:
    heads._TEXTS.clear()
    list_words.cache_clear()
    assert list_words(text) == _list_contents(text)


@given(TEXTS)
def test_words_of_a_sentence_are_taken_from_its_passage(text: str) -> None:
    walk = PatternSet(PATTERNS)
    for start, end in split_text(text):
        heads._TEXTS.clear()
        note_part(text, start, end)
        part = text[start:end]
        taken = walk.find(part)
        assert taken == {n: s for n, p in PATTERNS.items() if (s := [m.span() for m in p.finditer(part)])}


# ---------------------------------------------------------------- patterns that are tried only where they may match

PIECES = st.lists(
    st.sampled_from(
        [*"pP=<≤≥,;%(- ", "0.04", ".2", "12", "3.4", "1.1", "and", "vs", "VS.", "versus", "verſus", "than",
         "compared with", "CI", "cı", "95 % CI", "confidence interval", "confIdence İnterval", "OR", "odds ratio",
         "n.s.", "NS", "at baseline", "at baſeline", "baseline pain was", "at entry", "At Enrolment", "to", "points"]
    ),
    max_size=14,
)  # fmt: skip


def test_a_folded_text_holds_what_matches_without_regard_to_case() -> None:
    every = "".join(map(chr, range(0x20000)))
    for letter in "abcdefghijklmnopqrstuvwxyz":
        alike = re.findall(letter, every, re.I)
        assert len(alike) > 1
        assert all(letter in fold(one) for one in alike)


@example(["OR", "1.1", "(", "95", "%", "CI", "1.1", "to", "3.4"])
@example(["12", "%", "vs", "3.4", "%"])
@example(["p", "=", "0.04"])
@example(["n.s."])
@given(PIECES)
def test_what_a_sentence_prints_is_found_as_without_asking_first(pieces: list[str]) -> None:
    text = " ".join(pieces)
    read = FindingSentence(Sentence(0, 0, len(text), text, "results"), 1.0)
    assert read.is_of_baseline == _BASELINE.is_in(text)
    assert [i[1:] for i in read.intervals] == [m.span() for m in _INTERVAL.finditer(text)]
    assert [p[1:] for p in read.pairs] == [m.span() for m in _PAIR.finditer(text) if float(m[1]) != float(m[2])]
    spans = [m.span() for pattern in (_P_SMALL, _P_LARGE) for m in pattern.finditer(text)]
    assert [p[1:] for p in read.p_values] == spans


STRUCK = st.lists(
    st.sampled_from(
        ["further", "More", "large", "no", "few", "needed", "trials", "study", "research", "are", "is", "necessary",
         "randomised", "random", "Random", "sample", "controlled", "non-randomly", "quasi-", "at", "by", ".", "µ", "ſ",
         "was", "were", "we", "assessed", "aim", "At", "baseline", "enrolment", "n", "=", "12", "%", "mendelian", "İ"]
    ),
    max_size=16,
)  # fmt: skip
LOWERED = {
    "baseline": findings._BASELINE,
    "methods": findings._NOT_A_FINDING,
    "done": design._DONE,
    "genetic": design._GENETIC,
    "struck": design._lexicon()[1],
}


@pytest.mark.parametrize("name", LOWERED)
@given(pieces=STRUCK, between=st.sampled_from([" ", "", "-"]))
def test_what_is_looked_for_from_its_beginnings_is_found_as_in_any_case(
    name: str, pieces: list[str], between: str
) -> None:
    text = between.join(pieces)
    pattern = LOWERED[name]
    assert list(pattern.find(text)) == [m.span() for m in pattern._any_case.finditer(text)]
    assert pattern.is_in(text) == (pattern._any_case.search(text) is not None)


def test_most_beginnings_in_small_letters_are_told() -> None:
    assert [name for name, pattern in LOWERED.items() if pattern._heads is None] == ["done"]


# ---------------------------------------------------------------- designs that PubMed's own types settle

TITLES = [
    "Invented socks",
    "A randomised crossover trial of socks",
    "A systematic review of invented socks",
    "Guidelines for invented socks",
    "Further crossover trials are needed",
    "A meta-analysis of socks",
]
ABSTRACTS = [
    "",
    "Adults were randomly assigned to socks or none; after a washout they crossed over (cross-over).",
    "We searched MEDLINE and pooled odds ratios in this meta-analysis of invented trials.",
    "Patients were randomised to socks. Random selection of a cross-over was not made.",
    "A latin square.",
]


@pytest.mark.parametrize("types", [(), ("Review", "Guideline"), *((name,) for name, _ in TYPES)])
def test_a_design_is_what_types_and_the_whole_text_make_it(types: tuple[str, ...]) -> None:
    found = set()
    for title in TITLES:
        for abstract in ABSTRACTS:
            told, wanted = judge_design(title, abstract), None
            for name, settled in TYPES:
                if wanted is None and name in types:
                    wanted = DesignJudgement(settled, (f"type:{name}",))
                    if settled == "rct" and told.design == "crossover-rct":
                        wanted = DesignJudgement("crossover-rct", (f"type:{name}", *told.rules))
                    if settled == "narrative-review" and told.design in (
                        "systematic-review", "meta-analysis", "guideline",
                    ):  # fmt: skip
                        wanted = told
            judged = find_design(types, title, abstract)
            assert judged == (wanted or told)
            found.add(judged.design)
    if types in [("Randomized Controlled Trial",), ("Review",), ()]:
        assert len(found) > 1


# ---------------------------------------------------------------- what claims share

CLAIMS = [
    f"{first} {verb} {second}{whom}."
    for first in ("Grey socks", "Long walks", "Grey socks and rest")
    for verb in ("improve", "do not change", "raise the risk of", "are more effective than long walks for")
    for second in ("cold feet", "sleep")
    for whom in ("", " in older adults")
]


@given(st.lists(st.sampled_from([s for group in SENTENCES.values() for s in group]), min_size=1, max_size=4), st.data())
def test_what_claims_share_is_what_each_would_be_told_alone(sentences: list[str], data: st.DataObject) -> None:
    things = {key: data.draw(st.sampled_from(["grey socks", "cold feet", "long walks", "sleep"])) for key in "abc"}
    text = " ".join(s.format(**things, n=40, m=12, w=4) for s in sentences)
    shared = read_abstract([Passage("RESULTS", text)]).sentences
    for claim in map(read_statement, CLAIMS):
        alone = read_abstract([Passage("RESULTS", text)]).sentences
        assert [compare(claim, read) for read in shared] == [compare(claim, read) for read in alone]
        for read in alone:
            ones = [place for stem in claim.first for place in read.places.get(stem, ())]
            twos = [place for stem in claim.second for place in read.places.get(stem, ())]
            told = _find_ways(read, ones, twos, _is_swapped(claim, read), claim.turned)
            assert told in read.ways.values() if ones or twos else frozenset(told) == read.of_others[claim.turned]


SAID = [
    "There was no significant difference in {b} between the invented groups.",
    "It remains unclear whether {a} changes {b}, although some trials say so.",
    "{b} was less common, and {a} was harmful in a few.",
    "Further trials on hats are needed.",
    "Invented hats were effective and reduced colds more than scarves.",
    "Long walks were superior to grey socks in older adults with cold feet.",
    "Rates are often high (p = 0.03).",
]
LABELS = ["RESULTS", "CONCLUSIONS", "BACKGROUND", None]
STATED = [*CLAIMS, "Invented gloves are safe", "It is not known whether gloves help.",
          "Gloves are rarely worn by adults", "Gloves and mittens do not differ.",
          "In older adults, gloves do no harm."]  # fmt: skip
PASSAGES = st.lists(st.tuples(st.sampled_from(LABELS), st.lists(st.sampled_from(SAID), max_size=4)), max_size=3)


@given(PASSAGES, st.permutations(STATED), st.sampled_from(["grey socks", "sleep"]))
def test_a_statement_is_weighed_and_judged_as_in_the_plain_way(
    given: list[tuple[str | None, list[str]]], claims: list[str], thing: str
) -> None:
    passages = [Passage(label, " ".join(said).format(a=thing, b="cold feet")) for label, said in given]
    shared, alone = read_abstract(passages), read_abstract(passages)
    model = load_model("statement")
    for text in claims:
        claim = read_statement(text)
        features, best = plain_weighing.measure_statement(claim, alone)
        quick, spoken = measure_statement(claim, shared)
        assert {name: value for name, value in features.items() if value} == {**quick}
        judged = judge(read_claim(text), shared)
        assert (spoken and spoken.sentence, judged.sentence) == (best and best.sentence, best and best.sentence)
        if best is not None:
            chosen, odds, spoke = model.choose(features)
            if judged.rules[:1] and judged.rules[0].startswith("temper:"):
                assert (chosen, judged.rules[1:]) == ("supports", spoke), "only a support is taken back"
            else:
                assert (judged.stance, judged.rules) == (chosen, spoke)
                assert judged.confidence == pytest.approx(model.confide(odds), abs=1e-12)
            covers = [features[f"covers:{name}"] for name in ("first", "second")]
            assert judged.on_pair == (min(covers) >= SPOKEN_OF)


OUTCOMES = ["cold feet", "sleep", "mood", "severity of cold feet", "improvement"]


@given(PASSAGES, st.sampled_from(["grey socks", "sleep"]))
def test_a_direction_is_left_out_only_where_the_outcome_is_not_spoken_of(
    given: list[tuple[str | None, list[str]]], thing: str
) -> None:
    passages = [Passage(label, " ".join(said).format(a=thing, b="cold feet")) for label, said in given]
    for outcome in OUTCOMES:
        whole = judge_passages("grey socks", "placebo", outcome, passages)
        quick = judge_told("grey socks", "placebo", outcome, read_findings(passages))
        assert quick == (whole if whole.told else None)


# ---------------------------------------------------------------- a class chosen in one look-up

WEIGHT = st.floats(-3, 3, allow_nan=False)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(WEIGHT, WEIGHT, WEIGHT)),
    st.dictionaries(st.sampled_from("abcdefghij"), st.floats(0, 1)),
    st.tuples(WEIGHT, WEIGHT, WEIGHT),
)
def test_a_class_is_chosen_as_it_is_predicted_and_explained(
    weights: dict[str, tuple[float, float, float]], features: dict[str, float], intercept: tuple[float, float, float]
) -> None:
    model = LinearModel(("one", "two", "three"), intercept, weights)
    chosen, odds, spoke = model.choose(features)
    predicted = model.predict(features)
    assert chosen == max(model.classes, key=lambda name: predicted[name])
    assert odds == predicted[chosen]
    assert spoke == tuple(name for name, _ in model.explain(features, chosen))
    marks = tuple(name for name, value in features.items() if value == 1)
    for _ in range(2):  # added up, and kept
        found = model.choose_marked(marks, tuple((n, v) for n, v in features.items() if v != 1))
        assert found[1] == pytest.approx(max(predicted.values()), abs=1e-12)
        if sorted(predicted.values())[-2] < found[1] - 1e-9:
            assert found[::2] == (chosen, spoke)


# ---------------------------------------------------------------- packed and unpacked


def test_suggestions_come_back_from_bytes_as_they_were_checked(read_tiny: Path) -> None:
    review = rls.open_workspace(read_tiny)
    tags = list(suggest_tags(review.lexicon, tuple(review.evidence.claims.values()), invent(review, 12), ()))
    assert tags
    again = unpack(pack(tags))
    assert again == tags
    # A value made without being looked at is the value that is looked at: same fields, types and text.
    for tag in (*tags, *again):
        checked = SuggestedTag.model_validate_json(tag.model_dump_json())
        assert checked == tag
        assert checked.model_fields_set == tag.model_fields_set
        assert hash(checked) == hash(tag)
        assert tag.to_plain() == checked.to_plain()
    assert unpack(pack([])) == []


@pytest.mark.parametrize("data", [b"", b"[]", b"[[],[[1]]]", b"{}", b"[[[1,2]],[]]"])
def test_bytes_that_are_none_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        unpack(data)


def test_a_place_stands_once_however_many_claims_name_it() -> None:
    cue = Cue(field="title", start=0, end=14, words="Invented title", rule="concept:made-up")
    tag = SuggestedTag(
        claim="made-up", record="pubmed:90000001", concerns=True, stance=None, directness=None, indirect_because=(),
        basis="title", rules=(), cues=(cue,), why="Invented.", numbers=(cue, cue),
    )  # fmt: skip
    assert json.dumps(json.loads(pack([tag, tag, tag]))).count("Invented title") == 1
