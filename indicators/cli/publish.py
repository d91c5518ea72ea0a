"""Define the command that sends a snapshot to an object store."""

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
    help="Folder of the snapshot. Default the folder in GOVERNANCE_RISK_SNAPSHOT, else data/snapshot.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Send every file, also those already recorded as sent."
)
def publish(address: str, snapshot: Path | None, everything: bool) -> None:
    """Verify the snapshot and send it to an object store, at a URL such as s3://bucket/prefix.

    The old snapshot stays until the new one is complete, and its files are not removed then. Credentials
    come from the environment. Dashboards whose GOVERNANCE_RISK_SNAPSHOT is this URL load the new snapshot
    by themselves.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.paths import DATA
    from indicators.refresh.publish import publish as put
    from indicators.snapshot.place import snapshot_address, snapshot_folder
    from indicators.snapshot.snapshot import Snapshot

    folder = snapshot or (DATA / "snapshot" if snapshot_address() else snapshot_folder())
    opened = Snapshot(folder, Catalogue.read())
    published = put(opened, address, everything=everything)
    emit(
        f"Snapshot {opened.id} of {opened.created} is at {published.shown}: "
        f"{published.files} files, {published.sent} of them sent.\n"
    )
