from dataclasses import replace

from distillgate.console.pages import drawn
from distillgate.console.queuepage import (
    Filters,
    counted_tabs,
    queue_page,
    queue_row,
    sought_of,
)
from distillgate.console.words import Locale
from distillgate.usecases.review import ask, deny, escalate
from registry.database import Database
from registry.reviewqueue import Order, counted, queue
from registry.reviews import About, Reason
from tests.distillgate.console.views import DAY, frame, stored
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.test_review import acting, denied_plan, requested

LEGAL = ("legal",)
BARE = {"views": (), "decides": False}


def named(plan: str) -> str:
    text = approved().replace("    account: business\n", "")
    return text.replace("plan: document-reader", f"plan: {plan}")


def plans_in(database: Database, filters: Filters, name: str = "max") -> list[str]:
    with database.reading() as connection:
        found = queue(connection, sought_of(filters, name, LEGAL))
    assert found.total >= len(found.reviews)
    return [each.plan for each in found.reviews]


def test_the_tabs_part_what_waits_from_what_is_decided(database: Database) -> None:
    for name in ("one", "two", "three"):
        requested(database, a_plan(named(name)))
    ask(2, "Which account?", About(), acting(database))
    deny(3, Reason.RISK, "", acting(database))
    assert plans_in(database, Filters("group")) == ["one"]
    assert plans_in(database, Filters("asked")) == ["two"]
    assert plans_in(database, Filters("closed")) == ["three"]
    assert plans_in(database, Filters("all")) == ["one", "two"]
    assert plans_in(database, Filters("mine")) == []
    assert plans_in(database, Filters("mine"), "jo") == ["one", "two"]


def test_what_was_handed_to_another_group_is_theirs(database: Database) -> None:
    requested(database, a_plan(named("one")))
    escalate(1, 'ip "law" 100%', "", acting(database))
    assert plans_in(database, Filters("group")) == []
    assert plans_in(database, Filters("all")) == ["one"]
    with database.reading() as connection:
        theirs = sought_of(Filters("group"), "ann", ('ip "law" 100%',))
        assert queue(connection, theirs).total == 1
        others = sought_of(Filters("group"), "ann", ('ip "law" 1000',))
        assert queue(connection, others).total == 0


def test_words_are_found_as_they_stand_and_never_as_a_pattern(database: Database) -> None:
    for name in ("one", "two"):
        requested(database, a_plan(named(name)))
    assert plans_in(database, Filters("all", words="TW")) == ["two"]
    assert plans_in(database, Filters("all", words="%")) == []
    assert plans_in(database, Filters("all", words="_")) == []


def test_the_gravest_come_first_where_that_is_asked(database: Database) -> None:
    requested(database, a_plan(named("one")))
    requested(database, denied_plan())
    gravest = plans_in(database, Filters("all", order=Order.GRAVEST.value))
    assert gravest[-1] == "one"
    assert len(gravest) == 2
    assert plans_in(database, Filters("all", ruling="needs-review")) == ["one"]


def test_a_page_at_a_time(database: Database) -> None:
    for name in ("one", "two", "three"):
        requested(database, a_plan(named(name)))
    sought = replace(sought_of(Filters("all"), "max", LEGAL), most=2)
    with database.reading() as connection:
        first = queue(connection, sought)
        second = queue(connection, replace(sought, skip=2))
        third = queue(connection, replace(sought, skip=4))
    assert [each.plan for each in first.reviews] == ["one", "two"]
    assert [each.plan for each in second.reviews] == ["three"]
    assert third.reviews == ()
    assert {each.total for each in (first, second, third)} == {3}


def test_what_a_query_cannot_mean_is_left_out() -> None:
    said = {
        "tab": "<b>",
        "ruling": "maybe",
        "order": "random",
        "page": "-1",
        "words": "x" * 999,
    }
    filters = Filters.of(said)
    assert filters == Filters("group", "x" * 200, "", "oldest", 1)
    assert Filters.of({"page": "7"}).page == 7
    assert "page=8" in Filters.of({"page": "7"}).link(page=8)


def test_a_row_says_why_it_is_here(database: Database) -> None:
    review = requested(database, denied_plan())
    one = stored(database)
    row = queue_row(review, one.verdict, one.case, DAY, Locale.ENGLISH)
    assert (row.mark.text, row.requester, row.waits) == ("Denied", "jo", "today")
    assert row.why
    with database.reading() as connection:
        found = queue(connection, sought_of(Filters("all"), "max", LEGAL))
        tabs = counted_tabs(
            Filters("all"),
            lambda each: sought_of(each, "max", LEGAL),
            lambda sought: counted(connection, sought),
            Locale.ENGLISH,
        )
    page = queue_page(Filters("all"), tabs, found, (row,), Locale.ENGLISH)
    html = drawn("queue.html", frame("/reviews"), page, BARE)
    assert 'data-open="/reviews/1"' in html
    assert row.why[0].split()[0] in html


def test_an_empty_queue_says_so(database: Database) -> None:
    with database.reading() as connection:
        found = queue(connection, sought_of(Filters(), "max", LEGAL))
    page = queue_page(Filters(), (), found, (), Locale.ENGLISH)
    assert "Nothing waits here" in drawn("queue.html", frame("/reviews"), page, BARE)
    narrowed = queue_page(Filters(words="x"), (), found, (), Locale.ENGLISH)
    assert "Nothing fits" in drawn("queue.html", frame("/reviews"), narrowed, BARE)
