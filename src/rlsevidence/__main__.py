"""`python -m rlsevidence` is the same as the command `rlsevidence`."""

from .cli import main

raise SystemExit(main())
