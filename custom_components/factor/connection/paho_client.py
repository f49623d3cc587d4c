"""A paho client that can be given up at any time, and that keeps to the rules."""

from contextlib import suppress
import socket
from typing import Any, Final

import paho.mqtt.client as paho

READ_BYTES: Final = 64 * 1024


class WebSocket(paho._WebsocketWrapper):  # noqa: SLF001
    """A WebSocket whose pongs a strict server takes."""

    def _create_frame(
        self, opcode: int, data: bytearray, do_masking: int = 1
    ) -> bytearray:
        """Mask each frame, and put none in the middle of one that is half sent."""
        frame = super()._create_frame(opcode, data)
        if not self._sendbuffer:
            return frame
        self._sendbuffer.extend(frame)
        return bytearray()


class Client(paho.Client):
    """A client for one link.

    It reads what the socket has at once, not byte by byte; `has_more` says that some of
    it is still to be handled.
    """

    _handle: socket.socket | None = None
    _given_up = False
    _read = b""
    _handled = 0

    @property
    def has_more(self) -> bool:
        """Whether more was read than was handled."""
        return self._handled < len(self._read)

    def _sock_recv(self, bufsize: int) -> bytes:
        """Return some of what was read, read anew if there is nothing of it."""
        if not self.has_more:
            self._read = b""
            self._read = super()._sock_recv(max(bufsize, READ_BYTES))
            self._handled = 0
        part = self._read[self._handled : self._handled + bufsize]
        self._handled += len(part)
        return part

    def give_up(self) -> None:
        """End the handshakes that keep a thread busy, if it still is."""
        self._given_up = True
        if self._handle:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)
        self.let_go()

    def let_go(self) -> None:
        """Have the socket end when paho closes it."""
        if self._handle:
            self._handle.close()

    def obey(self, wishes: Any) -> None:
        """Keep to what a broker of MQTT 5 asks for, at which paho does not look."""
        most = getattr(wishes, "ReceiveMaximum", self._max_inflight_messages)
        self._max_inflight_messages = min(self._max_inflight_messages, most)
        keepalive_s = getattr(wishes, "ServerKeepAlive", 0) or self._keepalive
        self._keepalive = min(self._keepalive, keepalive_s)

    def _create_socket(self) -> Any:
        """Connect, and shake hands."""
        sock = super()._create_socket()
        if isinstance(sock, paho._WebsocketWrapper):  # noqa: SLF001
            sock.__class__ = WebSocket
        return sock

    def _create_socket_connection(self) -> socket.socket:
        """Connect, and keep a handle on the socket, which TLS will replace."""
        sock = super()._create_socket_connection()
        self._handle = sock.dup()
        if self._given_up:
            self._handle.close()
            sock.close()
            raise ConnectionAbortedError
        return sock
