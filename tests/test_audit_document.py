"""A document audited: known sentences found again, new ones matched or left alone, verdicts by rules alone."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.audit.annotated_page import write_page
from rlsevidence.audit.audited import VERDICTS, Audit
from rlsevidence.audit.drift import CHANGES, compare_audits, describe_changes
from rlsevidence.audit.margin_comments import comment_document
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.read import parse_article
from rlsevidence.audit.report import (
    MARKS,
    SCALE,
    describe_audit,
    describe_claim_reviews,
    describe_sarif,
    format_markdown,
    format_text,
)
from rlsevidence.audit.texts import tell
from rlsevidence.audit.weigh import SEVERITY, weigh
from rlsevidence.audit.wording import read_wording
from rlsevidence.cli import main
from rlsevidence.decisions.settled import settle
from rlsevidence.errors import UsageError
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.model import Evidence

TODAY = dt.date(2026, 2, 2)


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return store.load(repo / "tests" / "tiny")


@pytest.fixture(scope="module")
def summaries(evidence: Evidence) -> dict[str, ClaimSummary]:
    return {s.claim.id: s for s in summarise_claims(settle(evidence), today=TODAY)}


@pytest.fixture(scope="module")
def auditor(evidence: Evidence, summaries: dict[str, ClaimSummary]) -> Auditor:
    return Auditor(evidence, summaries, TODAY, "Sweden")


@pytest.fixture(scope="module")
def text(repo: Path) -> str:
    return (repo / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8")


def audit(auditor: Auditor, text: str) -> Audit:
    return auditor.audit(parse_article(text.encode(), "a.txt"))


@pytest.fixture(scope="module")
def whole(auditor: Auditor, text: str) -> Audit:
    return audit(auditor, text)


def test_every_sentence_of_the_known_document_is_found(whole: Audit, evidence: Evidence) -> None:
    (document,) = evidence.documents.values()
    assert whole.document == document.id
    assert {p.known_at: p.match for p in whole.passages} == {s.at: "same" for s in document.sentences}
    assert whole.gone == ()


def test_people_s_verdicts_are_never_read(auditor: Auditor, evidence: Evidence, text: str) -> None:
    """With every verdict of the document taken away, or turned into another, the proposals are the same."""
    (document,) = evidence.documents.values()
    bare = tuple(s.model_copy(update={"verdict": None}) for s in document.sentences)
    hidden = replace(evidence, documents={document.id: document.model_copy(update={"sentences": bare})})
    summaries = {s.claim.id: s for s in summarise_claims(settle(hidden), today=TODAY)}
    blind = audit(Auditor(hidden, summaries, TODAY, "Sweden"), text)
    seen = audit(auditor, text)
    assert [(p.verdict, p.why, p.suggest) for p in blind.passages] == [
        (p.verdict, p.why, p.suggest) for p in seen.passages
    ]
    assert any(p.decision for p in seen.passages)
    assert not any(p.decision for p in blind.passages)


def test_order_edits_and_gaps(auditor: Auditor, text: str) -> None:
    lines = text.splitlines()
    turned = audit(auditor, "\n".join([lines[2], lines[0], lines[1]]))
    assert {p.match for p in turned.passages} == {"same", "moved"}
    edited = audit(auditor, text.replace("mycket bra mot dålig", "bra mot dålig"))
    assert edited.passages[0].match == "edited"
    assert edited.passages[0].known_at == "1.1"
    shorter = audit(auditor, "\n".join(lines[:2]))
    assert shorter.gone == ("3.1", "3.2")


def test_the_missing_list(auditor: Auditor, whole: Audit, text: str) -> None:
    assert whole.missing_lists == ("3.2",)
    assert audit(auditor, f"{text}- oxid\n- citrat\n").missing_lists == ()
    assert audit(auditor, f"{text}oxid\ncitrat\n").missing_lists == ()


def test_a_document_on_another_topic_raises_nothing(auditor: Auditor) -> None:
    other = audit(
        auditor,
        "Stadens nya bro öppnar i maj. Bron kan minska köerna mycket. Det är bevisat att cykling är bra för hälsan. "
        "Kostnaden är 300 miljoner om dagen. Magnesium används i broar.",
    )
    assert other.document is None
    *rest, named = other.passages
    assert all(p.verdict is None and not p.claims for p in rest)
    assert (named.verdict, named.claims) == ("not_reviewed", ()), "it names the substance, so it is listed"


RULES = [
    # claim, sentence, verdict, why
    ("insomnia-improvement", "Magnesium förbättrar sömnen vid rastlösa ben.", "overstated", "plain on very low"),
    ("insomnia-improvement", "Magnesium är extremt effektivt mot dålig sömn.", "overstated", "emphatic on very low"),
    ("insomnia-improvement", "Det är osäkert om magnesium förbättrar sömnen.", "supported", "says how uncertain it is"),
    ("insomnia-improvement", "Magnesium förbättrar inte sömnen.", "overstated", "a denial that nothing settles"),
    (
        "insomnia-improvement",
        "En studie visade att magnesium förbättrar sömnen.",
        "overstated",
        "as an effect, a report",
    ),
    ("insomnia-improvement", "Jag sov bättre med magnesium.", "not_checkable", "one person's account"),
    ("insomnia-improvement", "Magnesium används mot dålig sömn.", "supported_with_limits", "use is not effect"),
    ("deficiency-contributes", "Brist på magnesium orsakar besvären.", "overstated", "judged to make no difference"),
    ("stomach-upset", "Magnesium kan ge orolig mage.", "supported_with_limits", "accepted"),
    (
        "stomach-upset",
        "Magnesium ger garanterat orolig mage.",
        "overstated",
        "emphatic on what is accepted with limits",
    ),
]


@pytest.mark.parametrize(("claim", "sentence", "verdict", "why"), RULES, ids=[r[3] for r in RULES])
def test_rules(claim: str, sentence: str, verdict: str, why: str, summaries: dict[str, ClaimSummary]) -> None:
    weighed = weigh(summaries[claim], read_wording(sentence), sentence)
    assert weighed.word == verdict
    values = {"wording": "", "certainty": "", "counts": ""}
    assert tell(weighed.why, "sv", **values) != tell(weighed.why, "en", **values)


@pytest.mark.parametrize("certainty", ["very_low", "low", "moderate", "high"])
def test_firmer_wording_never_gets_a_kinder_verdict(certainty: str, summaries: dict[str, ClaimSummary]) -> None:
    summary = summaries["insomnia-improvement"]
    assert summary.certainty is not None
    assert summary.certainty.direction is not None
    way = summary.certainty.direction.model_copy(update={"finding": "benefit"})
    judged = summary.certainty.model_copy(update={"overall": certainty, "direction": way})
    claim = replace(summary, certainty=judged)
    ladder = ["kan förbättra", "förbättrar", "förbättrar bevisat", "är extremt effektivt och förbättrar"]
    words = [weigh(claim, read_wording(f"Magnesium {w} sömnen."), "Magnesium").word for w in ladder]
    kinder = {"overstated": 0, "unsupported": 0, "understated": 2, "supported_with_limits": 1, "supported": 1}
    too_firm = [kinder[w] == 0 for w in words]
    assert too_firm == sorted(too_firm), words


def test_amounts_against_the_country_s_level(auditor: Auditor) -> None:
    found = {
        sentence: [
            (a.side, a.advised) for p in audit(auditor, f"Om rastlösa ben. {sentence}").passages for a in p.amounts
        ]
        for sentence in (
            "Doser på 270-350 mg magnesium om dagen är säkra.",
            "Ta 200 mg magnesium om dagen mot rastlösa ben.",
            "Ta 400 mg magnesiumoxid om dagen mot rastlösa ben.",
            "Ta 400 mg ibuprofen om dagen mot rastlösa ben.",
            "Mer än 300 mg magnesium om dagen kan ge farliga biverkningar vid rastlösa ben.",
        )
    }
    assert list(found.values()) == [
        [("above", True)],
        [("below", True)],
        [("unsure", True)],
        [],
        [("above", False)],
    ]


def test_retracted_sources_come_first(auditor: Auditor, evidence: Evidence) -> None:
    record = next(r for r in evidence.records.values() if r.is_retracted)
    known = next(r for r in evidence.records.values() if r.pmid and not r.is_retracted)
    where = record.doi or f"PMID {record.pmid}"
    found = audit(
        auditor, f"En studie (PMID {known.pmid}; {where}; 10.9999/okand) visade att magnesium hjälper mot rastlösa ben."
    )
    sources = found.passages[0].sources
    assert [s.retracted for s in sources] == [True, False, False]
    assert [s.record for s in sources].count(None) == 1
    assert "10.9999/okand" in " ".join(found.passages[0].why)


def test_contradiction_within_a_document(auditor: Auditor) -> None:
    found = audit(
        auditor,
        "Det är bevisat att magnesium förbättrar sömnen vid rastlösa ben.\n"
        "Magnesium kan möjligen förbättra sömnen vid rastlösa ben.",
    )
    assert [claim for claim, _ in found.contradictions] == ["insomnia-improvement"]


def test_rules_on_health_claims_speak_of_commercial_text_only(
    evidence: Evidence, summaries: dict[str, ClaimSummary]
) -> None:
    text = "Magnesium hjälper mot rastlösa ben."
    for context, said in (("editorial", False), ("commercial", True)):
        found = audit(Auditor(evidence, summaries, TODAY, "Sweden", context), text)
        assert bool(found.passages[0].commercial) is said


KEYS = {
    "at",
    "match",
    "kind",
    "claims",
    "wording",
    "verdict",
    "attribution",
    "certainty",
    "why",
    "suggest",
    "studies",
    "defects",
}


def test_json_holds_what_is_promised(whole: Audit) -> None:
    plain = json.loads(json.dumps(describe_audit(whole)))
    assert {"document", "language", "as_of", "passages", "contradictions", "missing_lists"} <= set(plain)
    assert all(set(p) >= KEYS for p in plain["passages"])
    assert {p["verdict"] for p in plain["passages"]} <= {None, *VERDICTS}


def test_every_verdict_has_a_sign_and_a_place(evidence: Evidence) -> None:
    assert set(MARKS) == set(SEVERITY)
    assert set(SCALE) < set(SEVERITY)
    assert set(evidence.vocabulary["verdict_word"]) <= set(SEVERITY)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_reports_for_people(whole: Audit, evidence: Evidence, language: str) -> None:
    for made in (format_text(whole, evidence, language), format_markdown(whole, evidence, language)):
        assert tell("proposal", language) in made
    page = write_page(whole, evidence, language, describe_claim_reviews(whole, evidence))
    assert page.count("<mark ") == sum(p.verdict is not None or bool(p.defects) for p in whole.passages)
    assert "http" not in page.replace("https://schema.org", "")
    assert f'<html lang="{language}">' in page


def test_a_page_never_runs_what_a_document_holds(auditor: Auditor, evidence: Evidence) -> None:
    bad = "Magnesium hjälper mot rastlösa ben </script><script>alert(1)</script>."
    found = audit(auditor, bad)
    page = write_page(found, evidence, "sv", describe_claim_reviews(found, evidence))
    assert "<script>alert" not in page


def test_sarif_points_at_the_line(whole: Audit, evidence: Evidence) -> None:
    (run,) = describe_sarif((whole,), evidence, "0")["runs"]
    lines = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run["results"]]
    assert lines == sorted(lines)
    assert {r["ruleId"] for r in run["results"]} <= {r["id"] for r in run["tool"]["driver"]["rules"]}


def test_reviews_state_their_scale(whole: Audit, evidence: Evidence) -> None:
    reviews = describe_claim_reviews(whole, evidence)
    assert reviews
    for review in reviews:
        rating = review["reviewRating"]
        assert 1 <= rating["ratingValue"] <= rating["bestRating"] == 5
        assert review["description"] == tell("scale", "sv")


def test_comments_stand_in_the_editor_s_own_file(auditor: Auditor, evidence: Evidence) -> None:
    import docx

    made = docx.Document()
    paragraph = made.add_paragraph("Om rastlösa ben. Magnesium ")
    paragraph.add_run("förbättrar").bold = True
    paragraph.add_run(" sömnen vid rastlösa ben. Hej då.")
    out = io.BytesIO()
    made.save(out)
    found = auditor.audit(parse_article(out.getvalue(), "a.docx"))
    commented = docx.Document(io.BytesIO(comment_document(found, evidence, "sv", out.getvalue())))
    assert commented.paragraphs[0].text == "Om rastlösa ben. Magnesium förbättrar sömnen vid rastlösa ben. Hej då."
    assert [r.text for r in commented.paragraphs[0].runs if r.bold] == ["förbättrar"]
    (comment,) = list(commented.comments)
    assert comment.author == "rlsevidence"
    assert "1.2" in comment.paragraphs[0].text


def test_drift_after_an_edit(auditor: Auditor, text: str) -> None:
    before = audit(auditor, text)
    after = audit(auditor, text.replace("hjälper mycket bra", "kanske hjälper") + "En helt ny mening om magnesium.\n")
    words = {c["change"] for c in describe_changes(compare_audits(before, after))}
    assert "new" in words
    assert words <= set(CHANGES)
    assert describe_changes(compare_audits(before, before)) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_change_has_words_in_the_terminal_report(
    language: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edit that leaves the verdict as it was is a change too, and so is one of a sentence with nothing to check."""
    old = {
        "the words alone": "Magnesium hjälper mycket bra mot dålig sömn vid rastlösa ben.",
        "nothing to check": "Tala gärna med en läkare om det i god tid före resan.",
        "gone": "Vädret i november var ovanligt milt på hela västkusten.",
    }
    now = {
        "the words alone": "Magnesium hjälper mycket bra mot dålig sömn hos den som har rastlösa ben.",
        "nothing to check": "Tala gärna med en läkare om det i mycket god tid före resan.",
        "new": "En helt annan mening om stolar i köket.",
    }
    (tmp_path / "old.txt").write_text("\n".join(old.values()), encoding="utf-8")
    (tmp_path / "now.txt").write_text("\n".join(now.values()), encoding="utf-8")
    command = ["audit", str(tmp_path / "now.txt"), "--before", str(tmp_path / "old.txt"), "--workspace", str(tiny)]
    _, out, _ = run([*command, "--format", "json"], capsys)
    assert {c["change"] for c in json.loads(out)} == {"changed", "new", "gone"}, "the case is what it says"
    code, out, _ = run([*command, "--language", language], capsys)
    assert code == 0
    for key in ("changed", "new", "gone_word"):
        assert tell(key, language) in out


def test_drift_after_the_evidence_moved(auditor: Auditor, text: str, summaries: dict[str, ClaimSummary]) -> None:
    stomach = summaries["stomach-upset"]
    assert stomach.certainty is not None
    assert stomach.certainty.basis is not None
    basis = stomach.certainty.basis.model_copy(update={"rating": "unsupported"})
    moved = {
        **summaries,
        "stomach-upset": replace(stomach, certainty=stomach.certainty.model_copy(update={"basis": basis})),
    }
    later = audit(Auditor(auditor.evidence, moved, TODAY, "Sweden"), text)
    changes = [c for c in compare_audits(audit(auditor, text), later) if c.change == "worse"]
    assert [c.reopen for c in changes] == [True]


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_command(tiny: Path, repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = str(repo / "tests" / "tiny" / "article.txt")
    where = ["--workspace", str(tiny)]
    code, out, _ = run(["audit", article, *where, "--format", "json"], capsys)
    assert code == 0
    assert json.loads(out)["document"] == article
    code, _, err = run(["audit", article, *where, "--fail-on", "overstated,contradicted"], capsys)
    assert (code, "overstated" in err) == (1, True)
    code, _, err = run(["audit", article, *where, "--fail-on", "wrong"], capsys)
    assert (code, "expected words of" in err) == (2, True)
    code, _, err = run(["audit", article, *where, "--country", "Nowhere"], capsys)
    assert (code, "Sweden" in err) == (2, True)
    code, _, err = run(["audit", *where], capsys)
    assert code == 2
    for form in ("html", "md", "docx", "sarif", "claimreview", "text"):
        target = tmp_path / f"out.{form}"
        code, _, _ = run(["audit", article, *where, "--format", form, "--out", str(target)], capsys)
        assert (code, target.stat().st_size > 100) == (0, True)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("Magnesium hjälper mot rastlösa ben.", encoding="utf-8")
    (tmp_path / "folder" / "b.txt").write_bytes(b"\0\1\2" * 99)
    code, out, err = run(["audit", str(tmp_path / "folder"), *where, "--format", "json"], capsys)
    assert (code, "b.txt" in err) == (2, True)
    code, out, _ = run(["show", "Magnesium hjälper mycket bra mot dålig sömn vid rastlösa ben.", *where], capsys)
    assert (code, "1.1" in out) == (0, True)
    code, out, _ = run(["audit", article, *where, "--before", article, "--format", "json"], capsys)
    assert (code, json.loads(out)) == (0, [])
    code, out, _ = run(["audit", article, *where, "--since", "2020-01-01"], capsys)
    assert code == 0


def test_a_named_person_decides_in_the_document_s_file(tiny: Path, repo: Path) -> None:
    review = rls.open_workspace(tiny)
    found = review.audit(repo / "tests" / "tiny" / "article.txt")
    who = review.evidence.people[0].id
    path = review.decide_verdict(found, "1.1", "overstated", "För starkt.", "Skriv så här.", by=who)
    (document,) = rls.open_workspace(tiny).evidence.documents.values()
    verdict = next(s.verdict for s in document.sentences if s.at == "1.1")
    assert verdict is not None
    assert (path, verdict.word, verdict.decided_by, verdict.decided_on) == (
        f"documents/{document.id}.yaml",
        "overstated",
        who,
        review.today,
    )
    for wrong, says in (
        ({"at": "9.9"}, "no sentence"),
        ({"word": "bad"}, "expected one of"),
        ({"by": "nobody"}, "people.tsv"),
        ({"why": " "}, "reason"),
    ):
        given = {"at": "1.1", "word": "overstated", "why": "Därför.", "by": who, **wrong}
        with pytest.raises(UsageError, match=says):
            review.decide_verdict(found, **given)
    with pytest.raises(UsageError, match="init --article"):
        review.decide_verdict(review.audit("En annan mening om magnesium."), "1.1", "supported", "x", by=who)


def test_the_editor_s_panel(tiny: Path, repo: Path) -> None:
    who = rls.open_workspace(tiny).evidence.people[0].id
    panel = rls.audit_panel(who, tiny)
    panel.text.value = (repo / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8")
    panel.start.click()
    assert "<iframe" in panel.shown.value
    panel.why.value = "Därför."
    panel.decide.click()
    assert panel.place.value in panel.status.value
    for button in panel.exports:
        button.click()
    assert len(list((tiny / "build" / "audit").iterdir())) == len(panel.exports)
    panel.text.value = ""
    panel.start.click()
    assert "no text" in panel.status.value
    assert rls.audit_panel(None, tiny).decide.disabled


LOOKED_UP = {
    "the sentence itself": ("first", "same", "1.1"),
    "edited a little": ("Magnesium hjälper nog mycket bra mot dålig sömn vid rastlösa ben.", "edited", "1.1"),
    "something else about the topic": ("Magnesium finns i nötter och frön.", "new", None),
    "something else altogether": ("Tåget till Kiruna avgår klockan tolv i dag.", "new", None),
}


@pytest.mark.parametrize("case", list(LOOKED_UP))
def test_one_sentence_is_looked_up_in_the_known_documents(case: str, tiny: Path, repo: Path) -> None:
    text, match, at = LOOKED_UP[case]
    if text == "first":
        text = (repo / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8").split(". ")[0] + "."
    review = rls.open_workspace(tiny)
    found = review.auditor().audit(parse_article(text.encode(), "text"))
    (passage,) = found.passages
    assert (passage.match, passage.known_at) == (match, at)
    assert found.gone == (), "nobody asked for the whole document"
    shown = format_text(found, review.evidence, "sv")
    assert (f"mening {at}" in shown) == (at is not None)
    assert "1 mening:" in shown


def test_words_of_an_identifier_are_in_no_language(auditor: Auditor) -> None:
    text = "Enligt Hornyak 1998 (doi:10.1093/sleep/21.5.501) sov de bättre med magnesium vid RLS."
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert passage.defects == ()
    assert passage.wording is not None
    assert passage.wording.reported, "'enligt' and a study say who says so"


@pytest.mark.parametrize(
    ("country", "word"),
    [("Iran", "accurate"), (None, "unclear"), ("Japan", "unclear")],
    ids=["there", "not recorded", "elsewhere"],
)
def test_a_country_is_asked_of_the_study_that_a_report_rests_on(
    evidence: Evidence, country: str | None, word: str
) -> None:
    studies = {
        name: study.model_copy(update={"population": study.population.model_copy(update={"country": country})})
        for name, study in evidence.studies.items()
    }
    other = replace(evidence, studies=studies)
    summaries = {s.claim.id: s for s in summarise_claims(settle(other), today=dt.date(2026, 11, 27))}
    auditor = Auditor(other, summaries, dt.date(2026, 11, 27))
    text = "Researchers in Iran found that magnesium helps sleep in RLS."
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert passage.attribution is not None
    assert passage.attribution.word == word
    assert bool(passage.attribution.studies) == (country != "Japan")


def test_a_sentence_that_is_only_like_a_known_one_is_read_for_what_it_says(auditor: Auditor) -> None:
    text = "Magnesium deficiency does not cause RLS."
    (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
    assert [c.match.claim for c in passage.claims][:1] == ["deficiency-contributes"]
    assert passage.wording is not None
    assert passage.wording.negated
