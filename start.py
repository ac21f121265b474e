#!/usr/bin/env python3
"""Set up and run, on a fresh machine with nothing but Python 3.11+ and a network.

    python3 start.py run [...]      the main job: pull, suggest, check, summaries, notebooks, pages
    python3 start.py test [...]     the tests, on all cores; with further words, which go to pytest, as they say
    python3 start.py lab            JupyterLab on the notebooks
    python3 start.py VERB [...]     any other command of rlsevidence, such as: check, show, pull

The environment is made in .venv (another folder: RLSEVIDENCE_VENV) from the lock files, with uv, or with pip where uv
does not work. It is made once and again only when a lock file, pyproject.toml or Python itself changes; a set-up that
was interrupted is finished by the next start.
"""

import hashlib
import os
import subprocess
import sys
import time

# Old Pythons must get as far as the message in main(), so nothing here uses syntax newer than 3.6.
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.environ.get("RLSEVIDENCE_VENV") or os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
LOCKS = {"core": "requirements.lock", "dev": "requirements-dev.lock"}  # dev holds all of core, at the same versions
LOCK_WAIT_SECONDS = 1800
USED = (
    "pandas", "pydantic", "ruamel.yaml", "jinja2", "plotly.graph_objects", "nbclient", "nbconvert",
    "ipykernel.kernelapp", "IPython", "citeproc", "lxml.etree", "babel.core",
)  # fmt: skip


def say(message):
    print("setup: " + message, flush=True)


def call(*command, **options):
    return subprocess.call([str(part) for part in command], **options)


def wanted_stamp(level):
    """What the environment must have been made from: lock, project file, this file's Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (LOCKS[level], "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as stream:
            digest.update(stream.read())
    return digest.hexdigest()


def stamp_path(level):
    return os.path.join(VENV, "rlsevidence-" + level + ".stamp")


def is_ready(level):
    try:
        with open(stamp_path(level)) as stream:
            return stream.read() == wanted_stamp(level) and os.path.exists(PYTHON)
    except OSError:
        return False


def need_venv_module():
    """Debian splits ensurepip off into a package of its own; as root we can get it, else we say how."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401

        return
    except ImportError:
        pass
    package = "python%d.%d-venv" % sys.version_info[:2]
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and os.path.exists("/usr/bin/apt-get")):
        sys.exit("Python's venv module is missing. On Debian and Ubuntu run: sudo apt-get install " + package)
    say("Python's venv module is missing; running " + " ".join(command))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    with open(os.devnull, "w") as null:
        call("apt-get", "update", "-q", stdout=null, env=quiet)
        if call(*command, stdout=null, env=quiet):
            sys.exit("setup failed: " + " ".join(command))


def install(level):
    """Make or bring up to date the environment. The stamp comes last: without it, the next start does it again."""
    start = time.time()
    lock = os.path.join(ROOT, LOCKS[level])
    for other in LOCKS:
        if os.path.exists(stamp_path(other)) and not is_ready(other):
            os.remove(stamp_path(other))
    if not os.path.exists(os.path.join(VENV, "pyvenv.cfg")) or call(PYTHON, "-c", "import pip") != 0:
        need_venv_module()
        say("making " + VENV)
        # A child process, so that an ensurepip installed a moment ago is seen.
        if call(sys.executable, "-m", "venv", "--clear", VENV):
            sys.exit("setup failed: %s -m venv %s" % (sys.executable, VENV))
    say("installing from " + LOCKS[level] + " (some hundred megabytes the first time)")
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    steps = (["--require-hashes", "-r", lock], ["--no-deps", "-e", ROOT])
    uv = [PYTHON, "-m", "uv", "pip", "install", "-q", "-p", PYTHON]
    with_uv = not os.environ.get("RLSEVIDENCE_NO_UV") and call(*(pip + ["uv"])) == 0
    if not (with_uv and all(call(*(uv + step)) == 0 for step in steps)):
        # uv does not read pip's own settings (a mirror, a certificate), so where it fails pip may well work.
        say("using pip (slower)")
        for step in steps:
            if call(*(pip + step)):
                sys.exit("setup failed: pip install " + " ".join(step))
    compile_used()
    with open(stamp_path(level), "w") as stream:
        stream.write(wanted_stamp(level))
    say("done in %.0f s" % (time.time() - start))


def compile_used():
    """Compile the libraries that every start loads, where Python is told to keep nothing that it compiles.

    pip compiles what it installs and uv does not: with PYTHONDONTWRITEBYTECODE set, each start would do it all again.
    """
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        call(PYTHON, "-c", "import " + ", ".join(USED), env=environment)


def ensure(level):
    """Bring the environment to `level`, one process at a time."""
    if is_ready(level) or (level == "core" and is_ready("dev")):
        return
    guard = open(VENV.rstrip("/\\") + ".lock", "a+")
    waited = 0
    while not try_lock(guard):
        if waited == 0:
            say("another start.py is making the environment; waiting for it")
        if waited >= LOCK_WAIT_SECONDS:
            sys.exit("setup failed: another start.py has held %s for %d minutes" % (guard.name, waited // 60))
        time.sleep(2)
        waited += 2
    # The lock ends with this process, however it ends.
    with guard:
        if not (is_ready(level) or (level == "core" and is_ready("dev"))):
            install(level)


def try_lock(stream):
    try:
        if os.name == "nt":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def main(arguments):
    if sys.version_info < (3, 11):
        sys.exit(
            "Python 3.11 or newer is needed; this is %d.%d (%s)"
            % (sys.version_info[0], sys.version_info[1], sys.executable)
        )
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    if verb in ("-h", "--help"):
        print(__doc__)
        return 0
    ensure("dev" if verb == "test" else "core")
    if verb == "test":
        # Hundreds of tests start Python anew: what it compiles is kept for the next, whatever it is told elsewhere.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        # All of them: a file a worker, so that what a file sets up is set up once, and in the order of conftest.py. Two
        # workers more than cores, because browsers, servers and kernels are waited for. Chosen ones run as asked.
        count = str(max(1, min(os.cpu_count() or 1, 8)) + 2)
        workers = [] if rest else ["-n", count, "--dist", "loadfile", "--no-loadscope-reorder"]
        return become(PYTHON, "-m", "pytest", *workers, *rest)
    return become(PYTHON, "-m", "rlsevidence", verb, *rest)


def become(*command):
    """Run `command` in place of this process, so that what ends the one ends the other; Windows cannot, and waits."""
    if os.name != "posix":
        return call(*command, cwd=ROOT)
    os.chdir(ROOT)
    sys.stdout.flush()
    return os.execv(command[0], list(command))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
