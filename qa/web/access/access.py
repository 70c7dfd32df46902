"""Lets requests in: by the name they ask for, where they come from, their key, and how many there were."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.settings import Settings
from qa.web.access.keys import Holder, Keys, presented_key
from qa.web.access.origin import client_group, host_is_served, hosts_served, is_foreign, is_loopback, was_forwarded
from qa.web.access.rate_limit import RateLimit
from qa.web.access.rules import READING_METHODS, Need, need_of
from qa.web.problems import problem_response

# Browsers ask for a name and a password when they see Basic: the password is the key, the name is not looked at.
CHALLENGES = ('Bearer realm="interview-qa"', 'Basic realm="interview-qa", charset="UTF-8"')
POLICY_VIOLATION = 1008


class Access:
    """ASGI middleware around everything that is served; what it refuses reaches no route."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        self._keys = Keys(settings)
        self._hosts = hosts_served(settings)
        self._limit = RateLimit(settings.rate_limit)
        self._on_this_machine = is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})  # none is served
            return
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, need = Headers(scope=scope), need_of(scope["method"], scope["path"])
        if self._hosts is not None and not host_is_served(headers.get("host", ""), self._hosts):
            return _wrong_host(scope, headers.get("host", ""))
        if need == "nothing":
            return None
        key = presented_key(headers)
        holder = None if key is None else self._keys.holder(key)
        local = self._on_this_machine and not was_forwarded(headers)
        # Who asks on this machine without a key is not counted.
        counted = key is not None or not local
        if counted and (seconds := self._limit.take(holder.digest if holder else client_group(scope))):
            return _too_many(scope, self._settings.rate_limit, seconds)
        if scope["method"] not in READING_METHODS and is_foreign(headers, self._settings.cors_origins):
            return _foreign_page(scope)
        if holder is not None:
            return None if _may(holder, need) else _forbidden(scope)
        is_open = key is None and self._is_open(need, local)
        return None if is_open else self._unauthorized(scope, need, key)

    def _is_open(self, need: Need, local: bool) -> bool:
        """Say whether a request without a key is let in."""
        settings = self._settings
        if need == "write":
            return local and not settings.write_keys
        if settings.read_keys:
            return False
        return local or (settings.public and need == "read")

    def _unauthorized(self, scope: Scope, need: Need, key: str | None) -> Response:
        if need == "write" and not self._keys.has_writers:
            return problem_response(
                scope,
                "forbidden",
                "this service takes no changes: it has no key for writing",
                next_step="let who runs it set QA_WRITE_KEYS",
            )
        wanted = "a key for writing" if need == "write" else "a key"
        response = problem_response(
            scope,
            "unauthorized",
            f"this needs {wanted}, and the request has none" if key is None else "the key is not known here",
            next_step="send the key as Authorization: Bearer KEY, or as X-API-Key: KEY",
        )
        for challenge in CHALLENGES:
            MutableHeaders(raw=response.raw_headers).append("WWW-Authenticate", challenge)
        return response


def _may(holder: Holder, need: Need) -> bool:
    return need != "write" or holder.right == "write"


def _wrong_host(scope: Scope, host: str) -> Response:
    return problem_response(
        scope,
        "wrong-host",
        f"this server does not answer to {host[:200]!r}",
        next_step="ask by a name of this server, or let who runs it add this one to QA_ALLOWED_HOSTS",
    )


def _foreign_page(scope: Scope) -> Response:
    return problem_response(
        scope,
        "foreign-page",
        "a web page of another site sent this request",
        next_step="let who runs this service add the site to QA_CORS_ORIGINS",
    )


def _forbidden(scope: Scope) -> Response:
    return problem_response(
        scope, "forbidden", "this key allows reading only", next_step="send a key for writing (QA_WRITE_KEYS)"
    )


def _too_many(scope: Scope, limit: int, seconds: int) -> Response:
    response = problem_response(
        scope,
        "too-many-requests",
        f"more than {limit} requests a minute",
        next_step="ask again after the seconds in Retry-After, or let who runs this service raise QA_RATE_LIMIT",
    )
    response.headers["Retry-After"] = str(seconds)
    return response
