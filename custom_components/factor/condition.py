"""Conditions: what a printer is doing."""

from types import MappingProxyType
from typing import Final, override

import voluptuous as vol

from homeassistant.const import CONF_FOR, CONF_OPTIONS, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    EntityStateConditionBase,
)

from .printer.outcome import ERRORS
from .printer.state import DISCONNECTED_STATES, JOB_STATES, State as PrinterState
from .targets import OwnEntities

SAFETY_SCHEMA: Final = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Required(ATTR_BEHAVIOR, default=BEHAVIOR_ALL): vol.In(
                [BEHAVIOR_ANY, BEHAVIOR_ALL]
            ),
            vol.Optional(CONF_FOR): cv.positive_time_period,
        },
    }
)


SAFE: Final[set[str | bool]] = {STATE_ON}


class PrinterCondition(OwnEntities, EntityStateConditionBase):
    """Tests what the entities of printers tell."""

    @property
    @override
    def needs_polling(self) -> bool:
        """Whether Home Assistant may miss a change: it follows the target itself."""
        return True

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        """Test all printers; where none can tell, nothing is known to be so."""
        return bool(states) and super()._check_all_match_state(states)


class StateCondition(PrinterCondition):
    """Tests what printers are doing."""

    _domain_specs = MappingProxyType({Platform.SENSOR: DomainSpec()})
    _key = "state"


class SafetyCondition(PrinterCondition):
    """Tests whether printers can be cut off from power.

    The plug of several is safe when all of them are, and one that cannot tell is not.
    """

    _domain_specs = MappingProxyType({Platform.BINARY_SENSOR: DomainSpec()})
    _key = "safe_to_power_off"
    _schema = SAFETY_SCHEMA
    _states = SAFE

    @override
    def _should_include(self, _state: State) -> bool:
        """Count printers that cannot tell."""
        return True


def one_of(*states: PrinterState) -> type[Condition]:
    """Give the condition that a printer is in one of some states."""
    wanted: set[str | bool] = {*states}

    class OneOf(StateCondition):
        _states = wanted

    return OneOf


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_idle": one_of(PrinterState.IDLE),
    "is_in_error": one_of(*ERRORS),
    "is_offline": one_of(*DISCONNECTED_STATES),
    "is_paused": one_of(PrinterState.PAUSED),
    "is_printing": one_of(*JOB_STATES - {PrinterState.PAUSED}),
    "is_safe_to_power_off": SafetyCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions of printers."""
    return CONDITIONS
