"""The counted set of subscriptions against a model, in any order of events."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from custom_components.factor.connection import Unsubscribe
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings


class Call:
    """What an event loop is to call, unless it is cancelled."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call

    def cancel(self) -> None:
        self.call = lambda: None


class Link:
    """In place of a real link: what the broker was asked for over it."""

    def __init__(self) -> None:
        self.topics: set[str] = set()

    def close(self) -> None:
        self.topics.clear()

    def subscribe(self, topics: Iterable[str]) -> None:
        for topic in topics:
            assert topic not in self.topics
            self.topics.add(topic)

    def unsubscribe(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self.topics.remove(topic)


class Subscriptions(RuleBasedStateMachine):
    """Users come and leave, also twice, and the link goes and comes back."""

    users: Bundle[tuple[str, Unsubscribe]] = Bundle("users")

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.link: Link | None = None
        self.present: list[tuple[str, Unsubscribe]] = []
        self.connection = cast("Any", MqttConnection(MqttSettings("", 0)))
        self.connection._loop = self

    def call_soon(self, call: Callable[[], None]) -> Call:
        self.calls.append(Call(call))
        return self.calls[-1]

    @rule(target=users, topic=st.sampled_from("abc"))
    def come(self, topic: str) -> tuple[str, Unsubscribe]:
        user = topic, self.connection.subscribe(topic, print)
        self.present.append(user)
        return user

    @rule(user=users)
    def leave(self, user: tuple[str, Unsubscribe]) -> None:
        user[1]()
        if user in self.present:
            self.present.remove(user)

    @precondition(lambda self: self.link is None)
    @rule()
    def link_comes(self) -> None:
        self.connection._link = self.link = Link()
        self.connection.connected = True
        self.connection._reconcile()

    @precondition(lambda self: self.link)
    @rule()
    def link_goes(self) -> None:
        self.connection._close()
        self.link = None

    @precondition(lambda self: self.calls)
    @rule()
    def loop_turns(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call.call()

    def teardown(self) -> None:
        self.loop_turns()
        wanted = {topic for topic, _ in self.present}
        assert set(self.connection._listeners) == wanted
        if self.link:
            assert self.link.topics == wanted


def test_the_broker_always_ends_up_with_what_somebody_listens_to() -> None:
    run_state_machine_as_test(
        Subscriptions, settings=settings(max_examples=200, deadline=None)
    )
