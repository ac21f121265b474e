"""What users get is what is tested: environment.yml, pyproject.toml and the lock files say the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.M)


def _project(repo: Path) -> dict:
    return tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _core(repo: Path) -> dict[str, Requirement]:
    return {canonicalize_name(r.name): r for r in map(Requirement, _project(repo)["dependencies"])}


def _pins(repo: Path, lock: str) -> dict[str, set[Version]]:
    pins: dict[str, set[Version]] = {}
    for name, version in PIN.findall((repo / lock).read_text(encoding="utf-8")):
        pins.setdefault(canonicalize_name(name), set()).add(Version(version))
    return pins


def test_environment_yml_repeats_the_ranges_of_pyproject(repo: Path) -> None:
    listed = YAML(typ="safe", pure=True).load((repo / "environment.yml").read_text(encoding="utf-8"))
    assert listed["channels"] == ["conda-forge", "nodefaults"]
    lines = [line for line in listed["dependencies"] if isinstance(line, str)]
    conda = {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines) if r.name not in ("python", "pip")}
    assert conda == {name: r.specifier for name, r in _core(repo).items()}
    assert {"pip": ["-e ."]} in listed["dependencies"]
    assert "pip" in lines


def test_environment_yml_and_pyproject_agree_on_python(repo: Path) -> None:
    listed = YAML(typ="safe", pure=True).load((repo / "environment.yml").read_text(encoding="utf-8"))
    python = next(Requirement(line) for line in listed["dependencies"] if str(line).startswith("python "))
    assert _project(repo)["requires-python"] == ">=3.11"
    assert python.specifier.contains("3.11")
    assert not python.specifier.contains("3.10")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_within_the_range(repo: Path, lock: str) -> None:
    project = _project(repo)
    wanted = dict(_core(repo))
    if lock == "requirements-dev.lock":
        for extra in project["optional-dependencies"].values():
            wanted |= {canonicalize_name(r.name): r for r in map(Requirement, extra)}
    pins = _pins(repo, lock)
    for name, requirement in wanted.items():
        assert name in pins, f"{name} stands in pyproject.toml and not in {lock}"
        assert all(requirement.specifier.contains(v, prereleases=True) for v in pins[name]), (name, pins[name])


def test_both_locks_agree(repo: Path) -> None:
    core, dev = _pins(repo, LOCKS[0]), _pins(repo, LOCKS[1])
    assert {name: dev.get(name) for name in core} == core


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_addresses(repo: Path, lock: str) -> None:
    text = (repo / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text.split("--hash", 1)[0]
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in block for block in blocks), "a pin without a hash"


def test_the_version_is_the_same_everywhere(repo: Path) -> None:
    import rlsevidence

    assert rlsevidence.__version__ == _project(repo)["version"]


def test_what_the_package_imports_is_declared(repo: Path) -> None:
    """An import that only works because another package happens to bring it along breaks one day."""
    names = {"Bio": "biopython", "ruamel": "ruamel-yaml", "IPython": "ipykernel", "traitlets": "ipykernel"}
    names |= {"docx": "python-docx", "citeproc": "citeproc-py", "ipywidgets": "anywidget", "sklearn": "scikit-learn"}
    names |= {
        "jupyter_client": "nbclient",
        "jupyter_server": "jupyterlab",
        "pydantic_core": "pydantic",
        "typing_extensions": "pydantic",
        "markupsafe": "jinja2",
        "narwhals": "plotly",
    }
    import ast
    import sys

    extras = _project(repo)["optional-dependencies"]
    declared = set(_core(repo)) | {
        canonicalize_name(Requirement(line).name) for extra in extras if extra != "dev" for line in extras[extra]
    }
    for file in sorted((repo / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module
                else []
            )
            for module in modules:
                top = module.split(".")[0]
                if top in sys.stdlib_module_names or top == "rlsevidence":
                    continue
                assert canonicalize_name(names.get(top, top)) in declared, f"{file.name}: {module}"


def test_nothing_private_is_tracked(repo: Path) -> None:
    """No machine paths, keys or made things in tracked files."""
    if not (repo / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a checkout, or no git to ask")
    tracked = subprocess.run(["git", "ls-files"], cwd=repo, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert not [f for f in tracked if f.startswith(("build/", ".rlsevidence/", ".venv/"))]
    for name in filter(None, tracked):
        data = (repo / name).read_bytes() if (repo / name).is_file() else b""
        assert b"PRIVATE KEY-" + b"----" not in data, name


TOP = {
    "notebooks", "evidence", "src", "tests", "environment.yml", "README.md",
    # what tools demand beside the six
    ".ci", ".github", ".packaging", ".zenodo.json", "CITATION.cff",
    ".vscode", ".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml",
    "requirements.lock", "requirements-dev.lock", "start.py",
}  # fmt: skip


def test_what_packages_and_citations_say_is_what_the_project_says(repo: Path) -> None:
    import json

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    project = _project(repo)
    cited = yaml.load((repo / "CITATION.cff").read_text(encoding="utf-8"))
    deposit = json.loads((repo / ".zenodo.json").read_text(encoding="utf-8"))
    recipe = yaml.load((repo / ".packaging" / "conda" / "recipe.yaml").read_text(encoding="utf-8"))
    assert {str(cited["version"]), deposit["version"], recipe["package"]["version"]} == {project["version"]}
    assert {cited["license"], deposit["license"], recipe["about"]["license"]} == {project["license"]}
    assert cited["title"] == deposit["title"]
    assert recipe["requirements"]["run"] == ["python >=3.11", *project["dependencies"]]
    assert recipe["build"]["python"]["entry_points"] == [f"rlsevidence = {project['scripts']['rlsevidence']}"]
    container = (repo / ".packaging" / "Containerfile").read_text(encoding="utf-8")
    assert "start.py" in container
    assert 'CMD ["run"]' in container


def test_nothing_stray_is_tracked_at_the_top(repo: Path) -> None:
    """A benchmark or a tool that leaves a file where it runs is easily committed with everything else."""
    listed = subprocess.run(["git", "ls-files"], cwd=repo, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} == TOP
