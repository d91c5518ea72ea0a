"""The whole to take away: what the licences allow in one file, and where the rest is to be had."""

import streamlit as st

from dashboard.common import cache
from dashboard.common.files import bulk_address
from dashboard.common.text import link, plain
from indicators.export.licence import Permission, bulk_permission
from indicators.model import Source

FORMATS = {"parquet": "Parquet", "csv": "CSV", "xlsx": "Excel"}
SLOW = "A workbook of all sources takes about two minutes to make; the pages go on meanwhile."


def bulk() -> None:
    """The choice of sources and format, the download, and what is refused with the publisher's link."""
    noncommercial = st.checkbox("My use is non-commercial", key="bulk-noncommercial")
    permissions = {source: bulk_permission(source, noncommercial=noncommercial) for source in cache.sources()}
    allowed = {source.id: source for source, permission in permissions.items() if permission.allowed}
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.multiselect(
        "Sources",
        list(allowed),
        format_func=lambda id: allowed[id].name,
        placeholder="All that the licences allow",
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
        "A ZIP file with all editions, the tables beside them, every licence and attribution, and "
        "datapackage.json; in Parquet also the origin of every figure."
    )
    refused = [pair for pair in permissions.items() if not pair[1].allowed]
    st.markdown("**Not in it:**\n\n" + "\n".join(_refusal(*pair) for pair in refused))


def _refusal(source: Source, permission: Permission) -> str:
    return f"- {link(source.name, permission.link)}: {plain(permission.reason)}"
