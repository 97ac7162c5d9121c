"""Keeps the books of one reading: what was asked, what came, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from connectors.asking import Asker, Question, Reply, usual_outcome
from connectors.evidence import Evidence, Where, digest
from connectors.outcomes import Outcome
from connectors.parts import Part, UnreadableAnswerError, read_json
from connectors.record import Asked, ModelRecord, Topic

Meaning = Callable[[Reply], Outcome]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with its meaning, and its place among the evidence."""

    outcome: Outcome
    reply: Reply
    index: int

    @property
    def where(self) -> Where:
        """Return the place of the answer as a whole."""
        return Where(self.index)

    @property
    def good(self) -> bool:
        """Return whether it holds what was asked for."""
        return self.outcome is Outcome.ANSWERED


@dataclass(frozen=True, slots=True)
class Pulled:
    """A record, with the bodies to which its evidence points, by SHA-256."""

    record: ModelRecord
    bodies: dict[str, bytes]


class Ledger:
    """Asks through `asker`, and writes down all of it."""

    def __init__(self, asker: Asker, meaning: Meaning = usual_outcome) -> None:
        self._asker = asker
        self._meaning = meaning
        self.evidence: list[Evidence] = []
        self.asked: list[Asked] = []
        self.bodies: dict[str, bytes] = {}

    def ask(self, question: Question) -> Answer:
        """Return the answer to `question`; what it is about is told with `about`."""
        reply = self._asker.ask(question)
        outcome = self._meaning(reply)
        self.evidence += reply.hops
        self.evidence.append(reply.evidence(question.method, outcome))
        if reply.body:
            self.bodies[digest(reply.body)] = reply.body
        return Answer(outcome, reply, len(self.evidence) - 1)

    def about(self, topic: Topic, answer: Answer, detail: str | None = None) -> None:
        """Write down that `answer` was asked for because of `topic`."""
        outcome = self.evidence[answer.index].outcome
        self.asked.append(Asked(topic, outcome, answer.where, detail))

    def json(self, answer: Answer) -> Part | None:
        """Return the JSON of a good answer; of one that is none, its outcome is mended."""
        if not answer.good:
            return None
        try:
            return Part(read_json(answer.reply.body), answer.index)
        except UnreadableAnswerError:
            self.unreadable(answer)
            return None

    def unreadable(self, answer: Answer) -> None:
        """Write down that an answer came and cannot be read."""
        place = answer.index
        self.evidence[place] = replace(self.evidence[place], outcome=Outcome.UNREADABLE)
        self.asked = [
            replace(each, outcome=Outcome.UNREADABLE) if each.where == answer.where else each
            for each in self.asked
        ]

    def done(self, record: ModelRecord) -> Pulled:
        """Return `record` with everything that is in the books."""
        whole = replace(record, asked=tuple(self.asked), evidence=tuple(self.evidence))
        return Pulled(whole, self.bodies)

    def keep(self, text: bytes) -> str:
        """Keep a text that stands inside an answer, and return its SHA-256."""
        name = digest(text)
        self.bodies[name] = text
        return name
