"""The dashboard that the demo opens: the integration's own."""

from .client import Client

URL_PATH = "factor-demo"


async def make_dashboard(client: Client) -> str:
    """Make the dashboard, the first page that a visitor sees, and return its address.

    It follows what is registered: printers that are added later appear by themselves.
    """
    await client.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Printers",
        icon="mdi:printer-3d",
    )
    await client.command(
        "lovelace/config/save",
        url_path=URL_PATH,
        config={"strategy": {"type": "custom:factor"}},
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )
    return f"{client.url}/{URL_PATH}"
