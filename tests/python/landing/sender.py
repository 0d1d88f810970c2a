"""Who delivers: a folder, or an SFTP server on the loopback, started as the current user."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
PasswordAuthentication no
PermitRootLogin yes
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
"""
# Where no sshd is installed, asyncssh's own server stands in for it.
STAND_IN = """
import asyncio, sys
import asyncssh

async def serve(folder, port):
    server = await asyncssh.listen(
        "127.0.0.1", int(port),
        server_host_keys=[f"{folder}/host_key"],
        authorized_client_keys=f"{folder}/authorized_keys",
        sftp_factory=True,
    )
    await server.wait_closed()

asyncio.run(serve(*sys.argv[1:]))
"""


@dataclass(frozen=True)
class Server:
    """A running server, the key it lets in, and the file that knows its host key."""

    port: int
    key: Path
    known_hosts: Path


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Start a server with keys made for it alone, and end it."""
    for name in ("host_key", "key"):
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(folder / name)
        (folder / name).chmod(0o600)
    public = asyncssh.read_private_key(folder / "key").export_public_key()
    (folder / "authorized_keys").write_bytes(public)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    host_key = asyncssh.read_private_key(folder / "host_key").export_public_key().decode()
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(f"[127.0.0.1]:{port} {host_key}")
    if SSHD:
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        (folder / "sshd_config").write_text(CONFIG.format(folder=folder, port=port))
        command = [SSHD, "-D", "-e", "-f", str(folder / "sshd_config")]
    else:
        command = [sys.executable, "-c", STAND_IN, str(folder), str(port)]
    log = folder / "log"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait_for(port, process, log)
            yield Server(port, folder / "key", known_hosts)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()}")


@dataclass(frozen=True)
class Sender:
    """Whose folder `root` is, and the settings that say how to get at it."""

    root: Path
    server: Server | None = None

    def put(self, path: str, content: bytes, modified: float = 1_790_000_000) -> Path:
        """Put a file there, last changed at a moment of 2026-09-21."""
        location = self.root / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_bytes(content)
        os.utime(location, (modified, modified))
        return location

    def settings(self) -> dict[str, str]:
        """Give the settings of the source itself."""
        if self.server is None:
            return {"from": str(self.root)}
        return {
            "from": f"sftp://{getpass.getuser()}@127.0.0.1:{self.server.port}{self.root}",
            "key": str(self.server.key),
            "known_hosts": str(self.server.known_hosts),
        }
