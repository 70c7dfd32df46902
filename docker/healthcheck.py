"""Exit with 0 when the server in this container can answer, else with 1 and the reason: the image's HEALTHCHECK."""

from __future__ import annotations

import http.client
import os
import sys

SECONDS = 4.0


def main() -> int:
    """Ask /ready on the port of QA_PORT; by http.client, which heeds no proxy of the environment."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("QA_PORT") or 8000), timeout=SECONDS)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        said = f"no answer: {error}"
    else:
        if answer.status == http.client.OK:
            return 0
    sys.stderr.write(said + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
