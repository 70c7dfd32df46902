"""The page at /docs: the OpenAPI description and the kinds of failure as plain HTML, for readers without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from qa.web.problems import KINDS

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid #8888; padding-top: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .75rem; background: #8882; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #8884; }
:root { color-scheme: light dark; }
"""

BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minItems": "items at least",
}


def render_docs(description: Mapping[str, Any]) -> str:
    """Return the whole page for an OpenAPI description."""
    schemas = description["components"]["schemas"]
    info = description["info"]
    parts = [
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
        f"<p>{escape(info['description'])}</p>",
        '<p>For programs: <a href="/openapi.json">/openapi.json</a></p>',
    ]
    for path, operations in description["paths"].items():
        parts += [_operation(method, path, operation, schemas) for method, operation in operations.items()]
    parts += [_problems(), "<h2>Schemas</h2>", *(_schema(name, schema) for name, schema in schemas.items())]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>interview-qa: HTTP API</title>'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _operation(method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    parts = [
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>",
        f"<p><strong>{escape(operation['summary'])}</strong> {escape(operation.get('description', ''))}</p>",
    ]
    if parameters := operation.get("parameters"):
        rows = [(f"{escape(one['name'])} ({one['in']})", *_type_and_meaning(one["schema"], one)) for one in parameters]
        parts.append(_table(("parameter", "type", "meaning"), rows))
    if body := operation.get("requestBody"):
        parts.append(_content("Body", body, schemas))
    parts += [_content(status, answer, schemas) for status, answer in operation["responses"].items()]
    return "".join(parts)


def _content(label: str, described: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    parts = [f"<p><strong>{escape(label)}</strong> {escape(described.get('description', ''))}"]
    examples = []
    for media_type, content in described.get("content", {}).items():
        parts.append(f" ({escape(media_type)}: {_type_of(content['schema'])})")
        named = content["schema"].get("$ref", "").rpartition("/")[2]
        if not media_type.startswith("application/problem"):
            examples += schemas.get(named, {}).get("examples", [])
    shown = [f"<pre>{escape(json.dumps(example, indent=2, ensure_ascii=False))}</pre>" for example in examples]
    return "".join([*parts, "</p>", *shown])


def _problems() -> str:
    rows = [(f'<code id="{code}">{code}</code>', str(kind.status), escape(kind.title)) for code, kind in KINDS.items()]
    return "<h2>Problems</h2>" + _table(("code", "status", "meaning"), rows)


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        (escape(field) + ("" if field in required else " (optional)"), *_type_and_meaning(one, one))
        for field, one in schema.get("properties", {}).items()
    ]
    heading = f'<h3 id="schema-{escape(name)}">{escape(name)}</h3>'
    return f"{heading}<p>{escape(schema.get('description', ''))}</p>" + _table(("field", "type", "meaning"), rows)


def _type_and_meaning(schema: Mapping[str, Any], described: Mapping[str, Any]) -> tuple[str, str]:
    bounds = [f"{word} {schema[key]}" for key, word in BOUNDS.items() if key in schema]
    meaning = " ".join([described.get("description", ""), f"({', '.join(bounds)})" if bounds else ""])
    return _type_of(schema), escape(meaning)


def _type_of(schema: Mapping[str, Any]) -> str:
    """Return a schema in one phrase of HTML, with links to the schemas it names."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(escape(json.dumps(value)) for value in schema["enum"])
    if "const" in schema:
        return escape(json.dumps(schema["const"]))
    if schema.get("type") == "array":
        return f"array of {_type_of(schema.get('items', {}))}"
    return escape(str(schema.get("type", "any")))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are HTML already."""
    first = "".join(f"<th>{cell}</th>" for cell in head)
    rest = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{first}</tr>{rest}</table>"
