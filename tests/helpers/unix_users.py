"""Real users of this machine, made for a test and removed after it."""

import contextlib
import json
import os
import pwd
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Prints, as JSON, which of the paths in argv[2:] can be opened, and which can also be found by
# somebody who knows no name: from the folder argv[1] on, through folders that can be listed.
LOOK = """\
import json, os, sys

def opens(path):
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True

found = {sys.argv[1]}
for folder, folders, files in os.walk(sys.argv[1]):
    found.update(os.path.join(folder, name) for name in folders + files)
opened = [path for path in sys.argv[2:] if opens(path)]
print(json.dumps([opened, [path for path in opened if path in found]]))
"""


@dataclass(frozen=True)
class UnixUser:
    """A user with a home, and what is in the environment of all that runs as this user."""

    name: str
    home: Path
    environment: dict[str, str]

    def run(self, *command, given=""):
        """Run a command in the home, `given` as its input; returns what it printed.

        A command that fails is an error.
        """
        about = pwd.getpwnam(self.name)
        done = subprocess.run(
            [*map(str, command)],
            user=about.pw_uid,
            group=about.pw_gid,
            extra_groups=[],
            umask=0o022,
            cwd=self.home,
            env=self.environment | {"HOME": str(self.home), "USER": self.name},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{self.name}: {command}\n{done.stdout}{done.stderr}"
        return done.stdout or done.stderr

    def write(self, path, text):
        self.run("tee", path, given=text)

    def access(self, start, path):
        """How far this user gets with `path` and all below it: "reads", "by name" or "no".

        "By name" is who can't find a file from the folder `start`, but could open it.
        """
        there = [path, *path.rglob("*")] if path.is_dir() else [path]
        opened, found = json.loads(self.run(sys.executable, "-c", LOOK, start, *there))
        return "reads" if found else "by name" if opened else "no"


@contextlib.contextmanager
def unix_users(homes, roles, environment):
    """Make a user for each role, with a private home below `homes`; yield them by role."""
    code = secrets.token_hex(3)
    made = {}
    try:
        for role in roles:
            name = f"test-{code}-{role}"  # useradd fails if there is such a user
            home = homes / name
            command = ["useradd", "--create-home", "--home-dir", home, "--user-group"]
            command += ["--key", "HOME_MODE=0700", "--shell", "/bin/bash", name]
            subprocess.run(command, check=True)
            made[role] = UnixUser(name, home, environment | {"PATH": os.environ["PATH"]})
        yield made
    finally:
        for user in made.values():
            subprocess.run(["userdel", "--remove", user.name], check=True, capture_output=True)
