"""A command's way out, and how its end is known."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .connection import LinkDownError
from .printer.control import (
    RULES,
    OutOfVolumeError,
    Reach,
    changes_tool,
    check_move,
    is_allowed,
    reach_after,
    supersedes,
)
from .printer.state import Picture
from .protocol.commands import (
    Command,
    HeaterLimitError,
    Home,
    KnownCommandError,
    Move,
    NothingToMoveError,
    OutOfRangeError,
    PrintFile,
    SetTemperature,
    UnsupportedCommandError,
)
from .protocol.dialects import Dialect, address
from .protocol.messages import LARGE_PAYLOAD_BYTES, ControlResult
from .protocol.words import fit_to_show

if TYPE_CHECKING:
    from .coordinator import PrinterCoordinator

CONFIRM_TIMEOUT_S: Final = 15
LATELY_S: Final = 5
"""How long ago a printer was heard that is surely still there."""
POSITION_TOLD_AFTER_S: Final = 3
"""How long after a move the printer tells where it is."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A command that somebody waits to see obeyed, and the picture before it."""

    command: Command
    before: Picture
    done: asyncio.Future[None]


class Sender:
    """Sends one printer's commands and waits until it shows that it obeys."""

    def __init__(self, printer: PrinterCoordinator) -> None:
        """Wait for nothing yet."""
        self._printer = printer
        self._awaited: list[Awaited] = []
        self._reach: Reach = {}
        self._moved_at = 0.0

    async def send(self, command: Command) -> None:
        """Send a command; see `PrinterCoordinator.async_send`.

        A newer target for the same heater takes the place of one that is still awaited.
        """
        printer = self._printer
        self.check(command)
        topic, payload = self._address(command)
        sent_at = printer.hass.loop.time()
        with self._awaiting(command) as awaited:
            try:
                await printer.connection.publish(topic, payload)
                self._note_move(command)
                lately = printer.heard_at >= sent_at - LATELY_S
                unseen = RULES[type(command)].confirmed is None
                if unseen and lately and not awaited.done.done():
                    return
                self._settle_superseded(awaited)
                async with asyncio.timeout(CONFIRM_TIMEOUT_S):
                    await awaited.done
            except LinkDownError as err:
                raise printer.translated_error("link_lost") from err
            except TimeoutError as err:
                raise self._why_unconfirmed(command, sent_at) from err

    def settle(self, result: ControlResult) -> None:
        """End the command that an edge says the result of, if one waits for it."""
        for awaited in self._awaited:
            if awaited.command.name == result.action and not awaited.done.done():
                if result.ok:
                    awaited.done.set_result(None)
                else:
                    awaited.done.set_exception(self._refused(result.message))
                return

    def abandon(self) -> None:
        """Let nobody wait any longer: the printer was removed or changed."""
        for awaited in self._awaited:
            if not awaited.done.done():
                awaited.done.set_exception(
                    self._printer.translated_error("registration_changed")
                )

    def check(self, command: Command) -> None:
        """Raise the error that can be known before anything is published."""
        printer = self._printer
        self.check_reachable()
        if not is_allowed(type(command), printer.data):
            raise printer.translated_error(
                "wrong_state", ServiceValidationError, state=self._state_text
            )
        if isinstance(command, Move):
            with self.refusing():
                check_move(command, printer.data, self._unseen_moves)
        if isinstance(command, SetTemperature):
            if command.heater not in printer.data.reported:
                raise printer.translated_error(
                    "no_such_heater", ServiceValidationError, heater=command.heater
                )
            if changes_tool(command, printer.data):
                raise printer.translated_error(
                    "tool_change_while_printing", ServiceValidationError
                )

    @property
    def _unseen_moves(self) -> Reach:
        """Where the axes are that were moved, until the printer tells it."""
        if self._printer.heard_at > self._moved_at + POSITION_TOLD_AFTER_S:
            self._reach = {}
        return self._reach

    def _note_move(self, command: Command) -> None:
        """Note what a command that is out moves."""
        if isinstance(command, Move | Home):
            self._reach = reach_after(command, self._printer.data, self._unseen_moves)
            self._moved_at = self._printer.hass.loop.time()

    def check_reachable(self) -> None:
        """Raise the error that is known if the printer cannot be told anything."""
        if not self._printer.connection.can_publish:
            raise self._printer.translated_error("link_one_way", ServiceValidationError)
        if not self._printer.connection.connected:
            raise self._printer.translated_error("link_down")
        if not self._printer.online:
            raise self._printer.translated_error("printer_silent")

    def _address(self, command: Command) -> tuple[str, bytes]:
        """Return the topic and the payload of a command in the printer's dialect."""
        printer = self._printer
        now_ms = round(dt_util.utcnow().timestamp() * 1000)
        try:
            topic, payload = address(
                command, printer.topics, printer.dialect or Dialect.PLUGIN, now_ms
            )
        except UnsupportedCommandError as err:
            raise printer.translated_error(
                "not_supported", ServiceValidationError, command=command.name
            ) from err
        if len(payload) > LARGE_PAYLOAD_BYTES:
            raise printer.translated_error(
                "message_too_large", ServiceValidationError, size=str(len(payload))
            )
        return topic, payload

    @contextmanager
    def _awaiting(self, command: Command) -> Iterator[Awaited]:
        """Give what is done once the printer shows what the command asked for."""
        printer = self._printer
        rule = RULES[type(command)]
        awaited = Awaited(command, printer.data, printer.hass.loop.create_future())
        sent_at = printer.hass.loop.time()

        def look() -> None:
            if awaited.done.done():
                return
            change = command, awaited.before, printer.data
            if rule.confirmed is None:
                if printer.heard_at > sent_at:
                    awaited.done.set_result(None)
            elif rule.confirmed(*change):
                awaited.done.set_result(None)
            elif rule.failed and (words := rule.failed(*change)) is not None:
                awaited.done.set_exception(self._refused(words))

        remove = printer.async_add_listener(look)
        self._awaited.append(awaited)
        try:
            yield awaited
        finally:
            remove()
            self._awaited.remove(awaited)
            awaited.done.cancel()

    def _settle_superseded(self, newer: Awaited) -> None:
        """Let nobody wait any longer for what a command that is out now replaces."""
        for older in self._awaited[: self._awaited.index(newer)]:
            if supersedes(newer.command, older.command) and not older.done.done():
                older.done.set_result(None)

    def _refused(self, words: str | None) -> HomeAssistantError:
        """Return the error for what the printer says it did not do."""
        return self._printer.translated_error("refused", reason=fit_to_show(words))

    def _why_unconfirmed(self, command: Command, sent_at: float) -> HomeAssistantError:
        """Return the error for a command that was sent and not confirmed in time."""
        printer = self._printer
        if not printer.connection.connected:
            return printer.translated_error("link_lost")
        if printer.heard_at < sent_at:
            return printer.translated_error("fell_silent")
        if isinstance(command, PrintFile) and not printer.data.has_job:
            return printer.translated_error("print_not_begun", file=command.filename)
        return printer.translated_error("not_confirmed", state=self._state_text)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Raise the translated error if a command can't be made within as asked."""
        try:
            yield
        except NothingToMoveError as err:
            raise self._printer.translated_error(
                "nothing_to_move", ServiceValidationError
            ) from err
        except KnownCommandError as err:
            raise self._printer.translated_error(
                "known_command", ServiceValidationError, command=str(err)
            ) from err
        except OutOfVolumeError as err:
            raise self._printer.translated_error(
                "out_of_volume",
                ServiceValidationError,
                axis=err.axis.upper(),
                value=f"{err.value:g}",
                minimum=f"{err.minimum:g}",
                maximum=f"{err.maximum:g}",
            ) from err
        except OutOfRangeError as err:
            own = isinstance(err, HeaterLimitError)
            raise self._printer.translated_error(
                "over_heater_limit" if own else "out_of_range",
                ServiceValidationError,
                unit=err.unit,
                value=f"{err.value:g}",
                minimum=f"{err.minimum:g}",
                maximum=f"{err.maximum:g}",
            ) from err

    @property
    def _state_text(self) -> str:
        """The state for an error text."""
        return self._printer.data.state or "unknown"
