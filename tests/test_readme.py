"""The front door: the README's two commands, its example, and that no document leads nowhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qa import __version__

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUESTION = "when is Ninh Thuan 1 expected to be signed?"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str, text: str = README) -> list[str]:
    """Return the code blocks marked `language`, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


@pytest.fixture(scope="module")
def answer(bundled_index: Path) -> dict[str, object]:
    """What `qa ask --json` gives for the README's question."""
    done = ask("--json", QUESTION, index=bundled_index)
    return dict(json.loads(done))


def ask(*arguments: str, index: Path) -> str:
    """Return what `qa ask` writes to stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "qa", "ask", *arguments],
        cwd=ROOT,
        env={**os.environ, "QA_INDEX_DIR": str(index), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_two_commands_are_one_line_each() -> None:
    """A newcomer copies one line, gets an answer, copies another, and sees the tests pass."""
    first, second = blocks("sh")[:2]
    assert (first.count("\n"), second.count("\n")) == (1, 1)
    environment, install, question = first.split(" && ")
    assert environment == second.split(" && ")[0] == "python3 -m venv .venv"
    assert install == ".venv/bin/pip install -q -c constraints.txt -e ."
    assert question == f'.venv/bin/qa ask "{QUESTION}"\n'
    _, install, tests = second.split(" && ")
    assert install == ".venv/bin/pip install -q -c constraints.txt -e '.[test]'"
    assert tests == '.venv/bin/pytest -m "not slow"\n'


def test_ci_runs_what_the_readme_says() -> None:
    """.ci/readme_command takes the lines out of the README, and .ci/run runs no copy of them."""
    for number, expected in enumerate(blocks("sh")[:2], start=1):
        found = subprocess.run(
            [sys.executable, ".ci/readme_command", str(number)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert found.stdout == expected
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"readme_command (\d)", script) == ["1", "2"]
    assert "early 2026" in script
    assert QUESTION not in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_contributing_names_the_checks_of_ci() -> None:
    """What passes by hand must pass there."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for check in ("ruff check .", "ruff format --check .", "mypy"):
        assert f".venv/bin/{check}\n" in script
        assert f"$ .venv/bin/{check}\n" in page
    assert "$ .venv/bin/pytest --cov\n" in page


@pytest.mark.slow
def test_the_example_is_what_the_command_prints(bundled_index: Path) -> None:
    """Every word of it; the score and the confidence may differ in the last digit from one machine to another."""
    [example] = blocks("text")
    command = re.search(r'`qa ask (-k \d) "(.*?)"`', README)
    assert command is not None
    printed = ask(*command[1].split(), command[2], index=bundled_index)

    def without_numbers(text: str) -> list[str]:
        return [re.sub(r"0\.\d\d\b|[█░]+", "#", line) for line in text.splitlines()]

    assert without_numbers(example) == without_numbers(printed)


@pytest.mark.slow
def test_the_three_lines_that_check_a_quotation(
    answer: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They pass on a true answer and fail on one whose quotation was touched."""
    [lines] = blocks("python")
    assert len([line for line in lines.splitlines() if line]) == 3
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    saved = Path("answer.json")
    saved.write_text(json.dumps(answer), encoding="utf-8")
    exec(compile(lines, "README.md", "exec"), {})  # noqa: S102 - our own documentation
    saved.write_text(json.dumps(answer).replace("early 2026", "early 2036"), encoding="utf-8")
    with pytest.raises(AssertionError):
        exec(compile(lines, "README.md", "exec"), {})  # noqa: S102


@pytest.mark.slow
def test_two_outlets_give_the_date(answer: dict[str, object]) -> None:
    """The first passage says it, and names the other outlet that says it too."""
    passages = answer["passages"]
    assert isinstance(passages, list)
    assert len(passages) == 5
    first = passages[0]
    [report] = first["also_reported_by"]
    assert "signed in early 2026" in first["text"]
    assert "signed in early 2026" in report["citation"]["quote"]
    assert {first["citation"]["outlet"], report["citation"]["outlet"]} == {"VietNamNet", "The Hanoi Times"}
    assert first["independent_outlets"] == 2


def test_the_changelog_tells_of_this_version() -> None:
    """In the form of Keep a Changelog: what is not released yet first, then this version."""
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M)
    assert headings[0] == "Unreleased"
    assert __version__ in headings


def test_every_document_is_in_the_contents() -> None:
    """A page that nothing leads to is not read."""
    contents = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", contents)) == pages


def test_everything_tried_is_in_its_contents() -> None:
    """What was tried once and is not found is tried again."""
    contents = (ROOT / "docs" / "tried" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs" / "tried").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"^- \[\S+\]\((\w+\.md)\)", contents, flags=re.M)) == pages


def test_where_to_change_what_leads_to_files_that_are_there() -> None:
    """The table of CONTRIBUTING is a newcomer's first guess."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = page[page.index("## Where would I change") : page.index("## What a change has to keep")]
    named = re.findall(r"`((?:qa|tests|docs)/[\w/.]+)`", table)
    assert len(named) >= 10
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    """To a file of the repository, and where a heading is named, to that heading."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name} leads to {target}"
        if heading:
            assert heading in anchors(path.read_text(encoding="utf-8")), f"{page.name} leads to {target}"


def anchors(text: str) -> set[str]:
    """Return what a heading is called in a link: lower case, blanks to hyphens, punctuation gone."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_default_model_and_torch_are_pinned() -> None:
    """An install from constraints.txt gives the versions that were tested, and torch without a build of its own."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), flags=re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["pdf"], *extras["docx"], *extras["test"][1:]]
    assert {re.split(r"[<>=~! \[]", line)[0] for line in needed} <= set(pins)
    assert pins["torch"] == "2.13.0"
    assert not [name for name in pins if name.startswith(("nvidia", "triton"))]
