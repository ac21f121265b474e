"""The command line: arguments -> one call -> exit code.

Exit codes: 0 done; 1 findings; 2 wrong usage or bad input; 3 network; 130 interrupted. Data goes to standard output,
talk to standard error. A user's mistake never shows a traceback; a bug does, because it must be reported.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

from ..errors import RlsEvidenceError
from .out import check_out
from .parser import VERBS, build_parser, split_lab

_OF_THE_DISK = frozenset(
    getattr(errno, name)
    for name in (
        "ENOENT",
        "EACCES",
        "EPERM",
        "EROFS",
        "ENOSPC",
        "EEXIST",
        "ENOTDIR",
        "EISDIR",
        "ENAMETOOLONG",
        "EDQUOT",
    )
    if hasattr(errno, name)  # Windows has no quotas
)
"""Faults of the disk that the user can mend; any other is a bug and shows its traceback."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are those of the process when None. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "strict")
    # A review is hundreds of thousands of values of which hardly one is in a cycle: to look for cycles as often as
    # Python does by itself would be a tenth of each command.
    gc.set_threshold(50_000, 20, 100)
    given = list(sys.argv[1:] if arguments is None else arguments)
    passed_on: list[str] = []
    if given[:1] == ["lab"]:
        given, passed_on = split_lab(given)
    parsed = build_parser().parse_args(given)
    parsed.passed_on = passed_on
    try:
        if getattr(parsed, "out", None) is not None:
            check_out(parsed.verb, parsed.out)
        # The verbs bring in the model, which --help does not need.
        module = import_module(f".{VERBS[parsed.verb].module}", __package__)
        name = parsed.verb.replace("-", "_")
        code: int = getattr(module, f"{name}_" if iskeyword(name) else name)(parsed)
        sys.stdout.flush()
        return code
    except RlsEvidenceError as error:
        print(f"rlsevidence: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(
            "rlsevidence: interrupted; what was finished is kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): not a fault, and nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        print(f"rlsevidence: {error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
        return 2
