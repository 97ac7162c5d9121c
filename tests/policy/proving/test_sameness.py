"""What is proven to mean the same is judged alike, and what is judged otherwise is found."""

from hypothesis import given, settings

from policy.case import Case
from policy.compiling import Pack
from policy.judging import judge
from policy.packtests.mutating import mutants_of
from policy.proving.meaning import compare
from policy.proving.moves import Change, change_of, cutter_for
from tests.policy.proving.rewriting import rewritten_pack
from tests.policy.strategies import cases, packs


def changes(one: Pack, other: Pack) -> list[Change]:
    cutter = cutter_for(one, other)
    return [change_of(pair, cutter, lambda: True) for pair in compare(one, other).pairs]


@given(packs(), cases())
@settings(max_examples=60, deadline=None)
def test_a_pack_in_other_words_is_proven_the_same_and_judges_alike(
    pack: Pack, case: Case
) -> None:
    other = rewritten_pack(pack)
    assert all(each.means_the_same or not each.settled for each in changes(pack, other))
    assert judge(pack, case).ruling is judge(other, case).ruling


@given(packs(), cases())
@settings(max_examples=60, deadline=None)
def test_a_mutant_that_judges_otherwise_is_never_proven_the_same(
    pack: Pack, case: Case
) -> None:
    before = judge(pack, case)
    for document in pack.documents.values():
        for mutant in list(mutants_of(document))[:3]:
            other = pack.replacing(mutant.document)
            if judge(other, case).ruling is not before.ruling:
                assert not all(each.means_the_same for each in changes(pack, other))
