"""Middleware: what stands around every request.

What other packages import, and the question each module answers:

    body_limit:       How long may a body be?
    head:             How is HEAD answered?
    metrics:          What is counted?
    request_log:      What is logged?
    security_headers: What are browsers told?
    tracing:          What is told to OpenTelemetry?
"""
