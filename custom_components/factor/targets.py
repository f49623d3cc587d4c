"""Which entities a trigger or a condition looks at."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec

from .const import DOMAIN


class OwnEntities:
    """Narrows the target of a trigger or a condition to one entity of each printer.

    Any entity of a printer stands for it: the editor cannot offer just the one that
    tells. Areas and labels hold much else, also entities of others.
    """

    _hass: HomeAssistant
    _domain_specs: Mapping[str, DomainSpec]
    _key: str

    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that tell, of the printers that are meant."""
        registry = er.async_get(self._hass)
        printers = {
            entity.config_subentry_id
            for entity_id in entities
            if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
        }
        return {
            entity_id
            for printer in printers - {None}
            for domain in self._domain_specs
            if (
                entity_id := registry.async_get_entity_id(
                    domain, DOMAIN, f"{printer}_{self._key}"
                )
            )
        }
