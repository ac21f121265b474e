"""Pairs that look alike are found anew only for what has changed, and are always those that are found from nothing."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from rlsevidence.exchange import matching, pairs_kept, rematching
from rlsevidence.exchange.matching import BLOCK, match
from rlsevidence.exchange.pairs_kept import FILE, match_kept
from rlsevidence.model import Record
from test_flat import make


def change(records: dict[str, Record], chance: random.Random, number: int) -> dict[str, Record]:
    """One random edit: a record comes, goes, says something else, or all stand in another order."""
    made = dict(records)
    kind = chance.choice(["add", "add", "add", "drop", "title", "year", "pmid", "kind", "order", "nothing"])
    names = list(made)
    one = chance.choice(names) if names else None
    if kind == "add" or one is None:
        new = make(number, chance)
        made[new.id] = new
        return dict(sorted(made.items()))
    if kind == "drop":
        del made[one]
    elif kind == "order":
        chance.shuffle(names)
        made = {i: made[i] for i in names}
    else:
        values: dict[str, Any] = {
            "title": {"title": made[chance.choice(names)].title},
            "year": {"year": 2000 + chance.randrange(3)},
            "pmid": {"pmid": str(90_000_001 + chance.randrange(3))},
            "kind": {"publication_types": ("Preprint",)},
            "nothing": {"language": made[one].language, "origin": "other"},
        }
        made[one] = made[one].model_copy(update=values[kind])
    return made


@pytest.mark.parametrize("seed", range(6))
def test_kept_pairs_are_those_found_from_nothing_after_any_edit(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    records: dict[str, Record] = {}
    some = 0
    for number in range(120):
        records = change(records, chance, number)
        wanted = match(records)
        some += bool(wanted)
        assert list(match_kept(records, tmp_path)) == wanted, f"edit {number}"
    assert some > 30


def test_a_key_that_too_many_share_tells_nothing_and_tells_again(tmp_path: Path) -> None:
    """More records of one author and year than a key may hold: each that goes moves what the others meet."""
    chance = random.Random(3)
    crowd = [
        make(i, random.Random(i)).model_copy(
            update={"id": f"own:{i:012x}", "doi": None, "title": f"Invented {'abcdefgh'[i % 8]}{i % 40} and more words",
                    "authors": ("Testsson T",), "year": 2001, "pages": None}
        )
        for i in range(BLOCK + 30)
    ]  # fmt: skip
    records = {r.id: r for r in crowd}
    assert match(records)
    for _ in range(25):
        gone = chance.sample(sorted(records), 2)
        records = {i: r for i, r in records.items() if i not in gone}
        assert list(match_kept(records, tmp_path)) == match(records)
    records = {r.id: r for r in crowd}
    assert list(match_kept(records, tmp_path)) == match(records)


def test_what_has_not_changed_is_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    records = {r.id: r for r in (make(i, chance) for i in range(300))}
    calls = 0
    compare = matching.compare

    def count(a: Any, b: Any) -> Any:
        nonlocal calls
        calls += 1
        return compare(a, b)

    monkeypatch.setattr(rematching, "compare", count)
    first = match_kept(records, tmp_path)
    whole, calls = calls, 0
    assert match_kept(records, tmp_path) == first
    assert calls == 0
    new = make(900, random.Random(9)).model_copy(update={"id": "own:ffffffffff00"})
    assert match_kept({**records, new.id: new}, tmp_path) == tuple(match({**records, new.id: new}))
    assert calls < whole / 20, f"{calls} of {whole}"


@pytest.mark.parametrize("said", ["", "nonsense\n", '"x"\n[]\n', '["a"]\n[[1]]\n[]\n'])
def test_a_file_that_is_spoilt_or_not_there_costs_time_only(said: str, tmp_path: Path) -> None:
    chance = random.Random(2)
    records = {r.id: r for r in (make(i, chance) for i in range(60))}
    wanted = match(records)
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(said, "utf-8")
    assert list(match_kept(records, tmp_path)) == wanted
    assert list(match_kept(records, tmp_path)) == wanted
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    (tmp_path / FILE).write_text("\n".join(['"other rules and records"', *lines[1:]]) + "\n", "utf-8")
    assert list(match_kept(records, tmp_path)) == wanted


def test_pairs_that_other_rules_found_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(2)
    records = {r.id: r for r in (make(i, chance) for i in range(60))}
    wanted = list(match_kept(records, tmp_path))
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    (tmp_path / FILE).write_text("\n".join([lines[0], "[]", lines[2]]) + "\n", "utf-8")
    assert match_kept(records, tmp_path) == (), "what is kept is what is told"
    monkeypatch.setattr(pairs_kept, "_rules", lambda: "other")
    assert list(match_kept(records, tmp_path)) == wanted


def test_an_unchanged_workspace_costs_milliseconds(tmp_path: Path) -> None:
    chance = random.Random(4)
    records = {r.id: r for r in (make(i, chance) for i in range(2_000))}
    begun = time.process_time()
    match_kept(records, tmp_path)
    first = time.process_time() - begun
    begun = time.process_time()
    match_kept(records, tmp_path)
    assert time.process_time() - begun < first / 5
