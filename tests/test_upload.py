"""Uploads over a real broker to a simulated printer, through everything that goes wrong."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import hashlib
import json
import os
from pathlib import Path
import random
from typing import Any

import pytest

from custom_components.factor import upload as module
from custom_components.factor.connection import LinkDownError, Message, keeper, mqtt
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.protocol.transfer import (
    CHUNK_BYTES,
    MAX_FILE_BYTES,
    Target,
    UploadResult,
)
from custom_components.factor.upload import Reason, Uploader, UploadError
from simulator import Fleet, Printer

from . import asked_of, wait_until
from .conftest import UUID
from .connection.network import Network, network_to
from .mosquitto import Mosquitto

OTHER_UUID = "11111111-2222-4333-8444-555555555555"
TOPICS = PrinterTopics(UUID)
NAME = "한글 부품.gcode"
CHUNKS = 40
INTERVAL_S = 0.05


@pytest.fixture(autouse=True)
def _integration_enabled(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without Home Assistant, and reconnect at once."""
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 0.05)


@dataclass
class Workshop:
    """A broker, printers, and uploads to them."""

    broker: Mosquitto
    connection: MqttConnection
    folder: Path
    uploaders: list[Uploader] = field(default_factory=list)
    tasks: list[asyncio.Task[UploadResult]] = field(default_factory=list)

    def uploader(self, uuid: str = UUID) -> Uploader:
        """Return what uploads to a printer; it is stopped with the test."""
        self.uploaders.append(Uploader(self.connection, PrinterTopics(uuid)))
        return self.uploaders[-1]

    def start(self, work: Coroutine[Any, Any, UploadResult]) -> asyncio.Task[Any]:
        """Upload without waiting for the end."""
        self.tasks.append(asyncio.create_task(work))
        return self.tasks[-1]

    def file(self, size: int = CHUNKS * CHUNK_BYTES - 7, seed: int = 1) -> Path:
        """Return a file of so many bytes of anything."""
        path = self.folder / f"source {seed}.gcode"
        path.write_bytes(random.Random(seed).randbytes(size))
        return path

    def told(self) -> list[str]:
        """Return the topics of all that was published."""
        return asked_of(self.broker, "PUBLISH")


@pytest.fixture
async def workshop(broker: Mosquitto, tmp_path: Path) -> AsyncGenerator[Workshop]:
    """Give a workshop with a broker; nothing of it is left after the test."""
    async with workshop_at(broker, broker, tmp_path) as workshop:
        yield workshop


@asynccontextmanager
async def workshop_at(
    broker: Mosquitto, way: Mosquitto | Network, folder: Path
) -> AsyncGenerator[Workshop]:
    """Give a workshop that is connected to the broker in some way."""
    connection = MqttConnection(MqttSettings(way.host, way.port))
    await connection.connect()
    workshop = Workshop(broker, connection, folder)
    try:
        yield workshop
        for uploader in workshop.uploaders:
            await uploader.stop()
            assert uploader._farewells == {}
        await asyncio.gather(*workshop.tasks, return_exceptions=True)
        assert connection._listeners == {}
        assert not connection._watchers
    finally:
        await connection.disconnect()


@pytest.fixture
async def printer(broker: Mosquitto) -> AsyncGenerator[Printer]:
    """Give a printer that listens."""
    printer = Printer(UUID)
    async with Fleet(broker.url, [printer], interval=INTERVAL_S):
        yield printer


class Puppet:
    """A printer that says only what a test lets it say, at the end of an upload."""

    def __init__(
        self, connection: MqttConnection, answer: Callable[[str], Any]
    ) -> None:
        """Take what it answers to the end of a job."""
        self.heard: list[dict[str, Any]] = []
        self._connection = connection
        self._answer = answer
        self._tasks: list[asyncio.Task[None]] = []
        connection.subscribe(TOPICS.gcode_in, self._hear)

    def _hear(self, message: Message) -> None:
        told = json.loads(message.payload)
        self.heard.append(told)
        if told["action"] == "end":
            for answer in self._answer(told["job_id"]):
                payload = json.dumps(answer).encode()
                self._tasks.append(asyncio.create_task(self._say(payload)))

    async def _say(self, payload: bytes) -> None:
        with suppress(LinkDownError):
            await self._connection.publish(TOPICS.gcode_out, payload)


@pytest.fixture
async def puppet(broker: Mosquitto) -> AsyncGenerator[Callable[..., Any]]:
    """Give what makes a printer that answers the end of a job like this."""
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    await connection.connect()

    async def make(answer: Callable[[str], Any]) -> Puppet:
        puppet = Puppet(connection, answer)
        await connection.publish("settle", b"")
        return puppet

    yield make
    await connection.disconnect()


def answer(job_id: str, **changes: Any) -> dict[str, Any]:
    """Return the plugin's answer to an upload."""
    told = {"type": "upload_result", "job_id": job_id, "success": True}
    return told | {"filename": NAME, "timestamp": 1.5, "target": "local"} | changes


async def fails(work: Coroutine[Any, Any, Any] | asyncio.Task[Any]) -> UploadError:
    """Return the error that an upload ends in."""
    with pytest.raises(UploadError) as caught:
        await work
    return caught.value


def sha1(path: Path) -> str:
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()


def actions(printer: Printer | Puppet) -> list[str]:
    """Return what a printer was told, without repetitions."""
    told = printer.heard if isinstance(printer, Puppet) else printer.received
    kinds = [message["action"] for message in told]
    return [kind for at, kind in enumerate(kinds) if kinds[at - 1 : at] != [kind]]


def at_progress(uploader: Uploader, percent: int, act: Callable[[], object]) -> None:
    """Do something once, as soon as so much of the file has been acknowledged."""

    def hear(progress: int | None) -> None:
        if progress is not None and progress >= percent:
            remove()
            act()

    remove = uploader.listen(hear)


class TestArrives:
    """It is there, byte for byte."""

    @pytest.mark.parametrize(
        "size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, CHUNKS * CHUNK_BYTES]
    )
    async def test_byte_for_byte(
        self, workshop: Workshop, printer: Printer, size: int
    ) -> None:
        path = workshop.file(size)
        result = await workshop.uploader().upload(path, NAME, Target.LOCAL)
        assert printer.machine.files[NAME].sha1 == sha1(path)
        assert (result.success, result.target, result.file_size) == (
            True,
            "local",
            size,
        )
        start, *chunks, end = printer.received
        assert start["total_chunks"] == len(chunks) == -(-size // CHUNK_BYTES)
        assert start["upload_traget"] == start["upload_target"] == "local"
        assert end["target"] == "local"
        assert set(workshop.told()) == {TOPICS.gcode_in}

    async def test_progress_in_whole_percent(
        self, workshop: Workshop, printer: Printer
    ) -> None:
        uploader = workshop.uploader()
        told: list[int | None] = []
        uploader.listen(told.append)
        await uploader.upload(workshop.file(), NAME, Target.LOCAL)
        assert told == [0, *(100 * at // CHUNKS for at in range(1, CHUNKS + 1)), None]
        assert uploader.progress is None

    async def test_listens_only_while_it_runs(
        self, workshop: Workshop, printer: Printer
    ) -> None:
        await workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert asked_of(workshop.broker, "SUBSCRIBE") == [TOPICS.gcode_out]
        await workshop.connection.publish("settle", b"")
        assert asked_of(workshop.broker, "UNSUBSCRIBE") == [TOPICS.gcode_out]
        packets = workshop.broker.log
        subscribed = packets.index("Received SUBSCRIBE from factor-")
        assert subscribed < packets.index("Received PUBLISH from factor-")

    async def test_never_more_than_a_few_on_their_way(
        self, workshop: Workshop, printer: Printer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish = workshop.connection.publish
        flying = most = 0

        async def counted(topic: str, payload: bytes) -> None:
            nonlocal flying, most
            flying += 1
            most = max(most, flying)
            await publish(topic, payload)
            flying -= 1

        monkeypatch.setattr(workshop.connection, "publish", counted)
        await workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert 1 < most <= module.WINDOW

    async def test_to_the_card(self, workshop: Workshop, printer: Printer) -> None:
        result = await workshop.uploader().upload(
            workshop.file(), "card.gcode", Target.SD
        )
        assert result.target == "sd"
        start, *_, end = printer.received
        assert start["upload_traget"] == start["upload_target"] == end["target"] == "sd"
        assert "card.gcode" not in printer.files

    async def test_over_a_broker_that_holds_but_few_messages(
        self, workshop: Workshop, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The printer reads nothing until it is asked how far it is."""
        broker.kill()
        broker.settings = (*broker.settings, "max_queued_messages 5")
        broker.start()
        monkeypatch.setattr(module, "PROBE_EVERY", 16)
        await wait_until(lambda: workshop.connection.connected)
        printer = Printer(UUID)
        path = workshop.file()
        async with network_to(broker) as network:
            fleet = Fleet(f"mqtt://{network.host}:{network.port}", [printer])
            async with fleet:
                network.to_client.clear()
                uploader = workshop.uploader()
                uploading = workshop.start(uploader.upload(path, NAME, Target.LOCAL))
                await wait_until(lambda: uploader.progress == 100 * 16 // CHUNKS)
                network.flow()
                await uploading
        assert printer.machine.files[NAME].sha1 == sha1(path)
        probed = ["start", "chunk", "start", "end", "chunk", "start", "end", "chunk"]
        assert actions(printer) == [*probed, "end"]
        assert printer.files.count(NAME) == 1
        assert module.PROBE_NAME not in printer.files


class TestTurns:
    """One after the other to a printer, side by side to several."""

    async def test_two_to_one_printer_wait_for_each_other(
        self, workshop: Workshop, printer: Printer
    ) -> None:
        uploader = workshop.uploader()
        await asyncio.gather(
            uploader.upload(workshop.file(seed=1), "one.gcode", Target.LOCAL),
            uploader.upload(workshop.file(seed=2), "two.gcode", Target.LOCAL),
        )
        assert actions(printer) == ["start", "chunk", "end"] * 2
        assert {"one.gcode", "two.gcode"} <= set(printer.files)

    async def test_to_two_printers_at_once(
        self, workshop: Workshop, broker: Mosquitto, puppet: Callable[..., Any]
    ) -> None:
        silent = await puppet(lambda _: [])
        other = Printer(OTHER_UUID)
        waiting = workshop.uploader()
        async with Fleet(broker.url, [other]):
            first = workshop.start(waiting.upload(workshop.file(), NAME, Target.LOCAL))
            await wait_until(lambda: actions(silent)[-1:] == ["end"])
            await workshop.uploader(OTHER_UUID).upload(
                workshop.file(), NAME, Target.LOCAL
            )
        assert not first.done()
        assert NAME in other.files

    async def test_failure_lets_the_next_one_in(
        self, workshop: Workshop, printer: Printer
    ) -> None:
        uploader = workshop.uploader()
        bad = uploader.upload(workshop.folder / "nowhere", NAME, Target.LOCAL)
        good = uploader.upload(workshop.file(), NAME, Target.LOCAL)
        first, second = await asyncio.gather(bad, good, return_exceptions=True)
        assert isinstance(first, UploadError)
        assert isinstance(second, UploadResult)


class TestNothingSent:
    """What is refused here never leaves."""

    @pytest.mark.parametrize("name", ["", "cube.stl", "../a.gcode", "a/b.gcode"])
    async def test_name(self, workshop: Workshop, name: str) -> None:
        uploading = workshop.uploader().upload(workshop.file(), name, Target.LOCAL)
        assert (await fails(uploading)).reason is Reason.INVALID_NAME
        assert workshop.told() == []

    async def test_file(self, workshop: Workshop) -> None:
        folder = workshop.folder
        empty, large, pipe = folder / "empty", folder / "large", folder / "pipe"
        empty.touch()
        with large.open("wb") as file:
            file.truncate(MAX_FILE_BYTES + 1)
        os.mkfifo(pipe)
        (loop := folder / "loop").symlink_to(loop)
        uploader = workshop.uploader()
        reasons = {
            path: (await fails(uploader.upload(path, NAME, Target.LOCAL))).reason
            for path in (empty, large, pipe, loop, folder, folder / "a", empty / "a")
        }
        assert reasons == {
            empty: Reason.FILE_EMPTY,
            large: Reason.FILE_TOO_LARGE,
            pipe: Reason.FILE_UNREADABLE,
            loop: Reason.FILE_UNREADABLE,
            folder: Reason.FILE_UNREADABLE,
            folder / "a": Reason.FILE_MISSING,
            empty / "a": Reason.FILE_MISSING,
        }
        assert workshop.told() == []

    async def test_file_that_nobody_may_read(
        self, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        uploading = workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert (await fails(uploading)).reason is Reason.FILE_UNREADABLE
        assert workshop.told() == []

    async def test_no_link(self, workshop: Workshop, broker: Mosquitto) -> None:
        broker.kill()
        await wait_until(lambda: not workshop.connection.connected)
        uploader = workshop.uploader()
        error = await fails(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        assert error.reason is Reason.LINK_DOWN
        assert uploader._farewells == {}

    async def test_stopped(self, workshop: Workshop) -> None:
        uploader = workshop.uploader()
        await uploader.stop()
        uploading = uploader.upload(workshop.file(), NAME, Target.LOCAL)
        assert (await fails(uploading)).reason is Reason.STOPPED
        assert workshop.told() == []


def unfinished(printer: Printer) -> dict[str, Any]:
    """Return the uploads that a printer waits for the rest of."""
    edge: Any = printer.edge
    jobs: dict[str, Any] = edge._transfers._jobs
    return jobs


async def forgotten(printer: Printer) -> None:
    """Return once the printer was told to forget; fail if it has kept anything."""
    await wait_until(lambda: actions(printer)[-1:] == ["cancel"])
    assert unfinished(printer) == {}
    assert NAME not in printer.files


class TestFileChanges:
    """A file that is not what it was is not put together of two."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda path: path.unlink(),
            lambda path: os.truncate(path, CHUNK_BYTES),
            lambda path: os.utime(path, ns=(1, 1)),
            lambda path: path.open("ab").write(b"G28\n"),
            lambda path: (path.rename(path.parent / "old"), path.write_bytes(b"G28")),
        ],
        ids=["vanishes", "shrinks", "is written to", "grows", "is replaced"],
    )
    async def test_while_it_is_read(
        self, workshop: Workshop, printer: Printer, change: Callable[[Path], object]
    ) -> None:
        path = workshop.file()
        uploader = workshop.uploader()
        at_progress(uploader, 30, lambda: change(path))
        error = await fails(uploader.upload(path, NAME, Target.LOCAL))
        assert error.reason is Reason.FILE_CHANGED
        await forgotten(printer)


class TestLinkLost:
    """It fails at once, and the printer forgets it as soon as it is heard again."""

    async def test_broker_killed_halfway(
        self, workshop: Workshop, printer: Printer, broker: Mosquitto
    ) -> None:
        before = printer.files
        uploader = workshop.uploader()
        at_progress(uploader, 50, broker.kill)
        loop = asyncio.get_running_loop()
        uploading = uploader.upload(workshop.file(), NAME, Target.LOCAL)
        began = loop.time()
        assert (await fails(uploading)).reason is Reason.LINK_LOST
        assert loop.time() - began < 5
        assert printer.files == before
        assert unfinished(printer)
        broker.start()
        await forgotten(printer)
        assert printer.files == before
        await wait_until(lambda: not uploader._farewells)

    async def test_before_the_answer(self, broker: Mosquitto, tmp_path: Path) -> None:
        printer = Printer(UUID)
        async with (
            network_to(broker) as network,
            workshop_at(broker, network, tmp_path) as workshop,
            Fleet(broker.url, [printer], interval=INTERVAL_S),
        ):
            network.to_client.clear()
            network.flow()
            uploader = workshop.uploader()
            printer.kill()
            uploading = workshop.start(
                uploader.upload(workshop.file(), NAME, Target.LOCAL)
            )
            end = workshop.broker
            await wait_until(lambda: uploader.progress == 100)
            await wait_until(lambda: len(asked_of(end, "PUBLISH")) == CHUNKS + 2)
            network.cut()
            assert (await fails(uploading)).reason is Reason.LINK_LOST
            await wait_until(lambda: workshop.connection.connected)
            await workshop.connection.publish("settle", b"")
            assert workshop.told()[-1] == "settle"  # not while the printer is silent
            printer.restart()
            await forgotten(printer)

    async def test_forgotten_by_itself_if_the_printer_stays_away(
        self, workshop: Workshop, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "FORGET_AFTER_S", 0.01)
        uploader = workshop.uploader()
        at_progress(uploader, 50, broker.kill)
        await fails(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        await wait_until(lambda: not uploader._farewells)

    async def test_old_news_of_the_printer_is_no_sign_of_life(
        self, workshop: Workshop, broker: Mosquitto, puppet: Callable[..., Any]
    ) -> None:
        printer = await puppet(lambda _: [])
        uploader = workshop.uploader()
        at_progress(uploader, 50, broker.kill)
        await fails(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        (status,) = workshop.connection._listeners[TOPICS.status].values()
        broker.start()
        await wait_until(lambda: workshop.connection.connected)
        status(Message(TOPICS.status, b"{}", retained=True))
        await workshop.connection.publish("settle", b"")
        assert workshop.told()[-1] == "settle"
        status(Message(TOPICS.status, b"{}", retained=False))
        await wait_until(lambda: not uploader._farewells)
        assert workshop.told()[-1] == TOPICS.gcode_in
        assert "end" not in actions(printer)


class TestEnded:
    """Who gives up leaves nothing behind."""

    async def test_cancelled(self, workshop: Workshop, printer: Printer) -> None:
        uploader = workshop.uploader()
        uploading = workshop.start(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        at_progress(uploader, 50, uploading.cancel)
        with pytest.raises(asyncio.CancelledError):
            await uploading
        assert uploader.progress is None
        await forgotten(printer)

    async def test_cancelled_while_it_waits_its_turn(
        self, workshop: Workshop, printer: Printer
    ) -> None:
        uploader = workshop.uploader()
        first = workshop.start(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        second = workshop.start(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        at_progress(uploader, 50, second.cancel)
        await first
        with pytest.raises(asyncio.CancelledError):
            await second
        assert actions(printer) == ["start", "chunk", "end"]

    async def test_stopped(self, workshop: Workshop, printer: Printer) -> None:
        uploader = workshop.uploader()
        first = workshop.start(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        second = workshop.start(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        stops: list[asyncio.Task[None]] = []
        at_progress(
            uploader, 50, lambda: stops.append(asyncio.create_task(uploader.stop()))
        )
        assert (await fails(first)).reason is Reason.STOPPED
        assert (await fails(second)).reason is Reason.STOPPED
        await stops[0]
        assert uploader._farewells == {}
        await forgotten(printer)

    async def test_stopped_without_a_link(
        self, workshop: Workshop, broker: Mosquitto
    ) -> None:
        uploader = workshop.uploader()
        at_progress(uploader, 50, broker.kill)
        await fails(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        assert uploader._farewells
        await uploader.stop()
        assert uploader._farewells == {}

    async def test_stopped_while_the_printer_is_still_away(
        self, workshop: Workshop, broker: Mosquitto
    ) -> None:
        uploader = workshop.uploader()
        at_progress(uploader, 50, broker.kill)
        await fails(uploader.upload(workshop.file(), NAME, Target.LOCAL))
        broker.start()
        await wait_until(lambda: workshop.connection.connected)
        await workshop.connection.publish("settle", b"")
        assert uploader._farewells
        await uploader.stop()
        assert workshop.told()[-1] == TOPICS.gcode_in

    async def test_stopped_with_a_link_that_stalls(
        self, broker: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "FAREWELL_TIMEOUT_S", 0.01)
        async with (
            network_to(broker) as network,
            workshop_at(broker, network, tmp_path) as workshop,
        ):
            uploader = workshop.uploader()
            at_progress(uploader, 50, network.stall)
            uploading = workshop.start(
                uploader.upload(workshop.file(), NAME, Target.LOCAL)
            )
            await wait_until(lambda: (uploader.progress or 0) >= 50)
            loop = asyncio.get_running_loop()
            began = loop.time()
            await uploader.stop()
            assert loop.time() - began < mqtt.ACKNOWLEDGE_TIMEOUT_S / 2
            assert (await fails(uploading)).reason is Reason.STOPPED


class TestAnswer:
    """Only what the printer says of this very upload counts."""

    async def test_refused_in_the_printers_words(
        self, workshop: Workshop, puppet: Callable[..., Any]
    ) -> None:
        words = "SD card not ready" + "!" * 300
        printer = await puppet(
            lambda job_id: [answer(job_id, success=False, error=words)]
        )
        error = await fails(
            workshop.uploader().upload(workshop.file(), NAME, Target.SD)
        )
        assert error.reason is Reason.REFUSED
        assert error.detail == words
        await workshop.connection.publish("settle", b"")
        assert actions(printer) == ["start", "chunk", "end"]

    async def test_refused_without_a_word(
        self, workshop: Workshop, puppet: Callable[..., Any]
    ) -> None:
        await puppet(lambda job_id: [answer(job_id, success=False)])
        uploading = workshop.uploader().upload(workshop.file(), NAME, Target.SD)
        error = await fails(uploading)
        assert (error.reason, error.detail) == (Reason.REFUSED, "")
        assert str(error) == "refused"

    @pytest.mark.parametrize("size", [0, 12345, None])
    async def test_success_of_another_size_is_none(
        self, workshop: Workshop, puppet: Callable[..., Any], size: int | None
    ) -> None:
        await puppet(lambda job_id: [answer(job_id, file_size=size)])
        uploading = workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert (await fails(uploading)).reason is Reason.SIZE_MISMATCH

    async def test_silence(
        self,
        workshop: Workshop,
        puppet: Callable[..., Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(module, "ANSWER_TIMEOUT_S", 0.05)
        printer = await puppet(lambda _: [])
        uploading = workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert (await fails(uploading)).reason is Reason.NO_ANSWER
        await wait_until(lambda: actions(printer)[-1] == "cancel")

    @pytest.mark.usefixtures("no_errors_logged")
    async def test_first_of_two_answers_counts(
        self, workshop: Workshop, puppet: Callable[..., Any]
    ) -> None:
        def answer_twice(job_id: str) -> list[Any]:
            for words in ("first", "second"):
                payload = json.dumps(answer(job_id, success=False, error=words))
                message = Message(TOPICS.gcode_out, payload.encode(), retained=False)
                workshop.connection._listeners[TOPICS.gcode_out].call(message)
            return []

        await puppet(answer_twice)
        uploading = workshop.uploader().upload(workshop.file(), NAME, Target.LOCAL)
        assert (await fails(uploading)).detail == "first"

    async def test_answers_to_others_and_other_messages_are_not_ours(
        self, workshop: Workshop, puppet: Callable[..., Any]
    ) -> None:
        path = workshop.file()
        size = path.stat().st_size
        await puppet(
            lambda job_id: [
                answer("another", success=False),
                {"type": "other", "job_id": job_id},
                [],
                answer(job_id, file_size=size),
                answer(job_id, success=False),
            ]
        )
        result = await workshop.uploader().upload(path, NAME, Target.LOCAL)
        assert result.file_size == size
