"""Somebody who answers from a list."""

from collections.abc import Iterable


class Answerer:
    """Answers a question once, by the first of `answers` whose key it holds."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.over = False
        self.asked: list[str] = []
        self.choices: list[str] = []
        self.told: list[str] = []
        self.hints: list[str | None] = []
        self._answers = {key: iter([said, ""]) for key, said in answers.items()}

    def ask(self, question: str, choices: str) -> str:
        self.asked.append(question)
        self.choices.append(choices)
        for key, answers in self._answers.items():
            if key in question:
                return next(answers, "")
        return ""

    def tell(self, text: str) -> None:
        self.told.append(text)

    def reject(self, message: str, hint: str | None) -> None:
        self.told.append(message)
        self.hints.append(hint)

    def was_asked(self, *words: str) -> list[bool]:
        return [any(word in question for question in self.asked) for word in words]


def in_turn(lines: Iterable[str]) -> "InTurn":
    return InTurn(list(lines))


class InTurn(Answerer):
    """Answers by the next line, whatever is asked."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__({})
        self._lines = lines

    def ask(self, question: str, choices: str) -> str:
        self.asked.append(question)
        self.choices.append(choices)
        self.over = not self._lines
        return self._lines.pop(0) if self._lines else ""
