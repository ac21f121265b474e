"""Pages from verdicts, figures and executed notebooks, for reading without a network."""

from .build import SiteReport, build_site

__all__ = ["SiteReport", "build_site"]
