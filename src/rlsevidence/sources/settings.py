"""Where the databases are and who asks them: from the environment, else from the user's own configuration file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from ..errors import UsageError
from ..pubmed.config import check_base_url, hide, read_choices

ADDRESSES = {
    "europepmc": "https://www.ebi.ac.uk/europepmc/webservices/rest/",
    "clinicaltrials": "https://clinicaltrials.gov/api/v2/",
    "crossref": "https://api.crossref.org/v1/",
    "openalex": "https://api.openalex.org/",
}
"""Database, by its word in the vocabulary -> the public address that its paths are appended to."""


@dataclass(frozen=True)
class Settings:
    """How to reach one database. The address and the key are kept out of `repr`, logs and error messages."""

    base_url: str
    email: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    first_contact: float = 20.0
    """Seconds after which a database counts as out of reach when it has not answered at all."""
    rate_folder: Path = field(default_factory=lambda: user_cache_path("rlsevidence", ensure_exists=True))

    def redact(self, text: str) -> str:
        """`text` without the address and the key, for anything that is printed or kept."""
        return hide(text, (self.api_key, self.email))


def read_settings(source: str) -> Settings:
    """Settings of a database from RLSEVIDENCE_<DATABASE>_URL, RLSEVIDENCE_EMAIL and OPENALEX_API_KEY, else from
    `<database>_url`, `email` and `openalex_api_key` of the user's config.toml. UsageError when one cannot be used."""
    choose = read_choices()
    variable = f"RLSEVIDENCE_{source.upper()}_URL"
    base = choose(variable, f"{source}_url") or ADDRESSES[source]
    key = choose("OPENALEX_API_KEY", "openalex_api_key") if source == "openalex" else None
    return Settings(check_base_url(base, variable), choose("RLSEVIDENCE_EMAIL", "email"), key)


def read_page_limit() -> int | None:
    """RLSEVIDENCE_PAGE_SIZE: fewer records in an answer than a database gives at most; None when it is not set.

    For a connection that breaks off on long answers. UsageError when it is no number from 1 up.
    """
    text = os.environ.get("RLSEVIDENCE_PAGE_SIZE", "").strip()
    if not text:
        return None
    if not text.isdigit() or int(text) < 1:
        raise UsageError(f"RLSEVIDENCE_PAGE_SIZE: found {text!r}, expected a number from 1 up")
    return int(text)
