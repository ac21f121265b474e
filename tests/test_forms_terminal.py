"""The forms and the desk in a terminal: what is asked, what is refused, what is on disk, what nobody sees too early."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.cli.parser import build_parser
from rlsevidence.errors import NOTICES, UsageError
from rlsevidence.finishing import list_problems
from rlsevidence.forms.session import FormSession
from rlsevidence.forms.terminal import fill_in_terminal
from rlsevidence.model import GRADE_DOMAINS
from test_audit_read import pdf
from test_forms import put
from test_panel import RECORD, give_abstract

CLAIM = "insomnia-improvement"
CERTAINTY = f"certainty/{CLAIM}.cia.yaml"
Capture = pytest.CaptureFixture[str]


def run(tiny: Path, *arguments: str) -> int:
    return cli.main([*arguments, "--workspace", str(tiny)])


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lines to be typed, after which the input ends."""

    def give(*lines: str) -> None:
        left = iter(lines)

        def answer(question: str = "") -> str:
            print(question, end="")
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)

    return give


def draft(tiny: Path, path: str = CERTAINTY) -> dict[str, object]:
    found = store.read_draft(tiny / "evidence", path)
    assert found is not None
    return found


# ---------------------------------------------------------------- one field at a time

JUDGED = [
    *("1 2", "", "abstract", "high"),
    *[line for steps in (1, 0, 0, 2, 0) for line in (str(steps), "Påhittat.", "Invented.")],
    "very_low",
    *("unclear", "Påhittat.", "Invented."),
    "Det är fortfarande mycket osäkert om magnesium förbättrar sömnen.",
    "The evidence is still very uncertain about whether magnesium improves sleep.",
]
"""Every answer of a judgement in the order in which it is asked for."""


def test_a_judgement_typed_line_by_line_is_the_file_that_the_form_makes(
    tiny: Path, feed: Callable[..., None], capsys: Capture
) -> None:
    feed(*JUDGED, "y")
    assert run(tiny, "judge", CLAIM, "--reviewer", "cia") == 0
    out = capsys.readouterr().out
    assert "no step down" in out, "choices are numbered, with what they are called"
    assert "The rules propose one step down" in out
    typed = (tiny / "evidence" / CERTAINTY).read_bytes()
    assert b"draft: true" not in typed, out[-500:]
    assert [str(p) for p in list_problems(tiny / "evidence") if p.rule not in NOTICES] == []

    (tiny / "evidence" / CERTAINTY).unlink()
    panel = rls.judge(CLAIM, reviewer="cia", folder=tiny)
    for study in ("invented-trial", "invented-before-after"):
        put(panel, "body", value=study, do="add")
    put(panel, "read", value="abstract")
    put(panel, "starts_at", value="high")
    for domain in GRADE_DOMAINS:
        put(panel, "downgrades", domain, "steps", value={"risk_of_bias": 1, "imprecision": 2}.get(domain, 0))
        put(panel, "downgrades", domain, "why", "sv", value="Påhittat.")
        put(panel, "downgrades", domain, "why", "en", value="Invented.")
    put(panel, "overall", value="very_low")
    put(panel, "direction", "finding", value="unclear")
    put(panel, "direction", "why", "sv", value="Påhittat.")
    put(panel, "direction", "why", "en", value="Invented.")
    put(panel, "summary", "sv", value=JUDGED[-2])
    put(panel, "summary", "en", value=JUDGED[-1])
    panel.act({"do": "finish"})
    assert (tiny / "evidence" / CERTAINTY).read_bytes() == typed


def test_each_answer_is_on_disk_and_the_next_sitting_goes_on_there(
    tiny: Path, feed: Callable[..., None], capsys: Capture
) -> None:
    feed("q")
    run(tiny, "judge", CLAIM, "--reviewer", "cia")
    assert not (tiny / "evidence" / CERTAINTY).exists(), "who only looks leaves nothing behind"
    feed(*JUDGED[:6])
    assert run(tiny, "judge", CLAIM, "--reviewer", "cia") == 0
    found = draft(tiny)
    assert (found["body"], found["read"]) == (["invented-trial", "invented-before-after"], "abstract")
    assert found["downgrades"]["risk_of_bias"] == {"steps": 1, "why": {"sv": "Påhittat."}}  # type: ignore[index]
    capsys.readouterr()
    feed("q")
    run(tiny, "judge", CLAIM, "--reviewer", "cia")
    out = capsys.readouterr().out
    assert "Going on at: Steps *" in out
    assert "inconsistency\n" in out, "risk of bias has its step; its other language is only asked for at the end"


def test_going_back_finding_explaining_and_emptying(tiny: Path, feed: Callable[..., None], capsys: Capture) -> None:
    feed("1 2", "b", "=", "b", "2", "/summary english", "b", "=b", "?", "/no such thing", "q")
    run(tiny, "judge", CLAIM, "--reviewer", "cia")
    out = capsys.readouterr().out
    assert draft(tiny)["body"] == ["invented-before-after"]
    assert draft(tiny)["summary"] == {"sv": "b"}, "a letter that is a command, as text"
    assert "--set summary.en=..." in out
    assert "! no field with no such thing" in out


WRONG = [
    ("a number that no choice has", ["9"], "body", "expected one of 1 (invented-trial), 2 (invented-before-after)"),
    ("a word that no choice has", ["/starts_at", "middle"], "starts_at", "expected one of 1 (high), 2 (low)"),
    ("what is closed", ["1", "/starts_at", "low"], "starts_at", "the body has a randomised comparison"),
    ("deeper than was read", ["1 2", "/read", "full-text"], "read", "part of the body has been read only as"),
    ("a level without its steps", ["/overall", "high"], "overall", "first the start and the steps"),
]


@pytest.mark.parametrize(("why", "lines", "field", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_answer_is_refused_with_what_would_be_right(
    why: str, lines: list[str], field: str, said: str, tiny: Path, feed: Callable[..., None], capsys: Capture
) -> None:
    feed(*lines, "q")
    assert run(tiny, "judge", CLAIM, "--reviewer", "cia") == 0
    assert said in " ".join(capsys.readouterr().out.split()), why
    path = tiny / "evidence" / CERTAINTY
    assert not path.exists() or not draft(tiny)[field]


def test_the_rules_words_are_taken_by_a_command(tiny: Path, feed: Callable[..., None], capsys: Capture) -> None:
    feed("1 2", "/downgrades.risk_of_bias.steps", "1", "w rules", "/downgrades.imprecision.steps", "0", "w rules", "q")
    assert run(tiny, "judge", CLAIM, "--reviewer", "cia") == 0
    assert "w rules takes, in each language: " in capsys.readouterr().out
    taken = draft(tiny)["downgrades"]
    assert set(taken["risk_of_bias"]["why"]) == {"sv", "en"}  # type: ignore[index]
    assert taken["imprecision"]["why"] == {"sv": "w rules"}, "nothing is offered there: a text like any other"  # type: ignore[index]


# ---------------------------------------------------------------- a study, told by options

STUDY = "studies/invented-options.anna.yaml"


def extract(tiny: Path, *more: str) -> int:
    return run(tiny, "extract", RECORD, "--reviewer", "anna", "--name", "invented-options", *more)


@pytest.fixture
def unread(tiny: Path) -> Path:
    """A workspace in which nobody has entered the record as a study yet."""
    give_abstract(tiny)
    return tiny


def test_a_study_by_options_finishes_and_says_what_it_lacks_until_then(unread: Path, capsys: Capture) -> None:
    told = ["--set", "design=rct", "--set", "population.n=40", "--add", "arms=given", "--set", "arms.given.n=40"]
    assert extract(unread, *told, "--add", "results=sleep", "--set", "results.sleep.kind=between-arms") == 0
    assert "6 changes saved" in capsys.readouterr().err
    assert extract(unread, "--finish") == 1
    out = capsys.readouterr().out
    assert "It stays a draft" in out
    assert "finding" in out
    rest = {
        "read": "abstract",
        "comparator": "placebo",
        "population.who": "invented adults",
        "population.conditions": "rls",
        "arms.given.compound": "magnesium",
        "results.sleep.outcome": "sleep",
        "results.sleep.measure": "invented sleep scale",
        "results.sleep.estimate.measure": "MD",
        "results.sleep.estimate.value": "6,5",
        "results.sleep.where": "abstract",
        "finding.en": "The invented trial found somewhat better sleep.",
        "finding.sv": "Den påhittade prövningen fann något bättre sömn.",
        "verification": "confirmed",
    }
    options = [part for name, value in rest.items() for part in ("--set", f"{name}={value}")]
    lists = ["--add", "facts_from=https://example.org/invented", "--add", f"results.sleep.claims={CLAIM}"]
    assert extract(unread, *options, *lists, "--finish") == 0, capsys.readouterr()
    study = store.load(unread / "evidence").studies["invented-options"]
    assert study.results[0].estimate is not None
    assert study.results[0].estimate.value == 6.5, "a comma as people write it"


BAD_OPTIONS = [
    (["--set", "design=good"], "expected one of 1 (rct)"),
    (["--set", "population.n=many"], "expected a whole number"),
    (["--set", "population.n=40.5"], "expected a whole number"),
    (["--set", "population.n=-4"], "found -4"),
    (["--set", "n=40"], "no field 'n' here; there are: population.n"),
    (["--set", "design"], "expected FIELD=VALUE"),
    (["--add", "design=rct"], "expected --set design=..."),
    (["--add", "arms=Two Words"], "expected lower-case words joined by hyphens"),
    (["--drop", "arms.none"], "nothing to drop as 'arms.none'"),
    (["--set", "facts_from=https://example.org/x"], "expected --add facts_from=..."),
    (["--set", "caveats=[x"], "expected JSON"),
    (["--set", "population.n=40 @page/9"], "expected one of @abstract/0"),
    (["--set", "population.n=77 @abstract/0"], "stands 0 times in abstract/0"),
]


@pytest.mark.parametrize(("options", "said"), BAD_OPTIONS, ids=[" ".join(o) for o, _ in BAD_OPTIONS])
def test_a_wrong_option_is_refused_and_what_came_before_is_kept(
    options: list[str], said: str, unread: Path, capsys: Capture
) -> None:
    assert extract(unread, "--set", "comparator=placebo", *options) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "1 change before it is saved" in err
    assert draft(unread, STUDY)["comparator"] == "placebo"
    assert "Traceback" not in err


def test_a_number_keeps_its_place_in_the_persons_own_pdf(unread: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "own.pdf").write_bytes(pdf(["120 invented adults got 300 mg, or placebo.", "60 of 120 got 300 mg."]))
    own = ["--text", str(tmp_path / "own.pdf")]
    assert extract(unread, *own, "--set", "population.n=120 @page/1") == 2
    assert "say which, such as @page/1#1" in capsys.readouterr().err
    assert extract(unread, *own, "--set", "population.n=120 @page/1#2") == 0
    place = draft(unread, STUDY)["places"]["population.n"]  # type: ignore[index]
    from rlsevidence.audit.read import read_pieces

    text = dict(read_pieces(tmp_path / "own.pdf"))["page/1"]
    found = re.fullmatch(r"\[page/1:(\d+)-(\d+) @[0-9a-f]{16}\]", place)
    assert found is not None
    assert text[int(found[1]) : int(found[2])] == "120"
    assert int(found[1]) > text.index("120"), "the second of the two"
    assert not list((unread / "evidence").rglob("*.pdf")), "the person's own is kept nowhere"


def test_all_fields_are_shown_by_the_names_that_options_take(unread: Path, capsys: Capture) -> None:
    assert extract(unread, "--add", "arms=given", "--add", "results=sleep") == 0
    capsys.readouterr()
    assert extract(unread, "--show", "--format", "json") == 0
    view = json.loads(capsys.readouterr().out)
    assert extract(unread, "--show") == 0
    printed = capsys.readouterr().out
    for field in (f for s in view["sections"] for f in s["fields"]):
        name = field["name"] + (".en" if field["kind"] == "texts" else "")
        assert re.search(rf"^  {re.escape(name)} =", printed, re.M), name


# ---------------------------------------------------------------- two people


def test_nobody_sees_anothers_before_their_own_is_made(tiny: Path, feed: Callable[..., None], capsys: Capture) -> None:
    feed(*JUDGED, "y")
    run(tiny, "judge", CLAIM, "--reviewer", "cia")
    capsys.readouterr()
    first = store.load(tiny / "evidence").certainty[CLAIM]
    own = str(first.summary.in_language("en"))
    feed(*["" for _ in range(30)], "q")
    run(tiny, "judge", CLAIM, "--reviewer", "bo")
    assert own not in capsys.readouterr().out
    assert run(tiny, "settle", "certainty", CLAIM, "--reviewer", "anna", "--show", "--format", "json") == 0
    view = json.loads(capsys.readouterr().out)
    differing = [f for s in view["sections"] for f in s["fields"] if f["both"]]
    assert any(own in said for f in differing for _, _, said in f["both"])

    feed("/summary", "w cia", "/summary", "w nobody", "q")
    run(tiny, "settle", "certainty", CLAIM, "--reviewer", "anna")
    out = capsys.readouterr().out
    assert draft(tiny, f"certainty/{CLAIM}.consensus.yaml")["summary"] == {"sv": JUDGED[-2], "en": JUDGED[-1]}
    assert "! nobody: expected one of" in out


def test_who_is_making_the_same_settles_nothing_yet(tiny: Path, capsys: Capture, feed: Callable[..., None]) -> None:
    feed(*JUDGED, "y")
    run(tiny, "judge", CLAIM, "--reviewer", "cia")
    run(tiny, "judge", CLAIM, "--reviewer", "bo", "--set", "starts_at==")
    capsys.readouterr()
    path = tiny / "evidence" / f"certainty/{CLAIM}.bo.yaml"
    if not path.exists():
        pytest.fail("bo has begun nothing")
    assert run(tiny, "settle", "certainty", CLAIM, "--reviewer", "bo", "--show") == 2
    assert "still a draft of yours" in capsys.readouterr().err


def test_what_another_window_wrote_is_not_written_over(tiny: Path) -> None:
    from rlsevidence.forms.opening import open_certainty

    form = open_certainty(rls.open_workspace(tiny), CLAIM, "cia")
    session = FormSession(form=form, review=rls.open_workspace(tiny))
    other = rls.judge(CLAIM, reviewer="cia", folder=tiny)
    said: list[str] = []
    typed = iter(["1", "/summary english", "Mine.", "q"])

    def ask(question: str) -> str:
        line = next(typed)
        if line == "Mine.":
            put(other, "summary", "en", value="Written in another window.")
        return line

    fill_in_terminal(session, ask=ask, say=said.append, width=80, today=rls.open_workspace(tiny).today)
    assert any("written meanwhile" in line for line in said)
    assert draft(tiny)["summary"] == {"en": "Written in another window."}


# ---------------------------------------------------------------- the desk


def test_the_desk_lists_what_waits_with_commands_that_exist(tiny: Path, capsys: Capture) -> None:
    run(tiny, "judge", CLAIM, "--reviewer", "cia", "--set", "starts_at==")
    capsys.readouterr()
    assert run(tiny, "desk", "--reviewer", "cia") == 0
    out = capsys.readouterr().out
    assert f"rlsevidence judge {CLAIM} --reviewer cia" in out, "own drafts are there to go on with"
    commands = re.findall(r"^ +rlsevidence (.*)$", out, re.M)
    assert len(commands) > 5
    for command in commands:
        assert build_parser().parse_args(command.split()).reviewer == "cia"
    panel = rls.desk(reviewer="cia", folder=tiny)
    for group in panel.view["groups"]:
        assert f"{group['title']} ({group['number']})" in out, "the same as the desk in JupyterLab"
    assert run(tiny, "desk", "--reviewer", "cia", "--format", "json", "--find", "retracted") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["groups"]
    assert all("retracted" in f"{i['what']} {i['why']}".lower() for g in told["groups"] for i in g["items"])


@pytest.mark.parametrize("verb", [["desk"], ["extract", RECORD], ["appraise", "invented-trial"], ["judge", CLAIM]])
def test_a_decision_needs_a_name_that_is_known(verb: Sequence[str], tiny: Path, capsys: Capture) -> None:
    assert run(tiny, *verb, "--reviewer", "nobody") == 2
    assert "rlsevidence new person nobody" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["judge", "no-claim"], "no claim 'no-claim'"),
        (["extract", "pubmed:1"], "no record 'pubmed:1'"),
        (["appraise", "no-study"], "no study 'no-study'"),
        (["appraise", "invented-trial", "--tool", "jbi-none"], "no tool 'jbi-none'"),
        (["settle", "certainty", "no-claim"], "nothing to settle: no claim 'no-claim'"),
        (["judge", CLAIM, "--format", "json"], "goes with --show"),
    ],
)
def test_what_is_not_there_is_said(arguments: list[str], said: str, tiny: Path, capsys: Capture) -> None:
    assert run(tiny, *arguments, "--reviewer", "cia") == 2
    assert said in capsys.readouterr().err


# ---------------------------------------------------------------- a real terminal


class Terminal:
    """The command in a pseudo-terminal of its own, as a person sees it."""

    def __init__(self, tiny: Path, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-m", "rlsevidence", *arguments, "--workspace", str(tiny)]
        environment = {**os.environ, "PYTHONPATH": str(Path(rls.__file__).parents[1]), "COLUMNS": "100"}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self.seen = ""

    def wait(self, text: str) -> None:
        """Until `text` has been printed since the last wait; what came before it is forgotten."""
        end = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} was not said: {self.seen[-2000:]}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    assert text in self.seen, self.seen[-2000:]
        self.seen = self.seen.partition(text)[2]

    def type(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())

    def close(self) -> int:
        try:
            return self.process.wait(30)
        finally:
            os.close(self.master)


@pytest.mark.slow
def test_a_process_that_is_killed_loses_nothing_that_was_saved(tiny: Path) -> None:
    terminal = Terminal(tiny, "judge", CLAIM, "--reviewer", "cia")
    terminal.wait("[1/25] > ")
    for line in JUDGED[:6]:
        terminal.type(line)
        terminal.wait("25] > ")
    terminal.process.send_signal(signal.SIGKILL)
    assert terminal.close() == -signal.SIGKILL
    assert draft(tiny)["downgrades"]["risk_of_bias"] == {  # type: ignore[index]
        "steps": 1,
        "why": {"sv": "Påhittat."},
    }
    assert [str(p) for p in list_problems(tiny / "evidence") if p.rule not in NOTICES] == []


@pytest.mark.slow
def test_somebody_new_joins_at_the_desk_and_opens_what_waits(tiny: Path) -> None:
    terminal = Terminal(tiny, "desk", "--reviewer", "ida")
    terminal.wait("Your name: ")
    terminal.type("Invented Ida")
    terminal.wait("The desk of Invented Ida")
    terminal.wait("> ")
    terminal.type("/rob 2")
    terminal.wait("rlsevidence appraise")
    terminal.wait("> ")
    terminal.type("1")
    terminal.wait("[1/")
    terminal.type("q")
    terminal.wait("answers saved")
    terminal.wait("q leaves")
    terminal.type("q")
    assert terminal.close() == 0
    assert [p.name for p in store.load(tiny / "evidence").people if p.id == "ida"] == ["Invented Ida"]


def test_the_end_of_the_input_leaves_and_a_fault_of_asking_is_none_of_ours(tiny: Path) -> None:
    from rlsevidence.forms.opening import open_certainty

    session = FormSession(rls.open_workspace(tiny), open_certainty(rls.open_workspace(tiny), CLAIM, "cia"))

    def ask(question: str) -> str:
        raise EOFError

    said: list[str] = []
    assert fill_in_terminal(session, ask=ask, say=said.append, width=80, today=rls.open_workspace(tiny).today) == 0
    with pytest.raises(UsageError, match="expected one of"):
        session.change({"at": ["starts_at"], "value": "middle"}, strict=True)
