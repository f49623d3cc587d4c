"""Home Assistant's REST and WebSocket API, as a visitor's browser uses them."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

FLOWS = "/api/config/config_entries/flow"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
PROGRESS_POLL_S = 0.2
REQUEST_TIMEOUT_S = 60

type Json = dict[str, Any]


class RequestError(Exception):
    """Home Assistant refused a request; the text is its own."""


class FlowError(Exception):
    """A configuration flow did not end with an entry."""

    def __init__(self, step: Json) -> None:
        """Say where the flow stopped and why."""
        reason = step.get("errors") or step.get("reason") or step.get("type")
        super().__init__(f"{step.get('step_id') or step.get('handler')}: {reason}")
        self.step = step


def answered(fields: Iterable[Json], answers: Json) -> Json:
    """Return what a form sends: the answers, and all else as it holds it already.

    A section's answers are in a dict of their own, under its name.
    """
    values = dict(answers)
    for field in fields:
        name = field["name"]
        if field.get("type") == "expandable":
            values[name] = answered(field["schema"], answers.get(name, {}))
        elif name not in answers:
            values[name] = (field.get("description") or {}).get(
                "suggested_value", field.get("default")
            )
    return {name: value for name, value in values.items() if value is not None}


class Client:
    """One user's access to one Home Assistant."""

    def __init__(self, url: str) -> None:
        """Take the address, such as http://127.0.0.1:8123."""
        self.url = url
        self.token = ""
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The HTTP session, opened at its first use."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
            )
        return self._session

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(self, method: str, path: str, **options: Any) -> Any:
        """Make a REST request and return its JSON. Raises RequestError if refused."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(
            method, self.url + path, headers=headers, **options
        ) as response:
            if response.status >= 400:
                text = await response.text()
                raise RequestError(f"{method} {path}: {response.status} {text}")
            return await response.json()

    @asynccontextmanager
    async def _socket(self) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
        async with self.session.ws_connect(
            f"{self.url}/api/websocket", max_msg_size=0
        ) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self.token})
            if (answer := await socket.receive_json())["type"] != "auth_ok":
                raise RequestError(f"websocket: {answer}")
            yield socket

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send one WebSocket command and return its result."""
        async with self._socket() as socket:
            await socket.send_json({"id": 1, "type": kind, **fields})
            answer = await socket.receive_json()
            if not answer["success"]:
                raise RequestError(f"{kind}: {answer['error']}")
            return answer["result"]

    @asynccontextmanager
    async def subscribed(
        self, kind: str, **fields: Any
    ) -> AsyncGenerator[AsyncGenerator[Json]]:
        """Subscribe with a command; the block gets the events as they come."""

        async def received(
            socket: aiohttp.ClientWebSocketResponse,
        ) -> AsyncGenerator[Json]:
            async for message in socket:
                yield message.json()["event"]

        async with self._socket() as socket:
            await socket.send_json({"id": 1, "type": kind, **fields})
            await socket.receive_json()
            yield received(socket)

    def events(
        self, event_type: str
    ) -> AbstractAsyncContextManager[AsyncGenerator[Json]]:
        """Subscribe to an event type; the block gets the events as they come."""
        return self.subscribed("subscribe_events", event_type=event_type)

    async def states(self) -> dict[str, Json]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.command("get_states")}

    async def call_service(
        self, domain: str, service: str, entity_id: str | None = None, **data: Any
    ) -> Any:
        """Call a service, on an entity or with data. Raises RequestError if refused."""
        target = {"target": {"entity_id": entity_id}} if entity_id else {}
        return await self.command(
            "call_service", domain=domain, service=service, service_data=data, **target
        )

    async def upload(self, file: Path) -> str:
        """Upload a file for a flow's file field and return what to put there."""
        with file.open("rb") as content:
            form = aiohttp.FormData({"file": content})
            answer = await self.request("POST", "/api/file_upload", data=form)
        return str(answer["file_id"])

    async def add_entry(self, domain: str, answers: Mapping[str, Json]) -> Json:
        """Go through an integration's set-up flow and return its result.

        `answers` gives what to enter by step id, over what the form has prefilled;
        a menu takes {"next_step_id": …}. Raises FlowError.
        """
        step = await self.request("POST", FLOWS, json={"handler": domain})
        return await self._finish(FLOWS, step, answers)

    async def add_subentry(
        self,
        entry_id: str,
        kind: str,
        answers: Mapping[str, Json],
        flow_id: str | None = None,
    ) -> Json:
        """Go through a subentry's flow, or go on with the one that is open."""
        if flow_id:
            step = await self.request("GET", f"{SUBENTRY_FLOWS}/{flow_id}")
        else:
            handler = {"handler": [entry_id, kind]}
            step = await self.request("POST", SUBENTRY_FLOWS, json=handler)
        return await self._finish(SUBENTRY_FLOWS, step, answers)

    async def _finish(
        self, flows: str, step: Json, answers: Mapping[str, Json]
    ) -> Json:
        """Answer one step after the other. Raises FlowError when that gets nowhere."""
        while step["type"] != "create_entry":
            path = f"{flows}/{step['flow_id']}"
            if step["type"] == "progress":
                await asyncio.sleep(PROGRESS_POLL_S)
                step = await self.request("GET", path)
            elif step["type"] in ("form", "menu") and not step.get("errors"):
                answer = answered(
                    step.get("data_schema") or (), answers.get(step["step_id"], {})
                )
                step = await self.request("POST", path, json=answer)
            else:
                raise FlowError(step)
        return step
