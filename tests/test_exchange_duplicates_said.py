"""What an import says of likely duplicates is what stands in the tables after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence import store
from test_exchange import bring

HERE = """TY  - JOUR
TI  - Invented lozenges in nightly calf cramps: a randomised trial
AU  - Sand, A
AU  - Ek, B
PY  - 2020
JO  - J Invent
ER  -
"""
AGAIN = "Title;Authors;Year;Journal;DOI;Decision;Reason\nInvented lozenges in nightly calf cramps - a randomized trial;"
AGAIN += '"Sand A, Ek B";2020;J Invent;10.9999/zn.1;{};{}\n'


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("decision", "reason", "said"),
    [
        ("Include", "", "include"),
        ("Exclude", "wrong population", "exclude"),
        ("", "", None),
        ("Exclude", "", "exclude"),
    ],
)
def test_a_row_that_was_not_written_is_not_told(
    decision: str, reason: str, said: str | None, dry_run: bool, tiny_dir: Path, tmp_path: Path
) -> None:
    person = store.load_part(tiny_dir, "people")[0].id
    bring(tiny_dir, tmp_path, HERE)
    report = bring(tiny_dir, tmp_path, AGAIN.format(decision, reason), "again.csv", reviewer=person, dry_run=dry_run)
    rows = [s for s in store.load_part(tiny_dir, "screening") if s.record == "doi:10.9999/zn.1"]
    doubles = [s for s in rows if s.reason == "duplicate"]
    text = report.format_text()
    assert "doi:10.9999/zn.1 may be" in text
    if said:
        assert "as duplicates by" not in text
        assert f"not recorded as a duplicate: doi:10.9999/zn.1: the file says {said}" in text
        assert doubles == []
    else:
        assert ("to be recorded" in text) == dry_run
        assert "recorded in screening.tsv as duplicates by" in text
        assert "not recorded" not in text
        assert len(doubles) == (not dry_run)
    assert len(rows) <= (not dry_run), "what the file says at no stage waits for --stage"
