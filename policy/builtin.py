"""The built-in document `distillgate@1`: findings about what is not known."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from policy.basis import Grounds
from policy.case import Case, Ingredient, in_order
from policy.contracts import Governed, Text, terms_of
from policy.documents import Act, Confidence, Effect
from policy.frozen import dataclass
from policy.house import House
from policy.truth import FALSE
from policy.verdict import (
    NOTHING,
    Because,
    DutyState,
    Finding,
    Ruling,
    Severity,
    State,
    Weight,
)

DOCUMENT = "distillgate"
VERSION = "1"
REVIEW = Weight(Ruling.NEEDS_REVIEW, Ruling.NEEDS_REVIEW, Ruling.NEEDS_REVIEW)
OPEN_QUESTION = Weight(Ruling.NEEDS_REVIEW, Ruling.APPROVED, Ruling.DENIED)
UNSURE_REVIEW = Weight(Ruling.NEEDS_REVIEW, Ruling.APPROVED, Ruling.NEEDS_REVIEW)
OWED = Weight(Ruling.WITH_OBLIGATIONS, Ruling.WITH_OBLIGATIONS, Ruling.WITH_OBLIGATIONS)
DENIES = Weight(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One rule of the built-in document."""

    id: str
    title: str
    effect: Effect
    statement: str
    fix: tuple[str, ...]


RULES = {
    rule.id: rule
    for rule in (
        BuiltIn(
            "no-basis",
            "nothing gives the right to take this",
            Effect.CAUTIONS,
            "No clause that is known permits it, no agreement or determination covers it,"
            " and it is not our own work. Silence is no permission.",
            (
                "use an ingredient whose terms permit it",
                "record an agreement or a determination",
            ),
        ),
        BuiltIn(
            "unknown-ingredient",
            "it is not known what this is made from",
            Effect.CAUTIONS,
            "What is left out may be anything, so it stands for all that could be there.",
            ("name it in the plan; write `[]` or `none` where there is nothing",),
        ),
        BuiltIn(
            "unread-document",
            "a text that governs this has not been read",
            Effect.CAUTIONS,
            "The document is known to govern here, and its text is in no pack.",
            ("read the text and write it into a pack", "take another channel"),
        ),
        BuiltIn(
            "no-text-for-that-time",
            "no text is known for that time",
            Effect.CAUTIONS,
            "The document governed when this was collected, and no version of that time is"
            " known.",
            ("say when it was collected", "find the text of that time and add the version"),
        ),
        BuiltIn(
            "license-contradicted",
            "the declared license cannot be the whole truth",
            Effect.CAUTIONS,
            "What this was made from carries terms that the declared license does not.",
            ("ask legal for a determination on this license",),
        ),
        BuiltIn(
            "not-a-party",
            "others agreed to these terms, not we",
            Effect.CAUTIONS,
            "The terms bind those who agreed to them. Whether they reach us through what a"
            " stranger made is a question for legal.",
            ("record a determination that says whether they bind us",),
        ),
        BuiltIn(
            "duties-conflict",
            "no release can meet both duties",
            Effect.FORBIDS,
            "The duties ask for values that exclude each other.",
            ("leave out one of the two ingredients",),
        ),
        BuiltIn(
            "text-not-seen-lately",
            "nobody has looked at this text lately",
            Effect.CAUTIONS,
            "The text may have changed since it was last seen.",
            ("look at the text again and record the day",),
        ),
        BuiltIn(
            "check-again",
            "the terms may change before the collection ends",
            Effect.REQUIRES,
            "Outputs that are still to be collected are governed by the terms of their day:"
            " check the plan again when the collection ends.",
            (),
        ),
    )
}


def builtin_ref(name: str) -> str:
    """Return the full name of a built-in clause."""
    return f"{DOCUMENT}@{VERSION}#{name}"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a built-in finding says beyond its rule."""

    state: State
    severity: Severity
    weight: Weight
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    issuer: str | None = None
    due: Act | None = None
    duty: DutyState | None = None


def finding(
    name: str, case: Case, ingredients: tuple[Ingredient, ...], particulars: Particulars
) -> Finding:
    """Return the built-in finding `name` about `ingredients`."""
    rule = RULES[name]
    first = ingredients[0] if ingredients else None
    given = tuple(
        Because(fact, case.given(fact, first, particulars.issuer))
        for fact in particulars.missing
        if "." in fact
    )
    return Finding(
        clause=builtin_ref(name),
        versions=(VERSION,),
        title=rule.title,
        kind="built-in",
        issuer=particulars.issuer,
        section=name,
        url=None,
        topic="house",
        effect=rule.effect,
        state=particulars.state,
        severity=particulars.severity,
        ingredient=first.id if first else None,
        paths=in_order(path for each in ingredients for path in each.paths),
        statement=rule.statement,
        because=given,
        missing=particulars.missing,
        confidence=Confidence.HIGH,
        weight=particulars.weight,
        fix=rule.fix,
        due=particulars.due,
        duty=particulars.duty,
        notes=particulars.notes,
        span=first.span if first else case.span,
        keys=tuple(each.key for each in ingredients),
    )


def about_texts(governed: Governed, case: Case, house: House) -> Iterator[Finding]:
    """Yield what is not known about the texts that bind us for one ingredient."""
    for text in governed.texts:
        if text.link.accepted is not FALSE and not text.is_known:
            yield from _unread(text, governed.ingredient, case)
    terms = terms_of(governed)
    if not terms:
        return
    ours = [text for text in terms if text.link.accepted is not FALSE]
    yield from _no_text(ours, governed.ingredient, case)
    for text in ours:
        yield from _not_seen(text, governed.ingredient, case, house)
    yield from _check_again(governed.ingredient, case)


def _unread(text: Text, ingredient: Ingredient, case: Case) -> Iterator[Finding]:
    """Yield a finding for a text in no pack, or with versions that nobody has read."""
    title = text.document.title if text.document else text.name
    issuer = text.document.issuer if text.document else None
    if text.document is not None and text.document.is_read:
        versions = [each.version for each, _ in text.selected.versions]
        labels = [version.label for version in versions if not version.is_read]
        if not labels:
            return
        title = f"{title}, version {' and '.join(labels)}"
    notes = (f"the text: {title}",)
    particulars = Particulars(
        State.APPLIES, Severity.REVIEW, OPEN_QUESTION, text.link.missing, notes, issuer
    )
    yield finding("unread-document", case, (ingredient,), particulars)


def _no_text(texts: list[Text], ingredient: Ingredient, case: Case) -> Iterator[Finding]:
    """Yield one finding for all texts of which a part of the time is not known."""
    gaps = [text for text in texts if text.selected.gap and _is_read(text)]
    if not gaps:
        return
    missing = tuple(sorted({fact for text in gaps for fact in text.selected.missing}))
    sure = any(not text.selected.missing for text in gaps)
    particulars = Particulars(
        State.APPLIES if sure else State.UNSURE,
        Severity.REVIEW,
        OPEN_QUESTION,
        () if sure else missing,
        tuple(sorted({_first_known(text) for text in gaps})),
    )
    yield finding("no-text-for-that-time", case, (ingredient,), particulars)


def _is_read(text: Text) -> bool:
    return text.document is not None and text.document.is_read


def _first_known(text: Text) -> str:
    if text.document is None:
        return text.name
    first = text.document.versions[0]
    since = first.effective.isoformat() if first.effective else f"version {first.label}"
    return f"the first text known of {text.document.title}: {since}"


def _not_seen(
    text: Text, ingredient: Ingredient, case: Case, house: House
) -> Iterator[Finding]:
    for compiled, _ in text.selected.versions:
        version = compiled.version
        if version.closed or version.last_seen is None or text.document is None:
            continue
        end = text.link.end or case.as_of
        if min(end, case.as_of) <= version.last_seen:
            continue
        age = case.as_of - version.last_seen
        if age <= timedelta(days=house.staleness.note):
            continue
        grave = age > timedelta(days=house.staleness.review)
        seen = f"last seen {version.last_seen.isoformat()}, {age.days} days ago"
        notes = (f"{text.document.title}, version {version.label}: {seen}",)
        severity, weight = (Severity.REVIEW, REVIEW) if grave else (Severity.NOTE, NOTHING)
        particulars = Particulars(
            State.APPLIES, severity, weight, (), notes, text.document.issuer
        )
        yield finding("text-not-seen-lately", case, (ingredient,), particulars)


def _check_again(ingredient: Ingredient, case: Case) -> Iterator[Finding]:
    end = ingredient.value("ingredient.collected_until")
    start = ingredient.value("ingredient.collected_from")
    last = end if isinstance(end, date) else start
    if not isinstance(last, date) or last <= case.as_of or ingredient.depth > 0:
        return
    notes = (f"the collection ends on {last.isoformat()}",)
    particulars = Particulars(
        State.APPLIES, Severity.DUTY, OWED, (), notes, None, Act.TRAIN, DutyState.OPEN
    )
    yield finding("check-again", case, (ingredient,), particulars)


def about_ingredient(ingredient: Ingredient, case: Case) -> Iterator[Finding]:
    """Yield what is not known about what an ingredient is.

    A contradicted license is a note where the texts upstream that it leaves
    out are held themselves.
    """
    if ingredient.unknown is not None:
        severity, weight = (
            (Severity.NOTE, NOTHING) if ingredient.noted else (Severity.REVIEW, OPEN_QUESTION)
        )
        missing = () if ingredient.noted else (ingredient.unknown,)
        particulars = Particulars(State.APPLIES, severity, weight, missing)
        yield finding("unknown-ingredient", case, (ingredient,), particulars)
    if ingredient.contradicted is not None and not _is_settled(ingredient, case):
        notes = (ingredient.contradicted,)
        upstream = [each for each in case.ingredients if each.root == ingredient.key]
        held = any(each.links for each in upstream if each.key != ingredient.key)
        severity, weight = (Severity.NOTE, NOTHING) if held else (Severity.REVIEW, REVIEW)
        particulars = Particulars(State.APPLIES, severity, weight, (), notes)
        yield finding("license-contradicted", case, (ingredient,), particulars)


def _is_settled(ingredient: Ingredient, case: Case) -> bool:
    """Return whether a determination says that a contradicted license is none."""
    return any(
        one.clause == f"{DOCUMENT}#license-contradicted"
        and one.names(ingredient.id)
        and case.as_of < one.until
        for one in case.settlements
    )


def no_basis(grounds: Iterable[Grounds], case: Case) -> Iterator[Finding]:
    """Yield a finding for each thing that is taken without a basis and without a ban."""
    groups: dict[tuple[object, ...], list[Grounds]] = {}
    for each in grounds:
        if not each.bases and not each.banned:
            open_facts = frozenset({*each.missing, *each.need.missing})
            key = (each.need.ingredient.key, each.open, each.unread, open_facts)
            groups.setdefault(key, []).append(each)
    for group in groups.values():
        yield _without(group, case)


def _without(group: list[Grounds], case: Case) -> Finding:
    """Return the finding that nothing gives the right to take what `group` is about."""
    first = group[0]
    missing = tuple(sorted({*first.missing, *first.need.missing}))
    state, weight = (State.UNSURE, UNSURE_REVIEW) if first.open else (State.APPLIES, REVIEW)
    things = " and ".join(each.need.thing for each in group)
    notes = [f"what is taken: {things}"]
    if first.unread:
        notes.append("what gives the right may stand in a text that has not been read")
    particulars = Particulars(state, Severity.REVIEW, weight, missing, tuple(notes))
    return finding("no-basis", case, (first.need.ingredient,), particulars)
