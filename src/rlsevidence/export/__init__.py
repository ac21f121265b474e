"""Everything out, in open formats: records with what was decided on them, and the review itself."""

from .choose import Asked, Item, list_items
from .formats import FORMATS, SHOWS_DOCUMENTS, Export, export_review

__all__ = ["FORMATS", "SHOWS_DOCUMENTS", "Asked", "Export", "Item", "export_review", "list_items"]
