"""The state of an article as an ETag, and whether a request that names one means the state there is."""

from __future__ import annotations

import hashlib
import json
import re

from starlette.datastructures import Headers

from qa.records import Article
from qa.web.problems import HttpProblem

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def etag_of(article: Article) -> str:
    """Return the strong ETag of an article: another text or another metadatum gives another."""
    state = [article.sha256, article.format, article.body_start, article.metadata, dict(article.inferred)]
    return f'"{hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]}"'


def is_known(headers: Headers, etag: str) -> bool:
    """Say whether the client has this state already (If-None-Match)."""
    given = headers.get("if-none-match", "")
    return given.strip() == "*" or etag in [tag.removeprefix("W/") for tag in _TAG.findall(given)]


def check_preconditions(headers: Headers, article: Article | None) -> None:
    """Raise HttpProblem (412) unless `article`, None where there is none, is what If-Match and If-None-Match name."""
    wanted, unwanted = headers.get("if-match"), headers.get("if-none-match")
    found = etag_of(article) if article else None
    if wanted is not None and (found is None or (wanted.strip() != "*" and found not in _TAG.findall(wanted))):
        said = f"has the ETag {found}" if found else "is not there"
        raise _failed(f"If-Match names {wanted[:200]}, but the article {said}")
    if unwanted is not None and article is not None and found is not None and is_known(headers, found):
        raise _failed(f"If-None-Match names {unwanted[:200]}, but the article is there with the ETag {found}")


def _failed(detail: str) -> HttpProblem:
    return HttpProblem("precondition-failed", detail, next_step="read the article again, and decide anew")
