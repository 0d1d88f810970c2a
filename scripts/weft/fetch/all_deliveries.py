"""All deliveries, one after the other: what has landed is archived, what is new is fetched."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

import asyncssh
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from weft.errors import WeftError
from weft.fetch.archive import Content, archive, landed_contents
from weft.fetch.offered import look
from weft.fetch.places import opened
from weft.fetch.result import DeliveryResult, FetchResult
from weft.fetch.settings import Delivery, Settings
from weft.fetch.transfer import transfer
from weft.pipeline.ledger import Ledger
from weft.pipeline.lock import sole_holder
from weft.settings import Warehouse

# Hidden, so that landing passes it over.
_LOCK = ".fetch.lock"
_LOST = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError)


def fetch(
    warehouse: Warehouse, settings: Settings, names: Sequence[str], console: Console
) -> FetchResult:
    """Fetch what is new of the named deliveries, or of all, into the delivery folder.

    Files that have landed since are moved to their delivery's archive first. A file or a source
    that fails stops no other and is told in the result. Errors: WeftError for a name that is
    none, and while another fetch holds the folder.
    """
    known = {delivery.name: delivery for delivery in settings.deliveries}
    for name in names:
        if name not in known:
            raise WeftError(f"there is no delivery {name}", f"There are: {', '.join(known)}.")
    chosen = [known[name] for name in dict.fromkeys(names)] or list(settings.deliveries)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unarchived, landed = "", frozenset[Content]()
    if any(delivery.archive for delivery in chosen):
        try:
            landed = landed_contents(warehouse)
        except WeftError as error:
            unarchived = str(error)
    progress = Progress(
        TextColumn("fetching"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    )
    with (
        sole_holder(settings.folder / _LOCK, settings.folder, "fetch"),
        closing(Ledger(warehouse)) as ledger,
        progress,
    ):
        results = tuple(
            asyncio.run(_fetch(delivery, settings.folder, landed, ledger, progress))
            for delivery in chosen
        )
    return FetchResult(settings.folder, results, unarchived)


async def _fetch(
    delivery: Delivery,
    folder: Path,
    landed: Collection[Content],
    ledger: Ledger,
    progress: Progress,
) -> DeliveryResult:
    result = DeliveryResult(delivery.name)
    task = progress.add_task(delivery.name, total=None)
    try:
        async with opened(delivery) as place:
            if delivery.archive:
                result.archived = await archive(place, delivery, folder, landed, ledger)
            known = {
                (fetch.path, fetch.size_bytes, fetch.modified_ns)
                for fetch in ledger.fetches(delivery.name)
                if fetch.sha256
            }
            offer = await look(place, delivery, known)
            result.known, result.waiting = offer.known, offer.waiting
            for path, why in offer.refused:
                result.add_trouble(path, WeftError(why, "Ask for it under another name."))
            progress.update(task, total=sum(file.state.size for file in offer.files))
            for file in offer.files:
                progress.update(task, description=escape(f"{delivery.name} {file.path[-50:]}"))
                try:
                    await transfer(
                        place,
                        delivery,
                        file,
                        folder,
                        ledger,
                        lambda size: progress.advance(task, size),
                    )
                except _LOST:
                    raise
                except (WeftError, OSError, asyncssh.SFTPError) as error:
                    result.add_trouble(file.path, _told(error))
                else:
                    result.fetched += 1
                    result.size += file.state.size
    except (WeftError, OSError, asyncssh.Error) as error:
        result.add_trouble("", _told(error))
    progress.remove_task(task)
    return result


def _told(error: WeftError | OSError | asyncssh.Error) -> WeftError:
    """Say in words what went wrong; the words of a server are not repeated."""
    if isinstance(error, WeftError):
        return error
    if isinstance(error, _LOST):
        return WeftError("the connection was lost", "The next fetch goes on where it broke off.")
    if isinstance(error, asyncssh.SFTPNoSuchFile | FileNotFoundError):
        return WeftError("it is not there", "Correct `from`, or wait for the next delivery.")
    if isinstance(error, asyncssh.SFTPPermissionDenied | PermissionError):
        return WeftError("it may not be read or moved", "Ask for the right to.")
    if isinstance(error, OSError) and error.strerror:
        return WeftError(error.strerror, "Look at the disk and the folder; then fetch again.")
    return WeftError(f"it failed ({type(error).__name__})", "Fetch again; if it stays, look there.")
