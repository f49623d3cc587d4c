"""Command line: start everything, say where it is, stop everything."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from pathlib import Path
import shutil
import signal
import sys
import tempfile
import time

import aiohttp
from yarl import URL

from .broker import broker, free_port
from .client import Client, FlowError, Json, RequestError
from .dashboard import make_dashboard
from .home_assistant import HomeAssistant
from .printers import DOMAIN, SIMULATED, Printer, Reading, read, table
from .process import Child, ProcessError, running, while_running

PREFERRED_PORT = 8123
LIVE_TIMEOUT_S = 30
LIVE_POLL_S = 0.5
DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the command line's options; on a wrong one, say so and exit 2."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Home Assistant with FACTOR, a broker and three simulated printers."
        " Ctrl-C stops all of it.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="wait until all printers are live, print them, exit 0, or 1 if not",
    )
    parser.add_argument(
        "--broker",
        metavar="URL",
        type=URL,
        help="your own broker instead: mqtt[s]://[user:password@]host[:port]",
    )
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="accept any certificate of your broker",
    )
    parser.add_argument(
        "--uuid",
        metavar="UUID",
        action="append",
        default=[],
        help="a printer on your broker; once for each",
    )
    options = parser.parse_args(arguments)
    if bool(options.broker) != bool(options.uuid):
        parser.error("--broker and --uuid go together")
    if options.broker and options.broker.scheme not in DEFAULT_PORTS:
        parser.error("--broker: the URL starts with mqtt:// or mqtts://")
    return options


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def simulator(
    url: URL, printers: Sequence[Printer], log: Path
) -> AbstractAsyncContextManager[Child]:
    """Run the simulator with `printers` on the broker."""
    words = [sys.executable, "-m", "simulator", "--broker", str(url)]
    for printer in printers:
        words += ["--uuid", printer.uuid, "--scene", str(printer.scene)]
    return running("simulator", *words, log=log)


def broker_answers(url: URL, insecure: bool = False) -> dict[str, Json]:
    """Return what to enter in the broker's flow."""
    tls = "off" if url.scheme == "mqtt" else "insecure" if insecure else "system"
    credentials = {"username": url.user, "password": url.password}
    return {
        "user": {"next_step_id": "broker"},
        "broker": {
            "host": url.host,
            "port": url.port or DEFAULT_PORTS[url.scheme],
            "tls": tls,
            **{name: value for name, value in credentials.items() if value},
        },
    }


def printer_answers(printer: Printer) -> dict[str, Json]:
    """Return what to enter in a printer's flow, whether it is heard or not."""
    name = {"name": printer.name} if printer.name else {}
    return {
        "user": {"next_step_id": "uuid"},
        "uuid": {"device_uuid": printer.uuid},
        "found": name,
        "silent": {"next_step_id": "add_anyway"},
        "add_anyway": name,
    }


async def register(
    client: Client, answers: dict[str, Json], printers: Sequence[Printer]
) -> None:
    """Add the broker and its printers, as a user would. Raises FlowError."""
    result = await client.add_entry(DOMAIN, answers)
    entry_id = result["result"]["entry_id"]
    _, flow_id = result.get("next_flow") or (None, None)
    for printer in printers:
        await client.add_subentry(
            entry_id, "printer", printer_answers(printer), flow_id
        )
        flow_id = None


async def read_live(client: Client) -> list[Reading]:
    """Read the printers once all are live, or as they are after a while."""
    readings: list[Reading] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(LIVE_TIMEOUT_S):
            while not readings or any(reading.missing for reading in readings):
                await asyncio.sleep(LIVE_POLL_S)
                readings = await read(client)
    return readings


def report(readings: Sequence[Reading]) -> bool:
    """Print the readings and what is missing. Return whether all are live."""
    say(f"\n{table(readings)}\n")
    missing = [reading for reading in readings if reading.missing]
    for reading in missing:
        say(f"MISSING  {reading.name}: {', '.join(reading.missing).lower()}")
    return not missing


async def demo(options: argparse.Namespace, folder: Path) -> int:
    """Run the demo with its files in `folder` until it is stopped.

    Returns the exit code of --check. Raises ProcessError, RequestError or FlowError.
    """
    began = time.monotonic()

    def done(what: str) -> None:
        say(f"{time.monotonic() - began:5.1f} s  {what}")

    async def show(hass: HomeAssistant) -> int:
        await register(hass, broker_answers(url, options.insecure), printers)
        done(f"{len(printers)} printers registered")
        live = report(await read_live(hass))
        address = await make_dashboard(hass)
        if options.check:
            return 0 if live else 1
        say(f"Open {address} (no password). Ctrl-C stops everything.")
        await asyncio.Event().wait()
        return 0

    async with AsyncExitStack() as stack:
        start = stack.enter_async_context
        children = []
        url: URL = options.broker
        printers: Sequence[Printer] = [Printer(uuid) for uuid in options.uuid]
        if not options.broker:
            own = await start(broker(folder))
            url, printers = URL(own.url), SIMULATED
            children.append(own.child)
            done(f"broker: {own.child.name} on {own.host}:{own.port}")
        hass = await start(
            HomeAssistant(folder / "home-assistant", free_port(PREFERRED_PORT))
        )
        children.append(hass.child)
        done(f"Home Assistant: {hass.url}")
        if not options.broker:
            log = folder / "simulator.log"
            children.append(await start(simulator(url, printers, log)))
        return await while_running(children, show(hass))


async def until_signalled(options: argparse.Namespace, folder: Path) -> int:
    """Run the demo; a signal stops it in good order."""
    task = asyncio.create_task(demo(options, folder))
    received: list[int] = []

    def stop(number: int) -> None:
        received.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        say("\nstopped")
        return 128 + received[0]


def main() -> int:
    """Run the demo from the command line and return the exit code."""
    options = parse()
    folder = Path(tempfile.mkdtemp(prefix="factor-demo-"))
    try:
        code = asyncio.run(until_signalled(options, folder))
    except (
        ProcessError,
        RequestError,
        FlowError,
        aiohttp.ClientError,
        TimeoutError,
    ) as err:
        say(f"\nFAILED: {err or type(err).__name__}")
        code = 1
    if code == 1:
        say(f"Logs: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
