"""Which keys stand where in a plan: the one table behind parser, schema and hints.

Keys that state a fact come from the vocabulary, so that a new fact can be
stated without a change here; the others are listed with what they say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field

from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass

PLAN_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
ISSUER = r"[a-z0-9][a-z0-9.-]{0,99}"
COMPETES = "terms.competes_with_issuer"
"""The fact that `competes_with` states, and nothing else."""


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping of the plan, with the keys that it may hold."""

    what: str
    """In the words of a message."""
    group: str
    """The group of the facts that it states; empty for the plan itself."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Keys that state a fact, with its path."""
    windows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Keys with a mapping under them, whose keys state facts."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Keys that state no fact of this group, with what they say."""
    named_by: tuple[str, ...] = ()
    """Of these the keys of which an entry has exactly one: it names the ingredient."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every key that may stand here."""
        return (*self.others, *self.facts, *self.windows)


def _name(path: str) -> str:
    return path.partition(".")[2]


def _stated(group: str, *elsewhere: str) -> Mapping[str, str]:
    """Return the facts of `group` that a plan may state, less those written otherwise."""
    facts = (fact for fact in VOCABULARY.in_group(group) if fact.settable)
    named = {_name(fact.path): fact.path for fact in facts}
    return {name: path for name, path in named.items() if name not in elsewhere}


TRAINED: Mapping[str, str] = {
    "from": "student.trained_from",
    "until": "student.trained_until",
}
COLLECTED: Mapping[str, str] = {
    "from": "ingredient.collected_from",
    "until": "ingredient.collected_until",
    "by": "ingredient.by",
}
_MADE_FROM = (
    "What it was made from: `teacher`, `model`, `data` or `people`, one an entry; none where"
    " nothing else is in it."
)
_OBTAINED = "Day on which the weights or the data were obtained, and with them their license."
_INGREDIENT = _stated("ingredient", "id", "role", "collected_from", "collected_until")

PLAN = Section(
    "a plan",
    "",
    others={
        "plan": "Id of the plan: letters, digits, dots, dashes and underscores.",
        "title": "What is asked, in one line.",
        "organization": "Who asks; answered once, in a file of its own.",
        "student": "The model that is trained.",
        "teachers": "The models that the student learns from; none where there are none.",
        "datasets": "The data sets that the student is trained on; none where there are none.",
        "prompts": "What was sent to the teachers.",
        "tools": "Tools that wrote code for us; none where there are none.",
        "use": "What the student is for.",
        "release": "Who gets the student, in what form, where and when.",
        "compute": "Where and on what training runs.",
        "service": "The services that use the student.",
        "terms": "What is so under the terms of one issuer, by its slug.",
        "competes_with": "Whether the student competes with an issuer, by its slug; it counts"
        " only from those whom house policy names.",
        "attests": "Bundles of facts that the requester signs.",
    },
)
ORGANIZATION = Section(
    "`organization`",
    "organization",
    _stated("organization"),
    others={"file": "File with the organization's answers; keys beside it come first."},
)
STUDENT = Section(
    "`student`",
    "student",
    _stated("student", "base", *map(_name, TRAINED.values())),
    windows={"trained": TRAINED},
    others={"base": "The weights that training starts from; none where it starts from none."},
)
PROMPTS = Section(
    "`prompts`",
    "prompts",
    {"from": "prompts.sources", **_stated("prompts", "sources")},
)
USE = Section("`use`", "use", _stated("use"))
RELEASE = Section("`release`", "release", _stated("release"))
COMPUTE = Section("`compute`", "compute", _stated("compute"))
SERVICE = Section("`service`", "service", _stated("service"))
TERMS = Section("the terms of an issuer", "terms", _stated("terms"))


def _entry(what: str, named_by: Mapping[str, str], **more: str) -> Section:
    return Section(
        what,
        "ingredient",
        _INGREDIENT,
        windows={"collected": COLLECTED},
        others={**named_by, **more, "made_from": _MADE_FROM, "obtained": _OBTAINED},
        named_by=tuple(named_by),
    )


TEACHER = _entry("a teacher", {"model": "Reference of the model, or unknown."})
DATASET = _entry("a data set", {"data": "Reference of the data set, or unknown."})
BASE = _entry(
    "the base",
    {"model": "Reference of the model, or unknown."},
    own="The organization or an affiliate made the base itself.",
)
PART = _entry(
    "a part of `made_from`",
    {
        "teacher": "Reference of a model whose outputs are in it, or unknown.",
        "model": "Reference of a model that it was made from, or unknown: of a data set the"
        " outputs, of a model the weights.",
        "data": "Reference of a data set that is in it, or unknown.",
        "people": "Who wrote what no model made.",
    },
)
TOOL = Section(
    "a tool",
    "",
    others={
        "name": "Name of the tool, such as claude-code.",
        "provider": "Slug of the company that offers it.",
    },
)

MAPPINGS: Mapping[str, Section] = {
    section.group: section
    for section in (ORGANIZATION, STUDENT, PROMPTS, USE, RELEASE, COMPUTE, SERVICE)
}
"""The sections that stand once in a plan, by their key."""


def _routes() -> Iterator[tuple[str, str]]:
    for key, section in MAPPINGS.items():
        yield from ((path, f"`{name}` under `{key}`") for name, path in section.facts.items())
    for name, path in TERMS.facts.items():
        yield path, f"`{name}` under `terms` of an issuer"
    for name, path in TEACHER.facts.items():
        yield path, f"`{name}` of a teacher or data set"
    for name, path in TRAINED.items():
        yield path, f"`{name}` under `trained` of `student`"
    for name, path in COLLECTED.items():
        if path not in _INGREDIENT.values():
            yield path, f"`{name}` under `collected` of a teacher or data set"
    yield "student.base", "`base` under `student`"
    yield "ingredient.id", "`model` of a teacher, `data` of a data set"
    yield "ingredient.role", "the list in which an ingredient stands"


ROUTES: Mapping[str, str] = dict(_routes())
"""For each fact that a plan may state: where it is written."""


def _by_name() -> Mapping[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for fact in VOCABULARY:
        name = _name(fact.path)
        found[name] = (*found.get(name, ()), fact)
        found[fact.path] = (fact,)
    return found


FACTS_BY_NAME: Mapping[str, tuple[Fact, ...]] = _by_name()
"""Facts by their path, and by their name without the group."""
