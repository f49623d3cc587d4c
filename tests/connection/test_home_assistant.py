"""The link that Home Assistant's own MQTT integration has, with a real mosquitto.

What all ways to reach printers do alike is in `test_contract.py`; this is what
differs: the link is another's, who reloads, disables or removes it without asking.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
import re
import signal
from typing import Any

from paho.mqtt import publish as paho_publish
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection import (
    ConnectError,
    Failure,
    LinkDownError,
    LinkListener,
    Message,
    home_assistant,
    stalls,
)
from custom_components.factor.connection.home_assistant import HomeAssistantConnection
from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from tests import is_loaded, wait_until
from tests.mosquitto import Mosquitto
from tests.own_mqtt import mqtt_entry, mqtt_may_load

from .conftest import Witness, needs_stall_limit
from .network import Network

HEATER = "control/heater"
STATUS = "octoprint/status/1"
PATTERN = "octoprint/status/+"
CLIENT = "own-client"
MEGABYTE = bytes(2**20)

type Change = Callable[[HomeAssistant, Mosquitto], Awaitable[None]]


@pytest.fixture(autouse=True)
def _may_load() -> Iterator[None]:
    with mqtt_may_load():
        yield


@pytest.fixture
async def made(hass: HomeAssistant, broker: Mosquitto) -> AsyncGenerator[None]:
    """End what the tests set up, before the event loop is looked at."""
    yield
    for entry in hass.config_entries.async_entries(mqtt.DOMAIN):
        if is_loaded(entry):
            await hass.config_entries.async_unload(entry.entry_id)


def new_entry(
    hass: HomeAssistant, broker: Mosquitto | Network, **changes: Any
) -> MockConfigEntry:
    """Return the entry of Home Assistant's MQTT; it is not set up."""
    return mqtt_entry(hass, broker, client_id=CLIENT, **changes)


@pytest.fixture
async def entry(hass: HomeAssistant, made: None, broker: Mosquitto) -> MockConfigEntry:
    """Give Home Assistant's MQTT, connected to the broker."""
    entry = new_entry(hass, broker)
    await set_up(hass, entry)
    return entry


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up and wait until it is connected."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await wait_until(lambda: mqtt.is_connected(hass))


@pytest.fixture
async def own(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncGenerator[HomeAssistantConnection]:
    """Give a connection to the broker."""
    connection = HomeAssistantConnection(hass)
    await connection.connect()
    yield connection
    await connection.disconnect()


@pytest.fixture
async def afar(
    hass: HomeAssistant, made: None, network: Network
) -> AsyncGenerator[HomeAssistantConnection]:
    """Give a connection to the broker by way of the network."""
    await set_up(hass, new_entry(hass, network))
    connection = HomeAssistantConnection(hass)
    await connection.connect()
    yield connection
    network.flow()
    await connection.disconnect()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait but shortly for a link."""
    monkeypatch.setattr(home_assistant, "CONNECT_TIMEOUT_S", 0.1)


def start(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run up to where the coroutine waits."""
    loop = asyncio.get_running_loop()
    return asyncio.Task(coroutine, loop=loop, eager_start=True)


def held(hass: HomeAssistant) -> list[str]:
    """Return the topics of all that Home Assistant's client is subscribed to."""
    subscriptions = hass.data[mqtt.DATA_MQTT].client.subscriptions
    return sorted(each.topic for each in subscriptions)


def listening(hass: HomeAssistant) -> dict[str, int]:
    """Return how many listen to each signal."""
    signals = hass.data.get("dispatcher", {})
    return {str(name): len(each) for name, each in signals.items() if each}


def asked(broker: Mosquitto, packet: str) -> list[str]:
    """Return the topics in all packets of a kind that Home Assistant has sent."""
    topics: list[str] = []
    ours = False
    for line in broker.log.splitlines():
        text = line.partition(": ")[2]
        if text.startswith("\t"):
            topics += [text.split()[0]] if ours else []
        elif text.startswith("Received "):
            ours = text.startswith(f"Received {packet} from {CLIENT}")
            if ours and (topic := re.search(r"'(.*)'", text)):
                topics.append(topic[1])
    return topics


def record(connection: HomeAssistantConnection) -> list[Failure | None]:
    """Return a list that takes what watchers are told from now on."""
    told: list[Failure | None] = []
    listener: LinkListener = told.append
    connection.watch(listener)
    return told


def nobody(_: Message) -> None:
    """Listen to nothing."""


class TestConnecting:
    """There is a link if Home Assistant has one."""

    async def fails(
        self, connection: HomeAssistantConnection, failure: Failure
    ) -> None:
        """Try to connect; nothing may be left of it."""
        before = listening(connection._hass)
        told = record(connection)
        connection.subscribe(STATUS, nobody)
        with pytest.raises(ConnectError) as raised:
            await connection.connect()
        assert raised.value.failure is failure
        assert not connection.connected
        assert told == []
        assert listening(connection._hass) == before

    async def test_not_without_an_entry(self, hass: HomeAssistant) -> None:
        async with asyncio.timeout(home_assistant.CONNECT_TIMEOUT_S / 2):
            await self.fails(HomeAssistantConnection(hass), Failure.NOT_SET_UP)

    async def test_not_with_a_disabled_entry(
        self, hass: HomeAssistant, made: None, entry: MockConfigEntry
    ) -> None:
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
        await self.fails(HomeAssistantConnection(hass), Failure.NOT_SET_UP)

    async def test_not_with_an_entry_that_does_not_load(
        self, hass: HomeAssistant, hasty: None, made: None, broker: Mosquitto
    ) -> None:
        new_entry(hass, broker)
        await self.fails(HomeAssistantConnection(hass), Failure.NOT_SET_UP)

    async def test_not_without_the_broker(
        self,
        hass: HomeAssistant,
        hasty: None,
        made: None,
        entry: MockConfigEntry,
        broker: Mosquitto,
    ) -> None:
        broker.kill()
        await wait_until(lambda: not mqtt.is_connected(hass))
        await self.fails(HomeAssistantConnection(hass), Failure.UNREACHABLE)

    async def test_it_waits_for_an_entry_that_loads(
        self, hass: HomeAssistant, made: None, broker: Mosquitto
    ) -> None:
        entry = new_entry(hass, broker)
        connection = HomeAssistantConnection(hass)
        connecting = start(connection.connect())
        assert not connecting.done()
        await set_up(hass, entry)
        await connecting
        assert connection.connected
        assert connection.statistics.reconnects == 0
        await connection.disconnect()

    async def test_it_waits_for_the_rest_of_an_entry_that_is_connected_already(
        self,
        hass: HomeAssistant,
        made: None,
        broker: Mosquitto,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        platforms_may_load = asyncio.Event()
        load = mqtt.async_forward_entry_setup_and_setup_discovery

        async def load_later(*args: Any) -> None:
            await platforms_may_load.wait()
            await load(*args)

        monkeypatch.setattr(
            mqtt, "async_forward_entry_setup_and_setup_discovery", load_later
        )
        entry = new_entry(hass, broker)
        setting_up = hass.async_create_task(set_up(hass, entry))
        await wait_until(
            lambda: mqtt.DATA_MQTT in hass.data and mqtt.is_connected(hass)
        )
        connection = HomeAssistantConnection(hass)
        connecting = start(connection.connect())
        platforms_may_load.set()
        await setting_up
        await connecting
        assert connection.connected
        await connection.disconnect()

    async def test_it_does_not_wait_once_it_is_disconnected(
        self, hass: HomeAssistant, made: None, broker: Mosquitto
    ) -> None:
        new_entry(hass, broker)
        before = listening(hass)
        connection = HomeAssistantConnection(hass)
        connecting = start(connection.connect())
        await connection.disconnect()
        async with asyncio.timeout(home_assistant.CONNECT_TIMEOUT_S / 2):
            with pytest.raises(ConnectError):
                await connecting
        assert listening(hass) == before

    async def test_who_else_waits_goes_on_when_it_gives_up(
        self, hass: HomeAssistant, hasty: None, made: None, broker: Mosquitto
    ) -> None:
        entry = new_entry(hass, broker)
        other = hass.async_create_task(mqtt.async_wait_for_mqtt_client(hass))
        await self.fails(HomeAssistantConnection(hass), Failure.NOT_SET_UP)
        await set_up(hass, entry)
        assert await other

    async def test_disconnected_it_leaves_nothing(
        self, hass: HomeAssistant, entry: MockConfigEntry, broker: Mosquitto
    ) -> None:
        before = listening(hass), held(hass)
        connection = HomeAssistantConnection(hass)
        await connection.connect()
        connection.subscribe(STATUS, nobody)
        searching = start(connection.search(PATTERN, nobody))
        waiting = start(connection.publish(HEATER, b"60"))
        assert held(hass) == [PATTERN, STATUS]
        await connection.disconnect()
        assert (listening(hass), held(hass)) == before
        for task in (searching, waiting):
            with pytest.raises(LinkDownError):
                await task
        assert mqtt.is_connected(hass)
        assert asked(broker, "PUBLISH") == []


def current(hass: HomeAssistant) -> str:
    """Return the id of the entry there is."""
    (entry,) = hass.config_entries.async_entries(mqtt.DOMAIN)
    return entry.entry_id


async def unload(hass: HomeAssistant, _: Mosquitto) -> None:
    """Do the first half of a reload."""
    await hass.config_entries.async_unload(current(hass))


async def load(hass: HomeAssistant, _: Mosquitto) -> None:
    """Do the second half of a reload."""
    await hass.config_entries.async_setup(current(hass))


async def disable(hass: HomeAssistant, _: Mosquitto) -> None:
    """Disable the entry."""
    await hass.config_entries.async_set_disabled_by(
        current(hass), ConfigEntryDisabler.USER
    )


async def enable(hass: HomeAssistant, _: Mosquitto) -> None:
    """Enable the entry."""
    await hass.config_entries.async_set_disabled_by(current(hass), None)


async def remove(hass: HomeAssistant, _: Mosquitto) -> None:
    """Remove the entry."""
    await hass.config_entries.async_remove(current(hass))


async def add(hass: HomeAssistant, broker: Mosquitto) -> None:
    """Add another entry."""
    await set_up(hass, new_entry(hass, broker))


async def kill(hass: HomeAssistant, broker: Mosquitto) -> None:
    """Kill the broker."""
    broker.kill()
    await wait_until(lambda: not mqtt.is_connected(hass))


async def restart(hass: HomeAssistant, broker: Mosquitto) -> None:
    """Start the broker."""
    broker.start()
    await wait_until(lambda: mqtt.is_connected(hass))


CHANGES = {
    "reloaded": (unload, load),
    "disabled and enabled": (disable, enable),
    "removed and added": (remove, add),
    "broker killed and started": (kill, restart),
}


class TestEntryChanges:
    """The link goes and comes back with Home Assistant's entry."""

    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    async def test_all_is_as_it_was_by_itself(
        self,
        hass: HomeAssistant,
        broker: Mosquitto,
        own: HomeAssistantConnection,
        change: tuple[Change, Change],
    ) -> None:
        go, come_back = change
        heard: list[Message] = []
        told = record(own)
        own.subscribe(STATUS, heard.append)
        for times in (1, 2):
            leave = own.subscribe("left", heard.append)
            await own.publish("settle", b"")
            told.clear()
            heard.clear()

            await go(hass, broker)
            assert not own.connected
            assert told == [Failure.UNREACHABLE]
            with pytest.raises(LinkDownError):
                await own.publish(HEATER, b"60")
            with pytest.raises(LinkDownError):
                await own.search(PATTERN, nobody)
            leave()
            leave = own.subscribe("came", heard.append)

            await come_back(hass, broker)
            await wait_until(lambda: own.connected)
            assert told == [Failure.UNREACHABLE, None]
            assert own.statistics.reconnects == times
            assert held(hass) == ["came", STATUS]
            await own.publish("left", b"")
            await own.publish(STATUS, b"1")
            await own.publish("came", b"2")
            await wait_until(lambda: len(heard) >= 2)
            assert heard == [(STATUS, b"1", False), ("came", b"2", False)]
            leave()
        assert held(hass) == [STATUS]
        assert HEATER not in asked(broker, "PUBLISH")

    async def test_what_others_do_is_not_looked_at(
        self, hass: HomeAssistant, own: HomeAssistantConnection
    ) -> None:
        told = record(own)
        own.subscribe(STATUS, nobody)
        other = MockConfigEntry(domain="other")
        other.add_to_hass(hass)
        for state in (ConfigEntryState.LOADED, ConfigEntryState.UNLOAD_IN_PROGRESS):
            other.mock_state(hass, state)
        assert own.connected
        assert told == []
        assert held(hass) == [STATUS]

    async def test_a_search_ends_with_the_link(
        self, hass: HomeAssistant, broker: Mosquitto, own: HomeAssistantConnection
    ) -> None:
        searching = start(own.search(PATTERN, nobody))
        assert held(hass) == [PATTERN]
        await unload(hass, broker)
        with pytest.raises(LinkDownError):
            await searching
        await load(hass, broker)
        await wait_until(lambda: own.connected)
        assert held(hass) == []

    async def test_what_waits_to_be_published_ends_with_the_link(
        self, hass: HomeAssistant, broker: Mosquitto, own: HomeAssistantConnection
    ) -> None:
        own.subscribe(STATUS, nobody)
        waiting = start(own.publish(HEATER, b"60"))
        assert not waiting.done()
        await unload(hass, broker)
        with pytest.raises(LinkDownError):
            await waiting
        await load(hass, broker)
        await wait_until(lambda: own.connected)
        await own.publish("settle", b"")
        await wait_until(lambda: asked(broker, "PUBLISH"))
        assert asked(broker, "PUBLISH") == ["settle"]

    async def test_no_link_of_a_client_that_is_being_unloaded_counts(
        self, hass: HomeAssistant, entry: MockConfigEntry, own: HomeAssistantConnection
    ) -> None:
        told = record(own)
        own.subscribe(STATUS, nobody)

        @callback
        def reconnect_in_between() -> None:
            if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
                async_dispatcher_send(hass, mqtt.MQTT_CONNECTION_STATE, True)

        entry.async_on_state_change(reconnect_in_between)
        await hass.config_entries.async_reload(entry.entry_id)
        await wait_until(lambda: own.connected)
        assert told == [Failure.UNREACHABLE, None]
        assert held(hass) == [STATUS]


class TestHearing:
    """Each listener hears each message once."""

    @pytest.fixture(params=["5", "3.1.1"])
    async def own(
        self,
        request: pytest.FixtureRequest,
        hass: HomeAssistant,
        made: None,
        broker: Mosquitto,
        monkeypatch: pytest.MonkeyPatch,
    ) -> AsyncGenerator[HomeAssistantConnection]:
        """Give a connection that speaks either version."""
        monkeypatch.setattr(mqtt, "try_connection", lambda _: False)  # else it is 5
        await set_up(hass, new_entry(hass, broker, protocol=request.param))
        name = {"5": "p5", "3.1.1": "p2"}[request.param]
        assert f"as {CLIENT} ({name}," in broker.log
        connection = HomeAssistantConnection(hass)
        await connection.connect()
        yield connection
        await connection.disconnect()

    async def test_once_also_while_somebody_searches(
        self, own: HomeAssistantConnection, broker: Mosquitto, witness: Witness
    ) -> None:
        await asyncio.to_thread(
            paho_publish.single,
            STATUS,
            b"kept",
            retain=True,
            hostname=broker.host,
            port=broker.port,
        )
        heard: list[Message] = []
        found: list[Message] = []
        own.subscribe(STATUS, heard.append)
        own.subscribe(STATUS, heard.append)
        await wait_until(lambda: len(heard) == 2)
        searching = start(own.search(PATTERN, found.append))
        await wait_until(lambda: found)
        for payload in (b"1", b"2"):
            await witness.connection.publish(STATUS, payload)
        await witness.connection.publish(STATUS + "1", b"3")
        await wait_until(lambda: len(found) == 4 and len(heard) == 6)
        searching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await searching
        await own.publish(STATUS, b"4")
        await wait_until(lambda: len(heard) == 8)
        kept, one, two, four = (
            Message(STATUS, payload, payload == b"kept")
            for payload in (b"kept", b"1", b"2", b"4")
        )
        assert heard == [kept, kept, one, one, two, two, four, four]
        assert found == [kept, one, two, Message(STATUS + "1", b"3", False)]
        await wait_until(lambda: asked(broker, "UNSUBSCRIBE") == [PATTERN])

    async def test_two_listeners_are_one_subscription_that_ends_with_the_second(
        self, hass: HomeAssistant, own: HomeAssistantConnection, broker: Mosquitto
    ) -> None:
        first = own.subscribe(STATUS, nobody)
        second = own.subscribe(STATUS, nobody)
        assert held(hass) == [STATUS]
        await own.publish("settle", b"")
        first()
        first()
        assert held(hass) == [STATUS]
        second()
        assert held(hass) == []
        await wait_until(lambda: asked(broker, "UNSUBSCRIBE") == [STATUS])
        assert asked(broker, "SUBSCRIBE") == [STATUS]

    async def test_bytes_that_are_no_text_arrive(
        self, own: HomeAssistantConnection
    ) -> None:
        heard: list[Message] = []
        own.subscribe(STATUS, heard.append)
        await own.publish(STATUS, b"\x00\xff")
        await wait_until(lambda: heard)
        assert heard == [(STATUS, b"\x00\xff", False)]


class TestPublishing:
    """A message arrives now or never."""

    async def test_at_qos_0_and_not_retained(
        self, own: HomeAssistantConnection, broker: Mosquitto, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        await own.publish(HEATER, b"60")
        await witness.hear(b"60")
        sent = re.search(rf"from {CLIENT} \((d., q., r.), m\d+, '{HEATER}'", broker.log)
        assert sent
        assert sent[1] == "d0, q0, r0"

    @pytest.mark.parametrize("others", [None, 0, 1, 2])
    async def test_not_before_the_broker_knows_who_listens_to_the_answer(
        self,
        hass: HomeAssistant,
        own: HomeAssistantConnection,
        broker: Mosquitto,
        others: int | None,
    ) -> None:
        if others is not None:
            await mqtt.async_subscribe(hass, STATUS, callback(lambda _: None), others)
        own.subscribe(STATUS, nobody)
        await own.publish(HEATER, b"60")
        await wait_until(lambda: HEATER in broker.log)
        log = broker.log
        assert log.index(f"Received SUBSCRIBE from {CLIENT}") < log.index(HEATER)
        assert asked(broker, "SUBSCRIBE") == [STATUS]

    async def test_no_longer_after_who_has_left(
        self, own: HomeAssistantConnection
    ) -> None:
        leave = own.subscribe(STATUS, nobody)
        waiting = start(own.publish(HEATER, b"60"))
        assert not waiting.done()
        leave()
        await waiting

    async def test_not_to_a_pattern(self, own: HomeAssistantConnection) -> None:
        with pytest.raises(ValueError, match="wildcards"):
            await own.publish("control/+", b"60")

    async def test_a_failure_does_not_tell_the_topic(
        self, hass: HomeAssistant, own: HomeAssistantConnection
    ) -> None:
        hass.data[mqtt.DATA_MQTT].client._mqttc._sock_close()
        assert own.connected  # it does not know yet
        with pytest.raises(LinkDownError) as raised:
            await own.publish(HEATER, b"60")
        assert raised.value.__suppress_context__

    async def test_what_the_network_swallowed_is_not_sent_again(
        self, afar: HomeAssistantConnection, network: Network, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        await afar.publish(HEATER, b"60")
        network.cut()
        await wait_until(lambda: not afar.connected)
        network.flow()
        await wait_until(lambda: afar.connected)
        await afar.publish(HEATER, b"0")
        await witness.hear(b"0")

    async def test_what_waited_to_be_sent_fails_with_the_link_and_is_never_sent(
        self, afar: HomeAssistantConnection, network: Network, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        waiting = [start(afar.publish("chunk", MEGABYTE)) for _ in range(20)]
        waiting.append(start(afar.publish(HEATER, b"60")))
        await asyncio.sleep(0)
        network.cut()
        async with asyncio.timeout(home_assistant.SEND_TIMEOUT_S / 2):
            with pytest.raises(LinkDownError):
                await waiting[-1]
        assert not afar.connected
        await asyncio.gather(*waiting, return_exceptions=True)
        network.flow()
        await wait_until(lambda: afar.connected)
        await afar.publish(HEATER, b"0")
        await witness.hear(b"0")

    async def test_what_is_not_sent_in_time_fails(
        self,
        own: HomeAssistantConnection,
        broker: Mosquitto,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(home_assistant, "SEND_TIMEOUT_S", 0.1)
        assert broker.process
        broker.process.send_signal(signal.SIGSTOP)
        waiting = [start(own.publish("chunk", MEGABYTE)) for _ in range(30)]
        with pytest.raises(LinkDownError):
            await waiting[-1]
        assert own.connected
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert own.statistics.published == results.count(None)
        broker.process.send_signal(signal.SIGCONT)

    @needs_stall_limit
    async def test_what_the_network_does_not_take_never_arrives(
        self,
        own: HomeAssistantConnection,
        broker: Mosquitto,
        witness: Witness,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(stalls, "STALL_S", 1)
        await witness.listen(HEATER)
        assert broker.process
        broker.process.send_signal(signal.SIGSTOP)
        waiting = [start(own.publish("chunk", MEGABYTE)) for _ in range(30)]
        waiting.append(start(own.publish(HEATER, b"60")))
        await wait_until(lambda: not own.connected)
        await asyncio.gather(*waiting, return_exceptions=True)
        broker.process.send_signal(signal.SIGCONT)
        await wait_until(lambda: own.connected)
        await own.publish(HEATER, b"0")
        await witness.hear(b"0")

    def test_it_is_given_up_before_home_assistant_takes_it_for_sent(self) -> None:
        assert home_assistant.SEND_TIMEOUT_S < mqtt.client.TIMEOUT_ACK
