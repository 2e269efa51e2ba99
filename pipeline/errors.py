"""What can go wrong, as one tree: whoever calls catches `NghiquyetError` and prints the message.

NghiquyetError           every error that the program raises on purpose; the message says what to do about it
├── InputError           an input that cannot be used at all, such as a path that does not exist
├── DatabaseError        a database that cannot be used, or has not what is asked of it
├── ArchiveError         an archive that cannot be written to, or has not the record that is asked for
├── PortError            an address that cannot be listened on
├── WorkerError          processes or machines that could not read what they were given, such as a scheduler that nobody reaches
└── Refused              one page that gives no article; the build goes on and keeps a row of `rejected`
"""

from corpus.model import Rejected


class NghiquyetError(Exception):
    """An error with a message for the person at the keyboard: what was wrong and what to do about it."""


class InputError(NghiquyetError):
    """An input that cannot be used at all, such as a path that does not exist."""


class DatabaseError(NghiquyetError):
    """A database that cannot be used as asked: not ours, locked, read-only, or without what is looked for in it."""


class ArchiveError(NghiquyetError):
    """An archive that cannot be written to, or has not the record that is asked for."""


class PortError(NghiquyetError):
    """An address that cannot be listened on."""


class WorkerError(NghiquyetError):
    """Processes or machines that could not read what they were given."""


class Refused(NghiquyetError):  # noqa: N818  - it says what became of the page, not that the program failed
    """A page that gives no article. `reason` is one of a few fixed phrases, `detail` says what was seen."""

    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(reason if detail is None else f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def row(self, stage: str, url: str) -> Rejected:
        """The row of `rejected` for the page at `url`."""
        return Rejected(stage=stage, url=url, reason=self.reason, detail=self.detail)
