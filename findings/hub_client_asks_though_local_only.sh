#!/usr/bin/env bash
# huggingface-hub 2.4.0: hf_hub_download(..., local_files_only=True) looks up the hub's host all the same. To word its
# User-Agent, the client wants a list of agents' names from the hub and fetches it when its copy is older than a day; what
# counts as "local files only" is the file asked for. HF_HUB_DISABLE_TELEMETRY=1 and HF_HUB_OFFLINE=1 each stop it.
# One would guess: an argument of that name keeps a call off the network.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q huggingface-hub==2.4.0
cat > "$place/try.py" <<'END'
import socket

asked = []


def look_up(host, *rest, **options):  # nothing leaves this process
    asked.append(host)
    raise socket.gaierror("no network in this trial")


socket.getaddrinfo = look_up
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError

try:
    hf_hub_download("somebody/some-model", "config.json", local_files_only=True)
except LocalEntryNotFoundError:
    print(f"not among the local files; look-ups: {len(asked)}")
END
run() { (cd "$place" && env -u HF_HUB_OFFLINE -u HF_HUB_DISABLE_TELEMETRY HF_HOME="$(mktemp -d -p "$place")" "$@" venv/bin/python try.py); }
plain=$(run env)
quiet=$(run env HF_HUB_DISABLE_TELEMETRY=1)
offline=$(run env HF_HUB_OFFLINE=1)
printf 'local_files_only=True:              %s\nand HF_HUB_DISABLE_TELEMETRY=1:     %s\nand HF_HUB_OFFLINE=1:               %s\n' "$plain" "$quiet" "$offline"
[[ $plain == "not among the local files; look-ups: 1" ]]
[[ $quiet == "not among the local files; look-ups: 0" ]]
[[ $offline == "not among the local files; look-ups: 0" ]]
