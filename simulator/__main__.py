"""The command line: `python -m simulator --help`."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
import signal
import sys

from . import websocket
from .fleet import Fleet
from .printer import DIALECTS, FAILURES, SCENES, Printer, numbered_uuid
from .replay import replay


def positive(text: str) -> float:
    """Return a number above 0."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def amount(text: str) -> int:
    """Return a whole number, 0 or above."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def playing_parser() -> argparse.ArgumentParser:
    """Return the parser that plays printers."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Plays 3D printers with OctoPrint and the FACTOR plugin on an MQTT broker.",
        epilog="python -m simulator replay --help: play a recording instead.",
    )
    add = parser.add_argument
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--broker",
        metavar="URL",
        help="mqtt://[user:password@]host[:port], or mqtts://",
    )
    where.add_argument(
        "--websocket",
        metavar="URL",
        help="ws:// or wss://: a legacy server instead, to which printers of "
        "the platform's design go",
    )
    add("--ca-file", metavar="PEM", help="trust this certificate authority")
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--uuid", action="append", metavar="UUID", help="a printer's id; repeatable"
    )
    who.add_argument(
        "--printers", type=amount, default=1, metavar="N", help="N printers"
    )
    add(
        "--dialect",
        choices=DIALECTS,
        default="plugin",
        help="how they speak: as the plugin, in the platform's own design, "
        "or as the older edge",
    )
    add("--list-uuids", action="store_true", help="print the printers' uuids and exit")
    add(
        "--scene",
        action="append",
        choices=SCENES,
        help="how a printer begins; the n-th is the n-th printer's, the last one repeats",
    )
    add("--speed", type=positive, default=1.0, help="simulated seconds a second")
    add("--interval", type=positive, default=1.0, help="seconds between two snapshots")
    add("--files", type=amount, default=3, metavar="N", help="files in the root folder")
    add("--folders", type=amount, default=0, metavar="N", help="folders in it")
    add("--tools", type=amount, default=1, metavar="N", help="hotends")
    add("--no-bed", action="store_true", help="no heated bed")
    add("--chamber", action="store_true", help="a heated chamber")
    add("--camera", metavar="URL", help="the camera of the plugin's settings")
    add("--fail", choices=FAILURES, help="what goes wrong, on every printer")
    add(
        "--fail-after",
        type=amount,
        default=60,
        metavar="S",
        help="when it does, in simulated seconds",
    )
    return parser


def replay_parser() -> argparse.ArgumentParser:
    """Return the parser that plays a recording."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator replay",
        description="Plays what a printer published in a recording, once.",
    )
    add = parser.add_argument
    add(
        "file",
        type=Path,
        help="one JSON message a line: t, topic, qos, retain, payload",
    )
    add(
        "--broker",
        required=True,
        metavar="URL",
        help="mqtt://[user:password@]host[:port]",
    )
    add("--ca-file", metavar="PEM", help="trust this certificate authority")
    add("--speed", type=positive, default=1.0, help="recorded seconds a second")
    add("--uuid", help="takes the place of the recorded uuid")
    add(
        "--edge-only",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="leave out what others sent to the printer",
    )
    return parser


async def play(args: argparse.Namespace, uuids: Sequence[str]) -> None:
    """Play printers until the process is asked to stop."""
    scenes = args.scene or ["idle"]
    printers = [
        Printer(
            uuid,
            dialect=websocket.DIALECT if args.websocket else args.dialect,
            scene=scenes[min(index, len(scenes) - 1)],
            files=args.files,
            folders=args.folders,
            tools=args.tools,
            chamber=args.chamber,
            bed=not args.no_bed,
            speed=args.speed,
            camera=args.camera,
            fail=args.fail,
            fail_after=args.fail_after,
        )
        for index, uuid in enumerate(uuids)
    ]
    for printer in printers:
        print(printer.uuid, printer.scene, flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if args.websocket:
        await websocket.play(args.websocket, printers, args.interval, stop)
        return
    fleet = Fleet(args.broker, printers, interval=args.interval, ca_file=args.ca_file)
    async with fleet:
        print(f"connected to {fleet.link.host}:{fleet.link.port}", flush=True)
        await stop.wait()


def run(arguments: Sequence[str]) -> None:
    """Do what the command line asks."""
    if arguments[:1] == ["replay"]:
        args = replay_parser().parse_args(arguments[1:])
        playing = replay(
            args.file,
            args.broker,
            speed=args.speed,
            uuid=args.uuid,
            edge_only=args.edge_only,
            ca_file=args.ca_file,
        )
        print(asyncio.run(playing), "messages")
        return
    parser = playing_parser()
    args = parser.parse_args(arguments)
    uuids = args.uuid or [numbered_uuid(index) for index in range(args.printers)]
    if args.list_uuids:
        print(*uuids, sep="\n")
    elif args.broker is None and args.websocket is None:
        parser.error("--broker is required, or --websocket")
    else:
        asyncio.run(play(args, uuids))


def main() -> None:
    """Run, and turn what a user can mend into one line."""
    try:
        run(sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(f"simulator: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
