"""The `qa` command: its commands, and what happens around each of them.

Nothing here or in the modules of the commands imports a model, an index or a web framework: those imports stand
inside the commands, so that `qa --help` and completion stay quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from qa import __version__
from qa.cli import exits
from qa.cli.commands import articles
from qa.cli.commands.add import add
from qa.cli.commands.ask import ask
from qa.cli.commands.backup import backup, restore
from qa.cli.commands.edit import edit
from qa.cli.commands.evaluate import evaluate
from qa.cli.commands.index import index
from qa.cli.commands.info import doctor, info
from qa.cli.commands.serve import mcp, serve
from qa.cli.commands.settings import settings
from qa.cli.commands.timeline import timeline
from qa.cli.commands.verify import verify
from qa.cli.options import ConfigFile, examples
from qa.cli.output import say

# numpy's matrices are small here: threads that wait for one another double the time of a question. Its library reads
# this when it is first imported, which is after `main` began. What encodes passages has threads of its own.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line with `argv` (default: sys.argv) and return its exit code."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name the terminal cannot write is no reason to fail
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except OSError as error:  # only now does the last of the output meet a full disk or a reader that left
        exits.let_go_of_stdout()
        return exits.PIPE_CLOSED if isinstance(error, BrokenPipeError) else exits.report(error)
    return code


def _run(argv: Sequence[str]) -> int:
    ConfigFile.path = None
    try:
        typer.main.get_command(app)(list(argv), prog_name="qa")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else exits.OK
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is becomes a message and an exit code
        return exits.report(error)
    return exits.OK


class _Commands(TyperGroup):
    """Runs the command; makes its return value the exit code. Every command takes --config."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in (self, *self.commands.values()):
            command.params.append(ConfigFile.option())

    def invoke(self, ctx: Any) -> Any:
        try:
            code = super().invoke(ctx)
        except BrokenPipeError:  # Typer would make it 1, which here means "not in the corpus"
            exits.let_go_of_stdout()
            raise typer.Exit(exits.PIPE_CLOSED) from None
        except KeyboardInterrupt:
            say("interrupted")
            raise typer.Exit(exits.INTERRUPTED) from None
        raise typer.Exit(code or exits.OK)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich would double the time of --help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "qa index ~/interviews",
        'qa ask "when is Ninh Thuan 1 expected to be signed?"',
        "qa serve",
    ),
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qa {__version__}")
        raise typer.Exit


@app.callback()
def qa(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Ask a folder of interviews: every answer is a verbatim quotation that can be checked."""


_COMMANDS = (
    (
        "index",
        index,
        "qa index                                    # the corpus folder",
        "qa index ~/interviews extra/one.md",
        "qa index ~/interviews --json | jq .unreadable",
        "qa index ~/vna --set outlet=VNA --set language=en",
    ),
    ("add", add, "qa add talk.md", "qa add https://daily.example/ambassador --id ambassador"),
    (
        "ask",
        ask,
        'qa ask "when is Ninh Thuan 1 expected to be signed?"',
        "qa ask -k 3 --outlet VietNamNet --since 2025 who signed the agreement",
        'qa ask --json "who signed it?" | jq -r ".passages[0].citation.quote"',
        "qa ask --from questions.jsonl > answers.jsonl",
        "echo who signed it | qa ask --from -",
    ),
    (
        "timeline",
        timeline,
        'qa timeline "trade between Russia and Vietnam"',
        "qa timeline --since 2024 --limit 10 Ninh Thuan 1",
        "qa timeline --json Ninh Thuan 1 | jq -r '.entries[].date'",
    ),
    (
        "verify",
        verify,
        'qa verify "We are ready to sign [the agreement] … in May"',
        "qa verify --draft story.docx",
        "qa verify --draft story.md --json | jq '.quotations[] | select(.status != \"exact\")'",
    ),
    ("serve", serve, "qa serve", "qa serve --host 0.0.0.0 --port 8080 --public"),
    ("mcp", mcp, "qa mcp", "qa mcp --index ~/interviews/index"),
    ("list", articles.list_articles, "qa list", "qa list --json | jq -r .id", "qa list | cut -f1"),
    ("show", articles.show_article, "qa show vna-2025.md", "qa show vna-2025.md --json | jq -r .text"),
    (
        "edit",
        edit,
        "qa edit vna-2025.md                         # what is known, and where from",
        "qa edit vna-2025.md --set outlet=VNA --set published=2025-12-30",
        "qa edit vna-2025.md --unset outlet",
    ),
    ("remove", articles.remove_article, "qa remove vna-2025.md"),
    ("info", info, "qa info", "qa info --json | jq .state.passages"),
    ("doctor", doctor, "qa doctor", "qa doctor --repair"),
    ("backup", backup, "qa backup interviews.tgz", 'qa backup "/var/backups/qa-$(date +%F).tgz"'),
    ("restore", restore, "qa restore --check interviews.tgz", "qa restore interviews.tgz --force"),
    ("settings", settings, "qa settings", "qa settings --config qa.toml --json"),
    (
        "eval",
        evaluate,
        "qa eval                                     # the starter set: does it work here?",
        "qa eval my-questions --docs ~/interviews --json before.json",
        "qa eval my-questions --index index --report report.html --compare before.json",
    ),
)

for _name, _function, *_examples in _COMMANDS:
    app.command(_name, epilog=examples(*_examples))(_function)
