#!/usr/bin/env bash
# FastAPI 0.165.0 makes OpenTelemetry spans by itself: an application that never mentions tracing, in a process where
# anything has set a global tracer provider, gives it url.query of every request with each value as it was sent, besides the
# spans of whatever instrumentation the process has on purpose. Off only by FastAPI(telemetry={"tracing": False, ...}).
# One would guess: a web framework traces nothing until it is instrumented.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q fastapi==0.165.0 httpx2==2.16.2 httpx==0.28.1 opentelemetry-sdk==1.45.2
cat > "$place/try.py" <<'END'
import sys

from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
off = {"telemetry": {"tracing": False, "metrics": False, "logs": False}} if "off" in sys.argv else {}
app = FastAPI(**off)


@app.get("/find")
def find(question: str) -> str:
    return "found"


TestClient(app).get("/find?question=a+private+one")
print([span.attributes["url.query"] for span in exporter.get_finished_spans() if "url.query" in span.attributes])
END
plain=$("$place/venv/bin/python" "$place/try.py")
off=$("$place/venv/bin/python" "$place/try.py" off)
printf 'url.query of the spans, FastAPI():                 %s\nurl.query, FastAPI(telemetry={"tracing": False}):  %s\n' "$plain" "$off"
[[ $plain == "['question=a+private+one']" && $off == "[]" ]]
