"""The dashboard card: a JavaScript module that all pages of Home Assistant load."""

import hashlib
import logging
from pathlib import Path
from typing import Final

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig  # type: ignore[attr-defined]
from homeassistant.core import HomeAssistant

from .const import DOMAIN

MODULE: Final = Path(__file__).parent / "frontend" / "factor.js"

_LOGGER = logging.getLogger(__name__)


async def async_register_cards(hass: HomeAssistant) -> None:
    """Have the module loaded by each page, if there are any; once in a process.

    It is no resource of Lovelace's: those can be added in storage mode only, to what is
    the user's, and would have to be kept up to date there. This works in YAML mode,
    too, and pages that are open already are told.
    """
    if frontend.DOMAIN not in hass.config.components:
        return
    try:
        content = await hass.async_add_executor_job(MODULE.read_bytes)
    except OSError as err:
        _LOGGER.error("There is no dashboard card, because it was not built: %s", err)
        return
    # Browsers keep it for a month, so that another content needs another address.
    digest = hashlib.sha256(content).hexdigest()[:12]
    url = f"/{DOMAIN}/frontend/{digest}/{MODULE.name}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(url, str(MODULE), cache_headers=True)]
    )
    frontend.add_extra_js_url(hass, url)
