"""A new trial, from the PDF of an invented article to a changed verdict, by somebody new, with no YAML opened.

RLSEVIDENCE_TIMES=1 prints how long each step takes the program; a person's reading comes on top of that.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.errors import NOTICES
from rlsevidence.finishing import list_problems
from rlsevidence.model import GRADE_DOMAINS
from rlsevidence.panel.session import ReviewSession
from test_audit_read import pdf
from test_forms import ARM, RESULT, closed, fields, put

CLAIM = "insomnia-improvement"
RIS = """TY  - JOUR
AU  - Nyström, I.
TI  - Invented randomised trial of magnesium for sleep in restless legs syndrome
AB  - Eighty invented adults with restless legs syndrome got magnesium or placebo. Sleep improved more with magnesium.
PY  - 2026
JO  - J Invent Test
DO  - 10.9999/invented.journey
ER  -
"""
ARTICLE = [
    "Invented randomised trial of magnesium for sleep",
    "",
    "Methods. 120 invented adults were allotted by a computer to 300 mg",
    "magnesium a day, or placebo, for 8 weeks.",
    "",
    "Results. The sleep scale was 6.0 points higher, 95 % interval 2.0 to 10.0.",
]


class Times(dict[str, float]):
    """How long each step took, in seconds."""

    def step(self, name: str) -> None:
        self[name] = time.monotonic() - sum(self.values()) - self.start

    def begin(self) -> Times:
        self.start = time.monotonic()
        return self


def place_of(panel: Any, number: str) -> str:
    """Where a number stands in the text beside the form, as the browser would say it."""
    for passage in panel.view["beside"]["passages"]:
        if passage["at"].startswith("page/") and number in passage["text"]:
            at = passage["text"].index(number)
            return f"[{passage['at']}:{at}-{at + len(number)} @{passage['digest']}]"
    raise AssertionError(f"{number} stands nowhere")


@pytest.mark.slow
def test_a_new_trial_from_its_pdf_to_the_verdict(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times, folder = Times().begin(), tiny / "evidence"
    before = rls.open_workspace(tiny).summary(CLAIM)
    (tmp_path / "found.ris").write_text(RIS, encoding="utf-8")
    (tmp_path / "own.pdf").write_bytes(pdf(ARTICLE))
    assert cli.main(["import", str(tmp_path / "found.ris"), "--workspace", str(tiny)]) == 0
    record = "doi:10.9999/invented.journey"
    assert record in store.load(folder).records
    times.step("import")

    desk = rls.desk(reviewer="ida", folder=tiny)
    desk.act({"do": "join", "name": "Invented Ida"})
    session = ReviewSession(rls.open_workspace(tiny), "ida")
    pair = (CLAIM, record)
    assert pair in session.pairs
    session.screen(record, "include", "eligible", stage="title_abstract", basis="abstract")
    session.decide(pair, "supports", directness="direct", basis="abstract")
    times.step("join, screen, tag")

    desk.act({"do": "desk"})
    waiting = next(g for g in desk.view["groups"] if g["id"] == "known-unread")["items"]
    assert [w["open"]["name"] for w in waiting] == [record]
    form = rls.extract(record, reviewer="ida", folder=tiny, name="invented-journey", text=tmp_path / "own.pdf")
    put(form, "design", value="rct")
    put(form, "read", value="full-text")
    put(form, "comparator", value="placebo")
    put(form, "population", "who", value="invented adults")
    put(form, "population", "n", value="120", place=place_of(form, "120"))
    put(form, "population", "conditions", value="rls", do="add")
    for name, compound in (("given", "magnesium"), ("placebo", "placebo")):
        put(form, "arms", value={**ARM, "id": name}, do="add")
        put(form, "arms", f"@{name}", "n", value="60")
        put(form, "arms", f"@{name}", "compound", value=compound)
    put(form, "arms", "@given", "amount", value="300", place=place_of(form, "300"))
    put(form, "arms", "@given", "unit", value="mg/day")
    put(form, "arms", "@given", "amount_is", value="elemental")
    put(form, "results", value={**RESULT, "id": "sleep"}, do="add")
    result = {"outcome": "sleep", "measure": "invented sleep scale", "unit": "points 0-100", "better": "higher"}
    for key, value in {**result, "kind": "between-arms", "when": "8 weeks", "where": "page 1"}.items():
        put(form, "results", "@sleep", key, value=value)
    put(form, "results", "@sleep", "estimate", "measure", value="MD")
    for key, number in (("value", "6.0"), ("ci_low", "2.0"), ("ci_high", "10.0")):
        put(form, "results", "@sleep", "estimate", key, value=number, place=place_of(form, number))
    put(form, "results", "@sleep", "estimate", "level", value="95")
    put(form, "results", "@sleep", "claims", value=CLAIM, do="add")
    put(form, "finding", "en", value="The invented trial found somewhat better sleep.")
    put(form, "finding", "sv", value="Den påhittade prövningen fann något bättre sömn.")
    put(form, "facts_from", value=["https://example.org/invented-journey"])
    put(form, "verification", value="confirmed")
    form.act({"do": "finish"})
    assert form.view["finished"] == "studies/invented-journey.yaml", (form.status, form.view["problems"])
    times.step("extract")

    form = rls.appraise("invented-journey", reviewer="ida", folder=tiny)
    for name, field in fields(form).items():
        if name.endswith(".judgement"):
            put(form, *field["at"], value="low")
        elif name.endswith(".support") or name == "why":
            put(form, *field["at"], "en", value="Invented for this domain.")
            put(form, *field["at"], "sv", value="Påhittat för domänen.")
    put(form, "read", value="full-text")
    put(form, "result", value="sleep", do="add")
    put(form, "overall", value="low")
    form.act({"do": "finish"})
    assert form.view["finished"] == "appraisals/invented-journey.rob2.yaml", (form.status, form.view["problems"])
    times.step("appraise")

    form = rls.judge(CLAIM, reviewer="ida", folder=tiny)
    offered = [c["word"] for c in fields(form)["body"]["choices"]]
    assert "invented-journey" in offered
    for study in ("invented-trial", "invented-before-after", "invented-journey"):
        put(form, "body", value=study, do="add")
    put(form, "read", value="abstract")
    put(form, "starts_at", value="high")
    for domain in GRADE_DOMAINS:
        put(form, "downgrades", domain, "steps", value={"risk_of_bias": 1, "imprecision": 2}.get(domain, 0))
        put(form, "downgrades", domain, "why", "en", value="Invented.")
        put(form, "downgrades", domain, "why", "sv", value="Påhittat.")
    put(form, "direction", "finding", value="unclear")
    put(form, "direction", "why", "en", value="Invented.")
    put(form, "direction", "why", "sv", value="Påhittat.")
    assert closed(fields(form)["overall"]) == {"high", "moderate", "low"}
    put(form, "overall", value="very_low")
    put(form, "summary", "en", value="The evidence is still very uncertain about whether magnesium improves sleep.")
    put(form, "summary", "sv", value="Det är fortfarande mycket osäkert om magnesium förbättrar sömnen.")
    form.act({"do": "finish"})
    assert form.view["finished"] == f"certainty/{CLAIM}.ida.yaml", (form.status, form.view["problems"])
    times.step("judge")

    # Anna and Bo judged it before: a named person settles the two, taking what Ida saw.
    form = rls.settle("certainty", CLAIM, reviewer="cia", folder=tiny)
    for field in fields(form).values():
        if field["both"]:
            put(form, *field["at"], value=field["both"][1][1])
    form.act({"do": "finish"})
    assert form.view["finished"] == f"certainty/{CLAIM}.yaml", (form.status, form.view["problems"])
    times.step("settle")

    after = rls.open_workspace(tiny).summary(CLAIM)
    assert "invented-journey" not in {s.id for s in before.counted}
    assert "invented-journey" in {s.id for s in after.counted if s.in_body}
    assert after.certainty is not None
    assert "still very uncertain" in after.certainty.summary.in_language("en")
    faults = [p for p in list_problems(folder) if p.rule not in NOTICES]
    assert [str(p) for p in faults] == []
    if os.environ.get("RLSEVIDENCE_TIMES"):
        with capsys.disabled():
            print("".join(f"\n{name}: {seconds:.1f} s" for name, seconds in times.items()))
