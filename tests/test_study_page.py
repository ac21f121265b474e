"""The page of a study: what was done in a picture, and what a study like it can and cannot show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

import rlsevidence as rls
from rlsevidence.judgement.lessons import ALLOTMENT, DOUBTED, KIND, LOTS, RISKS, WEAK, explain_study
from rlsevidence.language import say
from rlsevidence.language.words import Words
from rlsevidence.model import DESIGNS, Appraisal, Arm, Study, read_prose
from rlsevidence.reporting.studies import say_arm
from rlsevidence.reporting.voice import Voice
from rlsevidence.site.boxes import SOFT
from rlsevidence.site.design_picture import picture_design
from rlsevidence.site.pages import PageMaker
from rlsevidence.site.study_picture import picture_study, say_time

ROOT = Path(__file__).resolve().parents[1]


def appraised(review: rls.Workspace, study: Study) -> list[Appraisal]:
    return [a for a in review.evidence.appraisals if a.study == study.id]


def of_design(review: rls.Workspace) -> Iterator[Study]:
    for design in DESIGNS:
        yield from [s for s in review.evidence.studies.values() if s.design == design][:1]


def test_every_design_is_explained_in_both_languages() -> None:
    assert set(DESIGNS) == set(KIND)
    for language in ("en", "sv"):
        for kind in set(KIND.values()):
            assert len({say(f"site.study.{side}.{kind}", language) for side in ("can", "cannot")}) == 2
        assert len({say(f"site.study.can.{lot}", language) for lot in LOTS}) == len(LOTS)
        assert len({say(f"site.study.risk.{sort}", language, tool="T", word="w") for sort in RISKS}) == len(RISKS)
        for caution in ("not_appraised", "few", "not_read"):
            assert say(f"site.study.caution.{caution}", language)


def test_only_lots_are_said_to_show_what_a_treatment_did() -> None:
    made = "itself made a difference"
    told = {design for design, kind in KIND.items() if made in say(f"site.study.can.{kind}", "en")}
    assert told == {"rct", "crossover-rct"}


def test_what_holds_a_study_back_follows_from_its_record(review: rls.Workspace) -> None:
    study = next(s for s in review.evidence.studies.values() if s.is_randomised and appraised(review, s))
    (own, *_) = appraised(review, study)
    few = study.model_copy(
        update={"read": "full-text", "population": study.population.model_copy(update={"n": 399, "n_analysed": None})}
    )
    many = few.model_copy(update={"population": few.population.model_copy(update={"n": 400})})
    low = own.model_copy(update={"overall": "low", "domains": {}})
    assert explain_study(many, [low]).cautions == ()
    assert explain_study(few, [low]).cautions == ("few",)
    assert explain_study(many, []).cautions == ("not_appraised",)
    high = own.model_copy(update={"overall": "high"})
    assert [r[1:] for r in explain_study(many, [low, high]).risks] == [("low", "low"), ("high", "weak")]
    assert explain_study(many.model_copy(update={"read": "abstract"}), [low]).cautions == ("not_read",)
    unknown = many.model_copy(update={"population": many.population.model_copy(update={"n": None})})
    assert explain_study(unknown, [low]).cautions == (), "an unknown number is not a small one"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_each_overall_judgement_stands_on_the_page_in_the_word_of_its_tool(
    review: rls.Workspace, language: str
) -> None:
    """Some concerns is not silence, and critical is not high."""
    maker, seen = PageMaker(review.in_language(language), language, {}, None), set()
    for study in review.evidence.studies.values():
        text = unescape(maker.study(study).text)
        for a in appraised(review, study):
            seen.add(a.overall)
            sort = next(s for t, w, s in explain_study(study, [a]).risks)
            tool, word = maker.words.name("tool", a.tool), maker.words.name("judgement", a.overall)
            assert say(f"site.study.risk.{sort}", language, tool=tool, word=word) in text, study.id
            assert (sort == "low") == (a.overall == "low")
    assert {"high", "critical", "some_concerns", "moderate", "unclear"} <= seen


@pytest.mark.parametrize("language", ["en", "sv"])
def test_chance_alone_decided_only_where_the_appraisal_says_so(review: rls.Workspace, language: str) -> None:
    maker = PageMaker(review.in_language(language), language, {}, None)
    lots = [s for s in review.evidence.studies.values() if s.is_randomised]
    assert len(lots) > 20
    outright = say("site.study.can.lot", language)
    for study in lots:
        own = appraised(review, study)
        sound = bool(own) and all(a.domains[ALLOTMENT].judgement == "low" for a in own)
        assert (f"<dd>{outright}</dd>" in unescape(maker.study(study).text)) is sound, study.id
    (own, *_) = appraised(review, next(s for s in lots if appraised(review, s)))

    def judged(word: str) -> Appraisal:
        part = own.domains[ALLOTMENT].model_copy(update={"judgement": word})
        return own.model_copy(update={"domains": {**own.domains, ALLOTMENT: part}})

    trial = lots[0]
    assert [explain_study(trial, [judged(w)]).can for w in ("low", "some_concerns", "unclear", "high")] == [
        "lot", "lot_unsure", "lot_unsure", "lot_doubted"
    ]  # fmt: skip
    assert explain_study(trial, [judged("low"), judged("high")]).can == "lot_doubted", "the gravest decides"
    assert explain_study(trial, [own.model_copy(update={"domains": {}})]).can == "lot_unsure"
    assert explain_study(trial, []).can == "lot_unjudged"


def test_each_doubted_part_of_an_appraisal_is_named(review: rls.Workspace) -> None:
    assert WEAK < DOUBTED
    for study in review.evidence.studies.values():
        own = appraised(review, study)
        wanted = {(a.tool, d) for a in own for d, item in a.domains.items() if item.judgement in DOUBTED}
        lessons = explain_study(study, own)
        assert {(tool, domain) for tool, domain, _ in lessons.doubted} == wanted
        unclear = {(a.tool, d) for a in own for d, item in a.domains.items() if item.judgement == "unclear"}
        assert set(lessons.unclear) == unclear, "what could not be judged is not said to be at risk"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_is_unclear_is_told_apart_and_an_arm_is_explained(review: rls.Workspace, language: str) -> None:
    maker = PageMaker(review, language, {}, None)
    seen = 0
    for study in review.evidence.studies.values():
        own = appraised(review, study)
        lessons = explain_study(study, own)
        if not (lessons.doubted and lessons.unclear and study.arms) or seen > 3:
            continue
        seen += 1
        text = maker.study(study).text
        start, between = text.index(say("site.bias_doubted", language)), text.index(say("site.bias_unclear", language))
        word = maker.words.name("judgement", "unclear")
        assert start < between
        assert word not in text[start:between]
        means = maker.words.read(review.evidence.vocabulary["study_term"]["arm"].means)
        assert f'#term-study-term-arm" data-means="{means}"' in text
    assert seen


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_picture_holds_every_group_with_what_is_recorded(review: rls.Workspace, language: str) -> None:
    voice = Words(language, review.evidence.vocabulary)
    drawn = 0
    for study in review.evidence.studies.values():
        chart = picture_study(study, voice)
        assert (chart is None) == (not study.arms)
        if chart is None:
            continue
        drawn += 1
        assert chart.picture is not None
        assert chart.picture.narrow is not None
        assert len(chart.rows) == len(study.arms)
        for svg, width in ((chart.picture.wide, 720), (chart.picture.narrow, 300)):
            root = ElementTree.fromstring(str(svg))
            assert root.get("width") == str(width)
            words = " ".join(" ".join(root.itertext()).split())
            for arm in study.arms:
                if arm.amount is not None:
                    assert voice.number(arm.amount) in words, study.id
                if arm.n is not None:
                    assert voice.say("site.picture_people", n=arm.n) in words, study.id
            boxes = root.findall("{http://www.w3.org/2000/svg}rect") + root.findall("{http://www.w3.org/2000/svg}path")
            assert len(boxes) >= len(study.arms) + 2
        split = voice.say("site.picture_split_none")
        alone = study.design == "single-arm-trial" and len(study.arms) == 1
        assert (split in chart.text) == (study.design not in ("rct", "crossover-rct") and not alone), study.id
    assert drawn > 20


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_study_without_groups_is_drawn_from_what_is_recorded(review: rls.Workspace, language: str) -> None:
    voice = Words(language, review.evidence.vocabulary)
    arrow, drawn = "Z", set()
    for study in review.evidence.studies.values():
        chart = picture_design(study, voice)
        assert (chart is None) == bool(study.arms)
        if chart is None:
            continue
        drawn.add(study.design)
        assert chart.picture is not None
        assert chart.picture.narrow is not None
        means = voice.read(review.evidence.vocabulary["design"][study.design].means)
        assert means.rstrip(".") in chart.text
        for outcome in {r.outcome for r in study.results}:
            assert voice.name("outcome", outcome) in chart.text + str(chart.rows), study.id
        shown = set(re.findall(r"\d+", chart.text))
        held = set(re.findall(r"\d+", repr((study.population.n, study.population.n_analysed, study.results))))
        assert shown <= held | {str(len(study.results) - n) for n in range(len(study.results))}, study.id
        for svg in (chart.picture.wide, chart.picture.narrow):
            root = ElementTree.fromstring(str(svg))
            words = " ".join(" ".join(root.itertext()).split())
            assert all(word in words for word in means.split()), "the picture and the words say the same"
            heads = [p for p in root.iter() if p.tag.endswith("path") and p.get("fill") == SOFT]
            assert bool(heads) == (study.design == "cohort"), "only a cohort is known to run forward in time"
            assert all(str(p.get("d")).endswith(arrow) for p in heads)
        if study.population.n is None and study.is_primary:
            assert voice.say("site.picture_people_unknown") in chart.text
        if study.design == "cross-sectional":
            assert voice.say("site.picture_once") in chart.text
    assert drawn >= {"cohort", "cross-sectional", "case-control", "meta-analysis", "guideline", "narrative-review"}


def test_a_picture_of_a_design_says_what_is_unknown_and_makes_nothing_up(review: rls.Workspace) -> None:
    voice = Words("en", review.evidence.vocabulary)
    study = next(s for s in review.evidence.studies.values() if s.design == "cohort" and not s.arms)
    nobody = study.population.model_copy(update={"n": None, "n_analysed": None, "conditions": ()})
    bare = study.model_copy(update={"population": nobody, "results": ()})
    chart = picture_design(bare, voice)
    assert chart is not None
    assert not re.search(r"\d", chart.text), "no number comes from nowhere"
    assert chart.rows == ()
    for key in ("picture_people_unknown", "picture_whom_unknown", "picture_no_results"):
        assert voice.say(f"site.{key}") in chart.text
    assert voice.say("site.picture_forward", time=voice.say("site.not_recorded")) in chart.text
    result = study.results[0].model_copy(update={"when": "5 years", "values": {"trials": 3}, "kind": "pooled"})
    timed = picture_design(bare.model_copy(update={"results": (result,)}), voice)
    assert timed is not None
    assert voice.say("site.picture_forward", time="5 years") in timed.text
    pooled = picture_design(bare.model_copy(update={"results": (result,), "design": "meta-analysis"}), voice)
    assert pooled is not None
    assert voice.say("site.picture_n_trials", n=3) in pooled.text
    unknown = result.model_copy(update={"values": None})
    told = picture_design(bare.model_copy(update={"results": (unknown,), "design": "meta-analysis"}), voice)
    assert told is not None
    assert voice.say("site.picture_n_unknown") in told.text
    guideline = picture_design(bare.model_copy(update={"design": "guideline"}), voice)
    assert guideline is not None
    assert voice.say("site.picture_no_measure") in guideline.text
    assert voice.say("site.picture_people_unknown") not in guideline.text, "a guideline has no people to be counted"


TIMES = {
    "8 weeks": ("8 weeks", "8 veckor"),
    "1 month": ("1 month", "1 månad"),
    "40-52 weeks": ("40-52 weeks", "40-52 veckor"),
    "after 4-6 weeks": ("after 4-6 weeks", "efter 4-6 veckor"),
    "end of period": ("end of period", "periodens slut"),
    "a stretch that is made up": ("a stretch that is made up", "a stretch that is made up"),
}


@pytest.mark.parametrize("written", list(TIMES))
def test_a_stretch_of_time_is_said_in_the_language_of_the_page(written: str) -> None:
    assert tuple(say_time(written, Words(language)) for language in ("en", "sv")) == TIMES[written]


def test_words_of_a_record_cannot_bring_markup_into_the_picture(review: rls.Workspace) -> None:
    study = next(s for s in review.evidence.studies.values() if s.arms)
    evil = study.arms[0].model_copy(update={"compound": None, "id": "<script>x</script>", "duration": "<b onload=y>"})
    chart = picture_study(study.model_copy(update={"arms": (evil,)}), Words("en", review.evidence.vocabulary))
    assert chart is not None
    assert chart.picture is not None
    assert not re.search(r"<script|<b ", str(chart.picture.wide) + str(chart.picture.narrow))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_says_what_the_study_can_show_and_where_it_counts(review: rls.Workspace, language: str) -> None:
    maker = PageMaker(review, language)
    for study in of_design(review):
        page = unescape(maker.study(study).text)
        lessons = explain_study(study, appraised(review, study))
        for key in (f"can.{lessons.can}", f"cannot.{KIND[study.design]}"):
            assert say(f"site.study.{key}", language) in page, study.id
        assert 'id="done"' in page, "every study has its picture"
        listed = page.partition('id="counts"')[2].partition("<details")[0]
        counted = listed.count(f"<strong>{say('site.counts_for', language)}</strong>")
        assert counted == sum(item.counted for _, item in maker.beside(study)), study.id


def test_a_swedish_page_has_no_decimal_point_in_a_p_value_and_one_name_for_a_group(review: rls.Workspace) -> None:
    maker, seen = PageMaker(review, "sv"), 0
    for study in review.evidence.studies.values():
        printed = {r.p for r in study.results if r.p and re.search(r"\d?\.\d", r.p)}
        if not printed and "control" not in {arm.id for arm in study.arms}:
            continue
        text = unescape(re.sub(r"<[^>]+>", "|", maker.study(study).text))
        seen += len(printed)
        assert [p for p in printed if f"|{p}|" in text] == [], study.id
        assert "|control|" not in text, study.id
    assert seen > 30


def test_what_a_picture_has_in_another_language_is_marked_as_that(review: rls.Workspace) -> None:
    """As beside it: each word that the sentence marks is marked in both drawings, and no other is."""
    voice, marked = Words("sv", review.evidence.vocabulary), 0
    for study in review.evidence.studies.values():
        # As it was entered by somebody who wrote in one language only.
        beside = [arm.given_with and read_prose(arm.given_with, "en") for arm in study.arms]
        arms = [a.model_copy(update={"given_with": b}) for a, b in zip(study.arms, beside, strict=True)]
        chart = picture_study(study.model_copy(update={"arms": tuple(arms)}), voice)
        if chart is None:
            continue
        told = " ".join(unescape(t) for t in re.findall(r'<span lang="en">([^<]*)</span>', str(chart.text)))
        for drawing in (str(chart.picture.wide), str(chart.picture.narrow)):
            drawn = [unescape(t) for t in re.findall(r'<t(?:ext|span)[^>]* lang="en">([^<]*)</t', drawing)]
            assert sorted(" ".join(drawn).split()) == sorted(told.split()), study.id
            ElementTree.fromstring(drawing)
        marked += bool(told)
    assert marked > 3


def test_a_group_is_shown_with_what_it_got_beside_and_what_is_written_of_it(review: rls.Workspace) -> None:
    """In the picture, the sentence and the table alike: 'magnesium' twice over is no comparison."""
    study = next(s for s in review.evidence.studies.values() if s.arms)
    vocabulary = review.evidence.vocabulary
    plain = {"n": None, "compound": "magnesium", "salt": None, "amount": None, "with": None, "note": None}
    told = {
        "both": {"with": {"en": "made-up tea", "sv": "påhittat te"}},
        "later": {"note": {"en": "as needed, up to 3 cups", "sv": "efter behov, högst 3 koppar"}},
        "tea-alone": {"compound": "other", "note": {"en": "tea alone, made up", "sv": "bara te, påhittat"}},
        "soup": {"compound": "other", "note": {"en": "amount not seen", "sv": "mängden har inte setts"}},
        "sham": {"compound": "placebo", "with": "made-up salt"},
    }
    arms = [
        Arm.model_validate(study.arms[0].model_dump(by_alias=True) | plain | {"id": name} | own)
        for name, own in told.items()
    ]
    made_up = study.model_copy(update={"arms": tuple(arms)})
    shown = {
        "en": ("together with made-up tea", "as needed, up to 3 cups", "tea alone, made up", "soup", "amount not seen"),
        "sv": ("tillsammans med påhittat te", "efter behov, högst 3 koppar", "bara te, påhittat", "mängden har inte"),
    }
    for language, words in shown.items():
        chart = picture_study(made_up, Words(language, vocabulary))
        assert chart is not None
        assert chart.picture is not None
        drawn = [
            " ".join(" ".join(ElementTree.fromstring(str(svg)).itertext()).split())
            for svg in (chart.picture.wide, chart.picture.narrow)
        ]
        cells = " ".join(str(row[0]) for row in chart.rows)
        for text in (re.sub("<[^>]*>", "", str(chart.text)), re.sub("<[^>]*>", "", cells), *drawn):
            for word in (*words, "made-up salt"):
                assert word in text, (language, word)
    swedish = str(picture_study(made_up, Words("sv", vocabulary)).text)  # type: ignore[union-attr]
    assert "tea alone" not in swedish, "a group that its note names goes by that"
    assert '<span lang="en">soup</span>' in swedish
    assert '<span lang="en">made-up salt</span>' in swedish
    for language, word in (("en", "together with made-up tea"), ("sv", "tillsammans med påhittat te")):
        assert word in say_arm(arms[0], Voice(language, vocabulary, "en")).text


def test_no_two_groups_of_a_study_look_the_same_where_the_files_tell_them_apart(review: rls.Workspace) -> None:
    voice = Words("sv", review.evidence.vocabulary)
    for study in review.evidence.studies.values():
        chart = picture_study(study, voice)
        apart = {repr(arm.model_copy(update={"id": "same"})) for arm in study.arms}
        assert chart is None or len(set(chart.rows)) >= len(apart), study.id
