"""Deliveries are fetched whole, once and from nobody else, from folders and over SFTP alike."""

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from desk import Desk
from rich.console import Console
from sender import Sender, Server, serving

import weft.fetch.offered
from weft.errors import WeftError
from weft.fetch import fetch
from weft.fetch.offered import look
from weft.fetch.places import LocalPlace, SftpPlace, State
from weft.fetch.result import FetchResult
from weft.fetch.settings import load_settings
from weft.fetch.transfer import CHUNK
from weft.pipeline.lock import sole_holder
from weft.settings import PROJECT_ROOT

ORDERS = b"id,name\n1,Ann\n"
DAY = "2026-09-21"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture(params=["folder", "sftp"])
def sender(request: pytest.FixtureRequest, tmp_path: Path) -> Sender:
    root = tmp_path / "outgoing"
    root.mkdir()
    running = request.getfixturevalue("server") if request.param == "sftp" else None
    return Sender(root, running)


class Fetching:
    """A desk whose delivery folder is filled by `weft fetch`."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self.desk = desk
        self.sender = sender
        self.file = desk.delivery.parent / "deliveries.toml"
        self.deliveries: dict[str, dict[str, Any]] = {}
        self.agree()

    def agree(self, name: str = "shop", below: str = "", **settings: Any) -> None:
        """Write down a delivery; its files come complete, into `s`, unless said otherwise."""
        agreed = {"complete_when": "renamed", "into": "s", "pattern": "*.csv"}
        source = self.sender.settings()
        source["from"] += below
        self.deliveries[name] = source | agreed | settings
        lines = [f"folder = {json.dumps(str(self.desk.delivery))}"]
        for each, values in self.deliveries.items():
            lines.append(f"[deliveries.{each}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        self.file.write_text("\n".join(lines))

    def fetch(self, *names: str) -> FetchResult:
        return fetch(
            self.desk.warehouse, load_settings(self.file), names, Console(file=None, quiet=True)
        )

    def fetched(self) -> dict[str, bytes]:
        """Everything that lies in the delivery folder, parts too."""
        return {
            path.relative_to(self.desk.delivery).as_posix(): path.read_bytes()
            for path in self.desk.delivery.rglob("*")
            if path.is_file() and path.name != ".fetch.lock"
        }


@pytest.fixture
def fetching(desk: Desk, sender: Sender) -> Fetching:
    return Fetching(desk, sender)


def _why(result: FetchResult) -> list[tuple[str, str]]:
    return [(trouble.path, trouble.why) for trouble in result.troubles]


@pytest.fixture
def offsets(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The offsets asked of sources, as they are asked."""
    return _on_read(monkeypatch, lambda path: None)


def _on_read(monkeypatch: pytest.MonkeyPatch, act: Callable[[bytes], None]) -> list[int]:
    """Do something at each read of a source; give the offsets as they are asked."""
    asked: list[int] = []
    for place in (LocalPlace, SftpPlace):
        original = place.read

        async def read(
            self: Any, path: bytes, offset: int, size: int, original: Any = original
        ) -> bytes:
            asked.append(offset)
            content: bytes = await original(self, path, offset, size)
            act(path)
            return content

        monkeypatch.setattr(place, "read", read)
    return asked


def test_files_that_fit_arrive_below_the_day_of_their_last_change(fetching: Fetching) -> None:
    fetching.sender.put("orders.csv", ORDERS)
    fetching.sender.put("deep/er/orders.csv", ORDERS + b"2,Bo\n")
    fetching.sender.put("2026-09-01/orders.csv", ORDERS + b"3,Cy\n")
    fetching.sender.put("notes.txt", b"not asked for")
    fetching.sender.put("orders.csv.filepart", b"half")
    fetching.sender.put(".hidden.csv", b"hidden")
    result = fetching.fetch()
    assert fetching.fetched() == {
        f"{DAY}/s/orders.csv": ORDERS,
        f"{DAY}/s/deep/er/orders.csv": ORDERS + b"2,Bo\n",
        "s/2026-09-01/orders.csv": ORDERS + b"3,Cy\n",
    }
    assert (result.fetched, result.troubles) == (3, [])
    modes = {path.stat().st_mode & 0o77 for path in fetching.desk.delivery.rglob("*.csv")}
    assert modes == {0}


def test_nothing_is_fetched_twice_but_what_was_restated(
    fetching: Fetching, offsets: list[int]
) -> None:
    fetching.sender.put("orders.csv", ORDERS)
    fetching.fetch()
    assert offsets == [0]
    result = fetching.fetch()
    assert (result.fetched, result.deliveries[0].known, offsets) == (0, 1, [0])
    fetching.sender.put("orders.csv", ORDERS + b"2,Bo\n", modified=1_790_086_400)
    assert fetching.fetch().fetched == 1
    assert fetching.fetched() == {
        f"{DAY}/s/orders.csv": ORDERS,
        "2026-09-22/s/orders.csv": ORDERS + b"2,Bo\n",
    }


VICTIM = """
import os, signal, sys
from pathlib import Path
from rich.console import Console
from weft.fetch import fetch, transfer
from weft.fetch.places import LocalPlace, SftpPlace
from weft.fetch.settings import load_settings
from weft.pipeline.ledger import Ledger
from weft.settings import Warehouse

moment, settings, warehouse = sys.argv[1:]
calls = 0

def deadly(original):
    async def read(*arguments):
        global calls
        calls += 1
        if calls == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return await original(*arguments)
    return read

if moment == "between chunks":
    for place in (LocalPlace, SftpPlace):
        place.read = deadly(place.read)
else:
    record = Ledger.record_fetch
    def once(self, fetch):
        if fetch.sha256:
            os.kill(os.getpid(), signal.SIGKILL)
        record(self, fetch)
    Ledger.record_fetch = once
fetch(Warehouse(Path(warehouse)), load_settings(Path(settings)), [], Console(quiet=True))
"""


def _killed(fetching: Fetching, moment: str) -> None:
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, moment, fetching.file, fetching.desk.warehouse.folder],
        env={"PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT / "scripts"), *sys.path])},
        capture_output=True,
        check=False,
    )
    assert victim.returncode == -signal.SIGKILL, victim.stderr.decode()


def test_a_killed_fetch_goes_on_where_it_broke_off(fetching: Fetching, offsets: list[int]) -> None:
    content = bytes(range(256)) * (CHUNK * 3 // 256) + b"end"
    fetching.sender.put("orders.csv", content)
    _killed(fetching, "between chunks")
    [part] = fetching.fetched()
    assert part == f"{DAY}/s/orders.csv.part"
    lying = len(fetching.fetched()[part])
    assert 0 < lying < len(content)
    assert fetching.fetch().fetched == 1
    assert offsets[0] == lying
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": content}


def test_a_part_of_an_earlier_state_is_not_continued(fetching: Fetching) -> None:
    content = b"a" * (CHUNK * 3)
    fetching.sender.put("orders.csv", content)
    _killed(fetching, "between chunks")
    restated = b"b" * (CHUNK * 3)
    fetching.sender.put("orders.csv", restated, modified=1_790_000_060)
    assert fetching.fetch().fetched == 1
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": restated}


def test_killed_before_the_ledger_knows_the_file_is_fetched_again(fetching: Fetching) -> None:
    fetching.sender.put("orders.csv", ORDERS)
    _killed(fetching, "before the ledger")
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": ORDERS}
    assert fetching.fetch().fetched == 1
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": ORDERS}


def test_a_file_that_changes_while_it_is_fetched_is_left_alone(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = fetching.sender.put("orders.csv", ORDERS)
    with monkeypatch.context() as patch:
        _on_read(patch, lambda path: fetching.sender.put("orders.csv", ORDERS * 2) and None)
        result = fetching.fetch()
    assert _why(result) == [("orders.csv", "it changed while it was fetched")]
    assert fetching.fetched() == {}
    assert location.read_bytes() == ORDERS * 2
    assert fetching.fetch().fetched == 1
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": ORDERS * 2}


def test_a_file_that_grows_is_not_complete(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching.agree(complete_when="stable", stable_seconds=5)
    fetching.sender.put("done.csv", ORDERS)
    fetching.sender.put("growing.csv", ORDERS)
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        fetching.sender.put("growing.csv", ORDERS * 2)

    monkeypatch.setattr(weft.fetch.offered.asyncio, "sleep", sleep)
    result = fetching.fetch()
    assert waited == [5]
    assert result.deliveries[0].waiting == ["growing.csv"]
    assert fetching.fetched() == {f"{DAY}/s/done.csv": ORDERS}


def test_a_file_waits_for_its_marker(fetching: Fetching) -> None:
    fetching.agree(complete_when="marker", marker="{name}.done", pattern="*")
    fetching.sender.put("orders.csv", ORDERS)
    assert fetching.fetch().deliveries[0].waiting == ["orders.csv"]
    fetching.sender.put("orders.csv.done", b"", modified=1_789_999_999)
    assert fetching.fetch().deliveries[0].waiting == ["orders.csv"], "an older file's marker"
    fetching.sender.put("orders.csv.done", b"")
    assert fetching.fetch().fetched == 1
    assert fetching.fetched() == {f"{DAY}/s/orders.csv": ORDERS}


def test_a_checksum_in_the_marker_must_fit(fetching: Fetching) -> None:
    fetching.agree(complete_when="marker", marker="{name}.sha256")
    fetching.sender.put("bad.csv", ORDERS)
    fetching.sender.put("bad.csv.sha256", b"0" * 64 + b"  bad.csv\n")
    fetching.sender.put("good.csv", ORDERS)
    checksum = hashlib.sha256(ORDERS).hexdigest().upper().encode()
    fetching.sender.put("good.csv.sha256", checksum + b"  good.csv\n")
    assert _why(fetching.fetch()) == [("bad.csv", "it is not what its checksum says")]
    assert fetching.fetched() == {f"{DAY}/s/good.csv": ORDERS}


def test_hostile_names_are_refused(fetching: Fetching, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(b"secret")
    root = fetching.sender.root
    (root / "out.csv").symlink_to(tmp_path / "secret.csv")
    (root / "line\nbreak.csv").write_bytes(ORDERS)
    (root / "\x1b[2Jclear.csv").write_bytes(ORDERS)
    (root / "back\\slash.csv").write_bytes(ORDERS)
    (root / "bad\nfolder").mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.csv")).write_bytes(ORDERS)
    fetching.sender.put("good.csv", ORDERS)
    (root / "inside.csv").symlink_to(root / "good.csv")
    result = fetching.fetch()
    assert sorted(_why(result)) == [
        ("?[2Jclear.csv", "a file name with control characters"),
        ("back\\slash.csv", "a file name that leads to another folder"),
        ("bad?folder", "a file name with control characters"),
        ("caf\\xe9.csv", "the file name is not valid UTF-8"),
        ("line?break.csv", "a file name with control characters"),
        ("out.csv", "a link that leads out of the folder"),
    ]
    assert fetching.fetched() == {f"{DAY}/s/good.csv": ORDERS, f"{DAY}/s/inside.csv": ORDERS}


@pytest.mark.parametrize("name", [b"../up.csv", b"/etc/up.csv", b"a/../../up.csv"])
def test_a_server_cannot_name_files_of_other_folders(tmp_path: Path, name: bytes) -> None:
    class LyingPlace(LocalPlace):
        async def entries(self, folder: bytes) -> list[tuple[bytes, State]]:
            return [(b".", State(0o40700, 0, 0)), (name, State(0o100600, 1, 0))]

    settings = tmp_path / "deliveries.toml"
    settings.write_text(
        'folder = "in"\n[deliveries.a]\nfrom = "."\ncomplete_when = "renamed"\npattern = "*.csv"'
    )
    [delivery] = load_settings(settings).deliveries
    offer = asyncio.run(look(LyingPlace(), delivery, ()))
    assert offer.files == []
    assert [why for _, why in offer.refused] == ["a file name that leads to another folder"]


def test_only_what_has_landed_is_archived(fetching: Fetching) -> None:
    desk, root = fetching.desk, fetching.sender.root
    desk.contract("s", "t", ["id", "name"], pattern="s/*.csv*")
    fetching.agree(
        complete_when="marker", marker="{name}.done", pattern=["*.csv", "*.gz"], archive="done"
    )
    for name in ("orders.csv", "broken.csv.gz"):
        fetching.sender.put(name, ORDERS)
        fetching.sender.put(f"{name}.done", b"")
    assert fetching.fetch().fetched == 2
    assert fetching.fetch().deliveries[0].archived == 0
    assert (root / "orders.csv").exists()
    assert desk.land().landed == 1
    assert fetching.fetch().deliveries[0].archived == 1
    left = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    place = "done/2026-09-21T141320"
    assert left == {
        f"{place}/orders.csv",
        f"{place}/orders.csv.done",
        "broken.csv.gz",
        "broken.csv.gz.done",
    }
    assert fetching.fetch().fetched == 0, "the archive is not fetched from"


def test_a_file_restated_before_it_landed_stays(fetching: Fetching) -> None:
    fetching.desk.contract("s", "t", ["id", "name"], pattern="s/*.csv")
    fetching.agree(archive="done")
    fetching.sender.put("orders.csv", ORDERS)
    fetching.fetch()
    fetching.desk.land()
    location = fetching.sender.put("orders.csv", ORDERS + b"2,Bo\n", modified=1_790_000_060)
    result = fetching.fetch()
    assert (result.deliveries[0].archived, result.fetched) == (0, 1)
    assert fetching.fetch().deliveries[0].archived == 0, "its new rows have not landed"
    assert location.exists()
    fetching.desk.land()
    assert fetching.fetch().deliveries[0].archived == 1
    assert not location.exists()


WRITER = """
import sys, time
import duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def test_nothing_is_archived_while_a_run_writes(fetching: Fetching) -> None:
    fetching.agree(archive="done")
    fetching.sender.put("orders.csv", ORDERS)
    fetching.desk.warehouse.folder.mkdir()
    command = [sys.executable, "-c", WRITER, fetching.desk.warehouse.candidate]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        result = fetching.fetch()
        writer.kill()
    assert (result.fetched, result.troubles) == (1, [])
    assert "in use" in result.unarchived


def test_a_broken_source_stops_no_other(fetching: Fetching, tmp_path: Path) -> None:
    fetching.agree("gone", below="/gone")
    fetching.agree("shop")
    fetching.sender.put("orders.csv", ORDERS)
    result = fetching.fetch()
    assert [trouble.delivery for trouble in result.troubles] == ["gone"]
    assert result.fetched == 1
    command = [sys.executable, "-m", "weft", "fetch", "--settings", str(fetching.file)]
    environment = os.environ | {
        "PYTHONPATH": str(PROJECT_ROOT / "scripts"),
        "WEFT_WAREHOUSE": str(fetching.desk.warehouse.folder),
    }
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert "Cure what failed" in ended.stdout
    only = subprocess.run(
        [*command, "shop"], env=environment, capture_output=True, text=True, check=False
    )
    assert (only.returncode, only.stdout.splitlines()[-1]) == (0, "Nothing new.")


def test_two_deliveries_do_not_overwrite_each_other(fetching: Fetching) -> None:
    fetching.agree("shop", pattern="shop*.csv")
    fetching.agree("other", below="/other")
    fetching.sender.put("shop.csv", ORDERS)
    fetching.fetch()
    fetching.sender.put("other/shop.csv", ORDERS + b"2,Bo\n")
    for _ in range(2):
        assert _why(fetching.fetch("other")) == [
            ("shop.csv", "delivery shop put another file there")
        ]
        assert fetching.fetched() == {f"{DAY}/s/shop.csv": ORDERS}


def test_a_second_fetch_leaves_with_a_clear_word(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.fetch.all_deliveries.sole_holder", partial(sole_holder, patience=0.1))
    folder = fetching.desk.delivery
    with (
        sole_holder(folder / ".fetch.lock", folder, "fetch"),
        pytest.raises(WeftError, match="in use by `fetch`"),
    ):
        fetching.fetch()


def test_a_stranger_with_the_server_s_address_is_refused(
    desk: Desk, server: Server, tmp_path: Path
) -> None:
    stranger = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    known_hosts = tmp_path / "known_hosts"
    root = tmp_path / "outgoing"
    root.mkdir()
    fetching = Fetching(desk, Sender(root, server))
    fetching.sender.put("orders.csv", ORDERS)
    for text in (f"[127.0.0.1]:{server.port} {stranger}", ""):
        known_hosts.write_text(text)
        fetching.agree(known_hosts=str(known_hosts))
        [trouble] = fetching.fetch().troubles
        assert "the host key of 127.0.0.1" in trouble.why
        assert f"ssh-keyscan -p {server.port} 127.0.0.1" in trouble.cure
    known_hosts.unlink()
    [trouble] = fetching.fetch().troubles
    assert trouble.why == f"{known_hosts} does not exist"
    assert fetching.fetched() == {}


def test_who_has_no_key_is_told_where_to_put_one(
    desk: Desk, server: Server, tmp_path: Path
) -> None:
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / "other")
    fetching = Fetching(desk, Sender(tmp_path, server))
    fetching.agree(key=str(tmp_path / "other"))
    [trouble] = fetching.fetch().troubles
    assert "does not let" in trouble.why
    assert "WEFT_SFTP_PASSWORD_SHOP" in trouble.cure


def test_a_server_that_is_down_is_told(desk: Desk, server: Server, tmp_path: Path) -> None:
    down = Sender(tmp_path, Server(1, server.key, server.known_hosts))
    [trouble] = Fetching(desk, down).fetch().troubles
    assert "cannot be reached" in trouble.why


SECTION = '[deliveries.shop]\nfrom = "out"\ncomplete_when = "renamed"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("folder = 3", "'folder' is of another kind"),
        ('folder = "in"\n[deliveries]', "names no delivery"),
        (f'folder = "in"\n{SECTION}strict_host_key_checking = false', "no setting 'strict_host"),
        (f'folder = "in"\n{SECTION}password = "x"', "no setting 'password'"),
        (f'folder = "in"\n{SECTION}into = "../up"', "leads out"),
        (f'folder = "in"\n{SECTION}marker = "done"', "no setting 'marker'"),
        ('folder = "in"\n[deliveries.a]\nfrom = "out"', "'complete_when' is missing"),
        (
            'folder = "in"\n[deliveries.a]\nfrom = "sftp://u:geheim@h/x"',
            "give it in WEFT_SFTP_PASSWORD_A",
        ),
        ('folder = "in"\n[deliveries.a]\nfrom = "ftp://u@h/x"', "sftp://user@host/folder"),
        ("folder =", "deliveries.toml: "),
    ],
)
def test_faulty_settings_are_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "deliveries.toml"
    file.write_text(text)
    with pytest.raises(WeftError) as raised:
        load_settings(file)
    assert told in str(raised.value)
    assert "geheim" not in f"{raised.value}{raised.value.cure}"


def test_the_example_is_valid_and_passwords_come_from_the_environment() -> None:
    settings = load_settings(
        PROJECT_ROOT / "docs" / "deliveries.example.toml", {"WEFT_SFTP_PASSWORD_SHOP": "s3cret"}
    )
    shop, *_ = settings.deliveries
    assert shop.server
    assert (shop.name, shop.server.password) == ("shop", "s3cret")
