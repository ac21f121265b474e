"""For every reader: one damaged place of a file costs no other record, joins no two, and is told with its line.

The files are those of the test of what is never lost, in every form; each is damaged in each of several ways.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from damaged import FAMILIES, WORDS, find_spans, is_told, list_faults, list_marks, list_touched, read, say
from rlsevidence.exchange.reading import FileRead
from test_exchange_properties import FORMS, make

MADE = make(
    [
        (WORDS[i], [(f, "Anna") for f in FAMILIES[i]], [f"First line{WORDS[i]}", f"second line{WORDS[i]} here"], "1")
        for i in range(len(WORDS))
    ]
)
PACKED = frozenset({"Excel", "ASReview project", "RIS, UTF-16"})
"""Forms whose bytes are no text: `test_a_damaged_row_of_a_workbook_...` and its kin damage those."""
TEXTS = {form: write for form, write in FORMS.items() if form not in PACKED}


def write(form: str) -> bytes:
    data = FORMS[form](MADE)
    return data if isinstance(data, bytes) else data.encode()


@pytest.mark.parametrize("form", TEXTS)
@given(share=st.floats(0, 1), kind=st.sampled_from(["cut", "byte", "NUL", "sign", "line"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_damaged_place_costs_no_other_record_and_is_told(
    form: str, share: float, kind: str, tmp_path: Path
) -> None:
    data = write(form)
    spans = find_spans(data)
    at = spans[0].start + int(share * (spans[-1].end - spans[0].start - 1))
    whole = read(data, tmp_path / "file")
    touched = list_touched(spans, at)
    if kind == "cut":
        made = data[:at]
        touched |= {s.number for s in spans if s.end > at}
    elif kind == "byte":
        made = data[:at] + b"\xff" + data[at + 1 :]
    elif kind == "NUL":
        made = data[:at] + b"\0" + data[at:]
    elif kind == "sign":
        at = next((i for i in range(at, spans[-1].end) if not chr(data[i]).isalnum()), at)
        made, touched = data[:at] + data[at + 1 :], list_touched(spans, at)
    else:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at) % (len(data) + 1)
        touched = list_touched(spans, max(start, spans[0].start)) | list_touched(spans, min(end, spans[-1].end - 1))
        if start < spans[0].start or len([s for s in spans if s.start < end and s.end > start]) > 1:
            return  # what says what the file is; or a line of two records, whose rest is one, and nothing shows it
        made = data[:start] + data[end + 1 :]
    found = read(made, tmp_path / "file")
    assert list_faults(found, whole, touched) == [], f"{kind} at {at}"
    first = data.count(b"\n", 0, max([s.end for s in spans if s.number < min(touched)], default=0)) + 1
    last = data.count(b"\n", 0, min([s.start for s in spans if s.number > max(touched)], default=len(data))) + 1
    if kind in ("byte", "NUL") or (kind != "cut" and gone(found, touched & set(list_touched(spans, at)))):
        assert is_told(found, first, last), f"{kind} at {at}: nothing is told of lines {first}-{last}"
    if kind == "cut" and any(s.start < at < s.end for s in spans) and not made.endswith(b"\n"):
        assert is_told(found, first, last), f"cut at {at}: nothing is told"


def gone(found: FileRead, numbers: set[int]) -> bool:
    """Whether nothing came in of one of the records."""
    said = [say(e) for e in found.entries]
    return any(not any(mark in text for text in said for mark in list_marks(n)) for n in numbers)
