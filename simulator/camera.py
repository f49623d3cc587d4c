"""The plugin's camera stream, without a camera (PROTOCOL.md §9)."""

import re
from typing import Any

RTSP_BASE = "rtsp://factor.io.kr:8554"
WEBRTC_BASE = "https://factor.io.kr/webrtc"
SOURCE = re.compile(r"(https?://|rtsp://|/dev/video\d)[^;&|`$()<>\r\n]*")
NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
LONGEST_SOURCE = 2048
PID = 4242


class Camera:
    """A stream that can be started and stopped, and that may end by itself."""

    def __init__(self, source: str | None) -> None:
        """Take the URL of the plugin's settings, or None."""
        self.source = source
        self.running = False
        self.started_at: float | None = None
        self.last_error: str | None = None
        self.webrtc: dict[str, str] | None = None

    def do(self, action: str, options: dict[str, Any], now: float) -> bool:
        """Do `start`, `stop`, `restart` or `state`; return whether the plugin answers."""
        if action not in ("start", "stop", "restart", "state"):
            return False
        if action in ("stop", "restart"):
            self.running = False
        if action in ("start", "restart"):
            self._start(options, now)
        return True

    def die(self, error: str) -> None:
        """End by itself if it runs; the plugin tells only who asks (PROTOCOL.md §9)."""
        if self.running:
            self.running, self.last_error = False, error

    def state(self) -> dict[str, Any]:
        """Return the payload of `camera/{uuid}/state`."""
        told: dict[str, Any] = {
            "running": self.running,
            "pid": PID if self.running else None,
            "started_at": self.started_at,
            "last_error": self.last_error,
        }
        return told | ({"webrtc": self.webrtc} if self.webrtc else {})

    def _start(self, options: dict[str, Any], now: float) -> None:
        source = options.get("input") or options.get("input_url") or self.source
        name = options.get("name", "cam")
        self.last_error = _fault(source, name)
        if self.last_error is not None or options.get("systemd_unit"):
            return
        if not self.running:
            self.running, self.started_at = True, now
        self.webrtc = {
            "play_url_webrtc": f"{options.get('webrtc_base', WEBRTC_BASE)}/{name}/",
            "publish_url_rtsp": f"{options.get('rtsp_base', RTSP_BASE)}/{name}",
            "name": name,
        }


def _fault(source: object, name: object) -> str | None:
    if not source:
        return "missing input url"
    text = str(source)
    if len(text) > LONGEST_SOURCE or not SOURCE.fullmatch(text):
        return "invalid or dangerous input URL"
    if not NAME.fullmatch(str(name)):
        return "invalid stream name"
    return None
