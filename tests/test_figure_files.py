"""`rlsevidence figure`: every figure there is, in every form, in both languages."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rlsevidence.cli import main
from rlsevidence.cli.draw import WRITERS, list_figures

ROOT = Path(__file__).resolve().parents[1]
FIGURES = {name: of_claim for name, (of_claim, _) in list_figures().items()}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("ending", list(WRITERS))
@pytest.mark.parametrize("name", list(FIGURES))
def test_every_figure_can_be_written_in_every_form(name: str, ending: str, tmp_path: Path) -> None:
    language = "sv" if list(FIGURES).index(name) % 2 else "en"
    out = tmp_path / f"figure{ending}"
    claim = ["--claim", "insomnia-improvement"] if FIGURES[name] else []
    command = ["figure", name, *claim, "--workspace", str(ROOT), "--language", language, "--out", str(out)]
    assert main(command) == 0
    content = out.read_bytes()
    if ending == ".png":
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", content[16:24])
        assert width > 2000, "300 pixels to an inch"
        assert height > 300
    elif ending == ".svg":
        root = ElementTree.fromstring(content)
        assert root.tag == f"{SVG}svg"
        assert len("".join(root.itertext()).split()) > 3
    elif ending == ".html":
        text = content.decode("utf-8")
        assert f'<html lang="{language}"' in text
        assert "<svg" in text
        assert "<table" in text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    else:
        assert set(json.loads(content)) == {"data", "layout"}


def test_a_form_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "figure.gif"
    assert main(["figure", "flow", "--workspace", str(ROOT), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert all(ending in told for ending in WRITERS)
    assert not out.exists()
