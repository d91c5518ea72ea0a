"""Build the ASGI application: Streamlit, warm before its first visitor, with routes for files.

    governance-risk-dashboard            the command of `make run`
    streamlit run dashboard/server/app.py    the same pages and routes under Streamlit's own runner

Each visitor's session runs the script `main.py` beside this file.
"""

import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.common.files import base_path
from dashboard.common.snapshot import clock_is_wrong, snapshot
from dashboard.server import bulk, logs
from dashboard.server.addressed import Addressed
from dashboard.server.files import routes
from dashboard.server.first_page import FirstPage
from dashboard.server.guard import Guard, wait_for_quiet
from dashboard.server.health import health_routes
from dashboard.server.metrics import Measured
from dashboard.server.replay import Returning
from dashboard.server.snapshot_pin import OneSnapshot
from dashboard.server.stateless import Stateless
from dashboard.server.static import Compressed
from dashboard.server.warm import warm
from indicators.errors import ReaderError

ADDRESSED = Addressed()
# The outermost first, so that refusals of the guard are counted.
MIDDLEWARE = [
    Middleware(Measured),
    Middleware(Compressed, base=base_path()),
    Middleware(Stateless, addressed=ADDRESSED, base=base_path()),
    Middleware(Guard, base=base_path()),
    Middleware(FirstPage, addressed=ADDRESSED, base=base_path()),
    Middleware(OneSnapshot),
    Middleware(Returning),
]


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Import, load and pivot once; then freeze the loaded objects for the garbage collector.

    Streamlit collects garbage after every run. Without this, that takes as long as the run.
    """
    import PIL.Image
    import streamlit.delta_generator
    import streamlit.net_util

    # Streamlit would ask a host on the internet for its own address when a stranger's origin connects.
    streamlit.net_util._external_ip = "127.0.0.1"
    # It would also ask the system for a route to another host, to learn its address on the local network.
    streamlit.net_util._internal_ip = "127.0.0.1"
    # In the first reader's run it would search every module's file for a reason to warn about a shell.
    streamlit.delta_generator._use_warning_has_been_displayed = True
    logging.getLogger("uvicorn.access").disabled = True
    # Streamlit reads the page's icon with PIL in the first reader's run.
    PIL.Image.preinit()
    logs.adopt()
    try:
        warm(wait_for_quiet)
        if wrong := clock_is_wrong(snapshot()):
            logging.getLogger("dashboard").warning("%s", wrong)
    except ReaderError as error:
        logging.getLogger(__name__).error("%s", error)
    except Exception:
        # A page that fails shows an error to its reader; the other pages work.
        logging.getLogger(__name__).exception("the first pages could not be computed at the start")
    gc.collect()
    gc.freeze()
    yield
    bulk.clear()


app = st.App(
    str(Path(__file__).with_name("main.py")),
    lifespan=lifespan,
    routes=[*health_routes(), *routes()],
    middleware=MIDDLEWARE,
)
