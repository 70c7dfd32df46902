"""Upkeep: an index as a whole, looked over, mended, backed up and put back.

No question needs it, and it holds nothing open: each function takes the settings that say which index.
"""

from __future__ import annotations

from pathlib import Path

from qa.indexing import backup, examination
from qa.reports import Finding, Manifest
from qa.settings import Settings


def examine(settings: Settings) -> list[Finding]:
    """Return what was checked of archive, derived indexes and model, and what came of it: `qa doctor`."""
    from qa.encoder.onnx_encoder import check_model, model_identity

    faults = check_model(settings)
    if faults:
        return [*(Finding("encoder", False, fault) for fault in faults), *examination.examine(settings.index_dir)]
    identity = model_identity(settings)
    return [Finding("encoder", True, identity.label), *examination.examine(settings.index_dir, identity=identity)]


def repair(settings: Settings) -> list[str]:
    """Mend what can be mended from the archive and return what was done: `qa doctor --repair`.

    Raises IndexMissing, IndexBusy, or IndexDamaged where the archive itself is damaged.
    """
    return examination.repair(settings.index_dir)


def back_up(settings: Settings, file: Path, *, replace: bool = False) -> Manifest:
    """Write the archive as it is at this moment to `file`, which appears whole or not at all: `qa backup`.

    Raises InvalidInput where `file` is there and not `replace`, or can be no file; IndexMissing, IndexDamaged.
    """
    return backup.write_backup(settings.index_dir, file, replace=replace)


def restore(settings: Settings, file: Path, *, replace: bool = False) -> Manifest:
    """Put the archive in `file` in place of the one in the index, in one step: `qa restore`.

    Raises IndexDamaged for a backup that is not in order, InvalidInput where articles would be replaced and not
    `replace`, IndexBusy.
    """
    return backup.restore_backup(file, settings.index_dir, replace=replace)


def check_backup(file: Path) -> Manifest:
    """Read all of the backup and return what it holds; raises IndexDamaged unless it is whole and in order."""
    return backup.check_backup(file)
