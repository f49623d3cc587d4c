"""What was heard of a printer, as forms and issues can safely show it."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .printer.state import State
from .protocol.messages import Profile

DEFAULT_NAME: Final = "FACTOR printer"
# What OctoPrint calls the profile that nobody has given a name.
UNNAMED_PROFILE: Final = "Default"
MAX_HEARD_LENGTH: Final = 80
NOTHING_HEARD: Final = "–"


def profile_text(profile: Profile | None) -> str:
    """Return a printer profile's name and model."""
    names = (profile.name, profile.model) if profile else ()
    return " · ".join(filter(None, names))


def suggested_name(profile: Profile | None) -> str:
    """Return what the user is likely to call the printer."""
    names = (profile.name, profile.model) if profile else ()
    named = (plain(name) for name in names if name and name != UNNAMED_PROFILE)
    return next(filter(None, named), DEFAULT_NAME)


def plain(heard: str) -> str:
    """Return what a printer said as one line that fits into a form."""
    return "".join(filter(str.isprintable, heard))[:MAX_HEARD_LENGTH].strip()


def as_code(heard: str | None) -> str:
    """Return what a printer said as Markdown that can't be more than text."""
    text = plain((heard or "").replace("`", ""))
    return f"`{text}`" if text else NOTHING_HEARD


async def async_state_texts(hass: HomeAssistant) -> dict[State | None, str]:
    """Return the states as their sensor shows them, in the server's language."""
    texts = await async_get_translations(hass, hass.config.language, "entity", {DOMAIN})
    path = f"component.{DOMAIN}.entity.sensor.state.state"
    return {state: texts[f"{path}.{state}"] for state in State}
