"""What the source of the package must never do: read pickles, evaluate text, go through a shell, run a model's code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "qa"
FORBIDDEN_MODULES = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"})
FORBIDDEN_CALLS = frozenset(
    {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "torch.load", "np.fromregex", "yaml.unsafe_load"}
)
YAML_READERS = frozenset({"yaml.load", "yaml.load_all", "yaml.compose", "yaml.parse", "yaml.scan"})


def dotted(node: ast.expr) -> str:
    """Return "a.b.c" of a name or attribute, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def wrong(source: str) -> Iterator[str]:
    """Yield what the source does that it must not, as "line: what"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (
                f"{node.lineno}: imports {name}" for name in names if name.split(".", 1)[0] in FORBIDDEN_MODULES
            )
        if isinstance(node, ast.Call):
            yield from (f"{node.lineno}: {reason}" for reason in _wrong_call(node))


def _wrong_call(node: ast.Call) -> Iterator[str]:
    called = dotted(node.func)
    given = {keyword.arg: keyword.value for keyword in node.keywords}

    def is_exactly(name: str, value: object) -> bool:
        stated = given.get(name)
        return isinstance(stated, ast.Constant) and stated.value is value

    if called in FORBIDDEN_CALLS:
        yield f"calls {called}"
    if called in {"np.load", "numpy.load"} and not is_exactly("allow_pickle", False):
        yield f"{called} without allow_pickle=False"
    if called in YAML_READERS and dotted(given.get("Loader", node.func)) != "yaml.SafeLoader":
        yield f"{called} without SafeLoader"
    if "shell" in given and not is_exactly("shell", False):
        yield "goes through a shell"
    if "trust_remote_code" in given and not is_exactly("trust_remote_code", False):
        yield "lets a model bring code"
    if called.endswith("SentenceTransformer") and "trust_remote_code" not in given:
        yield "does not forbid a model to bring code"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_runs_what_it_reads(path: Path) -> None:
    """Articles, indexes, backups and models come from strangers; none of them may become code."""
    assert list(wrong(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "import os\nos.system('ls')",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run('ls', shell=True)",
        "subprocess.run('ls', shell=wanted)",
        "yaml.load(text, Loader=yaml.Loader)",
        "yaml.compose(text)",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
        "SentenceTransformer(name)",
        "torch.load(path)",
    ],
)
def test_what_is_looked_for_is_found(source: str) -> None:
    """A check that sees nothing would pass for ever."""
    assert len(list(wrong(source))) == 1
