"""The dashboard that the demo opens: one section for each printer."""

from collections.abc import Callable
from functools import partial

from .client import Client, Json
from .printers import Registered, registered

URL_PATH = "factor-demo"
HISTORY_HOURS = 0.25

type Card = Json


def _tile(entity: str, **options: object) -> Card:
    return {"type": "tile", "entity": entity, **options}


def _tile_if_known(entity: str, *also_hidden: str, **options: object) -> Card:
    """Return a tile that hides while the entity has no value worth to be seen."""
    conditions = [
        {"condition": "state", "entity": entity, "state_not": hidden}
        for hidden in ("unavailable", "unknown", *also_hidden)
    ]
    return _tile(entity, visibility=conditions, **options)


def _button(entity: str, question: str | None = None, **options: object) -> Card:
    """Return a tile that presses, after a question, and hides while it can't."""
    condition = {"condition": "state", "entity": entity, "state_not": "unavailable"}
    press: Json = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity},
    }
    if question:
        press["confirmation"] = {"text": question}
    return _tile(
        entity,
        visibility=[condition],
        hide_state=True,
        tap_action=press,
        icon_tap_action=press,
        **options,
    )


# A section's cards: an entity's key, and the card for it.
WIDE = {"columns": "full"}
NUMBER = [{"type": "numeric-input", "style": "buttons"}]
CARDS: tuple[tuple[str, Callable[[str], Card]], ...] = (
    ("state", partial(_tile, name="State")),
    ("connected", partial(_tile, name="Printer", color="green")),
    (
        "progress",
        partial(
            _tile_if_known,
            name="Progress",
            grid_options=WIDE,
            features=[{"type": "bar-gauge"}],
        ),
    ),
    ("time_left", lambda entity: _tile_if_known(entity, "0", name="Time left")),
    ("finish_time", partial(_tile_if_known, name="Finish")),
    ("pause", partial(_button, name="Pause", color="amber")),
    ("resume", partial(_button, name="Resume", color="green")),
    (
        "cancel",
        partial(_button, name="Cancel", color="red", question="Cancel the print?"),
    ),
    ("tool0_temperature", partial(_tile, name="Hotend", color="deep-orange")),
    ("bed_temperature", partial(_tile, name="Bed", color="orange")),
    ("tool0_target", partial(_tile, name="Hotend target", features=NUMBER)),
    ("bed_target", partial(_tile, name="Bed target", features=NUMBER)),
)
TEMPERATURES = (("tool0_temperature", "Hotend"), ("bed_temperature", "Bed"))


def section(printer: Registered) -> Json:
    """Return a printer's section."""
    entities = printer.entities
    heading: Card = {
        "type": "heading",
        "heading": printer.name,
        "icon": "mdi:printer-3d",
    }
    cards = [make(entities[key]) for key, make in CARDS if key in entities]
    temperatures = [
        {"entity": entities[key], "name": name}
        for key, name in TEMPERATURES
        if key in entities
    ]
    history: Card = {
        "type": "history-graph",
        "hours_to_show": HISTORY_HOURS,
        "grid_options": WIDE,
        "entities": temperatures,
    }
    return {
        "type": "grid",
        "cards": [heading, *cards, *([history] if temperatures else [])],
    }


async def make_dashboard(client: Client) -> str:
    """Make the dashboard, the first page that a visitor sees, and return its address."""
    sections = [section(printer) for printer in await registered(client)]
    await client.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Printers",
        icon="mdi:printer-3d",
    )
    view = {"type": "sections", "title": "Printers", "sections": sections}
    await client.command(
        "lovelace/config/save", url_path=URL_PATH, config={"views": [view]}
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )
    return f"{client.url}/{URL_PATH}"
