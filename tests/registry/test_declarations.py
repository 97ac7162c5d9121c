import pytest
from sqlalchemy import event, text

from registry.catalogs import SeedCatalog, seed_catalog
from registry.database import Database
from registry.declarations import StatementStore
from registry.lineage import closure
from registry.madefromitself import circles_with_others, own_circles
from registry.recorded import RecordedCatalog, SubjectReader, Wanted, recorded_catalog
from registry.records import Artifact, ArtifactKind
from registry.statementjson import body_of
from registry.statements import Declaration, SubjectKind
from tests.databases import JO, MAX
from tests.registry.declaring import declarations, model, models

MODEL = SubjectKind.MODEL
NOTHING_SHIPS = seed_catalog((), (), (), ())


def declare(database: Database, *declared: Declaration) -> None:
    with database.writing() as connection:
        StatementStore(connection).declare(declared, JO)


def catalog(database: Database, shipped: SeedCatalog = NOTHING_SHIPS) -> RecordedCatalog:
    return recorded_catalog(shipped, database.reading)


def parts(declared: Declaration) -> tuple[object, ...]:
    """Return what a declaration states, and what it says of itself."""
    body = body_of(declared.record, declared.stated)
    source = (declared.revision, declared.evidence, declared.reason)
    return declared.kind, declared.ref, declared.grade, body, *source


def counted(database: Database, table: str) -> object:
    with database.reading() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 our own table


def test_what_was_declared_is_read_back_as_it_was(database: Database) -> None:
    declared = declarations(
        "models:\n"
        "  - {model: 'hf:Acme/One@r1', declared_license: mit, weights: open, parameters: 8e9,\n"
        "     released_on: 2026-01-02, aliases: ['hf:acme/uno'], confidence: high,\n"
        "     made_from: [{model: 'hf:acme/base', relation: finetune, confidence: low},\n"
        "                 {teacher_unknown: some teacher}],\n"
        "     grade: curated, reason: seen, evidence: 'https://x.example'}\n"
        "providers: [{provider: acme, name: Acme, country: DE, markets: []}]\n"
    )
    declare(database, *declared)
    with database.reading() as connection:
        reader = SubjectReader(connection)
        one, acme = (
            reader.subject(MODEL, "HF:acme/UNO"),
            reader.subject(SubjectKind.PROVIDER, "acme"),
        )
    assert one is not None
    assert acme is not None
    read = [each.declaration for each in (*one.statements, *acme.statements)]
    assert [parts(each) for each in read] == [parts(each) for each in declared]
    assert (one.statements[0].actor, one.statements[0].made_at) == (JO.name, JO.at)
    assert one.revisions == ("r1",)


def test_statements_stand_side_by_side(database: Database) -> None:
    declare(database, *models(model("one", declared_license="mit")))
    with database.writing() as connection:
        store = StatementStore(connection)
        store.declare(models(model("one", declared_license="llama3")), MAX)
    artifact = catalog(database).artifact("hf:acme/one")
    assert artifact is not None
    assert artifact.contradiction == "declared says `llama3`, declared says `mit`"
    assert counted(database, "statement") == 2
    assert counted(database, "subject") == 1


def test_upstream_comes_in_one_go_however_circular(database: Database) -> None:
    declare(
        database, *models(model("a", "b"), model("b", "c", "d"), model("c", "a"), model("x"))
    )
    with database.reading() as connection:
        found = SubjectReader(connection).upstream(MODEL, "hf:acme/a")
    assert [each.ref for each in found] == [f"hf:acme/{name}" for name in "abcd"]
    known = catalog(database)
    start = known.artifact("hf:acme/a")
    assert start is not None
    upstream = closure(known, start, ())
    assert {each.ref for each in upstream.ancestors} == {f"hf:acme/{name}" for name in "bcd"}


def test_lineage_goes_on_in_what_ships(database: Database) -> None:
    (ships,) = models(model("base", "origin"))
    assert isinstance(ships.record, Artifact)
    shipped = seed_catalog((), (), (ships.record,), ())
    declare(database, *models(model("one", "base")))
    known = catalog(database, shipped)
    start = known.artifact("hf:acme/one")
    assert start is not None
    refs = [each.ref for each in closure(known, start, ()).ancestors]
    assert refs == ["hf:acme/base", "hf:acme/origin"]


def test_all_that_ships_is_listed_with_what_is_written_down_for_few_statements(
    database: Database,
) -> None:
    shipped = [
        Artifact(f"hf:acme/{number}", ArtifactKind.MODEL, "acme") for number in range(300)
    ]
    shipped += [Artifact("hf:acme/7", ArtifactKind.DATASET, "acme")]
    declare(database, *models(model("7", "8", weights="closed"), model("own")))
    found = catalog(database, seed_catalog((), (), shipped, ()))
    asked: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *said: asked.append(str(said[2]))
    )
    listed = found.artifacts()
    assert len(asked) < 10
    one_by_one = catalog(database, found.shipped)
    assert listed == tuple(
        one_by_one.artifact(each.ref, each.kind) for each in found.shipped.artifacts()
    )
    assert [each.ref for each in listed if each.weights_open is False] == ["hf:acme/7"]


def test_what_ships_is_listed_where_nothing_of_a_kind_ships(database: Database) -> None:
    assert catalog(database).artifacts() == ()
    only = Artifact("hf:acme/7", ArtifactKind.DATASET, "acme")
    assert catalog(database, seed_catalog((), (), [only], ())).artifacts() == (only,)


def test_what_is_only_named_as_an_ancestor_is_not_known(database: Database) -> None:
    declare(database, *models(model("one", "base")))
    assert catalog(database).artifact("hf:acme/base") is None
    with database.reading() as connection:
        listed = SubjectReader(connection).listed(Wanted(MODEL))
    assert [each.ref for each in listed] == ["hf:acme/one"]


def test_what_is_retired_no_longer_counts_and_stays(database: Database) -> None:
    shipped = Artifact("hf:acme/one", ArtifactKind.MODEL, "acme", declared_license="llama3")
    declare(database, *models(model("one", declared_license="mit")))
    with database.writing() as connection:
        store = StatementStore(connection)
        subject = store.subjects.subject(MODEL, "hf:acme/one")
        assert subject is not None
        store.retire(subject, MAX, "a mistake")
    assert catalog(database).artifact("hf:acme/one") is None
    known = catalog(database, seed_catalog((), (), (shipped,), ()))
    assert known.artifact("hf:acme/one") == shipped
    with database.reading() as connection:
        found = SubjectReader(connection).subject(MODEL, "hf:acme/one")
    assert found is not None
    assert found.retired is not None
    assert (found.retired.actor, found.retired.reason) == ("max", "a mistake")
    assert len(found.statements) == 1


def test_lists_come_in_one_order_and_in_pages(database: Database) -> None:
    declare(database, *models(*map(model, ("b", "A_1", "C", "a-1"))))
    with database.reading() as connection:
        reader = SubjectReader(connection)
        every = [each.ref for each in reader.listed(Wanted(MODEL))]
        paged = reader.listed(Wanted(MODEL, after=every[1], most=2))
        found = reader.listed(Wanted(MODEL, word="a_1"))
    assert every == sorted(every)
    assert [each.ref for each in paged] == every[2:4]
    assert [each.ref for each in found] == ["hf:acme/A_1"]


def test_providers_that_are_written_down_are_known_by_all_their_names(
    database: Database,
) -> None:
    declare(
        database,
        *declarations(
            "providers: [{provider: nova, name: Nova AG, country: CH, hub_owners: [nova-labs]}]"
        ),
    )
    known = catalog(database)
    maker = known.maker_of("hf:nova-labs/some-model")
    assert maker is not None
    assert (maker.slug, maker.country) == ("nova", "CH")


def test_a_failure_in_the_middle_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.writing() as connection:
            StatementStore(connection).declare(models(model("one", "base")), JO)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert counted(database, "subject") == 0
    assert counted(database, "actor") == 0


def test_weights_that_one_file_makes_from_themselves_are_no_weights() -> None:
    declared = models(model("a", "b"), model("b", "c"), model("c", "A"), model("x", "x"))
    found = [(each.level, each.message) for each in own_circles(declared)]
    told = "these weights are made from themselves: "
    assert sorted(found) == [
        (
            "error",
            f"{told}`hf:acme/a` from `hf:acme/b` from `hf:acme/c` from `hf:acme/a`",
        ),
        ("error", f"{told}`hf:acme/x` from `hf:acme/x`"),
    ]
    assert list(own_circles(models(model("a", "b", "c"), model("b", "c"), model("c")))) == []


def test_a_circle_that_sources_make_together_is_told_of_and_refuses_nothing(
    database: Database,
) -> None:
    declare(database, *models(model("a", "b"), model("b", "c"), model("y", "a")))
    closing = models(model("C", "a"), model("z", "a"), model("q"))
    with database.reading() as connection:
        assert list(circles_with_others(connection, closing)) == []
        assert list(circles_with_others(connection, models(model("q")))) == []
    declare(database, *closing)
    with database.reading() as connection:
        (found,) = circles_with_others(connection, closing)
    assert (found.level, found.span) == ("warning", closing[0].span)
    assert "`hf:acme/c` are made from themselves, as sources together say" in found.message


def test_outputs_may_go_round_in_a_circle(database: Database) -> None:
    text_of = (
        "models:\n"
        "  - {model: 'hf:acme/one', made_from: [{model: 'hf:acme/two', relation: distilled}]}\n"
        "  - {model: 'hf:acme/two', made_from: [{model: 'hf:acme/one', relation: distilled}]}\n"
    )
    declared = declarations(text_of)
    assert list(own_circles(declared)) == []
    declare(database, *declared)
    with database.reading() as connection:
        assert list(circles_with_others(connection, declared)) == []
