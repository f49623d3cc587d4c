"""Triggers: what happens to prints and their printers."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import ClassVar, Final, cast, override

import voluptuous as vol

from homeassistant.const import (
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    CONF_OPTIONS,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .print_events import ATTR_TYPE, EVENT_PRINT
from .printer.prints import END_EVENTS, EventType
from .targets import OwnEntities

ATTR_EVENT_TYPE: Final = "event_type"
ATTR_FILE: Final = "file"
ATTR_LATE: Final = "late"
ATTR_TO_STATE: Final = "to_state"
CONF_MINUTES: Final = "minutes"
CONF_PERCENTAGE: Final = "percentage"
MAX_MINUTES: Final = 24 * 60


class PrintEventTrigger(OwnEntities, StatelessEntityTriggerBase):
    """Fires at events of some types."""

    _domain_specs = MappingProxyType({Platform.EVENT: DomainSpec()})
    _key = "print"
    _event_types: ClassVar[frozenset[str]]

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether it was an event of the right type."""
        return state.attributes.get(ATTR_EVENT_TYPE) in self._event_types


def one_of(*event_types: EventType) -> type[Trigger]:
    """Give the trigger that fires at events of some types."""

    class OneOf(PrintEventTrigger):
        _event_types = frozenset(event_types)

    return OneOf


class Watch:
    """Waits for a print to pass a milestone, as a sensor of its printer tells.

    `ahead` says whether it is yet to be passed; None while that cannot be told.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        passes_at: Callable[[State], datetime | None],
        fire: Callable[[], None],
    ) -> None:
        """Wait for the first state."""
        self._hass = hass
        self._passes_at = passes_at
        self._fire = fire
        self._timer: CALLBACK_TYPE | None = None
        self.ahead: bool | None = None

    @callback
    def take(self, state: State | None) -> None:
        """Take the sensor's state; what the first one has passed already is no news."""
        self.cancel()
        if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return
        passes_at = self._passes_at(state)
        is_passed = passes_at is not None and passes_at <= dt_util.utcnow()
        if self.ahead is None:
            self.ahead = not is_passed
        if is_passed:
            self.fire_once()
        elif passes_at:
            self._timer = async_track_point_in_utc_time(
                self._hass, self.fire_once, passes_at
            )

    @callback
    def fire_once(self, _: datetime | None = None) -> None:
        """Fire, unless this print has done so before."""
        if self.ahead:
            self.ahead = False
            self._fire()

    @callback
    def cancel(self) -> None:
        """Leave no timer behind."""
        if self._timer:
            self._timer()
            self._timer = None


class MilestoneTrigger(OwnEntities, Trigger):
    """Fires once a print, when it passes a milestone.

    What is passed unheard fires when the printer is heard again. What was passed
    before the trigger was there does not fire.
    """

    _domain_specs = MappingProxyType({Platform.SENSOR: DomainSpec()})
    _schema: ClassVar[vol.Schema]
    _option: ClassVar[str]
    _is_passed_by_finished: ClassVar[bool]

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target and the milestone."""
        return cast("ConfigType", cls._schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target and the milestone."""
        super().__init__(hass, config)
        assert config.target is not None
        assert config.options is not None
        self._target = config.target
        self._milestone: int = config.options[self._option]

    @abstractmethod
    def _passes_at(self, state: State) -> datetime | None:
        """Return when the milestone is or was passed; None if it is far ahead."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action whenever a print passes the milestone."""
        watches: dict[str, Watch] = {}

        @callback
        def fire(entity_id: str) -> None:
            state = self._hass.states.get(entity_id)
            run_action(
                {
                    ATTR_ENTITY_ID: entity_id,
                    ATTR_TO_STATE: state,
                    ATTR_FILE: self._file(entity_id),
                    self._option: self._milestone,
                },
                f"milestone of {entity_id}",
                state.context if state else None,
            )

        @callback
        def follow_target(
            added: set[str], removed: set[str], states: Mapping[str, State | None]
        ) -> None:
            for entity_id in removed:
                watches.pop(entity_id).cancel()
            for entity_id in added:
                watch = Watch(self._hass, self._passes_at, partial(fire, entity_id))
                watch.take(states[entity_id])
                watches[entity_id] = watch

        @callback
        def follow_state(data: TargetStateChangedData) -> None:
            change = data.state_change_event.data
            watches[change["entity_id"]].take(change["new_state"])

        @callback
        def follow_print(event: Event) -> None:
            """Begin anew with each print."""
            registry = er.async_get(self._hass)
            event_type = event.data[ATTR_TYPE]
            for entity_id, watch in watches.items():
                entity = registry.async_get(entity_id)
                if entity is None or entity.device_id != event.data[ATTR_DEVICE_ID]:
                    continue
                if event_type == EventType.STARTED:
                    watch.ahead = None if event.data[ATTR_LATE] else True
                elif event_type in END_EVENTS.values():
                    if event_type == EventType.FINISHED and self._is_passed_by_finished:
                        watch.fire_once()
                    watch.ahead = False

        stop_states = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            follow_state,
            self.entity_filter,
            follow_target,
        )
        stop_prints = self._hass.bus.async_listen(EVENT_PRINT, follow_print)

        @callback
        def detach() -> None:
            stop_prints()
            stop_states()
            for watch in watches.values():
                watch.cancel()

        return detach

    def _file(self, entity_id: str) -> str | None:
        """Return the file that the printer of an entity prints."""
        registry = er.async_get(self._hass)
        if (entity := registry.async_get(entity_id)) is None:
            return None
        file_entity_id = registry.async_get_entity_id(
            Platform.SENSOR, DOMAIN, f"{entity.config_subentry_id}_file"
        )
        file = self._hass.states.get(file_entity_id) if file_entity_id else None
        if file is None or file.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return None
        return file.state


def schema_with(option: str, highest: int) -> vol.Schema:
    """Return the schema of a trigger with a milestone from 1 to the highest."""
    milestone = vol.All(vol.Coerce(int), vol.Range(min=1, max=highest))
    return ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {vol.Required(CONF_OPTIONS): {vol.Required(option): milestone}}
    )


class ProgressTrigger(MilestoneTrigger):
    """Fires when a print is so many percent done."""

    _key = "progress"
    _option = CONF_PERCENTAGE
    _schema = schema_with(CONF_PERCENTAGE, 99)
    _is_passed_by_finished = True

    @override
    def _passes_at(self, state: State) -> datetime | None:
        """Return a time in the past if there is so much progress."""
        return state.last_updated if float(state.state) >= self._milestone else None


class TimeLeftTrigger(MilestoneTrigger):
    """Fires when a print should end in so many minutes."""

    _key = "finish_time"
    _option = CONF_MINUTES
    _schema = schema_with(CONF_MINUTES, MAX_MINUTES)
    _is_passed_by_finished = False

    @override
    def _passes_at(self, state: State) -> datetime | None:
        """Return when there are so many minutes left."""
        finish_time = dt_util.parse_datetime(state.state)
        return finish_time and finish_time - timedelta(minutes=self._milestone)


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "connection_lost": one_of(EventType.CONNECTION_LOST),
    "connection_restored": one_of(EventType.CONNECTION_RESTORED),
    "cooled_down": one_of(EventType.COOLED_DOWN),
    "print_cancelled": one_of(EventType.CANCELLED),
    "print_ended": one_of(*END_EVENTS.values()),
    "print_failed": one_of(EventType.FAILED),
    "print_finished": one_of(EventType.FINISHED),
    "print_paused": one_of(EventType.PAUSED),
    "print_progress": ProgressTrigger,
    "print_resumed": one_of(EventType.RESUMED),
    "print_started": one_of(EventType.STARTED),
    "printer_connected": one_of(EventType.CONNECTED),
    "printer_disconnected": one_of(EventType.DISCONNECTED),
    "printer_error": one_of(EventType.PRINTER_ERROR),
    "time_left": TimeLeftTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of prints and printers."""
    return TRIGGERS
