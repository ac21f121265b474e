"""Where the databases are and who asks them: from the environment, else from the user's own configuration file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from ..pubmed.config import check_base_url, hide, read_choices

ADDRESSES = {
    "europepmc": ("RLSEVIDENCE_EUROPEPMC_URL", "https://www.ebi.ac.uk/europepmc/webservices/rest/"),
    "clinicaltrials": ("RLSEVIDENCE_CTGOV_URL", "https://clinicaltrials.gov/api/v2/"),
    "isrctn": ("RLSEVIDENCE_ISRCTN_URL", "https://www.isrctn.com/"),
    "crossref": ("RLSEVIDENCE_CROSSREF_URL", "https://api.crossref.org/v1/"),
    "openalex": ("RLSEVIDENCE_OPENALEX_URL", "https://api.openalex.org/"),
}
"""Database, by its word in the vocabulary -> the setting that names a mirror of it, and its public address."""


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
    """Settings of a database from its variable in `ADDRESSES`, RLSEVIDENCE_EMAIL and OPENALEX_API_KEY, else from
    `<database>_url`, `email` and `openalex_api_key` of the user's config.toml. UsageError when one cannot be used."""
    choose = read_choices()
    variable, address = ADDRESSES[source]
    base = choose(variable, f"{source}_url") or address
    key = choose("OPENALEX_API_KEY", "openalex_api_key") if source == "openalex" else None
    return Settings(check_base_url(base, variable), choose("RLSEVIDENCE_EMAIL", "email"), key)
