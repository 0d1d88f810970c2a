"""Where files come from: a folder of this machine or of an SFTP server, asked in the same way."""

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, cast

import asyncssh

from weft.errors import WeftError
from weft.fetch.settings import Delivery, Server

# Names are bytes until they are known to be harmless.
_NANOSECONDS = 1_000_000_000
_CONNECT_SECONDS = 30
_ALIVE_SECONDS = 15


@dataclass(frozen=True)
class State:
    """What a file is and how it was last changed; two states differ when the file was written.

    mode: as in `stat`, of which the kind of file is asked.
    """

    mode: int
    size: int
    modified_ns: int

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


class Place(Protocol):
    """A tree of files. Every method raises OSError or asyncssh.Error when it does not succeed."""

    async def entries(self, folder: bytes) -> list[tuple[bytes, State]]:
        """Give what lies in a folder, links as links."""

    async def real_path(self, path: bytes) -> bytes:
        """Give the path without links."""

    async def state(self, path: bytes) -> State | None:
        """Give the state of what a path leads to, None where there is nothing."""

    async def read(self, path: bytes, offset: int, size: int) -> bytes:
        """Give up to `size` bytes from `offset`; none at the end of the file."""

    async def move(self, path: bytes, target: bytes) -> None:
        """Rename a file into a folder that is made when it is missing."""


class LocalPlace:
    """Folders of this machine."""

    async def entries(self, folder: bytes) -> list[tuple[bytes, State]]:
        """As promised by Place."""
        with os.scandir(folder) as found:
            return [(entry.name, _local(entry.stat(follow_symlinks=False))) for entry in found]

    async def real_path(self, path: bytes) -> bytes:
        """As promised by Place."""
        return os.path.realpath(path)

    async def state(self, path: bytes) -> State | None:
        """As promised by Place."""
        try:
            return _local(os.stat(path))  # noqa: PTH116 - pathlib knows no bytes
        except FileNotFoundError:
            return None

    async def read(self, path: bytes, offset: int, size: int) -> bytes:
        """As promised by Place."""
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib knows no bytes
            file.seek(offset)
            return file.read(size)

    async def move(self, path: bytes, target: bytes) -> None:
        """As promised by Place."""
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        os.rename(path, target)  # noqa: PTH104 - pathlib knows no bytes


class SftpPlace:
    """Folders of an SFTP server."""

    def __init__(self, client: asyncssh.SFTPClient) -> None:
        """Take a client that is logged in."""
        self.client = client

    async def entries(self, folder: bytes) -> list[tuple[bytes, State]]:
        """As promised by Place."""
        return [
            (cast(bytes, entry.filename), _remote(entry.attrs))
            async for entry in self.client.scandir(folder)
        ]

    async def real_path(self, path: bytes) -> bytes:
        """As promised by Place."""
        return await self.client.realpath(path)

    async def state(self, path: bytes) -> State | None:
        """As promised by Place."""
        try:
            return _remote(await self.client.stat(path))
        except asyncssh.SFTPNoSuchFile:
            return None

    async def read(self, path: bytes, offset: int, size: int) -> bytes:
        """As promised by Place."""
        async with self.client.open(path, "rb") as file:
            return cast(bytes, await file.read(size, offset))

    async def move(self, path: bytes, target: bytes) -> None:
        """As promised by Place."""
        await self.client.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH120
        await self.client.rename(path, target)


def _local(found: os.stat_result) -> State:
    return State(found.st_mode, found.st_size, found.st_mtime_ns)


def _remote(attrs: asyncssh.SFTPAttrs) -> State:
    return State(attrs.permissions or 0, attrs.size or 0, (attrs.mtime or 0) * _NANOSECONDS)


@asynccontextmanager
async def opened(delivery: Delivery) -> AsyncIterator[Place]:
    """Open the place a delivery comes from.

    Errors: WeftError when the server cannot be reached, is not the one that is known, or does not
    let us in.
    """
    if delivery.server is None:
        yield LocalPlace()
        return
    connection = await _connected(delivery.server, delivery.name)
    async with connection, connection.start_sftp_client() as client:
        yield SftpPlace(client)


async def _connected(server: Server, name: str) -> asyncssh.SSHClientConnection:
    """Log in. The host's key is checked whatever the user's own configuration of SSH says."""
    where = f"{server.host} port {server.port}"
    for file in filter(None, (server.known_hosts, server.key)):
        if not file.is_file():
            raise WeftError(f"{file} does not exist", "Correct known_hosts or key.")
    try:
        return await asyncssh.connect(
            server.host,
            server.port,
            username=server.user,
            known_hosts=str(server.known_hosts),
            client_keys=[str(server.key)] if server.key else (),
            password=server.password,
            config=None,
            connect_timeout=_CONNECT_SECONDS,
            keepalive_interval=_ALIVE_SECONDS,
        )
    except asyncssh.HostKeyNotVerifiable as error:
        raise WeftError(
            f"the host key of {where} is not the one in {server.known_hosts}",
            "Ask its owner for the key's fingerprint. Only if it is right, put the key there: "
            f"ssh-keyscan -p {server.port} {server.host}",
        ) from error
    except asyncssh.PermissionDenied as error:
        raise WeftError(
            f"{where} does not let {server.user} in",
            "Give it the public key of `key` or of the agent, or set "
            f"WEFT_SFTP_PASSWORD_{name.upper()}.",
        ) from error
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise WeftError(
            "the key cannot be read without a passphrase, or is no private key",
            "Add an encrypted key to the agent (ssh-add) and leave `key` out.",
        ) from error
    except (OSError, asyncssh.Error) as error:
        raise WeftError(
            f"{where} cannot be reached ({type(error).__name__})",
            "Look whether it is up and let through; the next fetch goes on.",
        ) from error
