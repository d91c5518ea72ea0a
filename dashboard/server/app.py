"""The server: Streamlit as an ASGI application, warm before its first visitor, with routes for files.

    governance-risk-dashboard            what `make run` does
    streamlit run dashboard/server/app.py    the same pages and routes under Streamlit's own runner

`main.py` beside this file is the script that each visitor's session runs.
"""

import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.common.files import base_path
from dashboard.server import bulk, logs
from dashboard.server.files import routes
from dashboard.server.guard import Guard, wait_for_quiet
from dashboard.server.health import health_routes
from dashboard.server.metrics import Measured
from dashboard.server.replay import Returning
from dashboard.server.snapshot_pin import OneSnapshot
from dashboard.server.static import Compressed
from dashboard.server.warm import warm
from indicators.errors import ReaderError

# The outermost first: what the guard refuses is counted.
MIDDLEWARE = [
    Middleware(Measured),
    Middleware(Compressed, base=base_path()),
    Middleware(Guard, base=base_path()),
    Middleware(OneSnapshot),
    Middleware(Returning),
]


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Import, load and pivot once; then take what is loaded out of the collector's sight.

    Streamlit collects garbage after every run, which takes as long as the run itself unless what never
    dies is frozen.
    """
    import PIL.Image
    import streamlit.delta_generator
    import streamlit.net_util

    # Streamlit would ask a host on the internet for its own address when a stranger's origin connects.
    streamlit.net_util._external_ip = "127.0.0.1"
    # And ask the system for the way to another host, to learn the address on the local network.
    streamlit.net_util._internal_ip = "127.0.0.1"
    # In the first reader's run it would look through every module's file for a reason to warn of a shell.
    streamlit.delta_generator._use_warning_has_been_displayed = True
    logging.getLogger("uvicorn.access").disabled = True
    # Streamlit reads the page's icon with it, in the first reader's run.
    PIL.Image.preinit()
    logs.adopt()
    try:
        warm(wait_for_quiet)
    except ReaderError as error:
        logging.getLogger(__name__).error("%s", error)
    except Exception:
        # A page that cannot be made says so to its reader; the others are served.
        logging.getLogger(__name__).exception("the first pages could not be made beforehand")
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
