"""Ingredients of a case: what the plan names, what is known of it, and its lineage."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from policy.case import Edge, Ingredient, Link, Path, Role, Step
from policy.plan import Entry, NoBase, Part
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Given, Origin, Value
from registry.filling import INGREDIENT, Filling, Root, Setting
from registry.governing import Channel, Governing, party
from registry.lineage import Ancestor, Closure, by_weights, closure, families
from registry.records import Artifact, ArtifactKind
from registry.sheet import Sheet
from registry.termfacts import TermFacts

_ROLES = {Part.TEACHER: Role.TEACHER, Part.BASE: Role.BASE, Part.DATASET: Role.DATASET}
_EDGES = {Role.TEACHER: Edge.OUTPUTS, Role.BASE: Edge.WEIGHTS, Role.DATASET: Edge.DATA}


class IngredientMaker:
    """Makes the ingredients of one case."""

    def __init__(self, setting: Setting, governing: Governing) -> None:
        self._setting = setting
        self._governing = governing
        self._filling = Filling(setting)
        self._families = _student_families(setting)

    def ingredients(self) -> Iterator[Ingredient]:
        """Yield every ingredient: those of the plan in its order, each before its lineage."""
        plan = self._setting.plan
        for key, entry, role in self._named():
            if entry.unknown or entry.ref is None:
                yield self._placeholder(key, _section(role), role, entry)
            else:
                yield from self._rooted(key, entry, role)
        silent = (("teachers", plan.teachers), ("datasets", plan.datasets))
        for section, entries in silent:
            if entries is None and not self._setting.complete:
                yield self._placeholder(section, section, _role_of(section), None)
        if plan.base is None and not self._setting.complete:
            yield self._placeholder("student.base", "student.base", Role.BASE, None)

    def _named(self) -> Iterator[tuple[str, Entry, Role]]:
        plan = self._setting.plan
        if isinstance(plan.base, Entry):
            yield "student.base", plan.base, Role.BASE
        for place, entry in enumerate(plan.teachers or ()):
            yield f"teachers[{place}]", entry, Role.TEACHER
        for place, entry in enumerate(plan.datasets or ()):
            yield from _unpacked(f"datasets[{place}]", entry)

    def _rooted(self, key: str, entry: Entry, role: Role) -> Iterator[Ingredient]:
        """Yield an ingredient of the plan and everything upstream of it."""
        root = self._root(key, entry, role)
        yield self._made(root)
        if entry.local and entry.made_from is None:
            yield self._placeholder(f"{key}/made_from", "made_from", role, entry, root.path)
        if entry.local and role is not Role.DATASET:
            yield from self._own_lineage(root)
        if root.artifact is not None:
            upstream = closure(self._setting.catalog, root.artifact, root.path)
            for ancestor in upstream.ancestors:
                yield self._ancestor(root, ancestor)
            yield from self._unknown_upstream(root, upstream)

    def _root(self, key: str, entry: Entry, role: Role) -> Root:
        name = entry.ref.canonical if entry.ref else "unknown"
        kind = ArtifactKind.DATASET if role is Role.DATASET else ArtifactKind.MODEL
        artifact = None if entry.local else self._setting.catalog.artifact(name, kind)
        sheet = Sheet(INGREDIENT, entry.facts, self._setting.sheet)
        path = (Step(_EDGES[role], name),)
        root = Root(key, entry, role, artifact, sheet, path)
        self._filling.root(root)
        return root

    def _made(self, root: Root) -> Ingredient:
        """Return the ingredient that the plan itself names."""
        links = (
            ()
            if root.entry.local
            else self._governing.links(_channel(root, self._filling.through(root)), root.sheet)
        )
        terms = self._terms(root.sheet, links, root.artifact, (root.name,))
        return Ingredient(
            key=root.key,
            id=root.name,
            role=root.role,
            root=root.key,
            paths=(root.path,),
            facts=root.sheet.given,
            terms=terms,
            links=links,
            contradicted=root.artifact.contradiction if root.artifact else None,
            span=root.entry.span,
        )

    def _terms(
        self,
        sheet: Sheet,
        links: Iterable[Link],
        artifact: Artifact | None,
        names: tuple[str, ...],
    ) -> Mapping[str, Mapping[str, Given]]:
        issuers = {str(sheet.value("ingredient.maker"))} - {str(UNKNOWN), UNKNOWN.value}
        for link in links:
            document = self._setting.pack.documents.get(link.document)
            if document is not None and document.issuer is not None:
                issuers.add(document.issuer)
        facts = TermFacts(self._setting, sheet, self._families)
        return {issuer: facts.under(issuer, artifact, names) for issuer in sorted(issuers)}

    def _ancestor(self, root: Root, ancestor: Ancestor) -> Ingredient:
        """Return what lies upstream of `root`, as it is seen through it."""
        role = _upstream_role(root.role, ancestor.paths)
        held = any(_held(root, path) for path in ancestor.paths)
        sheet = self._filling.upstream(root, ancestor, role, held=held)
        links = self._upstream_links(root, ancestor, sheet, held=held)
        return Ingredient(
            key=f"{root.key}/{role.value}/{ancestor.ref}",
            id=ancestor.ref,
            role=role,
            root=root.key,
            paths=tuple(ancestor.paths),
            facts=sheet.given,
            terms=self._terms(sheet, links, ancestor.artifact, (ancestor.ref, root.name)),
            links=links,
            span=root.entry.span,
        )

    def _upstream_links(
        self, root: Root, ancestor: Ancestor, sheet: Sheet, *, held: bool
    ) -> tuple[Link, ...]:
        if _relicensed(self._setting, root, ancestor):
            return ()
        accepted, asked = _upstream_party(root, ancestor, held=held)
        artifact = ancestor.artifact
        channel = Channel(
            maker=_slug(sheet.value("ingredient.maker")),
            through=(),
            artifact=artifact,
            accepted=accepted,
            accepted_by=asked,
            start=_day(sheet.value("ingredient.collected_from")),
            end=_day(sheet.value("ingredient.collected_until")),
            obtained=root.entry.obtained,
            revision=None,
            not_after=_went_in(self._setting, root, ancestor),
        )
        closed = artifact is not None and artifact.weights_open is False
        if closed:
            return self._governing.upstream(channel, sheet)
        return tuple(self._governing.licenses(channel))

    def _own_lineage(self, root: Root) -> Iterator[Ingredient]:
        """Yield what a model of our own was made from, as the plan says."""
        for place, entry in enumerate(root.entry.made_from or ()):
            key = f"{root.key}.made_from[{place}]"
            if entry.people is not None:
                continue
            role = _ROLES[entry.part]
            if entry.unknown or entry.ref is None:
                yield self._placeholder(key, "made_from", role, entry, root.path)
                continue
            for made in self._rooted(key, entry, role):
                yield _behind(made, root.path)

    def _unknown_upstream(self, root: Root, upstream: Closure) -> Iterator[Ingredient]:
        """Yield one placeholder for all that is not known upstream of `root`."""
        if not upstream.unnamed and not upstream.incomplete:
            return
        if root.sheet.value("ingredient.weights") == "closed":
            return
        made = self._placeholder(
            f"{root.key}/lineage", "lineage", root.role, root.entry, root.path
        )
        yield replace(made, noted=self._setting.complete, id=root.name)

    def _placeholder(
        self,
        key: str,
        section: str,
        role: Role,
        entry: Entry | None,
        path: Path = (),
    ) -> Ingredient:
        """Return what stands for all that could be where nobody said what is."""
        step = Step(_EDGES[role], "unknown")
        name = entry.ref.canonical if entry and entry.ref else section
        derived = {
            "ingredient.id": Given(name, Origin.DERIVED),
            "ingredient.role": Given(role.value, Origin.DERIVED),
        }
        return Ingredient(
            key=key,
            id=name,
            role=role,
            root=key,
            paths=((*path, step),),
            facts=derived,
            unknown=section,
            span=entry.span if entry else self._setting.plan.span,
        )


def _unpacked(key: str, entry: Entry) -> Iterator[tuple[str, Entry, Role]]:
    """Yield a data set; one of our own also with what it was made from, as if named itself.

    Wrapping a teacher's outputs in a folder of one's own changes nothing in
    the terms under which they were collected.
    """
    if entry.people is not None:
        return
    yield key, entry, _ROLES[entry.part]
    if entry.local:
        for place, part in enumerate(entry.made_from or ()):
            role = Role.TEACHER if part.part is Part.BASE else None
            for inner, made, inner_role in _unpacked(f"{key}.made_from[{place}]", part):
                yield inner, made, role or inner_role


def _behind(made: Ingredient, path: Path) -> Ingredient:
    """Return an ingredient of our own model as it lies behind that model."""
    return replace(made, paths=tuple((*path, *each) for each in made.paths))


def _held(root: Root, path: Path) -> bool:
    """Return whether we hold the weights at the end of `path`, inside those of the root."""
    return by_weights(path[1:]) and root.sheet.value("ingredient.access") == "weights"


def _upstream_role(root: Role, paths: list[Path]) -> Role:
    """Return what an ancestor is: as its root where inside it, else what its edge says."""
    if any(by_weights(path[1:]) for path in paths):
        return root
    if any(path[-1].edge is Edge.DATA for path in paths):
        return Role.DATASET
    return Role.TEACHER


def _section(role: Role) -> str:
    return {Role.TEACHER: "teachers", Role.BASE: "student.base"}.get(role, "datasets")


def _role_of(section: str) -> Role:
    return Role.TEACHER if section == "teachers" else Role.DATASET


def _slug(value: Value) -> str:
    return str(value) if value is not UNKNOWN else "unknown-maker"


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _went_in(setting: Setting, root: Root, ancestor: Ancestor) -> date | None:
    """Return the last day on which an ancestor's outputs can have been taken.

    What somebody made of them was then released; unknown on one path is
    unknown.
    """
    days = [_released_after(setting, root, path) for path in ancestor.paths]
    return None if None in days else max(filter(None, days), default=None)


def _released_after(setting: Setting, root: Root, path: Path) -> date | None:
    names = [step.to for step in path[len(root.path) : -1]]
    children = [root.artifact, *map(setting.catalog.artifact, names)]
    days = [each.released_on for each in children if each and each.released_on]
    return days[-1] if days else None


def _relicensed(setting: Setting, root: Root, ancestor: Ancestor) -> bool:
    """Return whether the maker itself gave out what it made of this under other terms.

    Who holds the rights in a model licenses what it makes of it anew; the
    later license of the same maker then speaks for both.
    """
    if ancestor.artifact is None:
        return False
    return all(_same_hand(setting, root, ancestor.artifact, path) for path in ancestor.paths)


def _same_hand(setting: Setting, root: Root, artifact: Artifact, path: Path) -> bool:
    if path[-1].edge is not Edge.WEIGHTS:
        return False
    child = root.artifact
    if len(path) > len(root.path) + 1:
        child = setting.catalog.artifact(path[-2].to)
    known = child is not None and bool(child.documents)
    return known and child is not None and child.maker == artifact.maker


def _upstream_party(
    root: Root, ancestor: Ancestor, *, held: bool
) -> tuple[Truth, tuple[str, ...]]:
    """Return whether we are a party to what governs an ancestor."""
    if held or root.sheet.value("ingredient.own") is True:
        return TRUE, ()
    by = root.sheet.value("ingredient.by")
    if root.role is Role.DATASET:
        return party(by, root.sheet.value("ingredient.account_holder"))
    inside = any(all(step.edge is Edge.WEIGHTS for step in path[1:]) for path in ancestor.paths)
    return (MAYBE, ("terms.binds_us",)) if inside else (FALSE, ())


def _student_families(setting: Setting) -> frozenset[str] | None:
    """Return the families whose weights the student contains; nothing where unknown."""
    base = setting.plan.base
    if isinstance(base, NoBase):
        return frozenset()
    if base is None or base.ref is None:
        return None
    artifact = setting.catalog.artifact(base.ref.canonical)
    if artifact is None:
        return None
    upstream = closure(setting.catalog, artifact, ())
    return families(iter([(artifact, upstream)]))


def _channel(root: Root, through: tuple[str, ...] | None) -> Channel:
    sheet = root.sheet
    holder = sheet.value("ingredient.account_holder")
    accepted, asked = party(sheet.value("ingredient.by"), holder)
    if sheet.value("ingredient.access") in {"weights", "dataset"}:
        accepted, asked = TRUE, ()
    start = _day(sheet.value("ingredient.collected_from"))
    return Channel(
        maker=_slug(sheet.value("ingredient.maker")),
        through=through,
        artifact=root.artifact,
        accepted=accepted,
        accepted_by=asked,
        start=start,
        end=_day(sheet.value("ingredient.collected_until")),
        obtained=root.entry.obtained or start,
        revision=root.entry.ref.revision if root.entry.ref else None,
    )
