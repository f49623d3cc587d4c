"""Home Assistant's own MQTT integration, behind the same contract.

Home Assistant's client forgets nothing: it takes subscriptions along when its entry is
reloaded, and then they can't be ended any more. So none of ours outlives a link: all
end when it is lost, also for a reload, and all are made anew with the next one.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final, cast

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from . import (
    SEARCH_S,
    ConnectError,
    Failure,
    LinkDownError,
    LinkListener,
    Message,
    MessageListener,
    Statistics,
    Unsubscribe,
)
from .listeners import Listeners, checked_topic, listen
from .stalls import forget_after_stall

CONNECT_TIMEOUT_S: Final = 10
SEND_TIMEOUT_S: Final = 5
"""Less than Home Assistant waits, which then takes what was not sent for sent."""
SUBSCRIBE_QOS: Final = 1
MERGED_QOS: Final = (1, 2)
"""What Home Assistant asks for a topic of ours: as much as anybody there wants."""


class HomeAssistantConnection:
    """The `Connection` that Home Assistant's own MQTT integration has.

    Messages leave at QoS 0. At QoS 1 the client, which stays the same through all
    links, would send those that were on their way once more with the next link, and a
    command must never run late. So it is acknowledged when it is written to the
    network, and arrives `STALL_S` later at most: the link over which a command went is
    given up if the network stalls for longer, which ends it for everybody. Its end
    would be noticed a minute later anyway.
    """

    can_publish = True
    certificate_expires: datetime | None = None

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare a connection; nothing happens before `connect`."""
        self.statistics = Statistics()
        self._hass = hass
        self._up = asyncio.Event()
        self._had_link = False
        self._following = ExitStack()
        self._listeners: dict[str, Listeners[[Message]]] = {}
        self._subscribed: dict[str, CALLBACK_TYPE] = {}
        self._subscribing: asyncio.Task[None] | None = None
        self._unsettled: dict[str, ExitStack] = {}
        self._settled = asyncio.Event()
        self._settled.set()
        self._attempt: asyncio.Timeout | None = None
        self._needing_link: set[asyncio.Timeout] = set()
        self._watchers: Listeners[[Failure | None]] = Listeners()

    @property
    def connected(self) -> bool:
        """Whether Home Assistant is connected to its broker."""
        return self._up.is_set()

    async def connect(self) -> None:
        """Wait for Home Assistant's link, and from then on follow it.

        Home Assistant's own wait is not used: one who gives it up, by a time limit or
        cancelled, cancels it for everybody else who waits.
        """
        entries = self._hass.config_entries
        if not entries.async_has_entries(
            mqtt.DOMAIN, include_ignore=False, include_disabled=False
        ):
            raise ConnectError(Failure.NOT_SET_UP)
        with ExitStack() as following:
            following.callback(self._close)
            following.callback(
                mqtt.async_subscribe_connection_status(self._hass, self._link_changed)
            )
            following.callback(
                async_dispatcher_connect(
                    self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
                )
            )
            if entries.async_loaded_entries(mqtt.DOMAIN):
                self._link_changed(mqtt.is_connected(self._hass))
            try:
                async with asyncio.timeout(CONNECT_TIMEOUT_S) as self._attempt:
                    await self._up.wait()
            except TimeoutError:
                loaded = entries.async_loaded_entries(mqtt.DOMAIN)
                failure = Failure.UNREACHABLE if loaded else Failure.NOT_SET_UP
                raise ConnectError(failure) from None
            finally:
                self._attempt = None
            self._following = following.pop_all()

    async def disconnect(self) -> None:
        """Follow Home Assistant's link no longer; it stays."""
        self._following.close()
        if self._attempt:
            _expire(self._attempt)  # a `connect` that still waits fails now

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic."""
        return self._listen(checked_topic(topic), listener)

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Call `listener` with what arrives on a pattern of topics for `SEARCH_S`.

        If Home Assistant speaks MQTT 3.1.1 with a broker that sends a message once for
        each subscription that it fits, all who listen to its topic hear it twice
        meanwhile: nothing tells the copies apart. With MQTT 5 its identifiers do.
        """
        async with self._needs_link():
            stop = self._listen(pattern, listener)
            try:
                await asyncio.sleep(SEARCH_S)
            finally:
                stop()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message: QoS 0, never retained, never queued for a later link."""
        async with self._needs_link(), asyncio.timeout(SEND_TIMEOUT_S):
            # Whoever waits for an answer listens before the question is out.
            await self._settled.wait()
            self._forget_after_stall()
            try:
                await mqtt.async_publish(self._hass, topic, payload, qos=0)
            except HomeAssistantError:
                raise LinkDownError from None  # its text has the topic
        self.statistics.published += 1

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up, else with why not."""
        return self._watchers.add(listener)

    # Following Home Assistant's link

    @callback
    def _link_changed(self, up: bool) -> None:
        """Have all subscriptions with a link, none without it, and tell everybody."""
        if up == self.connected:
            return
        if not up:
            self._close()
            self._watchers.call(Failure.UNREACHABLE)
        elif not _is_unloading(self._hass):
            self._up.set()
            self.statistics.reconnects += self._had_link
            self._had_link = True
            self._subscribe_all()
            self._watchers.call(None)

    @callback
    def _entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Have no subscriptions before Home Assistant's entry notes what it has."""
        if entry.domain != mqtt.DOMAIN:
            return
        if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
            self._link_changed(False)
        elif entry.state is ConfigEntryState.LOADED:
            self._link_changed(mqtt.is_connected(self._hass))

    def _close(self) -> None:
        """Leave nothing of the link behind."""
        self._up.clear()
        _expire(*self._needing_link)
        if self._subscribing:
            self._subscribing.cancel()
            self._subscribing = None
        for topic in tuple(self._subscribed):
            self._end(topic)

    def _forget_after_stall(self) -> None:
        """Have nothing that is sent over this link arrive late."""
        client = self._hass.data[mqtt.DATA_MQTT].client
        # Home Assistant does not hand out its socket: a client that keeps it elsewhere
        # one day is no reason to send nothing.
        link = getattr(client, "_mqttc", None)
        if sock := link and link.socket():
            forget_after_stall(sock.fileno())

    @asynccontextmanager
    async def _needs_link(self) -> AsyncGenerator[None]:
        """Raise `LinkDownError` if there is no link, it is lost, or time is up."""
        if not self.connected:
            raise LinkDownError
        try:
            async with asyncio.timeout(None) as limit:
                self._needing_link.add(limit)
                yield
        except TimeoutError:
            raise LinkDownError from None
        finally:
            self._needing_link.discard(limit)

    # Subscriptions

    def _listen(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on a topic or on a pattern of topics."""
        stop = listen(self._listeners, topic, listener, partial(self._end, topic))
        self._subscribe_all()
        return stop

    def _subscribe_all(self) -> None:
        """Subscribe to what is listened to and not yet subscribed to."""
        if self.connected and (not self._subscribing or self._subscribing.done()):
            self._subscribing = self._hass.async_create_background_task(
                self._subscribe(), "FACTOR's subscriptions"
            )

    async def _subscribe(self) -> None:
        """Subscribe until nothing is missing; Home Assistant sends it in one go."""
        while missing := self._listeners.keys() - self._subscribed.keys():
            topic = missing.pop()
            listeners = self._listeners[topic]
            end = await mqtt.async_subscribe(
                self._hass,
                topic,
                partial(self._received, listeners),
                SUBSCRIBE_QOS,
                encoding=None,
            )
            self._subscribed[topic] = end
            for qos in MERGED_QOS:
                self._unsettled.setdefault(topic, ExitStack()).callback(
                    mqtt.async_on_subscribe_done(
                        self._hass, topic, qos, partial(self._settle, topic)
                    )
                )
            self._settled.clear()

    def _end(self, topic: str) -> None:
        """Subscribe to a topic no longer."""
        self._settle(topic)
        if end := self._subscribed.pop(topic, None):
            end()

    @callback
    def _settle(self, topic: str) -> None:
        """Wait no longer for the broker to have heard of a subscription."""
        if waiting := self._unsettled.pop(topic, None):
            waiting.close()
        if not self._unsettled:
            self._settled.set()

    @callback
    def _received(
        self, listeners: Listeners[[Message]], message: mqtt.ReceiveMessage
    ) -> None:
        """Hand a message to those who listen to its topic."""
        payload = cast("bytes", message.payload)  # for no encoding is asked for
        self.statistics.messages += 1
        self.statistics.bytes += len(payload)
        listeners.call(Message(message.topic, payload, message.retain))


def _is_unloading(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant's entry is about to note what it has."""
    return any(
        entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS
        for entry in hass.config_entries.async_entries(mqtt.DOMAIN)
    )


def _expire(*limits: asyncio.Timeout) -> None:
    """Let time be up now."""
    for limit in limits:
        if not limit.expired():
            limit.reschedule(0)
