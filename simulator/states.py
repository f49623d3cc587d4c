"""OctoPrint's states and how each shows on the wire (PROTOCOL.md §3.5)."""

from enum import Enum

IDLE = frozenset({"operational", "ready"})
BUSY = frozenset({"operational", "printing"})
HELD = frozenset({"operational", "paused"})
NONE = frozenset[str]()


class State(Enum):
    """A state: its id and text in a bare event, its flags and text in a snapshot."""

    OFFLINE = "OFFLINE", "Offline", NONE
    FAILED = "OFFLINE", "Offline", NONE, "Offline after error"
    ERROR = "ERROR", "Error", frozenset({"error"})
    OPEN_SERIAL = "OPEN_SERIAL", "Opening serial connection", NONE
    CONNECTING = "CONNECTING", "Connecting", NONE
    OPERATIONAL = "OPERATIONAL", "Operational", IDLE
    STARTING = "STARTING", "Starting", BUSY
    PRINTING = "PRINTING", "Printing", BUSY
    STARTING_SD = "STARTING", "Starting print from SD", BUSY
    PRINTING_SD = "PRINTING", "Printing from SD", BUSY
    PAUSING = "PAUSING", "Pausing", BUSY
    PAUSED = "PAUSED", "Paused", HELD
    RESUMING = "RESUMING", "Resuming", BUSY
    CANCELLING = "CANCELLING", "Cancelling", BUSY
    FINISHING = "FINISHING", "Finishing", BUSY
    SENDING = "PRINTING", "Sending file to SD", BUSY

    def __init__(
        self, state_id: str, said: str, flags: frozenset[str], text: str | None = None
    ) -> None:
        """Take what a bare event says and what a snapshot says, where they differ."""
        self.state_id = state_id
        self.said = said
        self.flags = flags
        self.text = text or said

    @property
    def operational(self) -> bool:
        """Whether the printer is connected and takes commands."""
        return "operational" in self.flags

    @property
    def moving(self) -> bool:
        """Whether a print is running."""
        return self in (State.PRINTING, State.PRINTING_SD)

    @property
    def closed(self) -> bool:
        """Whether no port is open."""
        return self in (State.OFFLINE, State.FAILED)
