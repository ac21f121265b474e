"""The flow of a review whose databases were searched by hand: each counted apart, and every box adds up."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from review import SEARCH, make_review
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.decisions import settle
from rlsevidence.errors import UsageError
from rlsevidence.exchange.importing import import_file
from rlsevidence.figures.flow import table_flow
from rlsevidence.figures.flow_boxes import list_boxes
from rlsevidence.model import Search
from rlsevidence.pubmed.digest import summarise_news
from rlsevidence.synthesis.flow import count_flow, find_faults

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
HELD = {"embase": (1, 2, 3), "scopus": (2, 3, 4), "cinahl": (3, 5), "webofscience": (1, 2)}
"""Source -> the invented records that its file holds: five in all, of which the last source brings none."""
NEW = {"embase": 3, "scopus": 1, "cinahl": 1, "webofscience": 0}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_review(tmp_path_factory.mktemp("four"))
    searches = store.load_part(folder, "searches")
    for number, (source, held) in enumerate(HELD.items()):
        change = {"id": f"{source}-x", "source": source, "default": False, "title": f"Invented, {source}", "blocks": ()}
        own = Search.model_validate(searches[SEARCH].model_copy(update=change).model_dump())
        store.save_new(folder, f"searches/{own.id}.yaml", store.format_item(own))
        file = folder.parent / f"{source}.ris"
        one = "TY  - JOUR\nTI  - Invented record {0}\nAU  - Sand, A\nPY  - 2020\nDO  - 10.9999/four.{0}\nER  - \n"
        file.write_text("".join(one.format(i) for i in held))
        import_file(folder, file, now=NOW + dt.timedelta(minutes=number), search=own.id)
    return folder


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    shutil.copytree(shared, tmp_path / "evidence")
    return tmp_path / "evidence"


def test_each_source_is_counted_apart_with_its_day_and_that_a_file_brought_it(folder: Path) -> None:
    flow = count_flow(settle(store.load(folder)))
    assert list(find_faults(flow)) == []
    assert {s.removesuffix("-x"): n for s, n in flow.databases.items() if s != SEARCH} == {
        s: len(held) for s, held in HELD.items()
    }
    assert {s: flow.known[f"{s}-x"] for s in HELD} == {s: len(held) - NEW[s] for s, held in HELD.items()}
    assert (flow.other_methods, flow.unscreened, sum(NEW.values())) == (0, 5, 5)
    assert flow.duplicates == sum(len(held) for held in HELD.values()) - 5, "what two brought is removed once"
    box = next(b for b in list_boxes(flow) if b.name == "identified")
    for name, number in (("Embase", 3), ("Scopus", 3), ("CINAHL", 2), ("Web of Science", 2)):
        assert f"{name}: n\u00a0=\u00a0{number}, 2026-11-30 (file)" in box.lines
    told = [str(cell) for row in table_flow(flow).itertuples(index=False) for cell in row]
    assert any("3 found, 2 of them here already" in text for text in told)


@pytest.mark.parametrize("source", ["embase", "scopus", "cinahl"])
def test_a_ledger_row_that_is_gone_is_missed_in_its_own_box(source: str, folder: Path) -> None:
    runs = folder / "searches" / "runs.jsonl"
    lines = runs.read_text(encoding="utf-8").splitlines(keepends=True)
    runs.write_text("".join(line for line in lines if f'"{source}-x"' not in line), encoding="utf-8")
    faults = list(find_faults(count_flow(settle(store.load(folder)))))
    assert [(f.box, f.found, f.expected) for f in faults] == [(f"identified:{source}-x", NEW[source], 0)]


def test_news_tells_each_source_and_what_was_here_already(folder: Path) -> None:
    news = summarise_news(settle(store.load(folder)), "2026-01-01", dt.date(2026, 11, 30), suggested={}, attempts=())
    told = {s.id.removesuffix("-x"): [c.why for c in s.gained] for s in news.searches if s.id != SEARCH}
    assert {s: (w.count("imported"), w.count("already_here")) for s, w in told.items()} == {
        s: (NEW[s], len(held) - NEW[s]) for s, held in HELD.items()
    }
    assert all(c.title for s in news.searches for c in s.gained)


def test_the_same_file_again_and_a_longer_one_bring_only_what_is_new(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "again.ris"
    one = "TY  - JOUR\nTI  - Invented record {0}\nAU  - Sand, A\nPY  - 2020\nDO  - 10.9999/four.{0}\nER  - \n"
    file.write_text("".join(one.format(i) for i in (1, 2, 3, 6)))
    import_file(folder, file, now=NOW + dt.timedelta(days=1), search="embase-x")
    run = store.load_part(folder, "runs")[-1]
    assert (run.count, dict(run.gained)) == (4, {"doi:10.9999/four.6": "imported"})


@pytest.mark.parametrize(
    ("query", "terms", "missed"),
    [
        ("made-up.ti,ab. AND exp mineral/", ("exp mineral/", "Made-up.ti,ab."), []),
        ("made-up.ti,ab.", ("made-up.ti,ab.", "exp mineral/"), ["exp mineral/"]),
    ],
)
def test_blocks_of_a_database_searched_by_hand_stand_in_its_query(
    query: str, terms: tuple[str, ...], missed: list[str], folder: Path
) -> None:
    searches = store.load_part(folder, "searches")
    block = searches[SEARCH].blocks[0].model_copy(update={"terms": terms})
    own = searches["embase-x"].model_copy(update={"query": query, "blocks": (block,)})
    (folder / "searches" / "embase-x.yaml").write_text(store.format_item(own), encoding="utf-8")
    found = [p for p in check_evidence(store.load(folder), today=NOW.date()) if p.rule == "query-blocks"]
    told = [(p.path, p.found) for p in found if p.path == "searches/embase-x.yaml"]
    assert told == [("searches/embase-x.yaml", repr(term)) for term in missed]


def test_a_draft_is_called_one_where_a_file_is_to_be_its(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.ris"
    file.write_text("TY  - JOUR\nTI  - Invented\nER  - \n")
    text = (folder / "searches" / "embase-x.yaml").read_text(encoding="utf-8").replace("id: embase-x", "id: other-x")
    text = re.sub(r"^draft: .*\n?", "", text, flags=re.M) + "draft: true\n"
    (folder / "searches" / "other-x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="'other-x' is a draft, which counts nowhere: .* finish search other-x"):
        import_file(folder, file, now=NOW, search="other-x")
    with pytest.raises(UsageError, match="no search 'more-x'; there are: "):
        import_file(folder, file, now=NOW, search="more-x")
