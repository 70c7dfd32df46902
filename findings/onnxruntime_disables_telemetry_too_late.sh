#!/usr/bin/env bash
# onnxruntime 1.31.1 (CPU wheel, Linux): loading the library makes a device id and a database of events in the user's cache
# folder, and calling its own disable_telemetry_events() first thing after the import does not keep it from that. Only the
# variable ORT_DISABLE_TELEMETRY=1, set before the import, does. One would guess: what is called before any session is
# opened comes in time.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q onnxruntime==1.31.1
# In a network of its own where that is to be had, so that nothing is reported by this trial either.
apart=()
unshare -rn true 2>/dev/null && apart=(unshare -rn)
left() {
    local home
    home=$(mktemp -d -p "$place")
    (cd "$home" && env -u ORT_DISABLE_TELEMETRY HOME="$home" TMPDIR="$home" "$@")
    (cd "$home" && find . -type f -name 'deviceid' -o -type f -name 'onnxruntime.db' | sort | tr '\n' ' ')
}
python=("${apart[@]}" "$place/venv/bin/python" -c)
late=$(left "${python[@]}" 'import onnxruntime as o; o.disable_telemetry_events(); import time; time.sleep(3)')
early=$(left env ORT_DISABLE_TELEMETRY=1 "${python[@]}" 'import onnxruntime; import time; time.sleep(3)')
printf 'left after disable_telemetry_events(): %s\nleft with ORT_DISABLE_TELEMETRY=1:     %s\n' "${late:-nothing}" "${early:-nothing}"
[[ $late == *deviceid* && $late == *onnxruntime.db* && -z $early ]]
