"""The only reader and writer of `evidence/`.

Reading lists every fault of form at once, with its line (`reading`). Writing is canonical (`writing`, `canonical`),
atomic (a reader sees the old file or the new one, never a half) and locked against other writers on this machine
(`disk`). The forms of text stand beside them: `yamltext`, `tabletext`, `jsonltext`.
"""

from .canonical import format_folder
from .changes import CHANGED, LEFT, Changes, open_changes, open_scratch
from .disk import append_line, clear_leftovers, workspace_lock, write_atomic
from .jsonltext import format_record, format_records, format_run, parse_record
from .place import evidence_folder, find_workspace, local_folder
from .reading import NOTHING_LEFT_OUT, load, load_part, read, read_raw
from .recordlines import RecordLines, merge_records
from .tabletext import format_table, parse_table, table_columns
from .writing import (
    add_links,
    add_people,
    add_readings,
    add_screening,
    add_stops,
    add_tags,
    add_verifications,
    append_run,
    change_draft,
    format_item,
    give_back_readings,
    put_item,
    read_draft,
    save,
    save_appraisal,
    save_certainty,
    save_new,
    save_records,
    save_schemas,
    save_study,
    save_text,
    transform,
)

__all__ = [
    "CHANGED",
    "LEFT",
    "NOTHING_LEFT_OUT",
    "Changes",
    "RecordLines",
    "add_links",
    "add_people",
    "add_readings",
    "add_screening",
    "add_stops",
    "add_tags",
    "add_verifications",
    "append_line",
    "append_run",
    "change_draft",
    "clear_leftovers",
    "evidence_folder",
    "find_workspace",
    "format_folder",
    "format_item",
    "format_record",
    "format_records",
    "format_run",
    "format_table",
    "give_back_readings",
    "load",
    "load_part",
    "local_folder",
    "merge_records",
    "open_changes",
    "open_scratch",
    "parse_record",
    "parse_table",
    "put_item",
    "read",
    "read_draft",
    "read_raw",
    "save",
    "save_appraisal",
    "save_certainty",
    "save_new",
    "save_records",
    "save_schemas",
    "save_study",
    "save_text",
    "table_columns",
    "transform",
    "workspace_lock",
    "write_atomic",
]
