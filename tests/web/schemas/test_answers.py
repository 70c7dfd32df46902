"""The OpenAPI description is true: real answers fit the models, examples hold, failures are described."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from qa.web.schemas import answers as schemas
from qa.web.schemas import examples as schema_examples


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/ask?question=when+will+it+be+signed", schemas.Answer),
        ("/v1/ask?question=when+will+it+be+signed&explain=true", schemas.Answer),
        ("/v1/ask?question=when+will+it+be+signed&context=2", schemas.Answer),
        ("/v1/facets", schemas.Facets),
        ("/v1/timeline?question=we+sign+in+early", schemas.Timeline),
        ("/v1/articles", schemas.Articles),
        ("/v1/articles/2025/signing%20talk.md", schemas.Article),
        ("/v1/articles/boats.txt", schemas.Article),
        ("/v1/passages/2", schemas.PassageInContext),
        ("/health", schemas.Health),
        ("/ready", schemas.Ready),
        ("/nowhere", schemas.Problem),
    ],
)
def test_answers_are_what_the_model_describes(client: TestClient, path: str, model: type[BaseModel]) -> None:
    """Responses are not run through the models, so a field more or less would go unseen."""
    found = client.get(path).json()
    assert _dump(model, found) == found


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (schemas.Answer, schema_examples.ANSWER),
        (schemas.Answer, schema_examples.EXPLAINED),
        (schemas.Batch, schema_examples.BATCH),
        (schemas.Facets, schema_examples.FACETS),
        (schemas.Articles, schema_examples.ARTICLES),
        (schemas.Article, schema_examples.ARTICLE),
        (schemas.PassageInContext, schema_examples.PASSAGE),
        (schemas.Ready, schema_examples.READY),
        (schemas.Problem, schema_examples.PROBLEM),
    ],
)
def test_examples_fit_their_models(model: type[BaseModel], example: dict[str, Any]) -> None:
    """An example that could not occur would mislead."""
    assert _dump(model, example) == example


def _dump(model: type[BaseModel], value: object) -> object:
    return model.model_validate(value).model_dump(mode="json", exclude_unset=True)


def test_example_quotation_can_be_checked() -> None:
    """The examples show the promise: the quote stands at its offsets in the text of that digest."""
    article: dict[str, Any] = schema_examples.ARTICLE
    passage: dict[str, Any] = schema_examples.PASSAGE
    citation = passage["citation"]
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert hashlib.sha256(article["text"].encode()).hexdigest() == citation["sha256"] == article["sha256"]


def test_every_failure_is_described_as_a_problem(app: FastAPI) -> None:
    """A client made from the description must know the one shape of failures, and that shape only."""
    description = app.openapi()
    assert set(description["components"]["schemas"]["Problem"]["properties"]) == set(schemas.Problem.model_fields)
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            failures = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            contents = [answer["content"] for answer in failures.values()]
            problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            assert contents == [problem] * len(failures), (method, path)


def test_description_is_the_same_each_time(client: TestClient) -> None:
    """It is made once and then served."""
    first = client.get("/openapi.json")
    assert first.json()["openapi"].startswith("3.1")
    assert client.get("/openapi.json").content == first.content


def test_example_explanation_adds_up() -> None:
    """The description shows how the numbers hang together, so they must."""
    example: dict[str, Any] = schema_examples.EXPLAINED
    [passage] = example["passages"]
    why, late = passage["explanation"], passage["scores"]["late"]
    assert sum(word["weight"] * word["similarity"] for word in why["words"]) == pytest.approx(why["coverage"])
    assert (2 * why["coverage"] + why["proximity"]) / 3 == pytest.approx(late, abs=1e-4)
    added = sum(why[f"{part}_part"] for part in ("lexical", "numbers", "times", "asked"))
    assert late + added == pytest.approx(passage["score"])
    assert [word["found"] for word in why["words"]] == [word["similarity"] >= 0.4 for word in why["words"]]
