"""The command `fixward`: each command reads its arguments and calls one function."""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import django
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from fixward.commands import files
from fixward.commands.connected import connected
from fixward.foundation import progress
from fixward.foundation.database import archive, binaries
from fixward.foundation.processes import run_together, share_figures, web

# Rooms with models are imported inside the commands: they can be only after django.setup(), and
# `fixward --help` should not wait for it.


def main() -> None:
    """Run one command; whatever the person can mend ends in one sentence and not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fixward.settings")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)  # a shell starts background commands with Ctrl-C ignored
    try:
        fixward(prog_name="fixward")
    except (binaries.NoPostgres, archive.Refused) as error:
        sys.exit(f"fixward: {error}")


@click.group()
@click.version_option(package_name="fixward")
def fixward() -> None:
    """One front door for all the governments of a place."""


for group in (files.boundaries, files.assets, files.gazetteer, files.requests):
    fixward.add_command(group)


@fixward.command()
def init() -> None:
    """Make a new Fixward: its folder, its key, its database, its static files."""
    with connected():
        _migrate()
        _collect_static_files()
    click.echo(f"Ready. Everything is kept in {settings.VAR}. Start it with: fixward serve")


@fixward.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=min(os.cpu_count() or 1, 4), show_default="processors, at most 4")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `fixward worker`.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Run the site, and the worker beside it, until Ctrl-C."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    os.environ.setdefault("BASE_URL", f"http://{shown}:{port}")
    with connected():
        _prepare_to_serve()
        share_figures(settings.VAR / "metrics")
        commands = {"web": web(host, port, workers)}
        if not no_worker:
            commands["worker"] = [sys.executable, "-m", "fixward.cli", "worker"]
        click.echo(f"Fixward answers at http://{shown}:{port} (Ctrl-C stops it)", err=True)
        status = run_together(commands)
    sys.exit(status)


@fixward.command()
@click.option("--concurrency", default=4, show_default=True, help="Jobs done at the same time.")
def worker(concurrency: int) -> None:
    """Do the jobs, until Ctrl-C."""
    with connected():
        from fixward.foundation import jobs

        jobs.run_worker(concurrency=concurrency)


@fixward.command()
def migrate() -> None:
    """Bring the database up to date with this version of Fixward."""
    with connected():
        _migrate(verbosity=1)


@fixward.command()
def collectstatic() -> None:
    """Collect and compress the static files."""
    django.setup()
    _collect_static_files()


@fixward.command()
def demo() -> None:
    """Fill an empty database with the demonstration county."""
    with connected(), progress.bar() as bar:
        _migrate()
        from demo import cast, load, programs

        try:
            summary = load.load(progress=bar)
        except load.Refused as refused:
            raise click.ClickException(str(refused)) from refused
    (settings.VAR / "demonstration").touch()  # from now on every page says so
    click.echo(summary)
    click.echo(f"Log in with the password {cast.PASSWORD} as")
    for email, shows in cast.printed_log_ins():
        click.echo(f"  {email:48} {shows}")
    click.echo(f"Programs come in by the key {programs.KEY} (docs/OPEN311.md)")


@fixward.command()
@click.argument("recipients", nargs=-1)
def receive_mail(recipients: tuple[str, ...]) -> None:
    """Take in one mail from standard input, as a mail server gives it; RECIPIENTS are those of its envelope."""
    try:
        with connected():
            from fixward.followups.exchange.connectors.mail import reading, receiving

            received = receiving.receive(sys.stdin.buffer.read(reading.LARGEST + 1), recipients=recipients)
    except Exception as error:  # noqa: BLE001 whatever is broken here, the mail server keeps the mail and comes again
        click.echo(f"Not now: {error}", err=True)
        sys.exit(os.EX_TEMPFAIL)
    click.echo(f"{received.get_outcome_display()}: {received.reason or received.service_request}")


@fixward.command("open-data")
def open_data() -> None:
    """Make the files of open data now, as the worker does every night."""
    with connected():
        from fixward.domain.open_data import making

        edition = making.make()
    for made in edition.made() if edition else ():
        click.echo(f"{made.format}: {made.rows:,} requests, {made.size:,} bytes")


@fixward.command(context_settings={"ignore_unknown_options": True})  # a longitude begins with a minus
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--service", required=True, help="The code of the service.")
@click.option("--explain", is_flag=True, help="Say why, and what else was weighed.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def route(lon: float, lat: float, service: str, explain: bool, as_json: bool) -> None:
    """Say who would get a request at this longitude and latitude, in degrees."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise click.ClickException("The longitude lies between -180 and 180, the latitude between -90 and 90.")
    with connected():
        from fixward.domain.routing import current, explaining, telling
        from fixward.foundation import clock

        table, now = current.current(), clock.now()
        if table.is_swapped(lon, lat, now):
            raise click.ClickException(
                "This point lies in no place here, and would with latitude and longitude swapped: "
                f"the longitude comes first, as in {lat} {lon}."
            )
        try:
            found = explaining.explain(table, service, lon=lon, lat=lat, answers={}, at=now)
        except LookupError as error:
            raise click.ClickException(f"There is no service with the code {service}.") from error
        if as_json:
            click.echo(json.dumps(telling.for_programs(found, because=explain), ensure_ascii=False))
            return
        for line in telling.for_people(found, because=explain):
            click.echo(line)


@fixward.group()
def figures() -> None:
    """How everybody performs."""


@figures.command("rebuild")
def rebuild_figures() -> None:
    """Count everything anew from the events, while the site runs; the new figures replace the old ones at the end."""
    with connected():
        from fixward.followups.insights.making import rebuilding

        try:
            with progress.bar() as bar:
                count = rebuilding.rebuild(bar)
        except rebuilding.Running as error:
            raise click.ClickException("The figures are being rebuilt already.") from error
    click.echo(f"Requests counted anew: {count:,}")


@fixward.group()
def jobs() -> None:
    """What the worker could not do."""


@jobs.command("list")
def list_failures() -> None:
    """List the jobs that finally failed."""
    with connected():
        from fixward.foundation import jobs

        failures = list(jobs.failures())
        for failure in failures:
            when = f"{failure.failed_at:%Y-%m-%d %H:%M}"
            click.echo(f"{failure.id}\t{when}\t{failure.name}\t{failure.arguments}\t{failure.attempts} attempts")
    if not failures:
        click.echo("No job has failed.", err=True)


@jobs.command("retry")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every job that failed.")
def retry(numbers: tuple[int, ...], everything: bool) -> None:
    """Run failed jobs again."""
    if not numbers and not everything:
        raise click.UsageError("Name the jobs by their numbers (see `fixward jobs list`), or say --all.")
    with connected():
        from fixward.foundation import jobs

        for number in [failure.id for failure in jobs.failures()] if everything else numbers:
            try:
                jobs.retry(number)
                click.echo(f"Job {number} is run again.")
            except LookupError as error:
                raise click.ClickException(str(error)) from error


@fixward.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database and the uploaded files into FILE."""
    with connected():
        archive.backup(file.absolute(), database=settings.DATABASES["default"], files=_local_files())
    if _local_files() is None:
        click.echo("The uploaded files are kept elsewhere and are not in it.", err=True)
    click.echo(f"{file} holds everything ({file.stat().st_size:,} bytes).")


@fixward.command()
@click.argument("file", type=files.EXISTING)
@click.option("--replace", is_flag=True, help="Throw away what is in the database now.")
def restore(file: Path, replace: bool) -> None:
    """Bring back what a backup holds."""
    with connected():
        archive.restore(file, database=settings.DATABASES["default"], files=_local_files(), replace=replace)
        _migrate()
        from fixward.domain.service_requests import feed

        feed.begin_era()
    click.echo(f"Restored from {file}.")


@fixward.command()
def check() -> None:
    """Look whether everything that Fixward needs is there; the exit status tells."""
    with connected():
        from fixward.foundation import checks

        findings = list(checks.findings())
    for finding in findings:
        click.secho(f"{'ok ' if finding.good else 'BAD'} {finding.sentence}", fg=None if finding.good else "red")
    sys.exit(0 if all(finding.good for finding in findings) else 1)


def _prepare_to_serve() -> None:
    from fixward.foundation import health

    if not os.environ.get("DATABASE_URL"):
        _migrate()
    elif health.missing_migrations():
        raise click.ClickException("The database is not up to date. Run: fixward migrate")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        _collect_static_files()


def _migrate(*, verbosity: int = 0) -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)


def _collect_static_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _local_files() -> Path | None:
    storage = storages["default"]
    return Path(storage.location).resolve() if isinstance(storage, FileSystemStorage) else None


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt  # SIGTERM leaves every `with` as Ctrl-C does


if __name__ == "__main__":
    main()
