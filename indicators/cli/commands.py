"""Run the command line `governance-risk`: the questions of the pages, for scripts and terminals.

The exit status is 0; or 2, with one line on stderr that says what is wrong and what to do. Several lines
appear only if `CatalogueError` lists several mistakes or `fetch` refuses several files. Each command imports
slow modules itself.
"""

import sys
from typing import Any

import click

from indicators.cli.ask import observations, rank, sources
from indicators.cli.assistance import assistance
from indicators.cli.bulk import bulk
from indicators.cli.change import change
from indicators.cli.check import check
from indicators.cli.fetch import fetch
from indicators.cli.follow import revisions, trace
from indicators.cli.narrative import claims, events
from indicators.cli.output import BAD_INPUT, discard_output, one_line
from indicators.cli.publish import publish
from indicators.cli.score import score
from indicators.cli.upkeep import build, review, validate
from indicators.cli.window import window
from indicators.errors import CatalogueError, ReaderError

INTERRUPTED = 130


class _OneLineErrors(click.Group):
    """Turn every expected error of a command into one line on stderr and exit status 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs |= {"standalone_mode": False, "prog_name": "governance-risk"}
        try:
            super().main(*args, **kwargs)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "governance-risk"
            _fail(one_line(f"{error.format_message()} See: {command} --help"))
        except click.ClickException as error:
            _fail(one_line(error.format_message()))
        except CatalogueError as error:
            _fail(str(error))
        except ReaderError as error:
            _fail(one_line(str(error)))
        except OSError as error:
            discard_output()
            _fail(one_line(f"{error.filename or 'output'}: {error.strerror or error}"))
        except click.Abort:
            sys.exit(INTERRUPTED)
        sys.exit(0)


def _fail(text: str) -> None:
    click.echo(f"error: {text}", err=True)
    sys.exit(BAD_INPUT)


EXAMPLES = """\b
Examples:
  governance-risk sources
  governance-risk rank --indicator ti_cpi.score --year 2014 --country TJK
  governance-risk observations --indicator ti_cpi.score --country TJK,KGZ --format csv
  governance-risk claims --id C24 --as-of 2015-07-20
"""


@click.group(
    cls=_OneLineErrors,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXAMPLES,
)
@click.version_option(package_name="governance-risk")
def main() -> None:
    """Query, build and verify the snapshot of governance indicators, beside the claims of one article."""


for _command in (
    sources,
    observations,
    rank,
    change,
    revisions,
    trace,
    claims,
    check,
    events,
    window,
    score,
    assistance,
    bulk,
    fetch,
    review,
    build,
    publish,
    validate,
):
    main.add_command(_command)
