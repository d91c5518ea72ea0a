"""Offer the data in one file, within the licences, and name other places for the rest."""

import streamlit as st

from dashboard.common import cache
from dashboard.common.files import bulk_address
from dashboard.common.text import link, plain
from indicators.export.licence import Permission, bulk_permission
from indicators.model import Source

FORMATS = {"parquet": "Parquet", "csv": "CSV", "xlsx": "Excel"}
SLOW = "A workbook of all sources takes about 2 minutes. You can use the pages meanwhile."


def bulk() -> None:
    """Draw the choice of sources and format, the download, and the sources left out with a link."""
    noncommercial = st.checkbox("My use is non-commercial", key="bulk-noncommercial")
    permissions = {source: bulk_permission(source, noncommercial=noncommercial) for source in cache.sources()}
    allowed = {source.id: source for source, permission in permissions.items() if permission.allowed}
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.multiselect(
        "Sources",
        list(allowed),
        format_func=lambda id: allowed[id].name,
        placeholder="All sources that the licences allow",
        key=f"bulk-sources-{noncommercial}",
    )
    format = right.segmented_control(
        "Format",
        list(FORMATS),
        format_func=FORMATS.__getitem__,
        default="parquet",
        required=True,
        key="bulk-format",
    )
    st.link_button(
        f"Download {len(chosen or allowed)} sources as {FORMATS[format]}",
        bulk_address(chosen or None, format, noncommercial),
        icon=":material/download:",
        help=SLOW if format == "xlsx" else None,
    )
    st.caption(
        "The ZIP file holds all editions, side tables, licences, attributions and datapackage.json. In "
        "Parquet it also holds the origin of every figure."
    )
    refused = [pair for pair in permissions.items() if not pair[1].allowed]
    st.markdown("**Not included:**\n\n" + "\n".join(_refusal(*pair) for pair in refused))


def _refusal(source: Source, permission: Permission) -> str:
    return f"- {link(source.name, permission.link)}: {plain(permission.reason)}"
