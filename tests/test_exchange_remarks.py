"""Labels and notes that stand in a file are shown in the report of its import, or counted."""

import datetime as dt
from pathlib import Path

from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence.exchange.decisions import list_remarks
from rlsevidence.exchange.importing import import_file

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def test_decisions_are_no_remarks_and_labels_and_notes_are() -> None:
    note = (
        'RAYYAN-INCLUSION: {"anna"=>"Excluded"} | RAYYAN-LABELS: long,dose'
        ' | RAYYAN-EXCLUSION-REASONS: wrong outcome | USER-NOTES: {"anna"=>["look again"]}'
    )
    assert list_remarks([note]) == (
        "RAYYAN-LABELS: long,dose",
        "RAYYAN-EXCLUSION-REASONS: wrong outcome",
        'USER-NOTES: {"anna"=>["look again"]}',
    )
    assert list_remarks([f"notes: {note}"]) == list_remarks([note])
    assert list_remarks(["ASReview_relevant", "Exclusion reason: Wrong dose;"]) == ()


def test_the_report_shows_the_first_ten_and_counts_the_rest(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review", [seed(FIRST_PMID, title="Invented record that is known")])
    file = tmp_path / "x.ris"
    one = "TY  - JOUR\nTI  - Invented {0} of twelve\nDO  - 10.9998/inv.{0}\nPY  - 2001\nN1  - remark {0}\nER  - \n"
    file.write_text("".join(one.format(i) for i in range(12)) + one.format(12).replace("N1  - remark 12\n", ""))
    told = import_file(evidence, file, now=NOW, dry_run=True).format_text()
    assert "notes or labels stand in the file for 12 entries, kept there:" in told
    assert [line.split(": ")[1] for line in told.splitlines() if ": remark " in line] == [
        f"remark {i}" for i in range(10)
    ]
    assert "and 2 more; --dry-run --format json shows them all" in told
