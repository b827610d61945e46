"""The connection to a Dask scheduler, and which of its workers may grade."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from grader.cluster.messages import About
from grader.cluster.worker_tasks import describe
from grader.errors import GraderError
from grader.protocol import ProtocolError
from grader.runner.version import grader_version

if TYPE_CHECKING:
    from distributed import Client, Future

WAIT = 30.0  # seconds for the scheduler, and for a first worker
LEAST_FREE = 1 << 30  # bytes on a worker's disk, for scratch folders and datasets


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
    except (OSError, TimeoutError, ValueError) as error:
        raise GraderError(
            f"No Dask scheduler answers at {address} ({error or type(error).__name__}). Start one "
            "with `dask scheduler`, or correct the address."
        ) from error


def fit_workers(client: Client) -> tuple[list[str], list[str]]:
    """The addresses of the workers that grade as this machine does, and why others do not.

    Raises
    ------
    GraderError
        If there is none after some time.
    """
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError as error:
        raise GraderError(
            f"The Dask scheduler at {client.scheduler.address} has no worker after {WAIT:g} "
            "seconds. Start some with `dask worker ADDRESS --nthreads 1`."
        ) from error
    fit, refused = [], []
    asked = {
        address: client.submit(describe, workers=[address], pure=False)
        for address in client.scheduler_info(n_workers=-1)["workers"]
    }
    for address, future in asked.items():
        if reason := _why_not(future):
            refused.append(f"The worker {address} does not grade: {reason}.")
        else:
            fit.append(address)
    if not fit:
        raise GraderError(" ".join(["No worker of the cluster may grade.", *refused]))
    return sorted(fit), sorted(refused)


def _why_not(asked: Future) -> str:
    """Why a worker must not grade, by what it tells of itself; empty if it may."""
    try:
        about = About.of_bytes(asked.result(timeout=WAIT))
    except (ProtocolError, TypeError) as error:
        return f"it has another version of the grader ({error})"
    except Exception as error:  # of the worker's, of whatever kind
        return f"it can't run this grader ({type(error).__name__}: {error})"
    if about.version != grader_version():
        return "it has another version of the grader, of TensorFlow or of Python"
    if not about.sandboxed:
        return "it has no sandbox; `python -m grader doctor` there says what is missing"
    if about.free_bytes < LEAST_FREE:
        left, needed = about.free_bytes >> 20, LEAST_FREE >> 20
        return f"its disk is full ({left} MB are left, {needed} are needed)"
    return ""


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
