"""Which entities a trigger or a condition looks at."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec

from .const import DOMAIN


class OwnEntities:
    """Narrows the target of a trigger or a condition to one entity of each printer.

    Areas and labels hold much else, also entities of others with the same key.
    """

    _hass: HomeAssistant
    _domain_specs: Mapping[str, DomainSpec]
    _translation_key: str

    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those entities that this integration made for the purpose."""
        registry = er.async_get(self._hass)
        return {
            entity_id
            for entity_id in entities
            if (entity := registry.async_get(entity_id))
            and entity.platform == DOMAIN
            and entity.domain in self._domain_specs
            and entity.translation_key == self._translation_key
        }
