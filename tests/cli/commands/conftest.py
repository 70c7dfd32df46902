"""What the tests of commands share with those of what a command stands on."""

from tests.evaluation.conftest import set_folder

__all__ = ["set_folder"]
