"""Who asks PubMed, and where: from the environment, else from the user's own configuration file, never from the
repository."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

from platformdirs import user_cache_path, user_config_path

from ..addresses import is_loopback
from ..errors import UsageError

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
TOOL = "rlsevidence"


@dataclass(frozen=True)
class Settings:
    """How to reach the E-utilities. The address and the key are kept out of `repr`, logs and error messages."""

    base_url: str = NCBI
    email: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    first_contact: float = 10.0
    """Seconds after which PubMed counts as out of reach when it has not answered at all."""
    rate_folder: Path = field(default_factory=lambda: user_cache_path("rlsevidence", ensure_exists=True))

    @property
    def requests_per_second(self) -> int:
        """NCBI's limit: 3 a second, 10 with a key."""
        return 10 if self.api_key else 3

    def redact(self, text: str) -> str:
        """`text` without the address and the key, for anything that is printed or kept."""
        return hide(text, (self.api_key, self.email))


def hide(text: str, secrets: Iterable[str | None]) -> str:
    """`text` with every form in which a secret may stand in it replaced."""
    for secret in filter(None, secrets):
        for form in {secret, secret.replace("@", "%40"), quote(secret), quote_plus(secret)}:
            text = text.replace(form, "***")
    return text


def config_file() -> Path:
    return user_config_path("rlsevidence") / "config.toml"


def read_settings() -> Settings:
    """Settings from RLSEVIDENCE_EUTILS_URL, RLSEVIDENCE_EMAIL and NCBI_API_KEY, else from the user's config.toml.

    The file holds `email`, `api_key` and `eutils_url`, each optional. UsageError when a value cannot be used.
    """
    choose = read_choices()
    base = choose("RLSEVIDENCE_EUTILS_URL", "eutils_url") or NCBI
    return Settings(
        base_url=check_base_url(base),
        email=choose("RLSEVIDENCE_EMAIL", "email"),
        api_key=choose("NCBI_API_KEY", "api_key"),
    )


def read_choices() -> Callable[[str, str], str | None]:
    """A look-up of one setting by its environment variable, else by its key in the user's config.toml."""
    stored: dict[str, object] = {}
    if config_file().is_file():
        try:
            stored = tomllib.loads(config_file().read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{config_file()} is not TOML: {error}") from None

    def choose(variable: str, key: str) -> str | None:
        value = os.environ.get(variable) or stored.get(key)
        return str(value).strip() or None if value is not None else None

    return choose


def check_base_url(url: str, name: str = "RLSEVIDENCE_EUTILS_URL") -> str:
    """The address that `esearch.fcgi`, or another database's path, is appended to, which the setting `name` holds.

    https anywhere, plain http to this machine only: UsageError otherwise.
    """
    parts = urlsplit(url)
    expected = "https://..., or http:// to this machine only"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{name}: found {url!r}, expected {expected}")
    if parts.username or parts.password:
        raise UsageError(f"{name}: found a user name or password in it, expected an address without")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError(f"{name}: found plain http to {parts.hostname}, expected {expected}")
    return url if url.endswith("/") else url + "/"
