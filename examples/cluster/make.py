#!/usr/bin/env python3
"""Write a farm's broker configuration from its two tables; README.md says how."""

import argparse
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
import csv
from dataclasses import dataclass
import hashlib
import json
import os
from pathlib import Path
import re
from typing import Any, Self
from uuid import UUID

ROLES = ("printer", "home", "bridge", "reader")
PLACES = ("its own broker", "the cluster")
FARM = "farm"
"""The virtual host, and the first level of the topics, of what the centre reads."""
MOSQUITTO_ROUNDS = 101  # as mosquitto_passwd makes them
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
SECRET = 0o600

# What a printer says, and what it is told (docs/protocol.md); {0} is its uuid.
SAID = (
    "octoprint/status/{0}",
    "octoprint/gcode_out/{0}",
    "camera/{0}/state",
    "control_result/{0}",
    "device/{0}/registration/ack",
)
TOLD = (
    "control/{0}",
    "octoprint/gcode_in/{0}",
    "camera/{0}/cmd",
    "device/{0}/registration",
)

# RabbitMQ sees a topic's `/` as `.`, and keeps a subscriber's messages in such queues.
QUEUES = "^mqtt-subscription-"
QUEUES_AND_TOPICS = r"^(mqtt-subscription-|amq\.topic$)"
NOTHING = "^$"
ANY_LEVEL = "[^.]+"

RABBITMQ = """\
listeners.tcp = none
{listener}
mqtt.allow_anonymous = false
load_definitions = {folder}/definitions.json
cluster_partition_handling = pause_minority
{peers}"""
RABBITMQ_TLS = """\
mqtt.listeners.tcp = none
mqtt.listeners.ssl.1 = {listen}:{port}
ssl_options.cacertfile = {certificates}/ca.pem
ssl_options.certfile = {certificates}/broker.pem
ssl_options.keyfile = {certificates}/broker.key
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2"""
MOSQUITTO = """\
per_listener_settings false
listener {port} {listen}
certfile {certificates}/broker.pem
keyfile {certificates}/broker.key
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/acl
max_queued_messages 10000
"""
BRIDGE = """\

connection farm
addresses {nodes}
bridge_cafile {certificates}/ca.pem
bridge_protocol_version mqttv311
remote_clientid {username}
remote_username farm:{username}
remote_password {password}
try_private false
notifications_local_only true
bridge_attempt_unsubscribe false
cleansession false
keepalive_interval 15
restart_timeout 2 30
topic farm/{site}/# out 1
"""


@dataclass(frozen=True)
class Account:
    """Who may log in: a printer by its uuid, a site's Home Assistant or bridge, a reader."""

    role: str
    site: str
    username: str
    password: str

    def __post_init__(self) -> None:
        """Raise ValueError for what has no place in a pattern or in a line of a file."""
        if self.role not in ROLES:
            raise ValueError(f"{self.role} is none of {', '.join(ROLES)}")
        if self.role == "printer" and self.username != str(UUID(self.username)):
            raise ValueError(f"a printer's username is its uuid, not {self.username}")
        for name in (self.username, self.site or FARM):
            if not NAME.fullmatch(name):
                raise ValueError(f"{name} has other characters than a-z, 0-9 and -")
        if self.site == FARM:
            raise ValueError(f"no site can be called {FARM}")
        if not self.password.isprintable() or self.password.strip() != self.password:
            raise ValueError(f"the password of {self.username} fits on no line")


@dataclass(frozen=True)
class Node:
    """A node of the cluster: its Erlang name, and where it takes MQTT."""

    name: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the node of `rabbit@node1=node1.lan:8883`."""
        name, _, address = text.partition("=")
        host, _, port = address.rpartition(":")
        return cls(name, host, int(port))


@dataclass(frozen=True)
class Places:
    """Where things are, and where brokers find their files when they run."""

    nodes: tuple[Node, ...]
    certificates: str
    cluster_folder: str
    site_folder: str
    listen: str = "0.0.0.0"
    site_port: int = 8883


def read_accounts(path: Path) -> list[Account]:
    """Return the accounts of a table. Raises ValueError if one cannot be."""
    with path.open(encoding="utf-8", newline="") as file:
        accounts = [Account(**row) for row in csv.DictReader(file)]
    if len({each.username for each in accounts}) < len(accounts):
        raise ValueError("a username is there twice")
    return accounts


def read_sites(path: Path) -> dict[str, str]:
    """Return where the printers of each site log in. Raises ValueError likewise."""
    with path.open(encoding="utf-8", newline="") as file:
        sites = {row["site"]: row["printers_at"] for row in csv.DictReader(file)}
    if wrong := set(sites.values()) - set(PLACES):
        raise ValueError(f"{wrong.pop()} is none of {', '.join(PLACES)}")
    return sites


# The cluster


def pattern(topics: Iterable[str], device: str) -> str:
    """Return what matches the routing keys of topics."""
    keys = (re.escape(topic).replace(r"\{0\}", device) for topic in topics)
    return f"^({'|'.join(keys)})$".replace("/", r"\.").replace(r"\-", "-")


def rights_of(account: Account) -> tuple[str, str, str, str]:
    """Return an account's virtual host, and what it may write to, write and read."""
    match account.role:
        case "printer":
            own = "{username}"
            write, read = pattern(SAID, own), pattern(TOLD, own)
        case "home":
            write, read = pattern(TOLD, ANY_LEVEL), pattern(SAID, ANY_LEVEL)
        case "bridge":
            return FARM, QUEUES_AND_TOPICS, rf"^{FARM}\.{account.site}\.", NOTHING
        case _:
            return FARM, QUEUES, NOTHING, rf"^{FARM}\."
    return account.site, QUEUES_AND_TOPICS, write, read


def rabbitmq_hash(password: str) -> str:
    """Return a salted SHA-256, as RabbitMQ keeps passwords."""
    salt = os.urandom(4)
    return b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions(
    accounts: Iterable[Account], sites: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Return what RabbitMQ imports: virtual hosts, users and their rights."""
    at_cluster = [
        each
        for each in accounts
        if each.role in ("bridge", "reader") or sites[each.site] == "the cluster"
    ]
    rights = {each.username: rights_of(each) for each in at_cluster}
    hosts = dict.fromkeys([FARM, *(host for host, *_ in rights.values())])
    return {
        "vhosts": [{"name": host} for host in hosts],
        "users": [
            {
                "name": each.username,
                "password_hash": rabbitmq_hash(each.password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "",
            }
            for each in at_cluster
        ],
        "permissions": [
            {
                "user": username,
                "vhost": host,
                "configure": QUEUES,
                "write": targets,
                "read": QUEUES_AND_TOPICS,
            }
            for username, (host, targets, _, _) in rights.items()
        ],
        "topic_permissions": [
            {
                "user": username,
                "vhost": host,
                "exchange": "amq.topic",
                "write": write,
                "read": read,
            }
            for username, (host, _, write, read) in rights.items()
        ],
    }


def rabbitmq_config(node: Node, places: Places) -> str:
    """Return the rabbitmq.conf of a node; the first one waits for none of the others."""
    peers = dict.fromkeys((places.nodes[0], node))
    return RABBITMQ.format(
        listener=RABBITMQ_TLS.format(
            listen=places.listen, port=node.port, certificates=places.certificates
        ),
        folder=places.cluster_folder,
        peers="".join(
            f"cluster_formation.classic_config.nodes.{number} = {each.name}\n"
            for number, each in enumerate(peers, 1)
        ),
    )


# The sites


def mosquitto_line(account: Account) -> str:
    """Return an account's line in mosquitto's password file."""
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac(
        "sha512", account.password.encode(), salt, MOSQUITTO_ROUNDS
    )
    hashed = "$".join(b64encode(part).decode() for part in (salt, key))
    return f"{account.username}:$7${MOSQUITTO_ROUNDS}${hashed}\n"


def mosquitto_acl(site: str, home: Account) -> str:
    """Return who may do what at a site's broker; a pattern's %u is the username."""
    return "\n".join(
        [
            *(f"pattern write {topic.format('%u')}" for topic in SAID),
            *(f"pattern read {topic.format('%u')}" for topic in TOLD),
            "",
            f"user {home.username}",
            *(f"topic read {topic.format('+')}" for topic in SAID),
            *(f"topic write {topic.format('+')}" for topic in TOLD),
            f"topic readwrite {FARM}/{site}/#",
            "topic readwrite homeassistant/#",
            "",
        ]
    )


def mosquitto_config(bridge: Account | None, places: Places, first: int) -> str:
    """Return the mosquitto.conf of a site, whose bridge prefers the node number `first`."""
    known = {"certificates": places.certificates, "folder": places.site_folder}
    text = MOSQUITTO.format(listen=places.listen, port=places.site_port, **known)
    if bridge:
        nodes = (*places.nodes[first:], *places.nodes[:first])
        text += BRIDGE.format(
            nodes=" ".join(f"{node.host}:{node.port}" for node in nodes),
            site=bridge.site,
            username=bridge.username,
            password=bridge.password,
            **known,
        )
    return text


# All of it


def write(
    accounts: Iterable[Account],
    sites: Mapping[str, str],
    places_of: Callable[[str], Places],
    folder: Path,
) -> None:
    """Write `cluster/` and `sites/{site}/`; `places_of` gets a site, or "" for the former."""
    accounts = tuple(accounts)
    cluster = folder / "cluster"
    places = places_of("")
    told = json.dumps(definitions(accounts, sites), indent=1)
    save(cluster / "definitions.json", told)
    save(cluster / "enabled_plugins", "[rabbitmq_mqtt].\n")
    for node in places.nodes:
        save(cluster / f"{node.name}.conf", rabbitmq_config(node, places))
    for number, (site, place) in enumerate(sites.items()):
        if place == "its own broker":
            own = [each for each in accounts if each.site == site]
            by_role = {each.role: each for each in own if each.role != "printer"}
            bridge = by_role.pop("bridge", None)
            users = [each for each in own if each is not bridge]
            files = folder / "sites" / site
            save(files / "passwords", "".join(map(mosquitto_line, users)))
            save(files / "acl", mosquitto_acl(site, by_role["home"]))
            places = places_of(site)
            first = number % max(1, len(places.nodes))
            save(files / "mosquitto.conf", mosquitto_config(bridge, places, first))


def save(path: Path, text: str) -> None:
    """Write a file that nobody else can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(SECRET)
    path.chmod(SECRET)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the tables beside this file, or those that are named."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--accounts", type=Path, default=here / "accounts.csv")
    parser.add_argument("--sites", type=Path, default=here / "sites.csv")
    parser.add_argument(
        "--nodes",
        type=Node.parse,
        nargs="+",
        default=[
            Node(f"rabbit@node{number}", f"node{number}.lan", 8883)
            for number in (1, 2, 3)
        ],
        help="each as rabbit@node1=node1.lan:8883",
    )
    parser.add_argument("--certificates", default="/etc/factor")
    parser.add_argument("--cluster-folder", default="/etc/rabbitmq/factor")
    parser.add_argument("--site-folder", default="/etc/mosquitto/factor")
    chosen = parser.parse_args()
    places = Places(
        tuple(chosen.nodes),
        chosen.certificates,
        chosen.cluster_folder,
        chosen.site_folder,
    )
    write(
        read_accounts(chosen.accounts),
        read_sites(chosen.sites),
        lambda _site: places,
        chosen.folder,
    )


if __name__ == "__main__":
    main()
