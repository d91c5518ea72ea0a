"""The command that puts a snapshot where other machines find it."""

from pathlib import Path

import click

from indicators.cli.options import FOLDER, once
from indicators.cli.output import emit


@click.command()
@click.argument("address")
@once(
    "--snapshot",
    metavar="DIR",
    type=FOLDER,
    help="Folder of the snapshot; otherwise the one that GOVERNANCE_RISK_SNAPSHOT names, otherwise "
    "data/snapshot.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Send every file, those too that are there by record."
)
def publish(address: str, snapshot: Path | None, everything: bool) -> None:
    """Verify the snapshot and put it into an object store, at an address such as s3://bucket/prefix.

    What was there stays until all of the new one is there, and is not removed then. Credentials are taken
    from the environment. The dashboards whose GOVERNANCE_RISK_SNAPSHOT is the address take it up by
    themselves.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.paths import DATA
    from indicators.refresh.publish import publish as put
    from indicators.snapshot.place import snapshot_address, snapshot_folder
    from indicators.snapshot.snapshot import Snapshot

    folder = snapshot or (DATA / "snapshot" if snapshot_address() else snapshot_folder())
    there = Snapshot(folder, Catalogue.read())
    published = put(there, address, everything=everything)
    emit(
        f"Snapshot {there.id} of {there.created} is at {published.shown}: "
        f"{published.files} files, {published.sent} of them sent.\n"
    )
