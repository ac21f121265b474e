"""References as journals print them: by author and year or by number, in the language of the page."""

from .items import make_csl, split_name
from .references import STYLES, Bibliography, Reference, cite, split_links

__all__ = ["STYLES", "Bibliography", "Reference", "cite", "make_csl", "split_links", "split_name"]
