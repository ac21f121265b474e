"""Every text by its key, in every language; a language is a file."""

from __future__ import annotations

import itertools
import re
import shutil
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rlsevidence as rls
from rlsevidence import cli, language
from rlsevidence.errors import UsageError
from rlsevidence.figures import plot_claims_at_a_glance, plot_flow
from rlsevidence.judgement.agreed_said import find_taken_for_granted
from rlsevidence.judgement.prose_words import compile_group
from rlsevidence.language import SHIPPED, Catalogue, list_texts, read_catalogue, say, say_number
from rlsevidence.language.measures import find_language, say_people, say_when
from rlsevidence.language.plain_po import Entries, read_plainly
from rlsevidence.language.words import COMPUTED, Words, name_word
from rlsevidence.site.front_page import make_root
from rlsevidence.site.pages import PageMaker

CODES = sorted(file.stem for file in SHIPPED.glob("*.po"))
PACKAGE = SHIPPED.parent


def places(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(catalogue: Catalogue, key: str) -> tuple[str, ...]:
    text = catalogue.texts[key]
    return (text,) if isinstance(text, str) else text


def test_the_shipped_languages_are_found() -> None:
    assert {"en", "sv"} <= set(CODES)
    assert set(CODES) <= set(language.list_languages())


@pytest.mark.parametrize("code", CODES)
def test_every_catalogue_says_all_that_the_first_one_says(code: str) -> None:
    first, other = read_catalogue(language.FIRST), read_catalogue(code)
    assert set(other.texts) == set(first.texts)
    for key in first.texts:
        assert all(text.strip() for text in forms(other, key)) or key.startswith("number."), key
        wanted = set().union(*(places(text) for text in forms(first, key)))
        assert all(places(text) <= wanted for text in forms(other, key)), key
        assert isinstance(first.texts[key], str) == isinstance(other.texts[key], str), key


@pytest.mark.parametrize("code", CODES)
def test_a_text_leaves_out_no_value(code: str) -> None:
    """What one language tells the reader the other tells too: a number may not be lost in translation."""
    first, other = read_catalogue(language.FIRST), read_catalogue(code)
    lost = {
        k
        for k in first.texts
        if set().union(*map(places, forms(first, k))) != set().union(*map(places, forms(other, k)))
    }
    assert lost == set()


ROOMS = {
    "cli/text.py": "cli.",
    "cli/desk.py": "form.",
    **{
        f"site/{file.name}": "site."
        for file in sorted((PACKAGE / "site").glob("*.py"))
        if "Frame" in file.read_text(encoding="utf-8")
    },
}
"""Modules with a `say` of their own, or of the forms or a page's frame, which puts the room before the key."""


def test_every_text_that_the_code_names_exists() -> None:
    """Keys are written out, or begin with what is written out: `say(f"word.{group}.…")`."""
    known = set(read_catalogue(language.FIRST).texts)
    whole = re.compile(r"""(?:say|say_number|find_text)\(\s*f?["']([A-Za-z0-9_.{}\-]+)["']""")
    asked = 0
    for file in PACKAGE.rglob("*.py"):
        place = file.relative_to(PACKAGE).as_posix()
        rooms = ("form.", "") if place.startswith("forms/") else (ROOMS.get(place, ""),)
        for key in whole.findall(file.read_text(encoding="utf-8")):
            if rooms == ("",) and "." not in key:
                continue  # talk of a command, not a text of the catalogue
            stems = {(key if key.startswith(room) else room + key).partition("{")[0] for room in rooms}
            assert any(
                k == stem or (k.startswith(stem) and ("{" in key or key.endswith("."))) for k in known for stem in stems
            ), f"{file.name}: {key}"
            asked += 1
    for template in PACKAGE.rglob("*.j2"):
        for key in re.findall(r"""\bt\(["'](\w+)["']\s*[,)]""", template.read_text(encoding="utf-8")):
            assert f"site.{key}" in known, f"{template.name}: {key}"
            asked += 1
    assert asked > 300


def stands_alone(word: str, source: str) -> bool:
    """Whether `word` stands in the code as a text, a name or a key. Found by hand: a pattern takes a minute for all."""
    at = source.find(word)
    while at >= 0:
        end = at + len(word)
        if source[max(0, at - 1) : at] in BEFORE and source[end : end + 1] in AFTER:
            return True
        at = source.find(word, at + 1)
    return False


BEFORE, AFTER = frozenset("\"'`~({ ."), frozenset("\"'`:.{)")


def list_alone(source: str) -> frozenset[str]:
    """Every word of letters, digits and underscores that stands alone as `stands_alone` asks, found in one walk."""
    runs = re.finditer(r"\w+", source)
    return frozenset(
        m[0]
        for m in runs
        if source[max(0, m.start() - 1) : m.start()] in BEFORE and source[m.end() : m.end() + 1] in AFTER
    )


def test_every_text_is_used() -> None:
    source = "\n".join(
        file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*") if file.suffix in (".py", ".j2", ".js")
    )
    unused, whole, alone = [], frozenset(re.findall(r"[\w.]+", source)), list_alone(source)
    for key in read_catalogue(language.FIRST).texts:
        room, _, rest = key.partition(".")
        if (rest if room in ("site", "cli", "panel", "form") else key) in whole:
            continue  # most keys stand there whole: found without going through all of the code for each
        last = key.rpartition(".")[2]
        named = rest if room in ("site", "cli", "panel", "form") else key
        words = [named, named.partition(":")[0] + ":", last, last.removesuffix("_text").removeprefix("method_")]
        words = [w for w in words if w and (w in alone or not re.fullmatch(r"\w+", w))]
        if named not in source and not any(w in alone or stands_alone(w, source) for w in words):
            stem = key.rpartition(".")[0] + ".{"
            if stem not in source and not key.startswith(
                (
                    "word.",
                    "panel.",
                    "screen.",
                    "form.field.",
                    "form.help.",
                    "form.ask.",
                    "form.todo.",
                    "form.time.",
                    "sentence.",
                    "site.glossary.",
                    "site.past_",
                    "site.waits",
                    "site.nav_",
                    "site.value.",
                )
            ):
                unused.append(key)
    assert unused == []


NEVER_ONE = frozenset({"limit", "small", "size", "sets", "share"})
"""Places of a number that is fixed, and large, or of a percentage."""
SINGULAR_BESIDE = {f"site.time_{span}s" for span in ("day", "hour", "week", "month", "year")}
"""Texts of which another is the singular."""
NOUNS = {
    "en": "appraisals claims comparisons days fields files judgements levels records results rows sentences studies "
    "people strategies texts trials works answers decisions changes tags pages places searches groups minutes requests "
    "registrations combinations syntheses outcomes abstracts words lines reviewers reports",
    "sv": "bedömningar dagar filer frågor granskningar grupper jämförelser kombinationer meningar minuter personer "
    "poster prövningar påståenden rader registreringar strategier studier sökningar synteser texter källor "
    "ändringar  taggar sidor ställen sammanfattningar   rapporter",
}
"""What is counted, in the plural."""


BETWEEN = frozenset(re.findall(r"\w+", "of in on to from by that which and or is was the compared"))
BETWEEN |= frozenset(re.findall(r"\w+", "av i på till från som och eller är var jämförde"))
"""After one of these words a noun is no more what the number counts."""


def bare_counts(text: str, nouns: set[str]) -> list[str]:
    """Places of a number after which, within three words, a plural stands whatever the number is."""
    found = []
    parsed = list(string.Formatter().parse(text))
    for (_, name, spec, _), (after, *_) in zip(parsed, [*parsed[1:], ("", None, None, None)], strict=True):
        if name is None or spec or name in NEVER_ONE:
            continue
        # "3 of 7 studies", "3 came in files": the noun goes with something else.
        near = itertools.takewhile(lambda word: word not in BETWEEN, re.findall(r"^(?: [\w-]+){0,3}", after)[0].split())
        if nouns & set(near):
            found.append(name)
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_text_with_a_count_has_a_form_for_one(code: str) -> None:
    """gettext's forms for a text with one count, or forms in place: `{n} {n:study|studies}`."""
    nouns = set(NOUNS[code].split())
    bare = {}
    for key, text in read_catalogue(code).texts.items():
        if isinstance(text, str) and key not in SINGULAR_BESIDE and (found := bare_counts(text, nouns)):
            bare[key] = (found, text)
    assert bare == {}


@pytest.mark.parametrize("code", CODES)
def test_forms_in_place_are_those_that_the_language_has(code: str) -> None:
    catalogue = read_catalogue(code)
    wanted = len({catalogue.plural(n) for n in range(200)})
    asked = 0
    for key, text in catalogue.texts.items():
        for one in (text,) if isinstance(text, str) else text:
            parsed = list(string.Formatter().parse(str(one)))
            for _, name, spec, _ in parsed:
                if spec and "|" in spec:
                    assert len(spec.split("|")) == wanted, key
                    # The number itself stands in the text as well.
                    assert name in {other for _, other, form, _ in parsed if not form}, key
                    asked += 1
    assert asked > 50


@pytest.mark.parametrize(
    ("code", "given", "wanted"),
    [
        ("en", {"n": 1, "all": 1}, "1 of 1 judgement has been"),
        ("en", {"n": 0, "all": 2}, "0 of 2 judgements have been"),
        ("en", {"n": "1", "all": "1"}, "1 of 1 judgement has been"),
        ("sv", {"n": 1, "all": 1}, "1 av 1 bedömning har"),
        ("sv", {"n": "{n}", "all": "{all}"}, "{n} av {all} bedömningar har"),
    ],
)
def test_a_form_in_place_goes_with_its_number(code: str, given: dict[str, object], wanted: str) -> None:
    assert say("site.short_checked", code, **given).startswith(wanted)
    assert list_texts("site.", code)["short_checked"].format(**given).startswith(wanted)


def test_a_text_has_the_form_of_its_number() -> None:
    key = next(k for k, text in read_catalogue("en").texts.items() if not isinstance(text, str))
    one, many = read_catalogue("en").texts[key]
    assert say_number(key, 1, "en") == one.format(n=1)
    assert {say_number(key, n, "en") for n in (0, 2, 17)} == {many.format(n=n) for n in (0, 2, 17)}


def test_a_key_that_nobody_has_written_is_a_bug_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        say("site.nothing_of_the_kind", "sv")
    with pytest.raises(UsageError, match="no catalogue for the language 'qq'; there are: en, "):
        read_catalogue("qq")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_keeps_its_digits_in_every_language(value: float) -> None:
    english = language.format_number(value, "en")
    assert float(english) == pytest.approx(value, rel=1e-9)
    assert language.format_number(value, "sv").replace(",", ".") == english


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("where", ["evidence", "tests/tiny/evidence"])
def test_every_word_has_a_name_and_a_meaning_in_each_language_of_the_workspace(where: str, repo: Path) -> None:
    evidence = rls.load(repo / where)
    for group, words in evidence.vocabulary.items():
        for word, entry in words.items():
            for code in evidence.topic.languages:
                assert entry.name.texts.get(code, "").strip(), f"{group}.{word} name {code}"
                assert entry.means.texts.get(code, "").strip(), f"{group}.{word} means {code}"


def test_computed_words_are_in_no_vocabulary_and_have_names(evidence_dir: Path) -> None:
    vocabulary = rls.load(evidence_dir).vocabulary
    assert not COMPUTED & set(vocabulary)
    assert name_word(vocabulary, "gap", "over", "en") != name_word(vocabulary, "gap", "over", "sv")
    assert name_word(vocabulary, "stance", "a_new-word", "sv") == "a new word"


# ---------------------------------------------------------------- a third language is a file

THIRD = "qz"


@pytest.fixture
def third(tiny: Path) -> Path:
    """The invented review with an invented third language: a catalogue in its own folder, and a line in its topic."""

    def quote(said: str) -> str:
        return '"' + said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    head = f'msgid ""\nmsgstr ""\n"Language: {THIRD}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    parts = [head]
    for key, said in read_catalogue("en").texts.items():
        if isinstance(said, str):
            own = said if key.startswith("number.") else f"Zz {said}"
            parts.append(f"msgid {quote(key)}\nmsgstr {quote(own)}\n")
        else:
            plural = "".join(f"msgstr[{n}] {quote('Zz ' + one)}\n" for n, one in enumerate(said))
            parts.append(f"msgid {quote(key)}\nmsgid_plural {quote(key)}\n{plural}")
    text = "\n".join(parts)
    folder = tiny / "evidence" / "language"
    folder.mkdir()
    (folder / f"{THIRD}.po").write_text(text, encoding="utf-8")
    topic = tiny / "evidence" / "topic.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("[sv, en]", f"[sv, en, {THIRD}]"), encoding="utf-8")
    return tiny


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that a test adds are gone after it."""
    monkeypatch.setattr(language, "_folders", [SHIPPED])
    language._load.cache_clear()


def test_a_third_language_is_a_file(third: Path) -> None:
    review = rls.open_workspace(third)
    pages = {p.path: p.text for p in PageMaker(review, THIRD).make()}
    assert f'<html lang="{THIRD}">' in pages[f"{THIRD}/index.html"]
    assert "Zz Claims" in pages[f"{THIRD}/index.html"]
    claim = review.evidence.claims["insomnia-improvement"]
    own = pages[f"{THIRD}/claims/insomnia-improvement.html"]
    shown = claim.statement.written_in(THIRD)
    assert shown in ("en", "sv")
    assert f'<span lang="{shown}">{claim.statement.in_language(THIRD)}</span>' in own, "marked as what it is"
    root = make_root(review).text
    assert f'href="{THIRD}/index.html"' in root
    for drawn in (plot_flow(review.flow, language=THIRD), plot_claims_at_a_glance(review.summaries, language=THIRD)):
        assert "Zz " in drawn.title
    assert all(text.startswith("Zz ") for text in list_texts("panel.", THIRD).values())


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "a"
msgstr "said \\"so\\"\\n"
"and\\ton \\\\ å"

# A remark.
msgid "b"
msgid_plural "b"
msgstr[0] "one"
msgstr[1] "many"

msgid "c"
msgstr ""
"""
OTHERWISE = {
    "a mark": ('msgid "a"', '#, fuzzy\nmsgid "a"'),
    "what is gone": ('msgid "c"\nmsgstr ""', '#~ msgid "c"\n#~ msgstr "gone"'),
    "a context": ('msgid "a"', 'msgctxt "x"\nmsgid "a"'),
    "a key twice": ('msgid "c"', 'msgid "a"'),
    "a form missing": ('msgstr[1] "many"\n', ""),
    "no empty line": ('\nmsgid "c"', 'msgid "c"'),
    "a comment of another kind": ('msgid "a"', '#: x.py:1\nmsgid "a"'),
    "ends of Windows": ("\n", "\r\n"),
    "white space": ('msgid "a"', 'msgid  "a" '),
    "another escape": ("\\ton", "\\aon"),
    "three forms": ("nplurals=2", "nplurals=3"),
    "no encoding said": ("; charset=utf-8", ""),
}


def read_with_babel(text: str) -> Entries:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(language, "read_plainly", lambda _: None)
        return language._read(text.encode())


@pytest.mark.parametrize("text", [*((SHIPPED / f"{code}.po").read_text(encoding="utf-8") for code in CODES), PO])
def test_a_plain_catalogue_is_read_as_babel_reads_it(text: str) -> None:
    found = read_plainly(text)
    assert found is not None
    assert found == read_with_babel(text)
    assert list(found.texts) == list(read_with_babel(text).texts)


@pytest.mark.parametrize("kind", OTHERWISE)
def test_what_is_not_plain_in_a_catalogue_is_left_to_babel(kind: str) -> None:
    text = PO.replace(*OTHERWISE[kind])
    assert text != PO
    assert read_plainly(text) is None
    assert language._read(text.encode()) == read_with_babel(text)


def test_a_language_that_comes_later_is_not_hidden_by_what_was_answered_before(third: Path) -> None:
    said = "Experts agree that it helps."
    assert find_taken_for_granted(said, "very_low", "en") is not None
    assert (compile_group("sure", THIRD), find_taken_for_granted(said, "very_low", THIRD)) == (None, None)
    file = third / "evidence" / "language" / f"{THIRD}.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'(msgid "prose[^"]*"\nmsgstr ")Zz ', r"\1", text), encoding="utf-8")
    rls.open_workspace(third).evidence  # noqa: B018
    assert compile_group("sure", THIRD) is not None
    assert find_taken_for_granted(said, "very_low", THIRD) == find_taken_for_granted(said, "very_low", "en")


def test_what_a_catalogue_does_not_say_yet_is_said_in_english(third: Path) -> None:
    file = third / "evidence" / "language" / f"{THIRD}.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r'msgid "site.skip"\nmsgstr "[^"]*"', 'msgid "site.skip"\nmsgstr ""', text), encoding="utf-8"
    )
    rls.open_workspace(third).evidence  # noqa: B018
    assert say("site.skip", THIRD) == say("site.skip", "en")
    assert say("site.navigation", THIRD).startswith("Zz ")


def test_check_asks_for_the_language_and_calls_it_unfinished(third: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--workspace", str(third)]) == 0
    said = capsys.readouterr().out
    assert "vocabulary.yaml" in said
    assert f"also in {THIRD}" in said
    shutil.rmtree(third / "evidence" / "language")
    assert cli.main(["check", "--workspace", str(third)]) == 1
    assert "topic.yaml" in capsys.readouterr().out


def test_a_voice_names_and_says(evidence_dir: Path) -> None:
    voice = Words("sv", rls.load(evidence_dir).vocabulary)
    assert voice.name("design", "rct") == "randomiserad prövning"
    assert voice.number(0.25) == "0,25"


def test_ages_times_and_languages_are_said_and_nothing_is_guessed() -> None:
    said = {
        ("4 years and over", "all"): "4 år och äldre",
        ("10 to under 18 years", "girls"): "10 till under 18 år, flickor",
        ("19-64 years", "women"): "19–64 år, kvinnor",
        ("over 8 years", None): "över 8 år",
        ("of a made-up age", "men"): "of a made-up age, män",
        (None, "all"): "",
    }
    assert {key: say_people(*key, "sv") for key in said} == said
    assert say_when("after 4-6 weeks", "sv") == "efter 4–6 veckor"
    assert say_when("single sample", "sv") == "ett enda prov"
    assert say_when("on a made-up day", "sv") == "on a made-up day"
    assert [find_language(code) for code in ("swe", "eng", "sv", "xyz")] == ["sv", "en", "sv", ""]
