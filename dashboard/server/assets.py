"""Serve the files of `dashboard/assets`, to be cached for a year: their address holds their hash."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from dashboard.common.assets import ASSETS, fingerprint
from dashboard.common.responses import refuse
from dashboard.server.static import FOREVER, SUFFIXES


async def asset(request: Request) -> Response:
    """Answer with a file of `assets/`; 404 if no file there has this name and hash."""
    name = request.path_params["name"]
    known = {path.name: path for path in ASSETS.iterdir() if path.suffix in SUFFIXES}
    if name not in known or request.path_params["fingerprint"] != fingerprint(name):
        return refuse("no such file", 404)
    kind = SUFFIXES[known[name].suffix]
    return FileResponse(known[name], media_type=kind, headers={"Cache-Control": FOREVER})
