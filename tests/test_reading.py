"""Tables for reading: whole texts, a dash for what is missing, and nothing that a text could smuggle in."""

from __future__ import annotations

import pandas as pd

import rlsevidence as rls

FRAME = pd.DataFrame(
    {
        "name_en": pd.array(["<b>made up</b>", "x" * 300, None], dtype="string"),
        "n": pd.array([1, None, 3], dtype="Int64"),
        "value": pd.array([0.5, 2.0, None], dtype="Float64"),
        "used": pd.array([True, False, None], dtype="boolean"),
    }
)


def test_a_table_for_reading() -> None:
    page = rls.lay_out(FRAME)._repr_html_()
    assert "&lt;b&gt;made up&lt;/b&gt;" in page
    assert "x" * 300 in page, "a text is never cut"
    assert page.count("–") == 4, "what is missing is neither empty nor zero"
    assert '<th scope="col" style="text-align:left">name en</th>' in page
    assert '<td style="text-align:right">3</td>' in page
    assert "yes</td>" in page


def test_a_named_index_becomes_columns_and_the_frame_stays_at_hand() -> None:
    laid = rls.lay_out(FRAME.set_index("n"))
    assert list(laid.frame.columns) == ["n", "name_en", "value", "used"]
    assert "<NA>" not in repr(laid)
