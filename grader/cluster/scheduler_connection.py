"""The connection to a Dask scheduler."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from grader.errors import GraderError

if TYPE_CHECKING:
    from distributed import Client

WAIT = 30.0  # seconds for the scheduler to answer


def connect(address: str) -> Client:
    """Connect to the scheduler at a ``tls://`` address, or at ``tcp://`` on this machine.

    Certificates are taken from Dask's own configuration (``distributed.comm.tls``).

    Raises
    ------
    GraderError
        If Dask is not installed, the address is none or not safe, or nobody answers there.
    """
    _require_safe(address)
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise GraderError(
            "Dask is not installed here: `pip install -e .[cluster]`, or leave --scheduler out."
        ) from error
    try:
        return Client(
            address,
            timeout=WAIT,
            security=Security(require_encryption=address.startswith("tls:")),
            set_as_default=False,
        )
    except TypeError as error:
        raise GraderError(
            f"{address} needs certificates, and none are set here: Dask takes them from its "
            "settings distributed.comm.tls. docs/cluster/README.md has the commands. (Dask says: "
            f"{str(error).rstrip('.')}.)"
        ) from error
    except (OSError, TimeoutError, ValueError) as error:
        raise GraderError(
            f"No Dask scheduler answers at {address} ({error or type(error).__name__}). Start one "
            "with `dask scheduler`, or correct the address."
        ) from error


def _require_safe(address: str) -> None:
    """Refuse an address on which others could read or change what is sent."""
    parts = urlsplit(address)
    if parts.scheme not in ("tls", "tcp") or not parts.hostname:
        raise GraderError(
            f"{address!r} is no address of a Dask scheduler; it looks like tls://HOST:8786."
        )
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname):
        raise GraderError(
            f"{address} is not encrypted: tests, answers and scores would cross the network in "
            "the open. Start the scheduler with certificates, and use tls://."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
