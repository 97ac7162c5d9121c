"""A plan that is being written: what is known of it, and its text with the open questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from distillgate.usecases.answers import WRITTEN, choices_of
from distillgate.usecases.planwriting import comment, flow, scalar
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from policy.plankeys import COLLECTED, PLAN, TRAINED
from policy.planreporting import UNKNOWN_WORD

DEFAULT_ID = "new-plan"
UNNAMED_ORGANIZATION = "Unnamed organization"
UNNAMED_STUDENT = "Unnamed-Student"

ENTRY_FACTS = (
    "ingredient.access",
    "ingredient.through",
    "ingredient.account",
    "ingredient.used_as",
    "ingredient.signals",
    "ingredient.collected_from",
    "ingredient.collected_until",
    "ingredient.by",
)
"""What is asked of each teacher, and stands as a comment where it is open."""
_DOWNLOADS = frozenset({"weights", "dataset"})
_CALLED = frozenset({"ingredient.through", "ingredient.account"})
STUDENT_FACTS = ("student.type", "student.derivation", "student.markets")
SECTION_FACTS: Mapping[str, tuple[str, ...]] = {
    "prompts": ("prompts.sources", "prompts.personal_data"),
    "use": ("use.purpose",),
    "release": (
        "release.forms",
        "release.recipients",
        "release.places",
        "release.first_date",
    ),
    "compute": ("compute.country",),
}
"""By section of the plan: what every plan is asked."""
_WINDOWS = {**TRAINED, **COLLECTED}
_KEYS = {"prompts.sources": "from"}
_HEAD = """\
A plan for `distillgate check`. What is left out is unknown, and is asked for only where the
verdict hangs on it; an empty list says that there is none. `distillgate plan schema` lists
all keys, and `distillgate explain FACT` says what one of them means.\
"""
_ATTESTATION_HEAD = (
    "What the requester signs; `distillgate explain NAME` says what each covers."
)


@dataclass(slots=True)
class DraftEntry:
    """One teacher or data set."""

    ref: str
    facts: dict[str, str] = field(default_factory=dict)
    """YAML by the path of the fact."""
    made_from: list[tuple[str, str]] | None = None
    """The key that names each part, with its name."""

    @property
    def asked(self) -> tuple[str, ...]:
        """Return what is asked of it as a teacher; a download has no hops and no account."""
        downloaded = self.facts.get("ingredient.access") in _DOWNLOADS
        return tuple(path for path in ENTRY_FACTS if not (downloaded and path in _CALLED))


@dataclass(slots=True)
class Draft:
    """What is known of a plan; nothing means that it was not said."""

    id: str | None = None
    title: str | None = None
    organization: str | None = None
    """The file with the organization's answers."""
    base: DraftEntry | None = None
    no_base: bool = False
    """Training starts from no weights."""
    teachers: list[DraftEntry] | None = None
    datasets: list[DraftEntry] | None = None
    facts: dict[str, str] = field(default_factory=dict)
    """YAML by the path of the fact, for the plan itself."""
    terms: dict[str, dict[str, str]] = field(default_factory=dict)
    attests: list[Attestation] = field(default_factory=list)

    @property
    def entries(self) -> Sequence[DraftEntry]:
        """Return every ingredient that is named."""
        base = (self.base,) if self.base else ()
        return (*base, *(self.teachers or ()), *(self.datasets or ()))


def draft_text(draft: Draft) -> str:
    """Return `draft` as a plan that can be read, whatever is missing from it."""
    draft = _with_stand_in(draft)
    lines = [*comment(_HEAD), f"plan: {scalar(draft.id or DEFAULT_ID)}"]
    lines += _title(draft)
    lines += _organization(draft)
    lines += ["", *comment(PLAN.others["student"]), "student:", *_student(draft)]
    lines += ["", *_entries("teachers", "model", draft.teachers)]
    lines += ["", *_entries("datasets", "data", draft.datasets)]
    for key, asked in SECTION_FACTS.items():
        lines += ["", *_section(key, asked, draft)]
    if any(path.startswith("service.") for path in draft.facts):
        lines += ["", *_section("service", (), draft)]
    answered = {issuer: given for issuer, given in draft.terms.items() if issuer and given}
    if answered:
        lines += ["", *comment(PLAN.others["terms"]), *_terms(answered)]
    lines += ["", *comment(_ATTESTATION_HEAD), *_attests(draft)]
    return "\n".join(lines) + "\n"


def _with_stand_in(draft: Draft) -> Draft:
    """Return `draft` with an ingredient that nobody can name yet, where it has none.

    It stands where there may be one; of what was said to be made from nothing,
    the data is left open.
    """
    nobody = DraftEntry(UNKNOWN_WORD)
    if draft.entries:
        return draft
    if draft.teachers is None:
        return replace(draft, teachers=[nobody])
    if draft.datasets is None or draft.no_base:
        return replace(draft, datasets=[nobody])
    return replace(draft, base=nobody)


def _title(draft: Draft) -> Iterator[str]:
    if draft.title:
        yield f"title: {scalar(draft.title)}"
    else:
        yield "# title:   what the new model will do, in one line"


def _organization(draft: Draft) -> Iterator[str]:
    if draft.organization:
        yield f"organization: {{file: {scalar(draft.organization)}}}"
        return
    name = draft.facts.get("organization.name")
    if name is None:
        yield from comment(
            "Write the registered name; better, let legal answer `org init` once,"
        )
        yield from comment("and write {file: org.yaml} here.")
    given = {"organization.name": name or UNNAMED_ORGANIZATION}
    given |= {path: text for path, text in draft.facts.items() if _of(path, "organization")}
    yield "organization:"
    yield from _known(given, "  ")


def _student(draft: Draft) -> Iterator[str]:
    name = draft.facts.get("student.name")
    yield f"  name: {name or UNNAMED_STUDENT}{'' if name else '   # fill in'}"
    yield from _base(draft)
    given = {path: text for path, text in draft.facts.items() if _of(path, "student")}
    yield from _facts(given, STUDENT_FACTS, "  ", without=("student.name",))


def _base(draft: Draft) -> Iterator[str]:
    if draft.base is None:
        yield from ["  base: none"] if draft.no_base else _open("student.base", "  ")
    elif not draft.base.facts:
        yield f"  base: {scalar(draft.base.ref)}"
    else:
        yield from ("  base:", f"    model: {scalar(draft.base.ref)}")
        yield from _known(draft.base.facts, "    ")


def _entries(key: str, named: str, entries: Sequence[DraftEntry] | None) -> Iterator[str]:
    yield from comment(PLAN.others[key])
    if entries is None:
        yield f"# {key}:"
        return
    if not entries:
        yield f"{key}: []"
        return
    yield f"{key}:"
    for entry in entries:
        yield f"  - {named}: {scalar(entry.ref)}"
        asked = entry.asked if key == "teachers" and entry.ref != UNKNOWN_WORD else ()
        yield from _facts(entry.facts, asked, "    ")
        yield from _made_from(entry)


def _made_from(entry: DraftEntry) -> Iterator[str]:
    if entry.made_from is None:
        return
    if not entry.made_from:
        yield "    made_from: []"
        return
    yield "    made_from:"
    yield from (f"      - {key}: {scalar(name)}" for key, name in entry.made_from)


def _section(key: str, asked: Iterable[str], draft: Draft) -> Iterator[str]:
    yield from comment(PLAN.others[key])
    given = {path: text for path, text in draft.facts.items() if _of(path, key)}
    yield f"{key}:" if given else f"# {key}:"
    yield from _facts(given, asked, "  ", lead="" if given else "# ")


def _terms(terms: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "terms:"
    for issuer, given in terms.items():
        yield f"  {issuer}:"
        yield from _known(given, "    ")


def _attests(draft: Draft) -> Iterator[str]:
    if draft.attests:
        yield f"attests: {flow(each.value for each in draft.attests)}"
    rest = [each.value for each in Attestation if each not in draft.attests]
    if rest:
        yield f"# {'not signed' if draft.attests else 'attests'}: {flow(rest)}"


def _facts(
    given: Mapping[str, str],
    asked: Iterable[str],
    indent: str,
    *,
    lead: str = "",
    without: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the facts that are given, then those that were asked for and are open."""
    yield from _known(
        {path: text for path, text in given.items() if path not in without}, indent
    )
    for path in asked:
        if path not in given:
            yield from _open(path, f"{lead}{indent}")


def _known(given: Mapping[str, str], indent: str) -> Iterator[str]:
    for window, paths in (("trained", TRAINED), ("collected", COLLECTED)):
        said = {key: given[path] for key, path in paths.items() if path in given}
        if said:
            inside = ", ".join(f"{key}: {text}" for key, text in said.items())
            yield f"{indent}{window}: {{{inside}}}"
    windowed = set(_WINDOWS.values())
    for path, text in given.items():
        if path not in windowed:
            yield f"{indent}{_KEYS.get(path) or path.partition('.')[2]}: {text}"


def _open(path: str, indent: str) -> Iterator[str]:
    """Yield an open question as one line of comment."""
    fact = VOCABULARY.get(path)
    window = {at: f"{key} (under collected)" for key, at in COLLECTED.items()}.get(path)
    key = window or _KEYS.get(path) or path.partition(".")[2]
    question = fact.question.format(ingredient="it", issuer="the issuer")
    choices = choices_of(fact, WRITTEN)
    more = f" [{choices}]" if choices else ""
    yield from comment(f"{key}: {question}{more}", indent.removeprefix("# "))


def _of(path: str, group: str) -> bool:
    return path.startswith(f"{group}.")
