"""A real JupyterHub on this machine, and somebody who uses it with a browser's means."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import requests
from free_ports import free_ports

PASSWORD = "a password for the time of the test"
PATIENCE = 120  # seconds, on a busy machine
# Whoever knows the password may come; each user's server runs as that user of the machine.
CONFIG = """\
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allowed_users = {users!r}
c.Spawner.cmd = [{singleuser!r}]
c.Spawner.environment = {environment!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
"""


@contextlib.contextmanager
def running_hub(folder, users, environment):
    """Start a hub for these users in a folder of its own; yield its address."""
    ports = free_ports(3)
    config = folder / "jupyterhub_config.py"
    config.write_text(
        CONFIG.format(
            ports=ports,
            password=PASSWORD,
            users=set(users),
            singleuser=str(Path(sys.executable).with_name("jupyterhub-singleuser")),
            environment=environment,
            patience=PATIENCE,
        )
    )
    address = f"http://127.0.0.1:{ports[0]}"
    log = folder / "log"
    with log.open("w") as output:
        command = [sys.executable, "-m", "jupyterhub", "--config", config]
        hub = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: answers(f"{address}/hub/api"), hub, log)
            yield address
        finally:
            hub.terminate()  # it stops the servers of its users
            hub.wait(PATIENCE)


def answers(url):
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


def wait_for(condition, hub, log):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert hub.poll() is None and time.monotonic() < until, log.read_text()
        time.sleep(0.2)


class HubUser:
    """Somebody who is logged in and has a server; `get` and `post` go to that server."""

    def __init__(self, hub, name):
        self.hub, self.name, self.session = hub, name, requests.Session()
        page = f"{hub}/hub/login"
        self.session.get(page)
        about = {"username": name, "password": PASSWORD, "_xsrf": self._xsrf("/hub/")}
        assert self.session.post(page, data=about).ok
        # the page of the server: the hub starts it, waits for it and gives its cookies
        self.session.get(f"{hub}/hub/spawn/{name}").raise_for_status()
        until = time.monotonic() + PATIENCE
        while not self._server_runs():
            assert time.monotonic() < until, f"the server of {name} did not start"
            time.sleep(0.2)
        self.session.get(f"{hub}/user/{name}/tree").raise_for_status()

    def get(self, path, **parameters):
        return self._request("GET", path, params=parameters)

    def post(self, path, **fields):
        return self._request("POST", path, data=fields)

    def put(self, path, content):
        return self._request("PUT", path, data=json.dumps(content))

    def status_at(self, other, path):
        """The status with which the server of another user answers."""
        return self.session.get(f"{self.hub}/user/{other}/{path}").status_code

    def _server_runs(self):
        about = self.session.get(
            f"{self.hub}/hub/api/users/{self.name}", headers={"X-XSRFToken": self._xsrf("/hub/")}
        )
        about.raise_for_status()
        return about.json()["server"] is not None

    def _request(self, method, path, **rest):
        place = f"/user/{self.name}/"
        reply = self.session.request(
            method, f"{self.hub}{place}{path}", headers={"X-XSRFToken": self._xsrf(place)}, **rest
        )
        assert reply.ok, f"{self.name}: {method} {path}: {reply.status_code} {reply.text[:2000]}"
        return reply.json()

    def _xsrf(self, path):
        return self.session.cookies.get("_xsrf", path=path)
