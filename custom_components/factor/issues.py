"""Issues that Home Assistant shows of a printer or a broker until they are over."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

HELP: Final = (
    "https://github.com/kangbyounggwan/factor-home-assistant"
    "/blob/main/docs/troubleshooting.md"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One kind of issue; `help` is its place in the documentation."""

    key: str
    help: str
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING
    is_fixable: bool = False
    is_persistent: bool = False

    def id_of(self, owner_id: str) -> str:
        """Return the issue's id; `owner_id` is the printer's or the broker's own."""
        return f"{self.key}_{owner_id}"

    @callback
    def async_raise(
        self,
        hass: HomeAssistant,
        owner_id: str,
        placeholders: dict[str, str],
        data: dict[str, str | int | float | None] | None = None,
    ) -> None:
        """Create the issue, or bring it up to date. Cheap if it is."""
        issue_id = self.id_of(owner_id)
        there = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
        if there and there.active and there.translation_placeholders == placeholders:
            return
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data=data,
            is_fixable=self.is_fixable,
            is_persistent=self.is_persistent,
            learn_more_url=f"{HELP}#{self.help}",
            severity=self.severity,
            translation_key=self.key,
            translation_placeholders=placeholders,
        )

    @callback
    def async_delete(self, hass: HomeAssistant, owner_id: str) -> None:
        """Delete the issue, if there is one."""
        ir.async_delete_issue(hass, DOMAIN, self.id_of(owner_id))


HEATER_LEFT_ON: Final = Issue(
    key="heater_left_on", help="heater_left_on", is_fixable=True, is_persistent=True
)
TWINS: Final = Issue(key="twins", help="twins", severity=ir.IssueSeverity.ERROR)
NO_SNAPSHOTS: Final = Issue(
    key="no_snapshots", help="no_snapshots", severity=ir.IssueSeverity.ERROR
)
NO_STATUS: Final = Issue(
    key="no_status", help="no_status", severity=ir.IssueSeverity.ERROR
)
HEAVY: Final = Issue(key="heavy", help="heavy")
CLOCK_WRONG: Final = Issue(key="clock_wrong", help="clock_wrong")
CERTIFICATE_EXPIRES: Final = Issue(
    key="certificate_expires", help="certificate_expires"
)
CLIENT_CERTIFICATE_EXPIRES: Final = Issue(
    key="client_certificate_expires", help="certificate_expires"
)
ENTITIES_LEFT_OUT: Final = Issue(key="entities_left_out", help="entities_left_out")
ISSUES: Final = (
    HEATER_LEFT_ON,
    TWINS,
    NO_SNAPSHOTS,
    NO_STATUS,
    HEAVY,
    CLOCK_WRONG,
    CERTIFICATE_EXPIRES,
    CLIENT_CERTIFICATE_EXPIRES,
    ENTITIES_LEFT_OUT,
)


@callback
def async_delete_issues(hass: HomeAssistant, owner_id: str) -> None:
    """Delete all issues of a printer, by its subentry's id, or of an entry, by its id."""
    for issue in ISSUES:
        issue.async_delete(hass, owner_id)
