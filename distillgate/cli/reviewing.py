"""Runs and draws the commands about reviews."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.cli.choices import ReasonChoice, Shape, StateChoice
from distillgate.cli.page import Page, table
from distillgate.cli.permitlisting import tell_suspended
from distillgate.cli.recording import made_ledger, made_registry, read_registry, writer_of
from distillgate.cli.showing import Stock, shown
from distillgate.cli.terminal import Terminal
from distillgate.cli.terminal import answer as say
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases import review as acts
from distillgate.usecases.answerquestion import answer as answer_question
from distillgate.usecases.approvealike import approve_alike
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.reviewviews import Reviews, review_json, standing
from policy.canonical import canonical_json
from registry.reviews import About, Act, ActKind, Reason, Review, ReviewState
from registry.reviewstore import SoughtReviews


@dataclass(frozen=True, slots=True)
class Listing:
    """Which reviews are listed."""

    plan: str | None
    state: StateChoice | None
    undecided: bool
    most: int


@dataclass(frozen=True, slots=True)
class Approving:
    """What somebody says who approves."""

    until: date
    reason: ReasonChoice
    note: str
    obligations: tuple[str, ...]


def request(name: str, note: str, form: Shape, terminal: Terminal) -> None:
    """Open a review of a decision."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        database = made_registry(terminal)
        decision = Records(database).decision(name, stock.said(name))
        reviewing = _reviewing(name, stock, terminal)
        _draw(acts.request_review(decision, note, reviewing), form, terminal)


def list_reviews(wanted: Listing, form: Shape, terminal: Terminal) -> None:
    """Draw the reviews that are sought, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        state = ReviewState(wanted.state.value) if wanted.state else None
        sought = SoughtReviews(wanted.plan, state, wanted.undecided, most=wanted.most)
        found = Reviews(read_registry(terminal)).sought(sought)
        day = today()
        if form is Shape.JSON:
            say(canonical_json([review_json(each, day) for each in found]) + "\n")
            return
        rows = [
            (
                str(each.number),
                standing(each, day),
                each.plan,
                f"decision {each.decision}",
                each.group or "",
                f"{each.asked_by}, {each.acts[-1].writer.at[:10]}",
            )
            for each in found
        ]
        say("".join(f"{row}\n" for row in table(rows)))


def show(name: str, form: Shape, terminal: Terminal) -> None:
    """Draw one review."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        review = Reviews(read_registry(terminal)).review(name, stock.said(name))
        _draw(review, form, terminal)


def ask(
    name: str,
    text: str,
    about: tuple[str | None, str | None, str | None],
    form: Shape,
    terminal: Terminal,
) -> None:
    """Ask the requester back."""
    _act(name, form, terminal, lambda to, at: acts.ask(to, text, About(*about), at))


def answer(name: str, text: str, question: int | None, form: Shape, terminal: Terminal) -> None:
    """Answer a question."""
    _act(name, form, terminal, lambda to, at: answer_question(to, question, text, at))


def approve(names: Sequence[str], said: Approving, form: Shape, terminal: Terminal) -> None:
    """Approve until a day: one plan, or many that the same speaks against."""
    reason = Reason(said.reason.value)
    approval = acts.Approval(said.until, reason, said.note, said.obligations)
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        reviews = Reviews(read_registry(terminal))
        named = [(reviews.called(each, stock.said(each)), stock.said(each)) for each in names]
        reviewing = _reviewing(names[0], stock, terminal)
        done = approve_alike(named, approval, reviewing)
        if len(done) == 1:
            _draw(done[0], form, terminal)
        elif form is Shape.JSON:
            say(canonical_json([review_json(each, today()) for each in done]) + "\n")
        else:
            rows = [
                (f"review {each.number}", each.plan, standing(each, today())) for each in done
            ]
            say("".join(f"{row}\n" for row in table(rows)))


def confirm(name: str, note: str, form: Shape, terminal: Terminal) -> None:
    """Confirm that a denial is set aside."""
    _act(name, form, terminal, lambda to, at: acts.confirm(to, note, at))


def deny(name: str, reason: ReasonChoice, note: str, form: Shape, terminal: Terminal) -> None:
    """Deny."""
    why = Reason(reason.value)
    _act(name, form, terminal, lambda to, at: acts.deny(to, why, note, at))


def escalate(name: str, group: str, note: str, form: Shape, terminal: Terminal) -> None:
    """Hand a review to a group."""
    _act(name, form, terminal, lambda to, at: acts.escalate(to, group, note, at))


def reopen(name: str, note: str, form: Shape, terminal: Terminal) -> None:
    """Take back what was decided."""
    _act(name, form, terminal, lambda to, at: acts.reopen(to, note, at))


def _act(
    name: str,
    form: Shape,
    terminal: Terminal,
    does: Callable[[int, acts.Reviewing], Review],
) -> None:
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        review = Reviews(read_registry(terminal)).review(name, stock.said(name))
        after = does(review.number, _reviewing(name, stock, terminal))
        _draw(after, form, terminal)
        if review.state is ReviewState.APPROVED:
            tell_suspended(made_registry(terminal), after.plan)


def _reviewing(name: str, stock: Stock, terminal: Terminal) -> acts.Reviewing:
    return acts.Reviewing(
        made_ledger(terminal),
        writer_of(terminal),
        terminal.settings.roles,
        stock.library,
        stock.said(name),
    )


def _draw(review: Review, form: Shape, terminal: Terminal) -> None:
    day = today()
    if form is Shape.JSON:
        say(canonical_json(review_json(review, day)) + "\n")
        return
    page = Page(terminal.width)
    page.line(f"review {review.number}: {standing(review, day)}")
    page.row("plan", f"{review.plan}: {review.title}")
    page.row("decision", str(review.decision))
    page.row("group", review.group)
    for act in review.acts:
        page.line()
        _draw_act(act, page)
    say(page.text())


def _draw_act(act: Act, page: Page) -> None:
    answered = f" of question {act.question}" if act.question else ""
    page.line(f"{act.number}. {act.kind}{answered}, {act.writer.name}, {act.writer.at[:16]}Z")
    page.row("says", act.text)
    if act.before is not None:
        what = "given" if act.kind is ActKind.CARRY else "asked"
        before = act.before
        at = f"act {before.act} of review {before.review}"
        page.row("carried", f"{what} by {before.by}, {before.at[:10]}, {at}")
    about = " ".join(filter(None, (act.about.fact, act.about.ingredient, act.about.issuer)))
    page.row("asks for", about)
    page.row("to", act.group)
    page.row("reason", act.reason.value if act.reason else None)
    page.row("until", act.until.isoformat() if act.until else None)
    for duty in act.obligations:
        page.row("obligation", duty)
    if act.overrides:
        page.row("", "sets a denial aside, which takes a second person")
