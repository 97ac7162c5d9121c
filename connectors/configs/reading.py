"""Which configuration a file is, and what it says."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from connectors.cards import read_card
from connectors.configs.found import Found, Open, Place
from connectors.configs.inheriting import Beside, alone, inherited
from connectors.configs.pipelines import PIPELINES, in_card
from connectors.configs.trainers import TRAINERS
from connectors.configs.tree import Node
from connectors.parts import Json, UnreadableAnswerError
from connectors.wordyaml import Words, read_config

ENDINGS = (".yaml", ".yml", ".json", ".sh", ".md")
FRAMEWORKS = """
    NeMo RL, torchtune, TRL, Axolotl, DistillKit, EasyDistill, LLaMA-Factory, verl, distilabel,
    and distillation jobs on Bedrock and fine-tuning jobs at OpenAI
"""
_OPTION = re.compile(r"--([A-Za-z][A-Za-z0-9_.\-]{0,80})")


def found_in(content: bytes, path: str, beside: Beside = alone) -> Found | None:
    """Return what the file at `path` says, or nothing where it is no configuration we know.

    `beside` gives the files on which it is built. Raises
    `UnreadableAnswerError` where it cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableAnswerError("no UTF-8 text") from error
    if path.endswith(".md"):
        return in_card(read_card(content).fields, path)
    if path.endswith(".sh"):
        words = _command_line(text)
    else:
        words = inherited(_words(text, path), path, beside)
    root = Node(words, path)
    found = next((found for read in (*PIPELINES, *TRAINERS) if (found := read(root))), None)
    if found is None and words.missing:
        raise UnreadableAnswerError(f"built on `{words.missing[0][0]}`, which cannot be read")
    return found and replace(found, questions=(*found.questions, *_asked(words, path)))


def _asked(words: Words, path: str) -> Iterator[Open]:
    """Yield a question for each file that could not be read."""
    for name, line in words.missing:
        asked = f"What does `{name}` say, on which this is built? It could not be read."
        yield Open(asked, Place(path, line))


def _words(text: str, path: str) -> Words:
    # JSON may be indented with tabs, which YAML does not take.
    return read_config(text.replace("\t", " ") if path.endswith(".json") else text)


def _command_line(text: str) -> Words:
    """Return the options that stand in a script, as a configuration would hold them."""
    fields: dict[str, Json] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines()[:10_000], 1):
        words = _split(line)
        for place, word in enumerate(words):
            option = _OPTION.match(word)
            if option is None:
                continue
            name = option[1].replace("-", "_")
            _, equals, given = word.partition("=")
            after = words[place + 1] if place + 1 < len(words) else ""
            value = given if equals else after
            if value and not value.startswith("--") and name not in fields:
                fields[name] = value
                lines[f"/{name}"] = number
    return Words(fields, lines)


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line.rstrip("\\"), comments=True)
    except ValueError:
        return line.split()
