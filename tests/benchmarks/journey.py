"""How long a new trial takes from its PDF to the changed page, by the forms and by hand: a model's estimate.

    python tests/benchmarks/journey.py [--keep FOLDER]

What is done is real: a JupyterLab, Chromium, a workspace of invented studies, the PDF of an invented article; every
key is pressed and every control clicked, and at the end the page must say what the trial changed. What is estimated is
the person, since none is at hand: the Keystroke-Level Model (Card, Moran & Newell 1980, Communications of the ACM
23:396-410) gives a practised person's time from what was counted: 0.28 s a key (an average non-secretary typist),
1.1 s to point, 0.2 s a click, 0.4 s from keyboard to mouse or back, 1.35 s of thought before each decision; scrolling
to a control that is out of sight is one pointing more. Where Tab is quicker than the mouse, Tab is pressed, and every
press is counted; selecting in a text is two pointings and one click. Reading is 200 words a minute, and what was read a
moment ago is not read again. To these comes what the machine was really waited for. One person works in one notebook
and writes in one language; the other is asked for by `todo`. The model knows no doubt, no error and no search for
words: a person who is new, or thinks about a judgement, takes longer, in the forms and by hand alike.

By hand: the same files, written into the drafts that `rlsevidence new` begins: each line that is not there yet, typed;
one thought for each value, and one more for each word of the vocabulary that has to be looked up; two keys from line
to line. Screening and tags are rows of their tables. Of a text in two languages the English one is typed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from conftest import CHROMIUM_FLAGS, NO_NAMES, TODAY, find_chromium  # noqa: E402
from lab_page import LabPage, Served  # noqa: E402
from lab_server import SRC, serve_lab  # noqa: E402
from rlsevidence import store  # noqa: E402
from rlsevidence.model import GRADE_DOMAINS  # noqa: E402
from rlsevidence.scaffold import build_scaffold  # noqa: E402
from test_audit_read import pdf  # noqa: E402

K, P, B, H, M = 0.28, 1.1, 0.2, 0.4, 1.35
WORDS_A_MINUTE = 200
CLAIM, RECORD, STUDY = "insomnia-improvement", "doi:10.9999/invented.journey", "nystrom-2026"
RIS = """TY  - JOUR
AU  - Nyström, I.
TI  - Invented randomised trial of magnesium for sleep in restless legs syndrome
AB  - One hundred and twenty invented adults with restless legs syndrome got 300 mg magnesium or placebo for 8 weeks.
      Sleep was better by 6.0 points with magnesium (95 % interval 2.0 to 10.0).
PY  - 2026
JO  - J Invent Test
DO  - 10.9999/invented.journey
ER  -
"""
ARTICLE = """Invented randomised trial of magnesium for sleep in restless legs syndrome

Background. Nothing in this article has happened: the people, the clinic and the numbers are invented, so that the way
from an article to a verdict can be walked. People with restless legs sleep badly, and many of them take magnesium on
the advice of friends. Whether it helps has been asked in few trials, most of them small and without a comparison.

Methods. We allotted 120 invented adults with restless legs syndrome by a list that a computer had made, in blocks of
four, to 300 mg elemental magnesium a day, given by mouth as the citrate, or to placebo tablets that looked and tasted
alike, for 8 weeks. The pharmacy of the clinic kept the list; neither those who took the tablets nor those who saw them
knew who got what, and the list was opened after the last visit. People were 18 years or older, had had symptoms on at
least two days a week for half a year, and took no other medicine for sleep. Those with kidney disease were left out.
The trial was registered before the first visit, and the outcome was the invented sleep scale, from 0 (worst) to 100
(best), filled in at home at 8 weeks. A difference of 5 points was held to matter. We planned for 54 people a group.

Results. 60 people were allotted to each group; 58 on magnesium and 57 on placebo came to the last visit, and the others
were asked by telephone. At 8 weeks the mean was 62.0 points (standard deviation 11.0) with magnesium and 56.0 points
(standard deviation 11.2) with placebo: a difference of 6.0 points, 95 % interval 2.0 to 10.0, p = 0.004. At the start
the two groups had been alike, with 48.3 and 48.1 points. Seven people on magnesium and two on placebo had loose stools;
nobody stopped for it, and no serious event was seen. Those who guessed what they got guessed right half of the time.

Discussion. Sleep was somewhat better with magnesium than with placebo, by little more than what was held to matter.
The interval reaches from less than that to twice as much. One clinic, one season and eight weeks tell little of other
people and longer times, and the scale rests on what people say. The trial should be done again by somebody else before
anybody is advised to take magnesium for restless legs.

Funding. An invented foundation that had no part in the trial. The authors say that they have no other interests."""


@dataclass
class Step:
    """What one step took: counts of the model's operators, words read, seconds that the machine was waited for."""

    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys("KPBHM", 0))
    words: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        acts = sum(self.counts[name] * each for name, each in zip("KPBHM", (K, P, B, H, M), strict=True))
        return acts + self.words / WORDS_A_MINUTE * 60 + self.waited


class Hands(LabPage):
    """A person at JupyterLab: what is done is done in the browser, and counted."""

    widget, ready, live = ".fm-form", ".fm-form h2", ".fm-live, .fm-alarm, .rev-live, .rev-alarm"
    pictures = "journey"

    def begin(self, name: str) -> Step:
        if not hasattr(self, "steps"):
            self.steps: list[Step] = []
            self.on_mouse = False
            self.seen: set[str] = set()
        self.steps.append(Step(name))
        return self.steps[-1]

    def count(self, operator: str, n: int = 1) -> None:
        self.steps[-1].counts[operator] += n

    def think(self) -> None:
        self.count("M")

    def read(self, text: str) -> None:
        """Lines that this person has not read before."""
        lines = [line.strip() for line in text.splitlines()]
        self.steps[-1].words += sum(len(line.split()) for line in lines if line not in self.seen)
        self.seen.update(lines)

    def another(self) -> None:
        """Somebody else sits down, who has read nothing yet."""
        self.seen = set()

    def move_hand(self, to_mouse: bool) -> None:
        if self.on_mouse != to_mouse:
            self.count("H")
        self.on_mouse = to_mouse

    def click(self, target: Any) -> None:
        self.move_hand(True)
        box = target.bounding_box()
        height = self.page.viewport_size["height"]
        if box is None or box["y"] < 0 or box["y"] + box["height"] > height:
            self.count("P")  # the wheel
        self.count("P")
        self.count("B")
        target.click()

    def type(self, text: str) -> None:
        self.move_hand(False)
        self.count("K", len(text) + sum(c.isupper() or c in '!"#%&/()=?:;_*>' for c in text))
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.move_hand(False)
        self.count("K", 1 + key.count("+"))
        self.page.keyboard.press(key)

    def wait_for(self, target: Any) -> None:
        """What keeps the person waiting, by the clock."""
        began = time.monotonic()
        target.wait_for()
        self.steps[-1].waited += time.monotonic() - began

    def wait_said(self, text: str) -> None:
        began = time.monotonic()
        self.said(text)
        self.steps[-1].waited += time.monotonic() - began

    def settled(self) -> None:
        """Until all is on disk. The person goes on meanwhile, and so it is no wait."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function("document.querySelector('.fm-form [data-state=saving]') === null")

    def run_command(self, command: str) -> str:
        """A line typed in a shell, and how long it takes; what it prints."""
        self.think()
        self.move_hand(False)
        self.count("K", len(command) + 1)
        began = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(SRC)}
        words = command.split()[1:]
        done = subprocess.run(
            [sys.executable, "-m", "rlsevidence", *words],
            cwd=self.workspace,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.steps[-1].waited += time.monotonic() - began
        return done.stdout + done.stderr

    def run_cell(self, source: str, name: str, *, anew: bool = False) -> Any:
        """A line typed into the cell of the notebook that is open, or of a new one, and run; the widget it shows."""
        self.think()
        if anew:
            self.move_hand(False)
            self.count("K", len(source) + 2)
            began = time.monotonic()
            made = self.open(source, name)
            # A person has the notebook open; what is waited for is the cell.
            self.steps[-1].waited += min(time.monotonic() - began, self.cell_time())
            return made
        self.page.evaluate("document.querySelectorAll('.fm-form, .rev-review').forEach((w) => { w.dataset.old = 1; })")
        self.click(self.page.locator(".jp-CodeCell").first.locator(".cm-content"))
        self.press("Control+a")
        self.count("K", len(source))
        self.page.keyboard.insert_text(f"import rlsevidence as rls\n\n{source}")
        began = time.monotonic()
        self.press("Shift+Enter")
        widget = self.page.locator(f"{self.widget}:not([data-old])").last
        widget.wait_for(timeout=60_000)
        outer, inner = self.ready.split(" ", 1)
        self.page.locator(f"{outer}:not([data-old]) {inner}").first.wait_for()
        self.steps[-1].waited += time.monotonic() - began
        return widget

    def cell_time(self) -> float:
        """Seconds that the cell ran, by JupyterLab's own record of it."""
        return float(self.page.evaluate("performance.now() - (window.__ran ?? performance.now())") / 1000)

    def run(self) -> Any:
        self.page.locator(".jp-CodeCell").first.locator(".cm-content").click()
        self.page.evaluate("window.__ran = performance.now()")
        self.page.keyboard.press("Shift+Enter")
        widget = self.page.locator(self.widget).last
        widget.wait_for(timeout=60_000)
        self.page.wait_for_function("ready => document.querySelector(ready) !== null", arg=self.ready)
        return widget

    # ------------------------------------------------------------ a field of a form

    def fill(self, form: Any, name: str, value: Any) -> None:
        """One field: thought about, found, and filled in as its control wants it."""
        box = form.locator(f"[data-name='{name}']")
        box.wait_for()
        kind = re.search(r"fm-kind-(\w+)", box.get_attribute("class") or "")
        assert kind is not None, name
        self.think()
        if kind[1] == "choice" and box.locator("select").count():
            self.pick(box.locator("select"), str(value))
        elif kind[1] in ("choice", "many"):
            ends = f"input[value='{value}']" if kind[1] == "choice" else f"input[id$='-{value}']"
            if self.tab_to(box.locator("input").first):
                self.press(box.locator(f".fm-choice:has({ends}) kbd").inner_text())
            else:
                self.click(box.locator(ends))
        else:
            input_ = box.locator("input, textarea").first
            if not self.tab_to(input_):
                self.click(input_)
            if not input_.evaluate("e => e.selectionEnd - e.selectionStart === e.value.length"):
                self.press("Control+a")
            self.type(str(value))
        self.settled()

    def pick(self, select: Any, value: str) -> None:
        """One of a closed list: by the first letters of its name where the keyboard is there, else with the mouse."""
        names = select.evaluate("s => [...s.options].map((o) => [o.value, o.text.toLowerCase()])")
        name = dict(names)[value]
        short = next(
            name[:n] for n in range(1, len(name) + 1) if next(v for v, t in names if t.startswith(name[:n])) == value
        )
        if self.tab_to(select):
            self.type(short)
        else:
            self.click(select)
            self.count("P")
            self.count("B")
            select.select_option(value)
        assert select.input_value() == value, (short, select.input_value())

    def tab_to(self, target: Any) -> bool:
        """On to a control with Tab, where that is quicker than pointing at it; whether it was."""
        steps, seen = target.evaluate(STOPS)
        keys = steps * K + H * self.on_mouse
        mouse = P * (1 if seen else 2) + B + H * (not self.on_mouse) + H
        if steps < 0 or keys > mouse:
            return False
        there = "e => e === document.activeElement || Boolean(e.name && e.name === document.activeElement.name)"
        for _ in range(steps + 4):
            if target.evaluate(there):
                return True
            self.press("Tab")
        at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"Tab went elsewhere: {at}")

    def press_button(self, target: Any) -> None:
        """A button: with Tab and Enter, or with the mouse."""
        if self.tab_to(target):
            self.press("Enter")
        else:
            self.click(target)

    def select(self, form: Any, name: str, first: str, last: str) -> None:
        """A piece of the text selected with the mouse, from `first` to the end of `last`, and taken with Enter."""
        self.think()
        input_ = form.locator(f"[data-name='{name}'] input").first
        if not self.tab_to(input_):
            self.click(input_)
        (x0, y0), (x1, y1) = self.page.evaluate(ENDS, [first, last])
        self.move_hand(True)
        for operator in "PPB":
            self.count(operator)
        mouse = self.page.mouse
        mouse.move(x0, y0)
        mouse.down()
        mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        mouse.move(x1, y1)
        mouse.up()
        self.press("Enter")
        self.wait_said("Saved from what you selected")
        self.settled()

    def take_or_fill(self, form: Any, name: str, texts: Mapping[str, str]) -> None:
        """The rules' words where they are offered, read and taken; else one's own."""
        offer = form.locator(f"[data-name='{name}'] .fm-offer")
        if not offer.is_visible():
            self.fill(form, name, texts["en"])
            return
        self.think()
        self.read(offer.get_attribute("title") or "")
        self.press_button(offer)
        # Every change is answered in its turn; what was taken shows once it is on disk.
        self.page.wait_for_function(
            "name => document.querySelector(`[data-name='${name}'] textarea`).value !== ''", arg=name
        )
        self.settled()

    def judge_as_rules(self, form: Any, section: str, judgement: str) -> bool:
        """The rules' judgement with its reason, both read, in one act; whether it is offered and the person's too."""
        offer = form.locator(f"[data-section='{section}'] .fm-together")
        if not offer.is_visible() or not offer.inner_text().endswith(judgement):
            return False
        self.think()
        self.press_button(offer)
        offer.wait_for(state="hidden")
        self.settled()
        return True

    def take(self, form: Any, name: str, phrase: str) -> None:
        """A number clicked in the text: the one with which `phrase` begins."""
        self.think()
        input_ = form.locator(f"[data-name='{name}'] input").first
        if not self.tab_to(input_):
            self.click(input_)
        place = self.page.evaluate(
            """phrase => {
              const all = [...document.querySelectorAll('.fm-num')];
              return all.findIndex((n) => {
                const holder = n.closest('.fm-passage-text');
                const range = document.createRange();
                range.setStartBefore(n);
                range.setEndAfter(holder.lastChild);
                return range.toString().replace(/\\s+/g, ' ').startsWith(phrase);
              });
            }""",
            phrase,
        )
        assert place >= 0, phrase
        self.click(form.locator(".fm-num").nth(place))
        self.settled()


STOPS = """target => {
  // How many times Tab is pressed from where the keyboard is to the control, and whether the control is in sight.
  const form = target.closest('.fm-form');
  const at = document.activeElement;
  const box = target.getBoundingClientRect();
  const seen = box.top >= 0 && box.bottom <= innerHeight;
  if (!form.contains(at)) return [-1, seen];
  if (at === target || (at.type === 'radio' && at.name === target.name)) return [0, seen];
  const all = [...form.querySelectorAll('a[href], input, select, textarea, button, [tabindex]')]
    .filter((e) => e === at || (e.tabIndex >= 0 && !e.disabled && e.getClientRects().length));
  const stops = [];
  for (const e of all) {
    const group = e.type === 'radio' ? all.filter((o) => o.name === e.name) : [e];
    if (e === at || e === (group.find((o) => o === at) ?? group.find((o) => o.checked) ?? group[0])) stops.push(e);
  }
  const to = stops.findIndex((e) => e === target || (e.type === 'radio' && e.name === target.name));
  return [to < 0 ? -1 : to - stops.indexOf(at), seen];
}"""
ENDS = """([first, last]) => {
  // Where the mouse goes down, at the beginning of `first`, and up, after the end of `last`; both in sight.
  for (const p of document.querySelectorAll('.fm-passage-text')) {
    const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = '';
    while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
    const plain = text.replace(/\\s/g, ' ');
    const from = plain.indexOf(first), to = plain.indexOf(last, Math.max(from, 0));
    if (from < 0 || to < 0) continue;
    const point = (at, after) => {
      const [begin, node] = nodes.findLast(([b]) => b <= at);
      const range = document.createRange();
      range.setStart(node, at - begin);
      range.setEnd(node, at - begin + 1);
      return { range, box: () => range.getBoundingClientRect(), after };
    };
    const a = point(from, false), b = point(to + last.length - 1, true);
    a.range.startContainer.parentElement.scrollIntoView({ block: 'center' });
    const side = (x) => { const r = x.box(); return [x.after ? r.right - 0.5 : r.left + 0.5, (r.top + r.bottom) / 2]; };
    return [side(a), side(b)];
  }
  throw new Error(`not in the text: ${first} ... ${last}`);
}"""

# ---------------------------------------------------------------- the journey

SUPPORT = {
    "randomisation": "A list made by a computer, kept by the pharmacy.",
    "deviations": "Nobody knew who got what; all were analysed.",
    "missing_data": "115 of 120 came to the last visit.",
    "measurement": "The same scale, filled in blind.",
    "selection": "Registered before the first visit.",
}
WHY = {
    "risk_of_bias": (1, "One study had nobody to compare with."),
    "inconsistency": (0, "No result goes the other way."),
    "indirectness": (0, "The people and the outcome are those of the claim."),
    "imprecision": (2, "Few people, and the interval is wide."),
    "publication_bias": (0, "No sign of it, with few studies."),
}


def walk(lab: Hands, own: Path) -> list[Step]:
    page, step = lab.page, lab.begin("import the record")
    said = lab.run_command("rlsevidence import found.ris")
    lab.read(said[:400])

    lab.begin("join, screen and tag")
    desk = lab.run_cell('rls.desk(reviewer="ida")', "ida", anew=True)
    lab.picture("join")
    lab.click(desk.locator("input"))
    lab.type("Invented Ida")
    lab.press("Enter")
    lab.wait_for(desk.locator(".fm-desk"))
    lab.picture("desk")
    lab.think()
    lab.click(desk.get_by_role("button", name="Screen", exact=True))
    title = page.locator(".rev-screen .rev-title")
    lab.wait_for(title)
    assert "Invented randomised trial" in title.inner_text(), title.inner_text()
    lab.read(page.locator(".rev-screen").inner_text()[:900])
    lab.picture("screen")
    lab.think()
    lab.press("a")
    lab.wait_said("Saved")
    lab.widget, lab.ready = ".rev-review", ".rev-review .rev-title"
    panel = lab.run_cell('rls.review(reviewer="ida")', "tag")
    lab.click(panel.locator("input[type=search], input[data-rev=words]").first)
    lab.type("10.9999/invented.journey")
    lab.press("Enter")
    page.locator(".rev-review .rev-title", has_text="Invented randomised trial of magnesium for sleep").wait_for()
    panel.focus()
    for _ in range(12):
        if "Invented claim on sleep" in panel.inner_text().split("Invented randomised")[0]:
            break
        before = panel.locator(".rev-claim, .rev-title").first.inner_text()
        lab.press("j")
        page.wait_for_timeout(400)
        assert before
    lab.read(panel.inner_text()[:900])
    lab.picture("tag")
    lab.think()
    lab.press("s")
    lab.wait_said("directness")
    lab.think()
    lab.press("0")
    lab.wait_said("Saved")

    lab.begin("read the article")
    lab.read(ARTICLE)

    lab.begin("extract")
    lab.widget, lab.ready = ".fm-form", ".fm-form h2"
    form = lab.run_cell(f'rls.extract("{RECORD}", reviewer="ida", text="{own.name}")', "extract")
    extract(lab, form)
    lab.picture("extract")
    lab.press_button(form.locator(".fm-finish"))
    lab.wait_said("counts from now on")

    lab.begin("appraise")
    form = lab.run_cell(f'rls.appraise("{STUDY}", reviewer="ida", text="{own.name}")', "appraise")
    lab.fill(form, "result", "sleep")
    lab.fill(form, "read", "full-text")
    for domain, support in SUPPORT.items():
        lab.fill(form, f"domains.{domain}.judgement", "low")
        lab.fill(form, f"domains.{domain}.support", support)
    lab.fill(form, "overall", "low")
    lab.fill(form, "why", "Every domain is at low risk.")
    lab.picture("appraise")
    lab.press_button(form.locator(".fm-finish"))
    lab.wait_said("counts from now on")

    lab.begin("judge")
    form = lab.run_cell(f'rls.judge("{CLAIM}", reviewer="ida")', "judge")
    lab.read(form.locator(".fm-side").inner_text())
    for study in ("invented-trial", "invented-before-after", STUDY):
        lab.fill(form, "body", study)
    lab.fill(form, "read", "abstract")
    lab.fill(form, "starts_at", "high")
    for domain in GRADE_DOMAINS:
        steps, english = WHY[domain]
        lab.read(form.locator(f"[data-section='{domain}'] .fm-notes").inner_text())
        if lab.judge_as_rules(form, domain, ("no step down", "one step down", "two steps down")[steps]):
            continue
        lab.fill(form, f"downgrades.{domain}.steps", steps)
        lab.take_or_fill(form, f"downgrades.{domain}.why", {"en": english})
    lab.fill(form, "overall", "very_low")
    lab.read(form.locator("[data-section='direction'] .fm-notes").inner_text())
    if not lab.judge_as_rules(form, "direction", "unclear"):
        lab.fill(form, "direction.finding", "unclear")
        lab.take_or_fill(form, "direction.why", {"en": "One trial for it, one undecided."})
    sentence = {
        "sv": "Det är fortfarande mycket osäkert om magnesium förbättrar sömnen.",
        "en": "The evidence is still very uncertain about whether magnesium improves sleep.",
    }
    lab.take_or_fill(form, "summary", sentence)
    lab.picture("judge")
    lab.press_button(form.locator(".fm-finish"))
    lab.wait_said("kept beside that of another")

    lab.begin("settle with the judgement that stood (a second person)")
    lab.another()
    form = lab.run_cell(f'rls.settle("certainty", "{CLAIM}", reviewer="cia")', "cia", anew=True)
    takes = form.get_by_role("button", name=re.compile("Take what ida has"))
    for n in range(takes.count()):
        lab.think()
        lab.read(form.locator(".fm-both:not([hidden])").nth(n).inner_text())
        lab.press_button(takes.nth(n))
        lab.settled()
    lab.picture("settle")
    lab.press_button(form.locator(".fm-finish"))
    lab.wait_said("counts from now on")

    step = lab.begin("build the pages and look")
    lab.run_command("rlsevidence site --no-notebooks")
    pages = [p for p in (lab.workspace / "build" / "site").rglob("*.html") if CLAIM in p.name]
    assert any("Nyström 2026" in p.read_text(encoding="utf-8") for p in pages), "the page names the trial"
    assert step.waited > 0
    # Not part of the way, but what it must come to: nothing that check has to say.
    waited, keys, thoughts = step.waited, step.counts["K"], step.counts["M"]
    print(lab.run_command("rlsevidence check").strip())
    step.waited, step.counts["K"], step.counts["M"] = waited, keys, thoughts
    return lab.steps


def extract(lab: Hands, form: Any) -> None:
    """Every field of the trial that the article says something of."""
    for name, value in {
        "design": "rct",
        "read": "full-text",
        "comparator": "placebo",
        "population.who": "invented adults with restless legs",
    }.items():
        lab.fill(form, name, value)
    lab.take(form, "population.n", "120 invented adults")
    lab.fill(form, "population.conditions", "rls")
    for name, compound in (("magnesium", "magnesium"), ("placebo", "placebo")):
        lab.think()
        lab.press_button(form.get_by_role("button", name="Add a group"))
        lab.wait_for(form.locator("[data-name='arms.group.id'] input"))
        lab.fill(form, "arms.group.id", name)
        form.locator(f"[data-name='arms.{name}.n'] input").wait_for()
        lab.take(form, f"arms.{name}.n", "60 people were allotted")
        lab.fill(form, f"arms.{name}.compound", compound)
        if name == "magnesium":
            lab.select(form, "arms.magnesium.amount", "300 mg elemental", "for 8 weeks")
    lab.think()
    lab.press_button(form.get_by_role("button", name="Add a result"))
    lab.wait_for(form.locator("[data-name='results.result.id'] input"))
    lab.fill(form, "results.result.id", "sleep")
    at = "results.sleep"
    for name, value in {
        "outcome": "sleep",
        "measure": "invented sleep scale",
        "unit": "points 0-100",
        "better": "higher",
        "kind": "between-arms",
    }.items():
        lab.fill(form, f"{at}.{name}", value)
    form.locator(f"[data-name='{at}.values.placebo.sd'] input").wait_for()
    # One sentence has the numbers of both groups, the difference with its interval, p and the time.
    lab.select(form, f"{at}.values.magnesium.mean", "At 8 weeks the mean", "p = 0.004")
    lab.select(form, f"{at}.values.magnesium.n", "58 on magnesium", "57 on placebo")
    lab.fill(form, f"{at}.estimate.measure", "MD")
    lab.fill(form, f"{at}.claims", CLAIM)
    lab.fill(form, "finding", "The invented trial found somewhat better sleep with magnesium.")
    lab.fill(form, "harms", "Loose stools in seven, against two.")
    assert lab.judge_as_rules(form, "sources", "10.9999/invented.journey"), "the address of the record is offered"
    lab.fill(form, "funding", "an invented foundation")
    lab.fill(form, "verification", "confirmed")


# ---------------------------------------------------------------- the same by hand


def type_by_hand(before: Path, after: Path) -> list[Step]:
    """The files that came out, typed: those of one step together."""
    evidence, day = store.load(after), dt.date.fromisoformat(TODAY)
    words = {word for group in evidence.vocabulary.values() for word in group} | set(evidence.claims)
    drafts = {
        f"studies/{STUDY}.yaml": build_scaffold(store.load(before), "study", RECORD, STUDY, today=day)[1],
        f"appraisals/{STUDY}.rob2.yaml": build_scaffold(evidence, "appraisal", STUDY, "rob2", today=day)[1],
        f"certainty/{CLAIM}.yaml": build_scaffold(evidence, "certainty", CLAIM, None, today=day)[1],
    }
    called = {"studies": "extract", "appraisals": "appraise", "certainty": "judge"}
    steps = {name: Step(name) for name in ("join, screen and tag", *called.values())}
    for table in ("people.tsv", "screening.tsv", "tags.tsv"):
        step = steps["join, screen and tag"]
        old = set((before / table).read_text(encoding="utf-8").splitlines())
        for line in (after / table).read_text(encoding="utf-8").splitlines():
            if line not in old:
                cells = [cell for cell in line.split("\t") if cell]
                step.counts["K"] += len(line) + 3
                step.counts["M"] += len(cells) + sum(cell in words for cell in cells)
    for path, scaffold in drafts.items():
        step = steps[called[path.partition("/")[0]]]
        known = {line.partition("#")[0].rstrip() for line in scaffold.splitlines()}
        keys = {line.partition(":")[0].strip() for line in known if ":" in line}
        other = -1
        for line in (after / path).read_text(encoding="utf-8").splitlines():
            indent = len(line) - len(line.lstrip())
            if other >= 0 and indent > other:
                continue  # the rest of a text in the other language
            other = indent if line.lstrip().startswith("sv:") else -1
            if other >= 0 or line.startswith("#") or line.rstrip() in known:
                continue
            key, colon, value = line.strip().partition(":")
            typed = value.strip() if colon and key in keys else line.strip()
            step.counts["K"] += len(typed) + 2
            values = re.findall(r"[\w./-]+", value)
            step.counts["M"] += 1 + (len(values) <= 3 and any(v in words for v in values))
    for step in steps.values():
        step.counts["K"] += len("rlsevidence new study x") + 1
        step.counts["M"] += 1
    return list(steps.values())


def print_table(forms: list[Step], hand: list[Step]) -> None:
    by_hand = {s.name: s for s in hand}
    heads = ("keys", 5), ("points", 6), ("clicks", 6), ("thoughts", 8), ("words", 5), ("waited", 7), ("in all", 7)
    print(f"{'step':52} {' '.join(f'{name:>{width}}' for name, width in heads)}  by hand")
    total = other = 0.0
    for s in forms:
        same = by_hand.get(s.name)
        # What is not typed differently takes as long by hand: the commands, the reading.
        seconds = (
            same.seconds + s.words / WORDS_A_MINUTE * 60
            if same is not None
            else 0.0
            if s.name.startswith("settle")
            else s.seconds
        )
        c = s.counts
        print(
            f"{s.name:52} {c['K']:>5} {c['P']:>6} {c['B']:>6} {c['M']:>8} {s.words:>5} {s.waited:>6.1f}s "
            f"{s.seconds:>6.0f}s  {seconds:>5.0f}s"
        )
        total, other = total + s.seconds, other + seconds
    print(f"{'in all':52} {'':>41} {total / 60:>10.1f} min {other / 60:>5.1f} min")
    waited = sum(s.waited for s in forms)
    second = sum(s.seconds for s in forms if s.name.startswith("settle"))
    print(f"of which the machine was waited for {waited / 60:.1f} min; a second person's work {second / 60:.1f} min")
    print("A model's estimate (see the head of this file), not a person's time.")
    print(f"Waits are of this machine, with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="a folder for the evidence that comes out")
    args = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    if chromium is None:
        parser.error("no Chromium found: install it or set RLSEVIDENCE_CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, homes = Path(folder, "lab"), Path(folder, "homes")
        root.mkdir()
        homes.mkdir()
        with serve_lab(root, homes) as address:
            browser = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_FLAGS, NO_NAMES])
            served = Served(address, root, homes)
            workspace = served.make_workspace(TESTS / "tiny" / "evidence")
            before = Path(folder, "before")
            shutil.copytree(workspace / "evidence", before)
            (workspace / "found.ris").write_text(RIS, encoding="utf-8")
            (workspace / "own.pdf").write_bytes(pdf(wrap(ARTICLE)))
            lab = Hands(browser, served, workspace, height=1000)
            forms = walk(lab, workspace / "own.pdf")
            if args.keep:
                shutil.copytree(workspace / "evidence", args.keep, dirs_exist_ok=True)
            # The draft of a study asks for its record, which the import has brought in both ways.
            shutil.copy(workspace / "evidence" / "records.jsonl", before / "records.jsonl")
            hand = type_by_hand(before, workspace / "evidence")
            browser.close()
    print_table(forms, hand)


def wrap(text: str) -> list[str]:
    """Lines as an article's page has them."""
    import textwrap

    return [line for part in text.split("\n\n") for line in [*textwrap.wrap(" ".join(part.split()), 95), ""]]


if __name__ == "__main__":
    main()
