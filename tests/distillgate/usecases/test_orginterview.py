from distillgate.usecases.orginterview import (
    ask_organization,
    blank_organization,
    organization_facts,
    organization_text,
)
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import several
from policy.yamltext import read_yaml
from tests.distillgate.usecases.asking import Answerer

PLAN = b"plan: a\norganization: {file: org.yaml}\nstudent: {name: A}\nteachers: [hf:a/b]\n"


def test_what_cannot_matter_is_not_asked() -> None:
    asker = Answerer({"What is your organization": "individual"})
    sitting = ask_organization(asker)
    assert asker.was_asked("From which countries do owners", "controlled") == [False, False]
    assert "# controlled_by_countries: cannot matter" in organization_text(sitting)


def test_a_company_is_asked_for_its_owners() -> None:
    asker = Answerer({"What is your organization": "company"})
    ask_organization(asker)
    assert asker.was_asked("From which countries do owners") == [True]


def test_a_question_mark_explains_and_asks_again() -> None:
    asker = Answerer({"full legal name": "?"})
    ask_organization(asker)
    assert "Registered name of the legal entity" in asker.told[0]
    assert "nothing is guessed" in asker.told[0]
    assert len([each for each in asker.asked if "full legal name" in each]) == 2


def test_a_wrong_answer_is_asked_for_again() -> None:
    asker = Answerer({"What is your organization": "a firm"})
    assert "organization.kind" not in ask_organization(asker).written
    assert asker.told == ["`a firm` is no value of `organization.kind`"]


def test_the_file_is_what_a_plan_reads() -> None:
    asker = Answerer(
        {
            "full legal name": 'Müller & Söhne: #1 "KG"',
            "registered (a code": "Germany",
            "In which sectors": "finance, public sector",
            "a US person": "no",
            "revenue": "at most 4,000,000",
        }
    )
    text = organization_text(ask_organization(asker))
    notebook = Notebook()
    plan = parse_plan(
        read_yaml(PLAN, "plan.yaml"), notebook, lambda name: read_yaml(text.encode(), name)
    )
    assert notebook.found == []
    assert plan is not None
    assert plan.facts["organization.name"].value == 'Müller & Söhne: #1 "KG"'
    assert plan.facts["organization.sectors"].value == several("finance", "public-sector")
    assert plan.facts["organization.us_person"].value is False


def test_every_question_stands_in_the_blank_file_as_a_comment() -> None:
    text = organization_text(blank_organization(Answerer({})))
    assert all(line.startswith("#") for line in text.splitlines() if line)
    for fact in organization_facts():
        assert f"# {fact.path.partition('.')[2]}:" in text.splitlines()


def test_a_screening_result_is_not_asked_for() -> None:
    assert "organization.listed_on" not in {fact.path for fact in organization_facts()}
