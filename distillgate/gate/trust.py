"""Whom to believe: logs, witnesses and a quorum in a text file (C2SP tlog-policy)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import KeyType, NoteError, VerifierKey
from distillgate.gate.texts import from_decimal

NOBODY = "none"
_MOST_LINES = 10_000
_MOST_BYTES = 1_000_000
_CONTROL = frozenset(range(0x20)) - {0x09, 0x0A} | {0x7F}


class TrustError(ValueError):
    """A trust policy that cannot be read, with the line that shows it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class UnsignedError(NoteError):
    """A checkpoint that no log of the policy signed."""


class UnwitnessedError(NoteError):
    """A checkpoint that a log of the policy signed, and too few witnesses."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some witnesses or groups, of which so many are enough."""

    enough: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A head that a policy accepts, and who vouched for it when."""

    head: Head
    log: VerifierKey
    witnessed: Mapping[str, int]
    """The witnesses that cosigned, by their name in the policy, with the time in seconds."""


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """The logs and witnesses that are believed, and how many witnesses it takes."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str
    urls: Mapping[str, str] = field(default_factory=dict)
    """Where witnesses are reached, by their name in the policy."""

    @classmethod
    def parse(cls, content: bytes) -> "TrustPolicy":
        """Return the policy that `content` holds; raises `TrustError`."""
        if len(content) > _MOST_BYTES:
            raise TrustError("the trust policy is too large", 1)
        reader = _Reader()
        for number, line in enumerate(content.split(b"\n"), 1):
            if number > _MOST_LINES or not _CONTROL.isdisjoint(line):
                raise TrustError(
                    "the line holds control characters, or is one too many", number
                )
            reader.take(line.decode(errors="surrogateescape"), number)
        if reader.quorum is None:
            raise TrustError("no line says `quorum`", 1)
        return cls(
            tuple(reader.logs),
            MappingProxyType(reader.witnesses),
            MappingProxyType(reader.groups),
            reader.quorum,
            MappingProxyType(reader.urls),
        )

    def accept(self, checkpoint: Checkpoint) -> Accepted:
        """Return the head of `checkpoint` where this policy accepts it.

        Raises `UnsignedError`, `UnwitnessedError`, and `NoteError` where a
        signature by a known key does not hold.
        """
        log = self._log(checkpoint)
        signed = checkpoint.note.signed_by(self.witnesses.values())
        by_key = {key: name for name, key in self.witnesses.items()}
        witnessed = {by_key[key]: time for key, time in signed.items()}
        if not self._enough(self.quorum, witnessed):
            seen = ", ".join(sorted(witnessed)) or "no witness"
            raise UnwitnessedError(
                f"the checkpoint at {checkpoint.head.size} is cosigned by {seen}, and the"
                f" policy asks for `{self.quorum}`"
            )
        return Accepted(checkpoint.head, log, MappingProxyType(witnessed))

    def _log(self, checkpoint: Checkpoint) -> VerifierKey:
        origin = checkpoint.head.origin
        signed = checkpoint.note.signed_by(key for key in self.logs if key.name == origin)
        for key in signed:
            return key
        raise UnsignedError(f"no log of the policy signed the checkpoint of `{origin}`")

    def _enough(self, name: str, witnessed: Mapping[str, int]) -> bool:
        """Return whether `name` has witnessed; names refer backwards only, so this ends."""
        if name == NOBODY:
            return True
        group = self.groups.get(name)
        if group is None:
            return name in witnessed
        return sum(self._enough(each, witnessed) for each in group.members) >= group.enough


@dataclass(slots=True)
class _Reader:
    """A policy that is being read, line by line."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    quorum: str | None = None
    used: set[str] = field(default_factory=set)

    def take(self, line: str, number: int) -> None:
        """Read one line; raises `TrustError`."""
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if not words or words[0].startswith("#"):
            return
        try:
            self._take(words)
        except ValueError as error:
            raise TrustError(str(error), number) from error

    def _take(self, words: list[str]) -> None:
        match words:
            case ["log", key, *url] if len(url) <= 1:
                self._log(VerifierKey.parse(key))
            case ["witness", name, key, *url] if len(url) <= 1:
                self._witness(name, VerifierKey.parse(key))
                self.urls.update((name, each) for each in url)
            case ["group", name, enough, *members] if members:
                self._group(name, enough, members)
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise ValueError(f"`{words[0]}` begins no line of this shape")

    def _log(self, key: VerifierKey) -> None:
        if key.type is not KeyType.NOTE:
            raise ValueError(f"the key of the log `{key.name}` is one for witnesses")
        _refuse_twice(key, self.logs)
        self.logs.append(key)

    def _witness(self, name: str, key: VerifierKey) -> None:
        self._refuse_known(name)
        if key.type is not KeyType.COSIGNATURE:
            raise ValueError(f"the key of the witness `{name}` is one for logs")
        _refuse_twice(key, self.witnesses.values())
        self.witnesses[name] = key

    def _group(self, name: str, enough: str, members: list[str]) -> None:
        self._refuse_known(name)
        for each in members:
            self._refuse_unknown(each)
            if each in self.used:
                raise ValueError(f"`{each}` is a member twice")
            self.used.add(each)
        words = {"any": 1, "all": len(members)}
        needed = words[enough] if enough in words else from_decimal(enough, len(members))
        if needed == 0:
            raise ValueError("a group needs one member or more; `quorum none` asks for none")
        self.groups[name] = Group(needed, tuple(members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise ValueError("a second line says `quorum`")
        if name != NOBODY:
            self._refuse_unknown(name)
        self.quorum = name

    def _refuse_known(self, name: str) -> None:
        if name == NOBODY or name in self.witnesses or name in self.groups:
            raise ValueError(f"the name `{name}` is taken")

    def _refuse_unknown(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise ValueError(f"no line above defines `{name}`")


def _refuse_twice(key: VerifierKey, known: Iterable[VerifierKey]) -> None:
    if any(each.public == key.public for each in known):
        raise ValueError(f"the key of `{key.name}` stands here twice")
