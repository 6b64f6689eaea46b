"""What comes in from files and goes out into them: places, assets, addresses, requests.

Rooms with models are imported inside the commands: they can be only after django.setup().
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fixward.commands.connected import connected
from fixward.foundation import progress

if TYPE_CHECKING:
    from fixward.domain.places.imports import Report

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def boundaries() -> None:
    """Places and their outlines."""


@boundaries.command("import")
@click.argument("file", type=EXISTING)
@click.option("--kind", required=True, help="county, municipality, community, district or zone.")
@click.option("--name-field", required=True, help="The column that holds the name.")
@click.option("--code-field", required=True, help="The column that holds the code.")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="The day from which they hold; else ever since.")
def import_boundaries(file: Path, valid_from: Any, **options: Any) -> None:
    """Read places from a GeoJSON, Shapefile or GeoPackage."""
    with _importing() as bar:
        from fixward.domain.places import imports

        since: date | None = valid_from.date() if valid_from else None
        _tell(imports.import_boundaries(file, valid_from=since, progress=bar, **options))


@click.group()
def assets() -> None:
    """Things with an owner: roads, signals, parks."""


@assets.command("import")
@click.argument("file", type=EXISTING)
@click.option("--layer", required=True, help="The code of the layer.")
@click.option("--layer-name", required=True, help="What people call it.")
@click.option("--distance-m", type=float, required=True, help="How near a request must be, in metres.")
@click.option("--owner-field", required=True, help="The column that holds the owner.")
@click.option("--name-field", help="The column that holds the name.")
@click.option("--code-field", help="The column that holds the code.")
def import_assets(file: Path, **options: Any) -> None:
    """Read one layer of assets from a GeoJSON, Shapefile or GeoPackage."""
    with _importing() as bar:
        from fixward.domain.places import imports

        _tell(imports.import_assets(file, progress=bar, **options))


@click.group()
def gazetteer() -> None:
    """Addresses and streets, for the search."""


@gazetteer.command("import")
@click.argument("file", type=EXISTING)
@click.option("--source", required=True, help="Where they come from.")
@click.option("--name-field", default="name", show_default=True)
@click.option("--lon-field", default="lon", show_default=True)
@click.option("--lat-field", default="lat", show_default=True)
def import_addresses(file: Path, **options: str) -> None:
    """Read addresses from a CSV file in UTF-8, in degrees of longitude and latitude."""
    with _importing() as bar:
        from fixward.domain.places import imports

        report = imports.import_addresses(file, progress=bar, **options)
    click.echo(f"{report.created} new, {report.unchanged} as before, {len(report.unread)} left out.")
    for row in report.unread:
        click.echo(row)


@click.group()
def requests() -> None:
    """Service requests from elsewhere."""


@requests.command("import")
@click.argument("file", type=EXISTING)
@click.option("--mapping", required=True, type=EXISTING)
@click.option("--report", type=click.Path(file_okay=False, exists=True), help="Folder for the refused rows; FILE's.")
def import_requests(file: Path, mapping: Path, report: str | None) -> None:
    """Read the requests of another system from CSV, as the TOML file says; see docs/IMPORTING.md."""
    with connected():
        from fixward.domain.service_requests import imports

        try:
            with progress.bar() as bar:
                done = imports.import_history(file, mapping, report_dir=report, progress=bar)
        except imports.ImportRefused as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo(str(done))


@requests.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
@click.option("--organization", default="", help="The code of one organization; else all of them.")
def export_requests(file: Any, organization: str) -> None:
    """Write all public requests as GeoReport Bulk (CSV) into FILE, or with - to the standard output."""
    with connected():
        from fixward.domain.open_data import writing

        try:
            lines = writing.bulk_csv(organization)
        except LookupError as error:
            raise click.ClickException(str(error)) from error
        file.writelines(lines)


@contextmanager
def _importing() -> Iterator[Callable[[str, int, int], None]]:
    with connected(), progress.bar() as bar:
        from fixward.domain.places.imports import ImportRefused

        try:
            yield bar
        except ImportRefused as refused:
            raise click.ClickException(str(refused)) from refused


def _tell(report: "Report") -> None:
    click.echo(f"{report.created} new, {report.changed} changed, {report.unchanged} as before.")
    for repair in report.repaired:
        click.echo(f"Repaired: {repair}")
