"""What ships with the package for a new workspace: words, a protocol, texts, notebooks. Reads, never writes."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from ..errors import EvidenceError
from ..store.yamltext import parse_yaml

HERE = Path(__file__).resolve().parent


@cache
def read_starter(name: str) -> str:
    """The text of one file of starter/."""
    return (HERE / "starter" / name).read_text(encoding="utf-8")


def read_starter_value(name: str) -> Any:
    """The plain value of one YAML file of starter/."""
    return parse_yaml(read_starter(name), name)[0]


def list_languages() -> tuple[str, ...]:
    """The languages that a workspace can have pages in: those that texts.yaml has words in."""
    return tuple(sorted(read_starter_value("texts.yaml")))


def read_notebooks() -> dict[str, str]:
    """File name -> text of each notebook: in the package once installed, in the repository where that is worked on."""
    beside = HERE.parents[2] / "notebooks"
    folder = HERE / "notebooks" if (HERE / "notebooks").is_dir() else beside
    found = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.ipynb"))}
    if not found:
        raise EvidenceError("the notebooks that ship with rlsevidence are not there; install it anew")
    return found


def list_requirements() -> tuple[str, ...]:
    """What the installed package needs, as `name range`, extras left out."""
    needs = [r for r in metadata.requires("rlsevidence") or () if ";" not in r]
    return tuple(sorted(r.replace(" ", "") for r in needs))
