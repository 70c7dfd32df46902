"""Reads query strings and JSON bodies strictly: what could be read in two ways is refused, never guessed at."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute

from qa.web.problems import HttpProblem

JSON_TYPE = re.compile(r"application/([a-z0-9.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)
MOST_QUERY_FIELDS = 100


class StrictRoute(APIRoute):
    """A route whose handler sees only requests that read in one way."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler behind the checks of this module."""
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def handle_strictly(request: Request) -> Response:
            check_query(request.scope["query_string"])
            if takes_body:
                check_content_type(request.headers.get("content-type", ""))
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        return parse_json(await self.body())


def check_content_type(value: str) -> None:
    """Raise HttpProblem (415) unless `value` says JSON, which no web form of a foreign page can send."""
    if not JSON_TYPE.fullmatch(value.strip()):
        said = f"the content type is {value[:100]!r}" if value else "the request has no content type"
        raise HttpProblem("not-json", said, next_step="send JSON with the header Content-Type: application/json")


def check_query(raw: bytes) -> None:
    """Raise HttpProblem (400) for a query string that is not percent-encoded UTF-8 or names a field twice."""
    next_step = "percent-encode the query as UTF-8, each field once"
    try:
        text = raw.decode("ascii")
        unquote_to_bytes(raw).decode("utf-8")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_QUERY_FIELDS)
    except UnicodeDecodeError as error:
        raise HttpProblem(
            "invalid-query", "the query string is not percent-encoded UTF-8", next_step=next_step
        ) from error
    except ValueError as error:
        detail = f"the query string has more than {MOST_QUERY_FIELDS} fields"
        raise HttpProblem("invalid-query", detail, next_step=next_step) from error
    twice = [name for name, times in Counter(name for name, _ in fields).items() if times > 1]
    if twice:
        raise HttpProblem("invalid-query", f"the query names {twice[0][:100]!r} twice", next_step=next_step)


def parse_json(raw: bytes) -> Any:
    """Return the JSON value in `raw`; raise HttpProblem (400) where RFC 8259 readers may disagree.

    Refused are other encodings than UTF-8, NaN and Infinity, a key named twice, lone surrogates, numbers of
    thousands of digits, and nesting deeper than Python reads.
    """
    try:
        value = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_object_of_distinct_keys, parse_constant=_refuse_constant
        )
        if b"\\u" in raw:
            # Only an escape can have brought half a surrogate pair in; it could not be answered as UTF-8.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(f"byte {error.start} of the body is not UTF-8") from error
    except UnicodeEncodeError as error:
        raise _invalid("the body holds half of a surrogate pair") from error
    except json.JSONDecodeError as error:
        raise _invalid(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise _invalid("the body is nested too deeply") from error
    except ValueError as error:
        raise _invalid("the body holds a number of too many digits") from error
    return value


def _object_of_distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise _invalid(f"the key {json.dumps(twice[:100])} stands twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _invalid(f"{name} is not JSON")


def _invalid(detail: str) -> HttpProblem:
    return HttpProblem("invalid-json", detail, next_step="send one JSON object, encoded as UTF-8")
