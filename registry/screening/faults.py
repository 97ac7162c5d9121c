"""Why a file of listed parties cannot be read."""


class UnreadableListError(Exception):
    """A file is broken, or of no format that is read; nothing of it is kept."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message
        self.hint = hint
