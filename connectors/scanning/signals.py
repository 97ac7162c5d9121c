"""What gives away which model wrote a text: words to look for, and what they mean.

Shapes of answers are those of the providers' public API references, template
tokens those of the makers' tokenizers, prompts those of the data sets' own
papers and repositories. A model can claim to be another, and a template is
that of whatever model a text was made ready for, so only what a program
writes by itself counts for more than `low`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from connectors.scanning.traces import Sureness


class Kind(StrEnum):
    """What kind of thing gives a model away."""

    FIELD = "field"
    """A field in which programs write the name of the model."""
    ANSWER = "answer"
    """The shape of an API's answer."""
    CLAIM = "claim"
    """What a text says about its own author."""
    TEMPLATE = "template"
    """A token of a chat template."""
    PROMPT = "prompt"
    """A prompt by which a known data set was made."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Words to look for, with what they give away."""

    id: str
    kind: Kind
    words: tuple[str, ...]
    says: str
    maker: str | None = None
    """Whose model it was, as a slug; nothing where several come into question."""
    sureness: Sureness = Sureness.LOW
    then: str = ""
    """A pattern that must follow directly after the words."""
    before: str = ""
    """A pattern that must stand within the `NEAR` bytes before the words."""
    data: str | None = None
    """The data set that is made so, as a reference."""


FIELDS = (
    *("model", "model_name", "model_id", "model_name_or_path", "modelVersion"),
    *("teacher", "teacher_model", "teacher_name"),
    *("generator", "generator_model", "generation_model", "generated_by"),
    *("response_model", "completion_model", "source_model", "answer_model"),
)
"""Fields, and columns, in which programs write the name of a model."""
NEAR = 90
_APOSTROPHE = "(?:'|\\\\u2019|\N{RIGHT SINGLE QUOTATION MARK})"
_FIRST_PERSON = rf"(?:\bI am|\bI{_APOSTROPHE}m|\b[Aa]s an? )[^.!?\n]*$"


def _claim(
    maker: str, name: str, *owners: str, called: tuple[str, ...] = ()
) -> Iterator[Signal]:
    """Yield the signals of texts that say whose model wrote them."""
    says = f"a text that says of itself to come from {name}"
    made = ("trained by", "developed by", "created by", "made by", "built by")
    words = tuple(f"{verb} {owner}" for owner in owners for verb in made)
    yield Signal(
        f"{maker}-made", Kind.CLAIM, words, says, maker, Sureness.LOW, before=_FIRST_PERSON
    )
    names = tuple(f"{begin} {each}" for each in called for begin in ("I am", "I'm", "As"))
    if names:
        yield Signal(f"{maker}-named", Kind.CLAIM, names, says, maker, Sureness.LOW, then=r"\b")


CLAIMS = (
    *_claim("openai", "OpenAI", "OpenAI", called=("ChatGPT", "GPT-4")),
    *_claim("anthropic", "Anthropic", "Anthropic", called=("Claude",)),
    *_claim("google", "Google", "Google", called=("Gemini", "Bard")),
    *_claim("alibaba", "Alibaba", "Alibaba Cloud", called=("Qwen",)),
    *_claim("deepseek", "DeepSeek", "DeepSeek", called=("DeepSeek",)),
    *_claim("xai", "xAI", "xAI", called=("Grok",)),
    *_claim("meta", "Meta", "Meta AI", called=("Llama",)),
    *_claim("mistral", "Mistral", "Mistral AI", called=("Mistral",)),
    *_claim("moonshot", "Moonshot", "Moonshot AI", called=("Kimi",)),
    *_claim("zai", "Z.ai", "Zhipu AI", called=("ChatGLM",)),
)
ANSWERS = (
    Signal(
        "openai-chat-id",
        Kind.ANSWER,
        ("chatcmpl-",),
        "an id of OpenAI's chat completions",
        "openai",
        Sureness.MEDIUM,
        r"(?=[0-9a-z]*[A-Z])[0-9A-Za-z]{24,32}\b",
    ),
    Signal(
        "compatible-chat-id",
        Kind.ANSWER,
        ("chatcmpl-",),
        "an id of a server that answers as OpenAI's does; any model may lie behind",
        then=r"(?:[0-9a-f]{32}\b|[0-9a-f]{8}-[0-9a-f]{4}-)",
    ),
    Signal(
        "openai-response-id",
        Kind.ANSWER,
        ("resp_",),
        "an id of OpenAI's responses",
        "openai",
        Sureness.MEDIUM,
        r"[0-9a-f]{40,64}\b",
    ),
    Signal(
        "openai-fingerprint",
        Kind.ANSWER,
        ("system_fingerprint",),
        "the fingerprint of an OpenAI back end",
        "openai",
        Sureness.LOW,
        r'\\?"\s*:\s*\\?"fp_[0-9a-f]{8,12}\\?"',
    ),
    Signal(
        "anthropic-message-id",
        Kind.ANSWER,
        ("msg_01", "msg_bdrk_01"),
        "an id of Anthropic's messages",
        "anthropic",
        Sureness.MEDIUM,
        r"[0-9A-Za-z]{20,24}\b",
    ),
    Signal(
        "anthropic-tool-id",
        Kind.ANSWER,
        ("toolu_01", "toolu_bdrk_01"),
        "an id of a tool that a model of Anthropic's called",
        "anthropic",
        Sureness.MEDIUM,
        r"[0-9A-Za-z]{20,24}\b",
    ),
    Signal(
        "google-usage",
        Kind.ANSWER,
        ("candidatesTokenCount", "candidates_token_count"),
        "the count of tokens in an answer of Google's Gemini API",
        "google",
        Sureness.MEDIUM,
    ),
    Signal(
        "openrouter-id",
        Kind.ANSWER,
        ("gen-1",),
        "an id of an answer through OpenRouter; any model may lie behind",
        then=r"\d{9}-[0-9A-Za-z]{18,24}\b",
    ),
)
_READY = "text made ready for a model of"
TEMPLATES = (
    Signal(
        "llama-3-template", Kind.TEMPLATE, ("<|start_header_id|>",), f"{_READY} Llama 3", "meta"
    ),
    Signal("gemma-template", Kind.TEMPLATE, ("<start_of_turn>",), f"{_READY} Gemma", "google"),
    Signal(
        "deepseek-template",
        Kind.TEMPLATE,
        ("<\N{FULLWIDTH VERTICAL LINE}Assistant\N{FULLWIDTH VERTICAL LINE}>",),
        f"{_READY} DeepSeek",
        "deepseek",
    ),
    Signal(
        "harmony-template",
        Kind.TEMPLATE,
        ("<|start|>assistant<|channel|>",),
        f"{_READY} gpt-oss",
        "openai",
    ),
    Signal("kimi-template", Kind.TEMPLATE, ("<|im_middle|>",), f"{_READY} Kimi", "moonshot"),
    Signal("glm-template", Kind.TEMPLATE, ("[gMASK]",), f"{_READY} GLM", "zai"),
    Signal(
        "command-template",
        Kind.TEMPLATE,
        ("<|START_OF_TURN_TOKEN|>",),
        f"{_READY} Command",
        "cohere",
    ),
    Signal(
        "chatml-template",
        Kind.TEMPLATE,
        ("<|im_start|>",),
        "text made ready for one of many models that use ChatML",
    ),
    Signal(
        "instruction-template",
        Kind.TEMPLATE,
        ("[INST]",),
        "text made ready for Llama 2 or a model of Mistral's",
    ),
)
PROMPTS = (
    Signal(
        "alpaca-prompt",
        Kind.PROMPT,
        ("Below is an instruction that describes a task",),
        "the prompt of Alpaca, which many data sets use; Alpaca itself was written by"
        " text-davinci-003",
        data="hf:tatsu-lab/alpaca",
    ),
    Signal(
        "evol-prompt",
        Kind.PROMPT,
        ("#Rewritten Prompt#", "I want you act as a Prompt Rewriter"),
        "a prompt of Evol-Instruct, by which WizardLM's data was made",
    ),
)
FIELD = Signal(
    "field",
    Kind.FIELD,
    tuple(written for name in FIELDS for written in (f'"{name}"', f'\\"{name}\\"')),
    "a field that names the model",
    sureness=Sureness.HIGH,
)
SIGNALS = (FIELD, *ANSWERS, *CLAIMS, *TEMPLATES, *PROMPTS)


@dataclass(frozen=True)
class Compiled:
    """A signal with its patterns over bytes."""

    signal: Signal

    @cached_property
    def then(self) -> re.Pattern[bytes] | None:
        """Return the pattern that must follow."""
        return re.compile(self.signal.then.encode()) if self.signal.then else None

    @cached_property
    def before(self) -> re.Pattern[bytes] | None:
        """Return the pattern that must stand before."""
        return re.compile(self.signal.before.encode()) if self.signal.before else None


def words_of(signal: Signal) -> Iterator[bytes]:
    """Yield the bytes to look for: as UTF-8, and as JSON escapes what is not ASCII."""
    for word in signal.words:
        yield word.encode()
        if not word.isascii():
            yield "".join(
                each if each.isascii() else f"\\u{ord(each):04x}" for each in word
            ).encode()
