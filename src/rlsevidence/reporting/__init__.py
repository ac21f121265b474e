"""The review reports itself: the tables, the flow, the checklists and the paragraphs that a journal asks for."""

from .sheet import Cell, Note, Sheet
from .tables import TABLES, Table, make_table

__all__ = ["TABLES", "Cell", "Note", "Sheet", "Table", "make_table"]
