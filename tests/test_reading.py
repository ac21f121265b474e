"""Frames for reading: names for words, digits that mean something, exercises and lists that a notebook shows."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
import traitlets

import rlsevidence as rls
from rlsevidence.errors import UsageError
from rlsevidence.frames.told import count_decimals, tell_interval, tell_measure
from rlsevidence.reading import tell_number

ROOT = Path(__file__).resolve().parents[1]
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("effect", "low", "high", "shown"),
    [
        (6.4, -4.01981, 16.8198, f"6 ({MINUS}4 to 17)"),
        (10, 3.44071, 16.5593, "10.0 (3.4 to 16.6)"),
        (6.8, 5.4, 8.3, "6.8 (5.4 to 8.3)"),
        (0.8512345, 0.7012, 1.0299, "0.85 (0.70 to 1.03)"),
        (-0.04, -0.0412, -0.0388, f"{MINUS}0.040 ({MINUS}0.041 to {MINUS}0.039)"),
        (1234.5, 200.2, 2268.8, "1234 (200 to 2269)"),
        (-0.001, -9.0, 9.0, f"0.0 ({MINUS}9.0 to 9.0)"),
        (2.34567, None, None, "2.35"),
        (-4.01981, None, None, f"{MINUS}4.02"),
        (0.0, None, None, "0"),
        (3.0, 3.0, 3.0, "3.00"),
        (None, None, None, None),
    ],
)
def test_an_effect_has_the_digits_that_its_interval_carries(
    effect: float | None, low: float | None, high: float | None, shown: str | None
) -> None:
    assert tell_interval(effect, low, high, "en") == shown


def test_an_effect_in_swedish_has_a_decimal_comma() -> None:
    assert tell_interval(6.8, 5.4, 8.3, "sv") == "6,8 (5,4 till 8,3)"


@pytest.mark.parametrize(
    ("size", "digits", "decimals"), [(10.4, 2, 0), (6.6, 2, 1), (0.16, 2, 2), (1e-9, 2, 3), (0, 2, 0)]
)
def test_decimals(size: float, digits: int, decimals: int) -> None:
    assert count_decimals(size, digits) == decimals


@pytest.mark.parametrize(
    ("value", "text"), [(270.0, "270"), (0.123456, "0.123"), (1234.56, "1235"), (-4.01981, "-4.02")]
)
def test_a_number_in_a_table(value: float, text: str) -> None:
    assert tell_number(value) == text


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("measure", ["MD", "SMD", "OR", "RR", "RD", "MC", "SMCR", "HR"])
def test_every_measure_that_is_computed_or_read_has_a_name(review: rls.Workspace, measure: str, language: str) -> None:
    said = tell_measure(measure, review.evidence.vocabulary, language)
    assert said.endswith(f" ({measure})")
    assert len(said) > len(measure) * 2 + 3


def test_words_of_every_table_are_named(review: rls.Workspace) -> None:
    """Columns that hold words of the vocabulary hold names afterwards, in either language."""
    for table in ("tags", "screening", "studies", "arms", "results", "certainty", "appraisals", "claims"):
        raw = review.frame(table)
        for language in ("en", "sv"):
            shown = review.lay_out(raw, language).frame
            assert len(shown) == len(raw)
            for column in {"stance", "decision", "reason", "design", "comparator", "domain"} & set(shown.columns):
                left = [v for v in shown[column].dropna() if "_" in v]
                assert left == [], (table, column)


def test_two_groups_of_words_may_stand_in_one_column(review: rls.Workspace) -> None:
    table = pd.DataFrame({"certainty": ["very_low", "established", None]})
    assert list(review.lay_out(table).frame["certainty"])[:2] == ["very low certainty", "established"]
    odd = pd.DataFrame({"certainty": ["very_low", "no_such_word"]})
    assert list(review.lay_out(odd).frame["certainty"]) == ["very_low", "no_such_word"], "it is not half translated"


def test_studies_and_claims_go_by_their_names(review: rls.Workspace) -> None:
    one, two = list(review.evidence.studies.values())[:2]
    shown = review.lay_out(pd.DataFrame({"studies": [f"{one.id}; {two.id}", ""], "claim": [review.headline[0], "x"]}))
    assert list(shown.frame["studies"]) == [f"{one.label}, {two.label}", ""]
    assert shown.frame["claim"][0] == review.evidence.claims[review.headline[0]].title.in_language("en")


def test_effects_that_say_the_same_are_one_row_and_none_is_lost(review: rls.Workspace) -> None:
    for claim in review.headline:
        raw, shown = review.effects(claim), review.read_effects(claim).frame
        assert shown["results"].sum() == len(raw)
        assert shown["effect"].notna().sum() <= raw["effect"].notna().sum()


# ---------------------------------------------------------------- a list to choose from


def test_a_claim_is_chosen_and_kept_when_all_cells_are_run_again(review: rls.Workspace) -> None:
    chosen = rls.choose_claim(review)
    assert chosen.value == review.headline[0]
    other = list(review.evidence.claims)[-1]
    chosen.value = other
    assert rls.choose_claim(review).value == other
    with pytest.raises(traitlets.TraitError):
        chosen.value = "no-such-claim"
    chosen.value = review.headline[0]


def test_on_a_page_the_list_says_what_is_shown(review: rls.Workspace) -> None:
    claim = list(review.evidence.claims)[3]
    data = rls.choose_claim(review, claim)._repr_mimebundle_()[0]
    assert review.evidence.claims[claim].title.in_language("en") in data["text/html"]
    assert "JupyterLab" in data["text/html"]
    with pytest.raises(UsageError, match="no claim 'no-such-claim'; there are: "):
        rls.choose_claim(review, "no-such-claim")


# ---------------------------------------------------------------- exercises


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_exercises_in_a_notebook_keep_their_answers_closed(language: str) -> None:
    exercises = rls.exercises(ROOT, language=language)
    shown = exercises._repr_html_()
    tags = Tags(shown).found
    assert len([t for t, _ in tags if t == "fieldset"]) == len(exercises.items) >= 10
    assert not [a for t, a in tags if t == "details" and "open" in a]
    assert len([a for t, a in tags if t == "input" and a.get("class") == "decided"]) == len(exercises.items)
    assert not [t for t, _ in tags if t in ("script", "img", "link", "iframe", "form")]
    assert not re.search(r"https?://", shown)
    names = {a["name"] for t, a in tags if t == "input"}
    assert len(names) == len(exercises.items), "each exercise is a group of its own"


def test_english_words_are_not_marked_as_another_language_where_that_one_comes_first(review: rls.Workspace) -> None:
    assert review.evidence.topic.languages[0] != "en", "the kind: a workspace whose first language is another"
    shown = rls.exercises(ROOT, language="en")._repr_html_()
    said = {s.says.in_language("sv") for d in review.evidence.documents.values() for s in d.sentences}
    marked = re.findall(r'<span lang="(?!en)[^>]*>([^<]*)<', shown)
    assert {html.unescape(text) for text in marked} <= said, "only what a document says in its own language"
    assert '<span lang="en">' in rls.exercises(ROOT, language="sv")._repr_html_(), "and what is English says so"


def test_exercises_of_a_kind_and_about_a_claim(review: rls.Workspace) -> None:
    exercises = rls.exercises(ROOT)
    assert {e.kind for e in exercises.of("bias").items} == {"bias"}
    claim = review.headline[0]
    (one,) = exercises.of("certainty", claim).items
    assert one.path == f"claims/{claim}.html"
    assert len(exercises.of("wording").first().items) == 1
    with pytest.raises(UsageError, match="there are: bias, certainty, wording"):
        exercises.of("size")
    with pytest.raises(UsageError, match="about 'no-such-claim'"):
        exercises.of("certainty", "no-such-claim")
    with pytest.raises(UsageError, match="no language 'xx'"):
        rls.exercises(ROOT, language="xx")


def test_without_anything_judged_there_is_nothing_to_practise_on(tmp_path: Path) -> None:
    from rlsevidence.site.practice import Exercises

    shown = Exercises((), "en", rls.open_workspace(ROOT))._repr_html_()
    assert "nothing to practise on" in shown
