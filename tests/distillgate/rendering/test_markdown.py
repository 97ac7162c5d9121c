import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from distillgate.rendering import Format, Options, render
from distillgate.rendering.escaping import code, escaped
from distillgate.rendering.markdown import MARK, MOST_LINES
from distillgate.usecases.checked import CheckedPlan
from tests.distillgate.rendering import texts, verdicts
from tests.distillgate.rendering.verdicts import BAN, checked, clause, lines_of, verdict


def markdown(*plans: CheckedPlan) -> str:
    return render(plans, Format.MARKDOWN, Options(), lines_of)


@settings(deadline=None)
@given(st.lists(texts.plans(), max_size=8))
def test_a_comment_fits_and_begins_with_its_mark(plans: list[CheckedPlan]) -> None:
    shown = markdown(*plans)
    lines = shown.split("\n")
    assert lines[0] == MARK
    assert lines[-1] == ""
    assert len(lines) - 1 <= MOST_LINES


def without_code(line: str) -> str:
    """Return `line` less its code spans, as CommonMark finds them."""
    rest, shown = line, ""
    while found := re.search(r"(?<!\\)(`+)", rest):
        fence = found.group(1)
        end = re.search(rf"(?<!`){fence}(?!`)", rest[found.end() :])
        shown += rest[: found.start()]
        rest = rest[found.end() :]
        if end:
            rest = rest[end.end() :]
        else:
            shown += fence
    return shown + rest


@settings(deadline=None)
@given(st.lists(texts.plans(), max_size=3))
def test_no_text_of_a_user_becomes_markup(plans: list[CheckedPlan]) -> None:
    for line in markdown(*plans).split("\n")[1:]:
        bare = without_code(line)
        ours = re.sub(r"</?(details|summary)>|\*\*", "", bare)
        assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]<>|~$]", ours), line
        assert not re.search(r"(?<![\w])@\w|(?<!\\)://|\bwww\.", ours), line


@settings(deadline=None)
@given(texts.texts)
def test_code_spans_end_where_they_should(text: str) -> None:
    span = code(text)
    assert without_code(f"a {span} b") == "a  b"
    assert "\n" not in span


@settings(deadline=None)
@given(texts.texts, st.sampled_from(["# ", "- ", "1. ", "+ ", "=", "12) "]))
def test_escaped_text_begins_no_block(text: str, start: str) -> None:
    shown = escaped(start + text)
    assert "\n" not in shown
    assert not re.match(r"#|[-+] |\d+[.)]", shown)


def test_text_is_escaped_no_more_than_it_must() -> None:
    assert escaped("terms.same_family is no (3.3(e)); a - b") == (
        r"terms.same\_family is no (3.3(e)); a - b"
    )
    assert code("a`b") == "``a`b``"
    assert code("`a") == "`` `a ``"
    assert code("") == "`  `"


def test_long_text_is_cut() -> None:
    assert len(escaped("a " * 1000)) == 400
    assert escaped("a " * 1000).endswith("…")


def test_denials_that_do_not_fit_are_counted() -> None:
    grounds = [clause(BAN, f"ground-{number}", "A ground.") for number in range(100)]
    shown = markdown(checked(verdict(grounds)))
    named = shown.count("**denied**")
    assert 30 < named < 50
    assert f"- and {100 - named} more findings\n" in shown


def test_a_comment_stays_below_the_limit_of_github() -> None:
    ways = ("way " * 200, "other " * 200)
    grounds = [
        replace(
            clause(BAN, f"ground-{number}-{'x' * 300}", "<" * 1000),
            fix=ways,
            ingredient="_" * 400,
        )
        for number in range(100)
    ]
    shown = markdown(checked(verdict(grounds)))
    assert len(shown) <= 60_000
    assert "more findings" in shown


def test_the_gravest_plan_comes_first_and_no_plan_is_left_out() -> None:
    plans = [checked(verdict(plan=f"fine-{number}")) for number in range(100)]
    shown = markdown(*plans, checked(verdicts.denied()))
    assert shown.index("### denied") < shown.index("- approved: `fine-0`")
    assert "- approved: " in shown
    assert len(shown.splitlines()) <= MOST_LINES
    named = len(re.findall(r"`fine-\d+`", shown))
    assert f"- and {100 - named} more plans" in shown


def test_new_findings_come_first() -> None:
    answer = verdict((verdicts.HOUSE_RULE, BAN))
    shown = markdown(CheckedPlan("plan.yaml", answer, (), (BAN,)))
    assert shown.index("**new, denied**") < shown.index("**denied**")
    assert "; the change adds 1" in shown
