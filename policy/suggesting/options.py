"""Options: for one finding that stands against a plan, every change that might remove it.

Whether one does is for judging to say; nothing is left out here that could,
save what the organization cannot choose.
"""

from collections.abc import Iterator
from datetime import date

from policy.case import Case, Ingredient
from policy.compiling import CompiledClause
from policy.documents import DocumentKind, Effect
from policy.explaining_words import listed
from policy.facts.fact import Attestation, Kind, Who
from policy.facts.vocabulary import VOCABULARY
from policy.house import House, WaiverRule
from policy.plan import Entry
from policy.suggesting import filing
from policy.suggesting.changes import Act, Append, Change, ChangeKind, Option, Put, Write
from policy.suggesting.choosing import Choosing
from policy.suggesting.outcome import Outcome, World
from policy.suggesting.pulling import Pulling
from policy.suggesting.swapping import Swapping
from policy.values import UNKNOWN
from policy.verdict import Finding, Question
from policy.yamlwriting import flow, scalar

_BINDS_US = "terms.binds_us"
_BUILT_IN = "distillgate"
_PARTS = frozenset({"made_from", "lineage"})
_LIFTABLE = frozenset(
    {
        DocumentKind.PROVIDER_TERMS,
        DocumentKind.USAGE_POLICY,
        DocumentKind.PROGRAM_TERMS,
        DocumentKind.MODEL_LICENSE,
        DocumentKind.DATASET_LICENSE,
        DocumentKind.STATEMENT,
    }
)
"""Documents whose issuer can agree to something else."""


class Options:
    """Finds the options of the findings of one outcome."""

    def __init__(self, world: World, outcome: Outcome) -> None:
        self._world = world
        self._outcome = outcome
        self._choosing = Choosing(outcome.plan, world.as_of, outcome.gone, anew=world.anew)
        self._pulling = Pulling(world, outcome, self._choosing)
        self._swapping = Swapping(world, self._choosing)

    def of(self, finding: Finding) -> tuple[Option, ...]:
        """Return every option for `finding`, each once."""
        found = (
            *self._signatures(finding),
            *self._answers(finding),
            *self._pulls(finding),
            *self._roots(finding),
            *self._settled(finding),
            *self._agreements(finding),
            *self._waivers(finding),
        )
        kept = self._world.kept
        return tuple(
            dict.fromkeys(
                option
                for option in found
                if option and not any(change.kind in kept for change in option)
            )
        )

    def _answers(self, finding: Finding) -> Iterator[Option]:
        """Yield the answers to the questions that are asked for the sake of `finding`."""
        if finding.name == f"{_BUILT_IN}#unknown-ingredient":
            yield from self._named_none(finding)
        for question in self._outcome.verdict.questions:
            if finding.clause in question.decides:
                yield from (option for _, option in self.answers_to(question))

    def answers_to(self, question: Question) -> tuple[tuple[str, Option], ...]:
        """Return each answer to `question` from a closed list, with what states it."""
        fact = VOCABULARY.find(question.fact)
        if fact is None or (fact.derived and fact.who is not Who.LEGAL):
            return ()
        if fact.who is not Who.LEGAL:
            return tuple(self._pulling.answers(question, fact))
        words = {"yes": "true", "no": "false"} if fact.kind is Kind.BOOLEAN else {}
        return tuple(
            (answer, self._determined(question, words.get(answer, answer), answer))
            for answer in reversed(question.answers)
        )

    def _determined(self, question: Question, value: str, answer: str) -> Option:
        scope = [("fact", question.fact), ("is", value)]
        names = [self._outcome.plan.id, question.fact, answer]
        if question.issuer is not None:
            scope.append(("issuer", question.issuer))
            names.append(question.issuer)
        student = self._outcome.case.facts.get("student.name")
        if question.fact != _BINDS_US and question.issuer and student is not None:
            scope.append(("students", flow([str(student.value)])))
        if question.ingredient is not None:
            scope.append(("ingredients", flow([question.ingredient])))
            names.append(question.ingredient)
        return self._on_file(
            ChangeKind.DETERMINATION,
            f"{question.fact} {question.issuer or ''} {question.ingredient or ''}".strip(),
            f"legal answers `{answer}`: {question.question}",
            filing.determination(names, self._world.as_of, scope),
        )

    def _named_none(self, finding: Finding) -> Iterator[Option]:
        """Yield what says that there is nothing where nobody said what there is."""
        for section in finding.missing:
            if section in _PARTS:
                yield self._signed(Attestation.INGREDIENTS_COMPLETE)
            elif section in {"teachers", "datasets"}:
                words = f"write `{section}: []`, if there are none"
                yield self._one(ChangeKind.ANSWER, section, words, Put((section,), "[]"))

    def _signed(self, name: Attestation) -> Option:
        words = f"sign `{name}`, if it is so"
        act = Append(("attests",), name.value)
        return self._one(ChangeKind.ANSWER, f"attests {name}", words, act)

    def _signatures(self, finding: Finding) -> Iterator[Option]:
        """Yield the attestations that would answer what is missing and are not signed."""
        signed = {each.name for each in self._outcome.plan.attests}
        facts = (VOCABULARY.find(path) for path in finding.missing)
        bundles = {each.attestation for each in facts if each and each.attestation}
        yield from (self._signed(name) for name in sorted(bundles - signed))

    def _one(self, kind: ChangeKind, slot: str, words: str, act: Put | Append) -> Option:
        return (Change(kind, slot, words, (act,), self._world.prices.of(kind)),)

    def _on_file(self, kind: ChangeKind, slot: str, words: str, file: Write) -> Option:
        cost = self._world.prices.of(kind)
        return (Change(kind, f"{kind} {slot}", words, (file,), cost),)

    def _pulls(self, finding: Finding) -> Iterator[Option]:
        for clause in self._clauses(finding):
            for key in finding.keys or (None,):
                yield from self._pulling.options(clause, key)

    def _clauses(self, finding: Finding) -> Iterator[CompiledClause]:
        """Yield the clause of `finding`, or those that a finding about several names."""
        for ref in clauses_of(finding):
            document, _, rule = ref.partition("#")
            compiled = self._world.pack.compiled(document.partition("@")[0])
            for version in compiled.versions if compiled and rule else ():
                yield from (each for each in version.clauses if each.ref == ref)

    def _roots(self, finding: Finding) -> Iterator[Option]:
        """Yield what may stand in the place of the entries that bring `finding`."""
        case = self._outcome.case
        roots = {each.root for each in case.ingredients if each.key in finding.keys}
        for root in sorted(roots):
            entry = self._choosing.entry(root)
            if entry is not None and entry.people is None:
                yield from self._swapping.options(root, entry)

    def _settled(self, finding: Finding) -> Iterator[Option]:
        """Yield how legal can settle a caution, which no other answer does."""
        caution = finding.effect is Effect.CAUTIONS and finding.kind != "built-in"
        if not caution or not finding.waivable:
            return
        said = [("settles", scalar(finding.name))]
        if finding.ingredient is not None:
            said.append(("ingredients", flow(_ids(finding, self._outcome.case))))
        names = [self._outcome.plan.id, "settles", finding.name]
        yield self._on_file(
            ChangeKind.DETERMINATION,
            finding.name,
            f"legal settles {finding.name} for this plan",
            filing.determination(names, self._world.as_of, said),
        )

    def _agreements(self, finding: Finding) -> Iterator[Option]:
        """Yield an agreement with the issuer that lifts all that it has against a model."""
        given = self._outcome.case.facts.get("organization.name")
        party = given.value if given else None
        if not isinstance(party, str):
            return
        issuers = {self._issuer(name) for name in named_by(finding)} - {None}
        for ingredient in self._outcome.case.ingredients:
            if ingredient.key in finding.keys:
                for issuer in sorted(str(each) for each in issuers):
                    yield self._agreed(issuer, ingredient, party)

    def _agreed(self, issuer: str, ingredient: Ingredient, party: str) -> Option:
        lifted = sorted(
            {
                name
                for each in self._outcome.blockers
                if ingredient.key in each.keys
                for name in named_by(each)
                if self._issuer(name) == issuer
            }
        )
        first = ingredient.value("ingredient.collected_from")
        today = self._world.as_of
        start = min(first, today) if isinstance(first, date) else today
        since = f", with effect from {start}, for what was collected" if start < today else ""
        words = f"obtain an agreement with {issuer} for {ingredient.id}{since}, that lifts"
        file = filing.agreement(party, issuer, ingredient.id, lifted, start)
        acts: tuple[Act, ...] = (file,)
        entry = self._choosing.entry(ingredient.root)
        if entry is not None and self._is_obtained(ingredient, entry):
            place = (*self._choosing.place(ingredient.root), "obtained")
            acts = (file, Put(place, today.isoformat()))
            words = f"obtain {ingredient.id} under an agreement with {issuer} that lifts"
        kind = ChangeKind.AGREEMENT
        slot = f"{kind} {issuer} {ingredient.id}"
        cost = self._world.prices.of(kind)
        return (Change(kind, slot, f"{words} {listed(lifted)}", acts, cost),)

    def _issuer(self, name: str) -> str | None:
        """Return who can agree to set the clause called `name` aside."""
        compiled = self._world.pack.compiled(name.partition("#")[0])
        document = compiled.document if compiled else None
        return document.issuer if document and document.kind in _LIFTABLE else None

    def _is_obtained(self, ingredient: Ingredient, entry: Entry) -> bool:
        """Return whether nobody said when it is obtained, so that it can be from now on."""
        undated = ingredient.value("ingredient.collected_from") is UNKNOWN
        return undated and entry.obtained is None and self._choosing.open

    def _waivers(self, finding: Finding) -> Iterator[Option]:
        """Yield the waivers for which house policy names who may give them."""
        if not finding.waivable:
            return
        rule = _rule(finding, self._world.pack.house)
        if rule is None:
            return
        who = " or ".join(rule.by) or "who may"
        days = f", for at most {rule.at_most.days} days" if rule.at_most else ""
        file = filing.waiver(self._outcome.plan.id, finding.name, rule, self._world.as_of)
        words = f"{who} waives {finding.name}{days}"
        yield self._on_file(ChangeKind.WAIVER, finding.name, words, file)


def clauses_of(finding: Finding) -> tuple[str, ...]:
    """Return the clause of `finding`, or those that exclude each other."""
    if finding.name != f"{_BUILT_IN}#duties-conflict":
        return (finding.clause,)
    return tuple(note.partition(": ")[0] for note in finding.notes)


def named_by(finding: Finding) -> tuple[str, ...]:
    """Return the names of the clauses of `finding`, without their versions."""
    found = (ref.partition("#") for ref in clauses_of(finding))
    return tuple(f"{document.partition('@')[0]}#{rule}" for document, _, rule in found)


def _ids(finding: Finding, case: Case) -> tuple[str, ...]:
    """Return the ingredients that `finding` is about, by reference."""
    known = [each.id for each in case.ingredients if each.key in finding.keys]
    return tuple(dict.fromkeys(known)) or (finding.ingredient or "",)


def _rule(finding: Finding, house: House) -> WaiverRule | None:
    clause = finding.name.partition("#")[2]
    return next((each for each in house.waivers if each.clause == clause), None)
