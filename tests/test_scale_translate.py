"""What a PubMed query finds here: a table of queries and the records they must bring, and of those that are refused."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest

from rlsevidence import store
from rlsevidence.errors import EvidenceError
from rlsevidence.scale.fields import DATES, HEADINGS, LANGUAGES, QUALIFIERS, REFUSED, TYPES, WORDS
from rlsevidence.scale.mesh import Mesh, build_mesh, read_ascii_lines
from rlsevidence.scale.mesh_files import read_mesh
from rlsevidence.scale.predicates import gather
from rlsevidence.scale.syntax import DEEPEST, RefusedError, find_place, parse_query
from rlsevidence.scale.translate import translate
from rlsevidence.scale.view import View
from rlsevidence.scale.words import fold_words
from search_corpus import ARTICLES, LETTERS, read_records, write_mesh

VIEWS = dict(zip(LETTERS, map(View, read_records(ARTICLES.values())), strict=True))

# query -> the records it must find, by letter
FOUND: list[tuple[str, str]] = [
    # words
    ("magnesium[tiab]", "acgijo"),
    ("MAGNESIUM[Title/Abstract]", "acgijo"),
    ("magnesium[ti]", "aij"),
    ("magnesium[Title]", "aij"),
    ("sleep[tiab]", "acdfj"),
    ("cafe[tiab]", "f"),
    ("café[tiab]", "f"),
    ("naive[tiab]", "f"),
    ("RLS[tiab]", "f"),
    ("rls[ot]", "f"),
    ("rls[ti]", ""),
    ("polysomnograph*[ot]", "f"),
    ("background[tiab]", "a"),
    ("inquietas[tiab]", "l"),
    ("Erfunden[tt]", "p"),
    ("Erfunden[ti]", ""),
    ("insomnie[transliterated title]", "d"),
    ("40[tiab]", "h"),
    # marks between letters
    ("Mg2+[tiab]", "b"),
    ('"cross-over"[tiab]', "f"),
    ("cross-over[tiab]", "f"),
    ('"cross over"[tiab]', "f"),
    ("crossover[tiab]", ""),
    ('"Ekbom\'s syndrome"[tiab]', "b"),
    ('"Ekbom’s syndrome"[tiab]', "b"),
    ('"Willis Ekbom"[tiab]', "b"),
    ("willis-ekbom[tiab]", "b"),
    ("“serum Mg”[tiab]", "b"),
    # phrases
    ('"restless legs"[tiab]', "a"),
    ('"legs restless"[tiab]', "n"),
    ('"magnesium and magnesium"[tiab]', ""),
    ('"restless nights legs"[tiab]', "g"),
    ('"quality of poor sleep"[tiab]', "f"),
    ('"restless legs syndrome background"[tiab]', ""),
    ('"rls polysomnography"[tiab]', ""),
    ('"common results sleep"[tiab]', "a"),
    ('"sleep and magnesium"[ti]', "j"),
    # truncation
    ("insomni*[tiab]", "dh"),
    ("sleep*[tiab]", "acdfj"),
    ("sleepless*[tiab]", "d"),
    ('"sleep disturbance*"[tiab]', "d"),
    ('"periodic limb movement*"[tiab]', "e"),
    ("limb movement*[tiab]", "e"),
    ('"magnesium supplement*"[tiab]', "o"),
    ("supplement*[ti]", ""),
    ("hypomagnes*[tiab]", "b"),
    ("bisglycinat*[tiab]", "o"),
    # proximity
    ('"hip pain"[tiab:~0]', "g"),
    ('"pain hip"[ti:~0]', "g"),
    ('"pain arthroplasty"[tiab:~2]', ""),
    ('"pain arthroplasty"[tiab:~3]', "g"),
    ('"restless legs"[Title/Abstract:~1]', "agn"),
    ('"legs restless"[tiab:~0]', "an"),
    # MeSH
    ('"Restless Legs Syndrome"[Mesh]', "ab"),
    ("Restless Legs Syndrome[mh]", "ab"),
    ('"restless legs syndrome"[MeSH Terms]', "ab"),
    ('"Sleep Wake Disorders"[Mesh]', "abd"),
    ('"Sleep Wake Disorders"[Mesh:noexp]', ""),
    ('"Restless Legs Syndrome"[mh:noexp]', "ab"),
    ('"Magnesium"[Mesh]', "bi"),
    ('"Magnesium Compounds"[Mesh]', "ac"),
    ('"Sleep"[Mesh]', "j"),
    ('"Animals"[Mesh]', "abcdhim"),
    ('"Animals"[Mesh] NOT "Humans"[Mesh]', "c"),
    ('"Restless Legs Syndrome"[Majr]', "a"),
    ('"Sleep Wake Disorders"[MeSH Major Topic]', "ad"),
    ('"Sleep Wake Disorders"[majr:noexp]', ""),
    ('"Magnesium Compounds/adverse effects"[Mesh]', "c"),
    ('"Magnesium Compounds/administration and dosage"[Mesh]', "a"),
    ('"Magnesium Compounds/therapeutic use"[Mesh]', "ac"),
    ('"Magnesium Compounds/tu"[mh]', "ac"),
    ('"Magnesium Compounds/therapeutic use"[mh:noexp]', ""),
    ('"Magnesium/poisoning"[Mesh]', "i"),
    ('"Magnesium/adverse effects"[Mesh]', "i"),
    ('"Magnesium/adverse effects"[Mesh:noexp]', ""),
    ('"Restless Legs Syndrome/therapy"[Mesh]', "a"),
    ('"Restless Legs Syndrome/therapy"[majr]', "a"),
    ('"Restless Legs Syndrome/blood"[majr]', ""),
    ('"Sleep Initiation and Maintenance Disorders/therapy"[majr]', ""),
    ('"Sleep Initiation and Maintenance Disorders"[majr]', "d"),
    ("therapeutic use[sh]", "achi"),
    ("therapeutic use[sh:noexp]", "h"),
    ("adverse effects[Subheading]", "ci"),
    # publication types, languages
    ('"Randomized Controlled Trial"[pt]', "afh"),
    ('"Randomized Controlled Trial"[pt:noexp]', "ah"),
    ("Clinical Trial[Publication Type]", "afh"),
    ("clinical trial[pt:noexp]", ""),
    ('"Systematic Review"[pt] OR "Meta-Analysis"[ptyp]', "do"),
    ("letter[pt] OR editorial[pt]", "ek"),
    ("english[la]", "abcefghijlmno"),
    ("eng[la]", "abcefghijlmno"),
    ("german[Language]", "ip"),
    ("swe[lang]", "k"),
    # dates
    ("2020[dp]", "a"),
    ("2021[dp]", "df"),
    ("2022[dp]", "f"),
    ("2021/11[dp]", "f"),
    ("2021/11/21:2022[dp]", "f"),
    ("2021/11/20[epdat]", "f"),
    ("1998[dp]", "n"),
    ("2024:2025[dp]", "jko"),
    ("2024 : 2025[pdat]", "jko"),
    ('"2024/01/01"[dp] : "2025/12/31"[dp]', "jko"),
    ('"2024"[Date - Publication]:"3000"[Date - Publication]', "jko"),
    ("2024/02:2024/03[crdt]", "j"),
    ("2024/02/29[crdt]", "j"),
    ("2025/05/01:3000[crdt]", "o"),
    ("2024/03/01:3000/12/31[lr]", "b"),
    ("2019/05/05[mhda]", "g"),
    ("2024/02/29[mhda]", "j"),
    # identifiers and the rest
    ("90000005[pmid]", "e"),
    ("90000001[uid] OR 90000016[uid]", "ap"),
    ('"10.9999/INVENTED.H"[aid]', "h"),
    ("NCT99999999[si]", "h"),
    ("clinicaltrials.gov[si]", "h"),
    ("hasabstract", "abcdfghjlo"),
    ("hasabstract[text] NOT magnesium[tiab]", "bdfhl"),
    # operators: from left to right, parentheses first
    ("zinc[tiab] OR sleep[tiab] AND insomnia[tiab]", "dh"),
    ("zinc[tiab] OR (sleep[tiab] AND insomnia[tiab])", "dh"),
    ("insomnia[tiab] AND sleep[tiab] OR zinc[tiab]", "dh"),
    ("magnesium[ti] OR sleep[ti] AND poor[tiab]", "a"),
    ("magnesium[ti] OR (sleep[ti] AND poor[tiab])", "aij"),
    ("magnesium[tiab] NOT sleep[tiab] OR rats[tiab]", "cgio"),
    ("magnesium[tiab] NOT (sleep[tiab] OR rats[tiab])", "gio"),
    ("magnesium[tiab] sleep[tiab]", "acj"),
    ('magnesium[tiab] ("Humans"[Mesh])', "ai"),
    ("magnesium[tiab] AND (sleep[tiab] NOT (rats[tiab] OR (placebo[tiab])))", "aj"),
    ('magnesium[tiab] NOT ("Animals"[Mesh] NOT "Humans"[Mesh])', "agijo"),
    ("((magnesium[tiab]))", "acgijo"),
    ("magnesium\n[tiab]\n  AND\tsleep [ti]", "j"),
    ("magnesium[tiab]NOT sleep[tiab]", "gio"),
]

# query -> where the refusal begins, and words of it
REFUSED_QUERIES: list[tuple[str, list[tuple[int, str]]]] = [
    ("", [(0, "an empty query")]),
    ("magnesium", [(0, "without a tag")]),
    ("magnesium[tiab] AND sleep", [(20, "sleep without a tag")]),
    ("magnesium[all fields]", [(0, "affiliations and substances")]),
    ("magnesium[tw] OR sleep[au]", [(0, "[tw]"), (17, "[au]")]),
    ("systematic[sb]", [(0, "a filter that PubMed computes")]),
    ("humans[filter]", [(0, "[filter]")]),
    ("magnesium[xyz]", [(0, "[xyz] is none")]),
    ("#1 AND #2", [(0, "search history"), (7, "search history")]),
    ("restless legs[tiab]", [(0, "quotation marks for a phrase")]),
    ("magnesium and sleep[tiab]", [(0, "operators in capitals")]),
    ("mg[tiab]", [(0, "stopwords")]),
    ('"and"[ti]', [(0, "stopwords")]),
    ("mag*[tiab]", [(0, "at least 4 letters")]),
    ('"dose mg*"[tiab]', [(0, "at least 4 letters")]),
    ("mag*sium[tiab]", [(0, "an asterisk at the end only")]),
    ("colo?r[tiab]", [(0, "an asterisk at the end only")]),
    ("+[tiab]", [(0, "a letter or a digit")]),
    ('""[tiab]', [(0, "an empty term")]),
    ('"hip joint pain"[tiab:~3]', [(0, "two whole words")]),
    ('"hip pain*"[tiab:~3]', [(0, "two whole words")]),
    ('"hip pain"[mh:~3]', [(0, "is none")]),
    ('"Restless Leg Syndrome"[Mesh]', [(0, "perhaps restless legs syndrome")]),
    ('"Magnesium/therapeutic uses"[Mesh]', [(0, "perhaps therapeutic use")]),
    ('"Magnezium/poisoning"[Mesh]', [(0, "perhaps magnesium")]),
    ("nonsense[sh]", [(0, "a qualifier of the MeSH file")]),
    ("clinical trail[pt]", [(0, "perhaps clinical trial")]),
    ("klingon[la]", [(0, "a language of PubMed's table")]),
    ("2020/13[dp]", [(0, "'2020/13' as a date")]),
    ("2021/02/29[dp]", [(0, "'2021/02/29' as a date")]),
    ("2025:2024[dp]", [(0, "the earlier date first")]),
    ('"last 5 years"[dp]', [(0, "moves with the day")]),
    ("2020[edat]", [(0, "use [crdt]")]),
    ("2020[dcom]", [(0, "use [mhda]")]),
    ('"2020"[dp] : "2021"[crdt]', [(0, "the same tag")]),
    ('"a"[tiab] : "b"[tiab]', [(0, "the same tag")]),
    ('"2020"[dp] :', [(11, "the end of the range")]),
    ("PMC1[pmid]", [(0, "digits only")]),
    ("S0140[aid]", [(0, "a DOI")]),
    ("NOT magnesium[tiab]", [(0, "'NOT'")]),
    ("magnesium[tiab] AND", [(19, "the end of the query")]),
    ("magnesium[tiab] AND OR sleep[tiab]", [(20, "'OR'")]),
    ("(magnesium[tiab]", [(0, "a closing parenthesis")]),
    ("magnesium[tiab])", [(15, "an opening parenthesis")]),
    ("()", [(1, "a term or an opening parenthesis")]),
    ("(magnesium OR sleep)[tiab]", [(20, "a tag at each term")]),
    ("[tiab] magnesium", [(0, "'[tiab]'")]),
    ('"magnesium[tiab]', [(0, "its closing quotation mark")]),
    ("magnesium[tiab", [(9, "its closing bracket")]),
]


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Mesh:
    return read_mesh(write_mesh(tmp_path_factory.mktemp("mesh")))[0]


def find(query: str, mesh: Mesh) -> str:
    predicate = translate(query, mesh).predicate
    found = "".join(letter for letter, view in VIEWS.items() if predicate.holds(view))
    faster = gather(predicate)
    assert "".join(letter for letter, view in VIEWS.items() if faster.holds(view)) == found
    return found


@pytest.mark.parametrize(("query", "hits"), FOUND)
def test_a_query_finds_what_pubmed_means_by_it(query: str, hits: str, mesh: Mesh) -> None:
    assert find(query, mesh) == hits


def test_the_table_is_long_and_tells_queries_apart() -> None:
    assert len(FOUND) >= 80
    assert len({hits for _, hits in FOUND}) > 40


@pytest.mark.parametrize(("query", "places"), REFUSED_QUERIES)
def test_what_cannot_be_translated_is_refused_by_name_and_place(
    query: str, places: list[tuple[int, str]], mesh: Mesh
) -> None:
    with pytest.raises(RefusedError) as error:
        translate(query, mesh)
    refusals = error.value.refusals
    assert [r.at for r in refusals] == [at for at, _ in places]
    for refusal, (_, words) in zip(refusals, places, strict=True):
        assert words in f"found {refusal.found}, expected {refusal.expected}"


def test_every_tag_has_a_query() -> None:
    tried = {
        term.rsplit("[", 1)[-1].lower()
        for query, _ in (*FOUND, *REFUSED_QUERIES)
        for term in query.split("]")
        if "[" in term
    }
    families: list[set[str]] = []
    for table in (WORDS, HEADINGS, QUALIFIERS, TYPES, DATES):
        by_meaning: dict[object, set[str]] = {}
        for tag, meaning in table.items():
            by_meaning.setdefault(meaning, set()).add(tag)
        families += by_meaning.values()
    assert [f for f in families if not f & tried] == []
    assert not set(REFUSED) & {*WORDS, *HEADINGS, *QUALIFIERS, *TYPES, *DATES}


@pytest.mark.parametrize("tag", REFUSED)
def test_a_tag_that_cannot_be_asked_is_refused_with_its_reason(tag: str, mesh: Mesh) -> None:
    with pytest.raises(RefusedError, match=r"a tag that can be asked here"):
        translate(f"90000001[{tag}]", mesh)


def test_without_files_of_mesh_only_what_needs_them_is_refused() -> None:
    none = Mesh()
    assert find("magnesium[ti] AND Letter[pt:noexp]", none) == ""
    for query, file in (
        ('"Sleep"[Mesh]', "mtrees"),
        ('"Sleep"[mh:noexp]', "mtrees"),
        ("therapy[sh]", "qual"),
        ("Letter[pt]", "mtrees"),
    ):
        with pytest.raises(RefusedError, match=file):
            translate(query, none)


def test_the_stored_strategies_translate(evidence_dir: Path) -> None:
    """With the headings and qualifiers that they name, every one does; without them, each of these is named."""
    for search in store.load_part(evidence_dir, "searches").values():
        for query in filter(None, (search.query, search.broad_query, f"({search.query}) {search.first_pass or ''}")):
            with pytest.raises(RefusedError) as error:
                translate(query, Mesh())
            refused = {r.found for r in error.value.refusals}
            assert refused
            assert all(found.lower().endswith(("[mesh]", "[pt]")) for found in refused)
            terms = [found.rsplit("[", 1)[0].strip('"') for found in refused]
            lines = [f"*NEWRECORD\nMH = {t.partition('/')[0]}\nMN = A{i:02}" for i, t in enumerate(terms)]
            lines += [
                f"*NEWRECORD\nSH = {t.partition('/')[2].replace(' and ', ' & ')}\nTN = Y{i:02}"
                for i, t in enumerate(terms)
                if "/" in t
            ]
            made = build_mesh(read_ascii_lines("\n".join(lines).splitlines()))
            assert translate(query, made).query == query


def test_places_are_lines_and_columns() -> None:
    query = "magnesium[tiab]\nAND\n  sleep"
    with pytest.raises(RefusedError) as error:
        translate(query, Mesh())
    assert find_place(query, error.value.refusals[0].at) == (3, 3)


def test_a_strategy_may_have_thousands_of_terms_and_not_thousands_of_parentheses(mesh: Mesh) -> None:
    long = " OR ".join(f"invented{i}[tiab]" for i in range(5000)) + " OR zinc[ti]"
    assert find(long, mesh) == "h"
    with pytest.raises(RefusedError, match=str(DEEPEST)):
        parse_query("(" * 5000 + "zinc[ti]" + ")" * 5000)


@pytest.mark.parametrize("operators", itertools.product(("AND", "OR", "NOT"), repeat=3))
def test_operators_are_carried_out_from_left_to_right(operators: tuple[str, ...], mesh: Mesh) -> None:
    """Against sets, step by step."""
    terms = ("magnesium[tiab]", "sleep[tiab]", '"Humans"[Mesh]', "english[la]")
    sets = [set(find(t, mesh)) for t in terms]
    expected = sets[0]
    for operator, other in zip(operators, sets[1:], strict=True):
        expected = {"AND": expected & other, "OR": expected | other, "NOT": expected - other}[operator]
    query = terms[0] + "".join(f" {o} {t}" for o, t in zip(operators, terms[1:], strict=True))
    assert set(find(query, mesh)) == expected
    right = set(find(f"{terms[0]} {operators[0]} ({terms[1]} {operators[1]} {terms[2]})", mesh))
    inner = {"AND": sets[1] & sets[2], "OR": sets[1] | sets[2], "NOT": sets[1] - sets[2]}[operators[1]]
    assert right == {"AND": sets[0] & inner, "OR": sets[0] | inner, "NOT": sets[0] - inner}[operators[0]]


# ---------------------------------------------------------------- files of MeSH

DESCRIPTORS = """<?xml version="1.0"?><DescriptorRecordSet><DescriptorRecord><DescriptorUI>D900001</DescriptorUI>
<DescriptorName><String>Restless Legs Syndrome</String></DescriptorName><TreeNumberList><TreeNumber>C10.1
</TreeNumber></TreeNumberList><ConceptList><Concept><TermList><Term><String>Restless Legs Syndrome</String></Term>
<Term><String>Ekbom Syndrome</String></Term></TermList></Concept></ConceptList></DescriptorRecord></DescriptorRecordSet>
"""
QUALIFIERS_XML = """<?xml version="1.0"?><QualifierRecordSet><QualifierRecord><QualifierUI>Q9</QualifierUI>
<QualifierName><String>therapy</String></QualifierName><TreeNumberList><TreeNumber>Y1</TreeNumber></TreeNumberList>
<ConceptList><Concept><TermList><Term><String>therapy</String><Abbreviation>TH</Abbreviation></Term></TermList>
</Concept></ConceptList></QualifierRecord><QualifierRecord><QualifierName><String>drug therapy</String></QualifierName>
<TreeNumberList><TreeNumber>Y1.1</TreeNumber></TreeNumberList></QualifierRecord></QualifierRecordSet>"""


def test_entry_terms_and_abbreviations_lead_to_their_heading(tmp_path: Path) -> None:
    headings, qualifiers = tmp_path / "desc.xml.gz", tmp_path / "qual.xml"
    headings.write_bytes(gzip.compress(DESCRIPTORS.encode()))
    qualifiers.write_text(QUALIFIERS_XML)
    mesh, _ = read_mesh([headings, qualifiers])
    assert find('"Ekbom Syndrome/TH"[mh]', mesh) == "a"
    assert find('"Ekbom Syndrome"[mh]', mesh) == "ab"
    ascii_file = tmp_path / "d.bin"
    ascii_file.write_text("*NEWRECORD\nMH = Restless Legs Syndrome\nENTRY = Ekbom Syndrome|T047|x\nMN = C10.1\n")
    assert find('"Ekbom Syndrome"[mh]', read_mesh([ascii_file])[0]) == "ab"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Sleep;F02.830\nnonsense\n", ":2 found 'nonsense'"),
        (b"", "found no heading"),
        (b"<html><p>not found</p></html>", "found no heading"),
        (b"<DescriptorRecordSet><DescriptorRecord>", "cut short"),
        (b"\x1f\x8b\x08\x00", "mesh.bin"),
        (b"\xff\xfeSleep", "not UTF-8"),
    ],
)
def test_a_file_that_is_none_of_mesh_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "mesh.bin"
    file.write_bytes(content)
    with pytest.raises(EvidenceError) as error:
        read_mesh([file])
    assert says in str(error.value)
    with pytest.raises(EvidenceError, match="No such file"):
        read_mesh([tmp_path / "absent.bin"])


def test_the_digest_of_mesh_files_is_that_of_their_content(tmp_path: Path) -> None:
    files = write_mesh(tmp_path)
    before = read_mesh(files)[1]
    assert read_mesh(files)[1] == before
    files[0].write_text(files[0].read_text() + "Dreams;F02.900\n")
    assert read_mesh(files)[1] != before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mg²⁺ and Ca2+", "mg2 and ca2"),
        ("  Naïve\u00a0café—x ", "naive cafe x"),
        ("α-blocker", "α blocker"),
        ("a_b", "a b"),
        ("…", ""),
    ],
)
def test_words_are_folded_alike_in_queries_and_records(text: str, words: str) -> None:
    assert fold_words(text) == words


def test_every_language_has_a_code_of_three_letters() -> None:
    assert all(len(code) == 3 and code.isalpha() for code in LANGUAGES.values())
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)
