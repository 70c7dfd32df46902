"""docs/cli.md tells of every command, option and exit code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typer

from qa.cli import exits
from qa.cli.main import app
from qa.to_json import answer_to_json
from tests.cli.conftest import ROOT
from tests.cli.fakes import ANSWER

DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
GROUP: Any = typer.main.get_command(app)


def section(command: str) -> str:
    """Return the part of the page under the heading of `command`."""
    found = re.search(rf"^## qa {command}$(.*?)(?=^## |\Z)", DOCS, flags=re.M | re.S)
    assert found is not None, f"docs/cli.md has no heading '## qa {command}'"
    return found[1]


@pytest.mark.parametrize("command", list(GROUP.commands))
def test_every_option_stands_under_its_command(command: str) -> None:
    """An option nobody can find does not exist; --index, --config and --help are common to all."""
    text = section(command)
    for parameter in GROUP.commands[command].params:
        if parameter.param_type_name == "argument":
            assert f"`{parameter.metavar}`" in text
            continue
        for option in {*parameter.opts} - {"--index", "--config", "--help", "-h"}:
            assert f"`{option}" in text, f"{option} of qa {command} is not documented"


def test_the_page_has_no_command_or_option_that_is_none() -> None:
    """What is documented must work."""
    assert re.findall(r"^## qa (\w+)$", DOCS, flags=re.M) == list(GROUP.commands)
    for command, parsed in GROUP.commands.items():
        known = {option for parameter in parsed.params for option in parameter.opts} | {"--help", "-h"}
        assert set(re.findall(r"`(--?[a-z][a-z-]*)", section(command))) <= known


def test_every_exit_code_is_in_the_table() -> None:
    """Scripts are written against these numbers."""
    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS, flags=re.M)} == codes


def test_options_common_to_all_are_described() -> None:
    """Once, for every command."""
    for option in ("--index DIR", "--config FILE", "--help", "--version", "--install-completion", "--show-completion"):
        assert f"`{option}`" in DOCS


def test_the_answer_shown_has_every_field_of_an_answer() -> None:
    """Who reads the page to write a program must not miss a field, or look for one that is none."""
    blocks = [json.loads(block) for block in re.findall(r"```json\n(\{\"question\".*?)```", DOCS, flags=re.DOTALL)]
    assert [_shape(block) for block in blocks] == [_shape(answer_to_json(ANSWER))]


def _shape(value: Any) -> Any:
    """Return `value` with every leaf as None; of a list the shape of its first item."""
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    return [_shape(value[0])] if isinstance(value, list) and value else None
