"""Telemetry of libraries: which of them report on their users, and the variables that keep each from doing so.

Called by a library's one home before the library is imported, since each reads its variables while it loads.
docs/privacy.md says what each of them would send.
"""

from __future__ import annotations

import os

# onnxruntime reads its variable while it is loaded; its disable_telemetry_events() comes too late. Off, it makes no
# device id and no database of events in the user's cache folder.
# The hub's client asks the hub for a list of agents to name in its requests, also where only local files may be used.
# transformers asks a service to convert the weights of a model that has no safetensors file.
_SWITCHES = {
    "onnxruntime": {"ORT_DISABLE_TELEMETRY": "1"},
    "huggingface_hub": {"HF_HUB_DISABLE_TELEMETRY": "1"},
    "transformers": {"DISABLE_SAFETENSORS_CONVERSION": "1"},
}


def switch_off_telemetry(*libraries: str) -> None:
    """Set the variables that keep `libraries` quiet, in this process and those it starts; what the user set stays.

    >>> switch_off_telemetry("onnxruntime")
    >>> os.environ["ORT_DISABLE_TELEMETRY"]
    '1'
    """
    for library in libraries:
        for name, value in _SWITCHES[library].items():
            os.environ.setdefault(name, value)
