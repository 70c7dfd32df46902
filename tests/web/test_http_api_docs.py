"""docs/http-api.md tells the truth: every route, failure and bound, and examples that are those of the service."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from fastapi import FastAPI

from qa.settings import Settings
from qa.web.problems import KINDS
from qa.web.schemas.answers import Problem
from qa.web.schemas.examples import ANSWER, EXPLAINED

PAGE = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text(encoding="utf-8")
SETTINGS = {field.name: field for field in fields(Settings)}


def test_every_route_has_its_section_and_its_fields(app: FastAPI) -> None:
    """A route or a parameter that is not described does not exist for readers."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            heading = f"### `{method.upper()} {path}`\n"
            assert heading in PAGE
            section = PAGE.partition(heading)[2].partition("\n##")[0]
            assert "curl" in section, heading
            for parameter in operation.get("parameters", []):
                assert parameter["name"] in section or parameter["in"] == "path", (heading, parameter["name"])


def test_contents_link_to_their_sections() -> None:
    """The anchors are those that renderers make of the headings."""
    headings = re.findall(r"^(##+) (.*)", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 _-]", "", text.lower()).replace(" ", "-"): level for level, text in headings}
    linked = set(re.findall(r"\]\(#([a-z0-9_-]+)\)", PAGE))
    assert linked <= set(anchors)
    assert {anchor for anchor, level in anchors.items() if level == "###"} <= linked


def test_every_failure_is_listed_with_its_status() -> None:
    """The table is the one in the code, row by row."""
    rows = [f"| `{code}` | {kind.status} | {kind.title} |" for code, kind in KINDS.items()]
    assert "\n".join(rows) in PAGE


def test_examples_are_whole_and_true() -> None:
    """The answer is the example of the description, whose offsets and digest hold; the problem has every field."""
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    [answer] = [block for block in blocks if "passages" in block and "question" in block]
    assert answer["passages"] == ANSWER["passages"]
    assert list(answer) == list(ANSWER)
    [explained] = [block for block in blocks if "explanation" in block]
    assert explained["explanation"] == EXPLAINED["passages"][0]["explanation"]  # type: ignore[index]
    [problem] = [block for block in blocks if "code" in block]
    assert list(Problem.model_validate(problem).model_dump()) == list(problem)
    assert problem["title"] == KINDS[problem["code"]].title


@pytest.mark.parametrize(
    "name",
    ["max_question_chars", "max_top_k", "top_k", "max_batch", "max_body_bytes", "max_upload_bytes", "rate_limit"],
)
def test_bounds_name_their_setting_and_default(name: str) -> None:
    """The defaults in the text are those of the settings."""
    default = SETTINGS[name].default
    shown = "1 MiB" if name == "max_body_bytes" else f"{default:,}"
    assert f"`QA_{name.upper()}` ({shown})" in PAGE
    assert default == (2**20 if shown == "1 MiB" else int(shown.replace(",", "")))
