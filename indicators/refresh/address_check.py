"""Check the address of a fetch: https, a host that the source names, a public IP address.

A name is resolved, all its addresses are checked, and so is the one that the connection was made to: a
name server that answers otherwise the second time gains nothing. Where a proxy is in use, it resolves and
connects: then scheme, host and port are all that is checked here.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3 import ProxyManager
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from indicators.errors import FetchError
from indicators.refresh.download_task import DownloadTask

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """A name that leads to an address inside a private network."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to {address}, an address that is not public")


def check_address(task: DownloadTask, url: str, port: int) -> None:
    """Raise `FetchError` unless `url` is over https, on the port, at a host that the source names."""
    hosts = {urlsplit(task.file.url).hostname, *(host.lower() for host in task.source.hosts)}
    try:
        parts = urlsplit(url)
        host, at = parts.hostname, parts.port or 443
    except ValueError:
        raise _astray(task, url, "which is not an address") from None
    if parts.scheme != "https":
        raise _astray(task, url, "which is not https")
    if parts.username is not None or parts.password is not None:
        raise _astray(task, f"https://...@{host}", "with a name or password in it")
    if host not in hosts:
        raise task.error(
            f"it leads to {url}, on another host",
            f"If {host} belongs to the publisher, add it to `hosts` in {task.source.id}.toml; "
            f"otherwise do not trust it. {task.mend_address}",
        )
    if at != port:
        raise _astray(task, url, f"with port {at}")


def _astray(task: DownloadTask, url: str, why: str) -> FetchError:
    return task.error(f"it leads to {url}, {why}", task.mend_address)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet; unwrap an IPv4 address inside IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = wrapped or ip
    return ip.is_global and not ip.is_multicast


class GuardedAdapter(HTTPAdapter):
    """Connects directly to public addresses and the `reachable` alone, and tells `opened` of each socket."""

    def __init__(self, reachable: Collection[str], opened: Callable[[socket.socket], None]) -> None:
        self._pools: dict[str, type[HTTPConnectionPool]] = {"https": _guarded_pool(reachable, opened)}
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        if isinstance(manager, ProxyManager):  # that of a SOCKS proxy has pools of its own
            manager.pool_classes_by_scheme = self._pools
        return manager


def _guarded_pool(
    reachable: Collection[str], opened: Callable[[socket.socket], None]
) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        def connect(self) -> None:
            if self.proxy is None:
                host = self.host.strip("[]")
                found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
                self._check(*(str(end[0]) for *_, end in found))
            super().connect()
            assert self.sock is not None  # noqa: S101  (what connecting means)
            if self.proxy is None:
                self._check(self.sock.getpeername()[0])
            opened(self.sock)

        def _check(self, *addresses: str) -> None:
            for address in addresses:
                if address not in reachable and not is_public(address):
                    raise PrivateAddressError(self.host, address)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool
