"""The farm of examples/cluster, as it is made there: its rights, and a node that dies."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
import json
from pathlib import Path
import re
import signal
import ssl
from textwrap import dedent
import time
from typing import Any
from urllib.parse import quote
from uuid import UUID

from freezegun.api import FrozenDateTimeFactory
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)
from pytest_socket import enable_socket

from custom_components.factor.connection import ConnectError, Failure, Message
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Tls
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.protocol.topics import EVERY_STATUS, PrinterTopics
from demo.broker import HOST
from examples import arithmetic
from examples.cluster import make
from homeassistant.components.mqtt import MQTT_PUBLISH_SCHEMA
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml
from simulator import Fleet, Printer

from . import wait_until
from .brokers import Broker
from .brokers.farm import Farm

EXAMPLE = Path(make.__file__).parent
DOCUMENT = (EXAMPLE.parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")
ACCOUNTS = make.read_accounts(EXAMPLE / "accounts.csv")
SITES = make.read_sites(EXAMPLE / "sites.csv")
NORTH, SOUTH, WEST = (
    [each for each in ACCOUNTS if each.site == site] for site in SITES
)
BY_NAME = {each.username: each for each in ACCOUNTS}
PATIENCE_S = 30
SEARCH_S = 1.5
CONNECTED_WITHIN_S = 10

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Give the farm while it runs."""
    if missing := Farm.missing():
        pytest.skip(f"{missing} is not installed")
    enable_socket()
    farm = Farm(tmp_path_factory.mktemp("farm"), SITES)
    farm.configure(ACCOUNTS)
    try:
        started = time.monotonic()
        farm.start()
        print(
            f"\nthree nodes and a site's broker up in {time.monotonic() - started:.1f} s"
        )
        yield farm
    finally:
        farm.stop()


@dataclass
class Guest:
    """Any MQTT client; what it heard is kept."""

    client: paho.Client
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    welcome: bool | None = None
    gone: bool = False
    answers: dict[int, bool] = field(default_factory=dict)

    async def subscribe(self, *topics: str) -> bool:
        """Return whether the broker lets it listen."""
        _, mid = self.client.subscribe([(topic, 1) for topic in topics])
        return await self._answer(mid)

    async def publish(self, topic: str, payload: bytes = b"{}") -> bool:
        """Return whether the broker took the message, which need not mean that it passed it on."""
        return await self._answer(self.client.publish(topic, payload, qos=1).mid)

    async def _answer(self, mid: int | None) -> bool:
        assert mid is not None
        await wait_until(lambda: self.gone or mid in self.answers, PATIENCE_S)
        return self.answers.get(mid, False)


@asynccontextmanager
async def guest(broker: Broker, farm: Farm, username: str) -> AsyncGenerator[Guest]:
    """Be connected as somebody, or be turned away: then `welcome` is False."""
    account = BY_NAME[username.rpartition(":")[2]]
    client = paho.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.username_pw_set(username, account.password)
    client.tls_set_context(
        ssl.create_default_context(cafile=str(farm.authority.certificate))
    )
    self = Guest(client)

    def connected(_c: Any, _d: Any, _f: Any, reason: Any, _p: Any) -> None:
        self.welcome = not reason.is_failure

    def subscribed(_c: Any, _d: Any, mid: int, reasons: Any, _p: Any) -> None:
        self.answers[mid] = not any(each.is_failure for each in reasons)

    def published(_c: Any, _d: Any, mid: int, _r: Any, _p: Any) -> None:
        self.answers[mid] = True

    def lost(*_: Any) -> None:
        self.gone = True

    client.on_connect = connected
    client.on_subscribe = subscribed
    client.on_publish = published
    client.on_disconnect = lost
    client.on_message = lambda _c, _d, said: self.heard.append(
        (said.topic, said.payload)
    )
    await asyncio.to_thread(client.connect, HOST, broker.ports["tls"], 20)
    client.loop_start()
    try:
        await wait_until(lambda: self.welcome is not None or self.gone, PATIENCE_S)
        yield self
    finally:
        client.disconnect()
        await asyncio.to_thread(client.loop_stop)


def login(account: make.Account) -> str:
    """Return the username that an account says at the cluster: its virtual host, and it."""
    host = make.FARM if account.role in ("bridge", "reader") else account.site
    return f"{host}:{account.username}"


def home_at(farm: Farm, host: str, account: make.Account) -> MqttConnection:
    """Return the integration's own connection, not connected yet."""
    return MqttConnection(
        MqttSettings(
            host=", ".join(f"{HOST}:{node.ports['tls']}" for node in farm.nodes),
            port=8883,
            username=f"{host}:{account.username}",
            password=account.password,
            tls=Tls.CUSTOM,
            ca_certificate=farm.authority.certificate.read_text(),
        )
    )


def printer_at(farm: Farm, node: Broker, account: make.Account) -> Fleet:
    """Return an idle simulated printer that logs in as itself."""
    name, password = quote(login(account), safe=""), quote(account.password, safe="")
    url = f"mqtts://{name}:{password}@{HOST}:{node.ports['tls']}"
    printer = Printer(account.username)
    return Fleet(url, [printer], ca_file=str(farm.authority.certificate))


def topics_of(
    patterns: tuple[str, ...], account: make.Account
) -> Iterator[tuple[str, bytes]]:
    """Yield topics of a printer, each with a payload of its own."""
    for topic in patterns:
        yield topic.format(account.username), topic.encode()


@pytest.mark.parametrize("site", ["north", "south"])
async def test_a_printer_has_its_own_topics_and_no_others(
    farm: Farm, socket_enabled: None, site: str
) -> None:
    at_cluster = site == "south"
    where, here, there = (
        (farm.nodes, farm.nodes[1], farm.nodes[2])
        if at_cluster
        else ([farm.north], farm.north, farm.north)
    )
    own, other, home = SOUTH if at_cluster else NORTH[:3]
    own_login, other_login, home_login = (
        login(each) if at_cluster else each.username for each in (own, other, home)
    )
    others_topics = [
        *(topic for topic, _ in topics_of((*make.SAID, *make.TOLD), other)),
        EVERY_STATUS,
        "control/+",
        f"+/{other.username}",
        "octoprint/#",
        "#",
    ]
    async with (
        guest(where[0], farm, home_login) as desk,
        guest(there, farm, other_login) as victim,
    ):
        assert await desk.subscribe(*(topic.format("+") for topic in make.SAID))
        assert await victim.subscribe(
            *(each.format(other.username) for each in make.TOLD)
        )

        async with guest(here, farm, own_login) as printer:
            mine = list(topics_of(make.SAID, own))
            for topic, payload in mine:
                assert await printer.publish(topic, payload)
            await wait_until(lambda: len(desk.heard) == len(mine), PATIENCE_S)
            assert sorted(desk.heard) == sorted(mine)
            told = list(topics_of(make.TOLD, own))
            assert await printer.subscribe(*(topic for topic, _ in told))
            for topic, payload in told:
                assert await desk.publish(topic, payload)
            await wait_until(lambda: len(printer.heard) == len(told), PATIENCE_S)
            assert sorted(printer.heard) == sorted(told)

        # The broker may end the connection instead of answering: each try has its own.
        for topic in others_topics:
            async with guest(here, farm, own_login) as spy:
                assert spy.welcome
                assert not await spy.subscribe(topic) or not at_cluster
                if spy.gone:
                    continue
                await talk(desk, victim, other)
                assert await spy.subscribe(f"control/{own.username}")
                assert await desk.publish(f"control/{own.username}", b"yours")
                await wait_until(lambda spy=spy: spy.heard, PATIENCE_S)
                desk.heard.clear()
                victim.heard.clear()
                assert spy.heard == [(f"control/{own.username}", b"yours")], topic
        desk.heard.clear()
        victim.heard.clear()
        for topic, _ in topics_of((*make.SAID, *make.TOLD), other):
            async with guest(here, farm, own_login) as spy:
                await spy.publish(topic, b"not by whom it should be")
        said, told = await talk(desk, victim, other)
        assert sorted(desk.heard) == said
        assert sorted(victim.heard) == told


async def talk(
    desk: Guest, printer: Guest, account: make.Account
) -> tuple[list[tuple[str, bytes]], list[tuple[str, bytes]]]:
    """Let a printer and its home say all they may; return it when it has arrived."""
    said, told = (list(topics_of(each, account)) for each in (make.SAID, make.TOLD))
    for topic, payload in said:
        assert await printer.publish(topic, payload)
    for topic, payload in told:
        assert await desk.publish(topic, payload)
    await wait_until(
        lambda: set(said) <= set(desk.heard) and set(told) <= set(printer.heard),
        PATIENCE_S,
    )
    return sorted(said), sorted(told)


async def test_a_home_sees_and_commands_its_own_printers_only(
    farm: Farm, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.factor.connection.mqtt.SEARCH_S", SEARCH_S)
    first, second, home = SOUTH
    foreign, other_home = WEST
    topics = [PrinterTopics(each.username) for each in (first, second, foreign)]
    south, west = home_at(farm, "south", home), home_at(farm, "west", other_home)
    seen: set[str] = set()
    found: set[str] = set()

    async with AsyncExitStack() as stack:
        fleets = [
            await stack.enter_async_context(printer_at(farm, node, account))
            for node, account in zip(
                (farm.nodes[1], farm.nodes[2], farm.nodes[1]),
                (first, second, foreign),
                strict=True,
            )
        ]
        printers = [fleet.printers[0] for fleet in fleets]
        for connection in (south, west):
            await connection.connect()
            stack.push_async_callback(connection.disconnect)
        for each in topics:
            south.subscribe(each.status, lambda said: seen.add(said.topic))
        await wait_until(lambda: len(seen) >= 2, PATIENCE_S)
        await south.search(EVERY_STATUS, lambda said: found.add(said.topic))
        assert seen == found == {each.status for each in topics[:2]}

        home_command, pause = (
            json.dumps({"type": kind}).encode() for kind in ("home", "pause")
        )
        for each in topics:
            await south.publish(each.control, home_command)
        await west.publish(topics[2].control, pause)
        await wait_until(lambda: all(each.received for each in printers), PATIENCE_S)
        assert [each.received for each in printers] == [
            [{"type": "home"}],
            [{"type": "home"}],
            [{"type": "pause"}],
        ]

    stranger = home_at(farm, "west", home)
    with pytest.raises(ConnectError) as refused:
        await stranger.connect()
    assert refused.value.failure is Failure.CREDENTIALS


async def test_a_site_tells_the_centre_of_its_farm_topics_only(
    farm: Farm, socket_enabled: None
) -> None:
    printer, _, home, bridge = NORTH
    told, event = "farm/north/print", b'{"type": "finished"}'
    async with (
        guest(farm.nodes[2], farm, "farm:centre") as centre,
        guest(farm.north, farm, home.username) as desk,
        guest(farm.north, farm, printer.username) as edge,
    ):
        assert await centre.subscribe("farm/#")
        assert await edge.publish(f"octoprint/status/{printer.username}")
        assert await edge.publish(told, b"not by a printer")
        assert await desk.publish("farm/south/print", b"not of this site")
        assert await desk.publish(told, event)
        await wait_until(lambda: centre.heard, PATIENCE_S)
        assert centre.heard == [(told, event)]

        async with guest(farm.nodes[0], farm, login(bridge)) as thief:
            assert not await thief.publish("farm/south/print")
        async with guest(farm.nodes[0], farm, login(bridge)) as thief:
            assert not await thief.subscribe("farm/#")
        assert await desk.publish(told, event)
        await wait_until(lambda: len(centre.heard) == 2, PATIENCE_S)
        assert centre.heard == [(told, event)] * 2
        assert not await centre.publish(told)
    for username in ("south:centre", "south:bridge-north", f"south:{printer.username}"):
        async with guest(farm.nodes[0], farm, username) as nobody:
            assert not nobody.welcome


@pytest.mark.parametrize("site", ["north", "south"])
async def test_a_printer_is_added_while_all_runs(
    farm: Farm, socket_enabled: None, site: str
) -> None:
    at_cluster = site == "south"
    home = SOUTH[2] if at_cluster else NORTH[2]
    new = make.Account("printer", site, str(UUID(int=at_cluster)), "made-up-new")
    BY_NAME[new.username] = new
    where: Broker = farm.nodes[1] if at_cluster else farm.north
    home_login, new_login = (
        login(each) if at_cluster else each.username for each in (home, new)
    )
    async with guest(where, farm, home_login) as desk:
        assert await desk.subscribe(EVERY_STATUS)
        async with guest(where, farm, new_login) as too_early:
            assert not too_early.welcome
        farm.configure([*ACCOUNTS, new])
        if at_cluster:
            definitions = farm.folder / "cluster" / "definitions.json"
            await asyncio.to_thread(
                farm.nodes[2].control, "import_definitions", str(definitions)
            )
        else:
            assert farm.north.process
            farm.north.process.send_signal(signal.SIGHUP)
        topic = f"octoprint/status/{new.username}"

        async def is_let_in() -> bool:
            async with guest(where, farm, new_login) as printer:
                return bool(printer.welcome) and await printer.publish(topic)

        async with asyncio.timeout(PATIENCE_S):
            while not await is_let_in():
                pass
        await wait_until(lambda: desk.heard, PATIENCE_S)
        assert desk.heard == [(topic, b"{}")]
        assert not desk.gone


async def test_a_node_dies_and_all_go_on_at_another(
    farm: Farm, socket_enabled: None
) -> None:
    """The last test: one node is dead after it."""
    first, second, home = SOUTH
    north_home = NORTH[2]
    dead, alive, third = farm.nodes
    connection = home_at(farm, "south", home)
    link: list[tuple[Failure | None, float]] = []
    heard: list[tuple[str, float]] = []
    taken: dict[str, float] = {}

    def note(said: Message) -> None:
        heard.append((said.topic, time.monotonic()))

    statuses = [PrinterTopics(each.username).status for each in (first, second)]
    async with (
        printer_at(farm, third, first) as fleet,
        guest(alive, farm, "farm:centre") as centre,
        guest(farm.north, farm, north_home.username) as desk,
    ):
        await connection.connect()
        try:
            connection.watch(lambda failure: link.append((failure, time.monotonic())))
            for status in statuses:
                connection.subscribe(status, note)
            assert await centre.subscribe("farm/#")
            async with guest(dead, farm, login(second)) as printer:
                assert await printer.publish(statuses[1])
                await wait_until(
                    lambda: {topic for topic, _ in heard} == set(statuses), PATIENCE_S
                )
                assert await desk.publish("farm/north/print", b"before")
                await wait_until(lambda: centre.heard, PATIENCE_S)

                # It comes back to its first node, which may not have been up at first.
                await wait_until(
                    lambda: "client id: bridge-north)" in dead.log, PATIENCE_S
                )

                killed = time.monotonic()
                await asyncio.to_thread(dead.kill)
                assert await desk.publish("farm/north/print", b"meanwhile")
                await wait_until(lambda: printer.gone, PATIENCE_S)

            async def printer_goes_on() -> None:
                async with asyncio.timeout(PATIENCE_S):
                    while "printer" not in taken:
                        async with guest(alive, farm, login(second)) as printer:
                            if printer.welcome and await printer.publish(statuses[1]):
                                taken["printer"] = time.monotonic() - killed

            moved = asyncio.create_task(printer_goes_on())
            await wait_until(lambda: link and link[-1][0] is None, PATIENCE_S)
            taken["home"] = back = link[-1][1] - killed
            await wait_until(
                lambda: any(
                    topic == statuses[0] and at > killed + back for topic, at in heard
                ),
                PATIENCE_S,
            )
            taken["first status"] = (
                next(
                    at
                    for topic, at in heard
                    if topic == statuses[0] and at > killed + back
                )
                - killed
            )
            await moved
            await connection.publish(
                PrinterTopics(first.username).control, b'{"type": "home"}'
            )
            await wait_until(lambda: fleet.printers[0].received, PATIENCE_S)
            await wait_until(
                lambda: ("farm/north/print", b"meanwhile") in centre.heard, PATIENCE_S
            )
            taken["bridge"] = time.monotonic() - killed
        finally:
            await connection.disconnect()
    print("\na node was killed; seconds until")
    for who, seconds in taken.items():
        print(f"{who:<14}{seconds:6.2f}")
    assert max(taken.values()) < CONNECTED_WITHIN_S


def test_the_table_in_the_document_is_what_the_arithmetic_gives() -> None:
    assert DOCUMENT.endswith(f"\n{arithmetic.table(arithmetic.Inputs())}")


async def test_what_the_document_lets_a_home_tell_the_centre(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    published = async_mock_service(hass, "mqtt", "publish", MQTT_PUBLISH_SCHEMA)
    texts = re.findall(r"(?m)(?:^    .*\n)+", DOCUMENT.split("```")[-1])
    automations = [
        {"alias": f"Number {number}", **parse_yaml(dedent(text))}
        for number, text in enumerate(texts)
    ]
    assert len(automations) == 2
    hass.states.async_set("sensor.north_printing", "7")
    assert await async_setup_component(hass, "automation", {"automation": automations})
    await hass.async_block_till_done()
    assert {each.state for each in hass.states.async_all("automation")} == {"on"}

    entry = MockConfigEntry()
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("x", "y")}, name="Left"
    )
    told = {"device_id": device.id, "type": "finished", "file": "a.gcode"}
    hass.bus.async_fire(EVENT_PRINT, told)
    await hass.async_block_till_done()
    freezer.move_to(dt_util.utcnow() + timedelta(minutes=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, True)
    assert [
        (each.data["topic"], json.loads(each.data["payload"])) for each in published
    ] == [
        ("farm/north/print", {**told, "printer": "Left"}),
        ("farm/north/counts", {"printing": 7, "idle": 0, "error": 0, "offline": 0}),
    ]
