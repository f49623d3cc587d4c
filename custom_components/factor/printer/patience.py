"""Telemetry that nothing happens with waits, and is taken in with what comes next."""

from bisect import bisect
from datetime import datetime
from typing import override

from .lifecycle import HOT_MARGIN, Follower
from .outcome import DECIDED
from .prints import Print, PrintEvent, seconds
from .state import Picture


class PatientFollower(Follower):
    """A follower to which most of the telemetry costs next to nothing.

    A picture waits with which a follower would do no more than to note how far the
    print is, and when the printer was heard. It is taken in before anything else is,
    and whenever somebody has to know: see `catch_up`.
    """

    _waiting: tuple[Picture, datetime] | None = None

    @override
    def take(
        self, picture: Picture, now: datetime, *, is_telemetry: bool = False
    ) -> list[PrintEvent]:
        """Return what happened.

        `is_telemetry` says that the picture differs from the one before in nothing else
        (`Picture.differs_in_telemetry_only`).
        """
        if is_telemetry and self._may_wait(picture):
            self._waiting = picture, now
            return []
        return [*self.catch_up(), *super().take(picture, now)]

    @override
    def fall_silent(self, picture: Picture, now: datetime) -> list[PrintEvent]:
        """Return what happened, as nothing was heard for too long."""
        return [*self.catch_up(), *super().fall_silent(picture, now)]

    def catch_up(self) -> list[PrintEvent]:
        """Take in what waits; return what happened, which should be nothing."""
        waiting, self._waiting = self._waiting, None
        return super().take(*waiting) if waiting else []

    def _may_wait(self, picture: Picture) -> bool:
        """Return whether nothing happens with a picture."""
        is_open = self.unheard or self._lost or self._event_at or self.lifecycle.held
        if is_open or picture.state is not self._state or self._is_heat_news(picture):
            return False
        running = self.lifecycle.print
        return (
            not picture.has_job if running is None else self._goes_on(running, picture)
        )

    def _is_heat_news(self, picture: Picture) -> bool:
        """Return whether the heaters were cool and are hot, or the other way round."""
        if self.lifecycle.hot and self.lifecycle.print:
            return False
        if (hottest := picture.hottest) is None:
            return False
        if self.lifecycle.hot:
            return hottest <= self.rules.cool_below
        return hottest > self.rules.cool_below + HOT_MARGIN

    def _goes_on(self, running: Print, picture: Picture) -> bool:
        """Return whether it is the same print, and no further than the same milestone."""
        latest = self._waiting[0] if self._waiting else picture
        print_time_s = seconds(picture.print_time) or 0
        return (
            running.announced
            and not running.silent
            and running.exit is None
            and running.phase is picture.state
            and running.phase not in DECIDED
            and running.job_id == picture.job_id
            and print_time_s >= (running.print_time_s or 0)
            and print_time_s >= (seconds(latest.print_time) or 0)
            and bisect(self.rules.milestones, picture.completion or 0)
            <= bisect(self.rules.milestones, running.milestone)
        )
