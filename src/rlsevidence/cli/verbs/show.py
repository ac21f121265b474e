"""Pages, notebooks and schemas: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import EPILOG, Verb, add_as_of


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "site": Verb(
                "publish", "Build the pages, with the notebooks rendered, for reading without a network", _site
            ),
            "lab": Verb("publish", "Open JupyterLab on the notebooks", _lab),
            "schema": Verb("keep", "Write the JSON Schemas of the evidence files", _nothing),
        }
    )


def _site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", help="default: build/site")
    parser.add_argument("--no-notebooks", action="store_true", help="pages only")
    parser.add_argument(
        "--address", metavar="URL", help="where the pages will stand, for links that are shared; else pyproject.toml's"
    )
    add_as_of(parser)


def _lab(parser: argparse.ArgumentParser) -> None:
    parser.epilog = f"Every other option goes to JupyterLab, such as --no-browser or --port 9000. {EPILOG}"


def _nothing(parser: argparse.ArgumentParser) -> None:
    """A verb without arguments of its own."""
