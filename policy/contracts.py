"""Contracts and licenses: which documents govern each ingredient, and what they come to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policy.case import Case, Ingredient, Link
from policy.compiling import CompiledDocument, CompiledVersion, Pack
from policy.documents import TERMS, Document
from policy.frozen import dataclass
from policy.holding import Held, Holder
from policy.lifting import Lift, agreement_lift, in_scope, lift, lifts_of
from policy.selecting import Selected, select
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE

WINDOW = ("ingredient.collected_from", "ingredient.collected_until")


@dataclass(frozen=True, slots=True)
class Text:
    """One document as it governs one ingredient."""

    document: Document | None
    """Nothing where the catalog names a document that no pack holds."""
    link: Link
    selected: Selected
    is_known: bool
    """Every text of it that may govern has been read."""

    @property
    def name(self) -> str:
        """The id of the document."""
        return self.link.document


def _is_known(compiled: CompiledDocument | None, selected: Selected) -> bool:
    if compiled is None or not compiled.is_read:
        return False
    gap = selected.gap and compiled.document.kind in TERMS
    return not gap and all(each.version.is_read for each, _ in selected.versions)


@dataclass(frozen=True, slots=True)
class Governed:
    """One ingredient with the texts that govern it and every clause held against it."""

    ingredient: Ingredient
    texts: tuple[Text, ...]
    held: tuple[Held, ...]


def govern(pack: Pack, case: Case, holder: Holder) -> tuple[Governed, ...]:
    """Return, for each ingredient, its texts and what their clauses come to, lifts applied."""
    agreements = tuple(pack.compiler.document(each) for each in case.agreements)
    governing = _Governing(pack, case, holder, agreements)
    return tuple([governing.of(ingredient) for ingredient in case.ingredients])


@dataclass(frozen=True, slots=True)
class _Governing:
    pack: Pack
    case: Case
    holder: Holder
    agreements: tuple[CompiledDocument, ...]

    def of(self, ingredient: Ingredient) -> Governed:
        """Return what governs `ingredient`."""
        signed = self._signed(ingredient) if self.agreements else []
        texts: list[Text] = []
        held: list[Held] = []
        for link, selected, compiled in self._texts(ingredient, signed):
            document = compiled.document if compiled else None
            texts.append(Text(document, link, selected, _is_known(compiled, selected)))
            if compiled is not None:
                held += self.holder.selected(compiled, selected, link, ingredient)
        lifts: list[Lift] = [
            agreement_lift(each.document, ingredient, truth) for each, truth in signed
        ]
        held = lift(held, [*lifts, *lifts_of(held)])
        return Governed(ingredient, tuple(texts), tuple(held))

    def _signed(self, ingredient: Ingredient) -> list[tuple[CompiledDocument, Truth]]:
        """Return the agreements that cover some of what `ingredient` gave, and whether all."""
        found = [
            (each, _coverage(each.document, ingredient, self.case))
            for each in self.agreements
            if in_scope(each.document, ingredient, self.case)
        ]
        return [(each, truth) for each, truth in found if truth is not FALSE]

    def _texts(
        self, ingredient: Ingredient, signed: list[tuple[CompiledDocument, Truth]]
    ) -> Iterator[tuple[Link, Selected, CompiledDocument | None]]:
        for link in ingredient.links:
            left = _left_by(signed, link)
            if left is None:
                continue
            compiled = self.pack.compiled(link.document)
            if compiled is None:
                yield left, Selected(()), None
                continue
            pinned = _pinned(signed, compiled)
            yield left, pinned or select(compiled, left, ingredient, self.case), compiled
        for agreement, truth in signed:
            link = Link(agreement.document.id, certainty=truth, missing=WINDOW)
            chosen = Selected(tuple((version, TRUE) for version in agreement.versions))
            yield link, chosen, agreement


def _left_by(signed: list[tuple[CompiledDocument, Truth]], link: Link) -> Link | None:
    """Return what agreements leave of `link`: nothing where one surely replaces the text."""
    for agreement, truth in signed:
        if link.document in agreement.document.replaces:
            if truth is TRUE:
                return None
            link = replace(link, certainty=MAYBE, missing=(*link.missing, *WINDOW))
    return link


def _pinned(
    signed: list[tuple[CompiledDocument, Truth]], compiled: CompiledDocument
) -> Selected | None:
    for agreement, truth in signed:
        label = dict(agreement.document.pins).get(compiled.document.id)
        versions: list[CompiledVersion] = [
            each for each in compiled.versions if each.version.label == label
        ]
        if label is not None and versions and truth is TRUE:
            return Selected(tuple((each, TRUE) for each in versions))
    return None


def _coverage(agreement: Document, ingredient: Ingredient, case: Case) -> Truth:
    """Return whether an agreement covers all (true), none (false) or a part of the window."""
    start = ingredient.value(WINDOW[0])
    end = ingredient.value(WINDOW[1])
    first = start if isinstance(start, date) else None
    last = end if isinstance(end, date) else None
    version = agreement.versions[0]
    if first is None and last is None:
        alone = not any(link.start for link in ingredient.links)
        held_now = version.covers(case.as_of)
        return MAYBE if alone and held_now else (TRUE if held_now else MAYBE)
    least = first or last or case.as_of
    most = last or first or case.as_of
    if version.covers(least) and version.covers(most):
        return TRUE if first and last else MAYBE
    begins = version.effective
    before = begins is not None and most < begins
    after = version.until is not None and least >= version.until
    return FALSE if before or after else MAYBE


def terms_of(governed: Governed) -> tuple[Text, ...]:
    """Return the texts that go by the time of collection."""
    return tuple(
        [
            text
            for text in governed.texts
            if text.document is not None and text.document.kind in TERMS
        ]
    )
