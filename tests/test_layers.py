"""Imports point one way, the middle is pure, and starting is light. Over the syntax tree, so nothing needs to run."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "rlsevidence"

FLOORS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("errors",), "faults that the user can mend; everything may raise them"),
    (
        ("clock", "decoding", "counted", "addresses", "kept_values", "unknown", "called"),
        "the day, what text bytes are, a number in words, whose machine a host is, answers kept, what a name that "
        "nothing has may have been meant for, what a function is called with: each in one place",
    ),
    (("printed",), "a number as articles print it, in digits and in words"),
    (("model",), "the nouns; they know nothing of files"),
    (("layout", "schema_problems"), "where the nouns stand, what is wrong with one"),
    (("language",), "every text of the program, in every language"),
    (("store",), "the only reader and writer of evidence/, and the forms of its texts"),
    (("decisions",), "what people decided, settled once"),
    (("tagging",), "what rules suggest, and the queue of what waits"),
    (("engines",), "who else may judge a stance, as a suggestion"),
    (("pubmed", "synthesis", "screening"), "side by side: records into it, results out of it, the order of the queue"),
    (
        ("exchange", "citing", "scale"),
        "records of other programs, some in PubMed's formats; references as journals print them; all of PubMed at once",
    ),
    (("sources",), "databases beside PubMed, asked as it is, their records known by what imports are known by"),
    (("scaffold",), "new files, which ask what check will ask"),
    (("exposure",), "the substance under study: its amounts, its forms"),
    (("judgement",), "what it comes to, claim by claim"),
    (("check",), "every rule over the evidence, the judgements on it among them"),
    (("rereading",), "who wrote, read or signed off a text, put down with what it rests on"),
    (("finishing",), "what is wrong with all of it, and the moment from which a draft counts"),
    (("figures", "audit", "reading", "frames"), "drawn, held against a document, laid out as tables"),
    (("export",), "records and the review in the formats of others"),
    (("reporting",), "what a journal asks for: tables, flow, checklists, paragraphs"),
    (("workspace",), "all of it opened at once, for notebooks, pages and commands"),
    (("panel",), "review and screening in JupyterLab and in the terminal"),
    (("forms", "site", "starting"), "a workspace begun; forms in JupyterLab, and the desk that opens them; pages"),
    (("lab_files",), "how JupyterLab keeps the notebooks; its server loads it, and it needs nothing else of ours"),
    (("cli",), "arguments -> one call -> exit code"),
    (("__init__", "__main__"), "the doors"),
)
"""From the ground up. A module may import from floors below its own, never from its own or from above."""

WORLD = {
    "clock": "the day",
    "lab_files": "notebooks as JupyterLab reads and saves them",
    "language": "its catalogues, which ship with the package",
    "scale": "PubMed's own files, MeSH's, and the cluster that reads them",
    "store": "evidence/",
    "pubmed": "the network and the archive",
    "exchange": "files of other programs",
    "sources": "the network and the archive",
    "audit": "the documents that it is given, and its lexicons",
    "tagging": "its lexicons, which ship with the package; suggestions that are kept, processes that share the work",
    "engines": "a model's folder, the address that the user sets, answers that are kept",
    "export": "the files of the workspace that it packs",
    "panel": "its script and style, which ship with the package, and JupyterLab",
    "site": "pages, kernels",
    "forms": "drafts, its script and style, which ship with the package, and JupyterLab",
    "finishing": "a copy of evidence/, to try what a draft would bring about",
    "starting": "what ships for a new workspace, and the folder that it becomes",
    "cli": "arguments, streams, JupyterLab",
}
"""What may touch files, network, environment or clock, and what for."""
PURE_WITHIN = frozenset(
    {
        "audit.amounts",
        "audit.article",
        "audit.audited",
        "audit.claim_match",
        "audit.decide",
        "audit.defects",
        "audit.document",
        "audit.drift",
        "audit.health_claims",
        "audit.known",
        "audit.margin_comments",
        "audit.nearness",
        "audit.often",
        "audit.passages",
        "audit.pdf_file",
        "audit.plain",
        "audit.report",
        "audit.saying",
        "audit.sources",
        "audit.split",
        "audit.terms",
        "audit.texts",
        "audit.told",
        "audit.tongue",
        "audit.web_page",
        "audit.weigh",
        "audit.word_file",
        "audit.wording",
        "exchange.asreview_labels",
        "exchange.asreview_notes",
        "exchange.reviewer_columns",
        "exchange.author_cells",
        "exchange.author_lines",
        "exchange.author_signs",
        "exchange.bibtex",
        "exchange.bibtex_joined",
        "exchange.decision_columns",
        "exchange.central",
        "exchange.csv_rows",
        "exchange.decisions",
        "exchange.duplicates",
        "exchange.ebsco_xml",
        "exchange.endnote_xml",
        "exchange.entry",
        "exchange.eppi",
        "exchange.faces",
        "exchange.further",
        "exchange.glued_tags",
        "exchange.identifiers",
        "exchange.import_report",
        "exchange.joining",
        "exchange.json_items",
        "exchange.json_lists",
        "exchange.matching",
        "exchange.mods_xml",
        "exchange.own",
        "exchange.own_rows",
        "exchange.ovid",
        "exchange.proquest",
        "exchange.people",
        "exchange.parted",
        "exchange.pubmed_pieces",
        "exchange.pubmed_text",
        "exchange.references",
        "exchange.refworks",
        "exchange.registered_tables",
        "exchange.registries",
        "exchange.rematching",
        "exchange.stages",
        "exchange.taking_over",
        "exchange.tagged",
        "exchange.upright",
        "exchange.western",
        "exchange.wos",
        "exchange.xml_stream",
        "exchange.zotero_rdf",
        "exchange.xml_pieces",
        "export.analysis",
        "export.cells",
        "export.choose",
        "export.formats",
        "export.references",
        "export.revman",
        "export.tables",
        "language.reasons",
        "language.words",
        "pubmed.answers",
        "pubmed.build",
        "pubmed.dates",
        "pubmed.digest",
        "pubmed.elements",
        "pubmed.medline",
        "pubmed.merge",
        "pubmed.report",
        "pubmed.verified",
        "scale.agreement",
        "scale.fields",
        "scale.mesh",
        "scale.predicates",
        "scale.report",
        "scale.syntax",
        "scale.translate",
        "scale.versions",
        "scale.view",
        "scale.words",
        "sources.clinicaltrials",
        "sources.crossref",
        "sources.enter",
        "sources.europepmc",
        "sources.isrctn",
        "sources.markup",
        "sources.openalex",
        "sources.pages",
        "sources.targets",
        "sources.translate",
        "starting.article_draft",
        "starting.asked",
        "starting.explain",
        "starting.files",
        "tagging.open_notices",
        "tagging.doubted",
        "tagging.queue",
        "tagging.todos",
        "tagging.suggest",
        "cli.parser",
        "cli.verbs",
        "cli.verbs.decide",
        "cli.verbs.judge",
        "cli.verbs.options",
        "cli.verbs.queue",
        "cli.verbs.records",
        "cli.verbs.report",
        "cli.verbs.show",
        "cli.verbs.start",
        "cli.verbs.write",
    }
)
"""Modules of those folders that touch nothing all the same."""

HEAVY = (
    "pandas",
    "numpy",
    "plotly",
    "Bio",
    "lxml",
    "IPython",
    "jupyterlab",
    "nbformat",
    "nbclient",
    "jinja2",
    "dask",
    "distributed",
    "pyarrow",
)
TOUCHING_MODULES = {"socket", "subprocess", "urllib.request", "http.client", "shutil", "tempfile", "requests", "ssl"}
TOUCHING_METHODS = {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "iterdir", "rglob"}
TOUCHING_CALLS = {"now", "utcnow", "today", "getenv"}


def module_name(file: Path) -> str:
    """`pubmed.parse`; a folder's own `__init__` goes by the folder's name, the package's by `__init__`."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def nodes(module: str) -> Iterator[ast.AST]:
    """Every node, also within functions and under `if TYPE_CHECKING`: a circle of types is a circle."""
    waiting: list[ast.AST] = [tree(module)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += ast.iter_child_nodes(node)


def imports(module: str) -> Iterator[tuple[str, int]]:
    """(module of this package, line) for everything that `module` imports from it."""
    is_folder = FILES[module].name == "__init__.py"
    base = [] if module == "__init__" else module.split(".") if is_folder else module.split(".")[:-1]
    for node in nodes(module):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            assert not _names_itself(node), f"{module}:{getattr(node, 'lineno', 0)} imports itself by its full name"
            continue
        start = [*base[: len(base) - node.level + 1], *(node.module.split(".") if node.module else [])]
        for alias in node.names:
            named = ".".join([*start, alias.name])
            if named in FILES:
                yield named, node.lineno
            elif start:
                yield ".".join(start), node.lineno
            else:
                assert alias.name == "__version__", f"{module}:{node.lineno} takes {alias.name} through the front door"


def _names_itself(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] == "rlsevidence" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == "rlsevidence"


def part(module: str) -> str:
    """The name under which a module stands in FLOORS: what lies in a folder has a floor of its own where listed."""
    listed = {name for names, _ in FLOORS for name in names}
    words = module.split(".")
    inner = ".".join(words[:2])
    return inner if inner in listed else words[0]


def floor(module: str) -> int:
    return next(i for i, (names, _) in enumerate(FLOORS) if part(module) in names)


def test_every_module_has_one_floor_and_every_floor_a_module() -> None:
    listed = [name for names, _ in FLOORS for name in names]
    assert len(listed) == len(set(listed))
    assert {part(module) for module in FILES} == set(listed), "a new module wants a floor"
    assert all(reason for _, reason in FLOORS)


@pytest.mark.parametrize("module", sorted(FILES))
def test_imports_point_down(module: str) -> None:
    for imported, line in imports(module):
        if part(imported) != part(module):
            assert floor(imported) < floor(module), f"{FILES[module].name}:{line} {module} imports {imported}"


@pytest.mark.parametrize("folder", sorted({m.split(".")[0] for m in FILES if "." in m}))
def test_within_a_folder_imports_go_round_nowhere(folder: str) -> None:
    graph = {
        module: {imported for imported, _ in imports(module) if imported.split(".")[0] == folder} - {module}
        for module in FILES
        if module.split(".")[0] == folder
    }
    order = list(TopologicalSorter(graph).static_order())  # CycleError names the round
    assert set(order) == set(graph)


def touches(module: str) -> Iterator[str]:
    for node in nodes(module):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (f"line {node.lineno}: {n}" for n in names if n in TOUCHING_MODULES)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            touching = TOUCHING_METHODS | TOUCHING_CALLS if isinstance(node.func, ast.Attribute) else {"open"}
            if name in touching:
                yield f"line {node.lineno}: {name}()"
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            yield f"line {node.lineno}: environ"


@pytest.mark.parametrize("module", sorted(FILES))
def test_only_the_edges_touch_the_world(module: str) -> None:
    if module.split(".")[0] not in WORLD or module in PURE_WITHIN:
        assert list(touches(module)) == []


def test_the_lists_of_edges_are_true() -> None:
    assert {m for m in PURE_WITHIN if m not in FILES} == set()
    for top in WORLD:
        assert any(list(touches(m)) for m in FILES if m.split(".")[0] == top), f"{top} touches nothing"


LIGHT = {
    "import": "import rlsevidence",
    "help": "import sys; sys.argv = ['rlsevidence', '--help']\ntry:\n    from rlsevidence.cli import main; main()\n"
    "except SystemExit: pass",
    "open": "import rlsevidence; rlsevidence.open_workspace",
    "check": "import os\nfrom rlsevidence.cli import main; main(['check', '--workspace', os.environ['TINY']])",
}


@pytest.mark.parametrize("what", list(LIGHT))
def test_heavy_libraries_load_where_they_are_used(what: str, tiny: Path) -> None:
    code = f"{LIGHT[what]}\nimport sys\nprint('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    environment = {**os.environ, "TINY": str(tiny), "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "HEAVY []"
    assert done.returncode == 0


def test_help_does_not_load_the_model() -> None:
    code = (
        "import sys\nfrom rlsevidence.cli.parser import build_parser; build_parser()\nprint('pydantic' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")


# ---------------------------------------------------------------- imports within functions

SLOW = (
    *HEAVY,
    "pydantic",
    "ruamel",
    "anywidget",
    "traitlets",
    "bibtexparser",
    "papermill",
    "filelock",
    "nbconvert",
    "babel",
)
"""Libraries that take their time: what a late import may be there to spare."""


def late_and_early(module: str) -> tuple[list[tuple[ast.ImportFrom, int]], list[ast.AST]]:
    """Imports within functions, with their line, and those at the top of the module (types apart: they never run)."""
    late, early = [], []
    waiting: list[tuple[ast.AST, bool]] = [(tree(module), False)]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and within:
            late.append((node, node.lineno))
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and not within:
            early.append(node)
        inside = within or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return late, early


def own_targets(module: str, node: ast.ImportFrom) -> Iterator[str]:
    lines = {node.lineno}
    yield from (name for name, line in imports(module) if line in lines)


@cache
def loads(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """(slow libraries, own modules) that `module` itself asks for when it is loaded, its folder's door included."""
    slow: set[str] = set()
    own = {module.rpartition(".")[0]} - {""}
    for node in late_and_early(module)[1]:
        if isinstance(node, ast.Import):
            slow |= {a.name.split(".")[0] for a in node.names} & set(SLOW)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            slow |= {(node.module or "").split(".")[0]} & set(SLOW)
        elif isinstance(node, ast.ImportFrom):
            own |= set(own_targets(module, node))
    return frozenset(slow), frozenset(own)


@cache
def slow_libraries(module: str) -> frozenset[str]:
    """What is loaded with `module`, of the libraries that take their time."""
    seen, waiting = {module}, [module]
    found: set[str] = set()
    while waiting:
        slow, own = loads(waiting.pop())
        found |= slow
        waiting += own - seen
        seen |= own
    return frozenset(found)


@pytest.mark.parametrize("module", sorted(FILES))
def test_an_import_within_a_function_spares_something_slow(module: str) -> None:
    """Any other reason would be a circle in disguise, and there is none to be broken."""
    late, _ = late_and_early(module)
    for node, line in late:
        if not node.level:
            continue
        for target in own_targets(module, node):
            spared = slow_libraries(target) - slow_libraries(module)
            if module.split(".")[0] in LIGHT_DOORS:
                continue
            assert spared, f"{FILES[module].name}:{line} {module} imports {target} late, and spares nothing"


LIGHT_DOORS = {"cli": "every verb starts with only what it needs", "__init__": "importing the package loads nothing"}
"""Where any import may be late, because nothing of it may be loaded for another verb."""
