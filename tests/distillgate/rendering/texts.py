"""Texts that Hypothesis draws, and whole verdicts with such texts in every place."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from distillgate.usecases.checked import CheckedPlan
from policy.diagnostics import Span
from policy.documents import BasisKind, Thing
from policy.verdict import Assumption, Basis, Finding, State
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import because, path_to, verdict

NASTY = "\x1b[31m \x00\x07\r\n\t\u2028\u202e\ufffe`*_[]()<>|&@#~$\\!'\"{}:/."
texts = st.text(st.one_of(st.sampled_from(NASTY), st.characters(codec="utf-8")), max_size=30)
words = texts.map(lambda text: text if text.strip() else f"{text}0")

SEEDS = (
    verdicts.BAN,
    verdicts.NO_BASIS,
    verdicts.NOTE,
    verdicts.NAMING,
    verdicts.LEGAL_BASIS,
    verdicts.WAIVED,
    verdicts.LIFTED,
    verdicts.unsure(verdicts.BAN, "ingredient.collected_from", "made_from", "terms.binds_us"),
)


def changed(seed: Finding, pool: Iterator[str]) -> Finding:
    """Return `seed` with every text that a pack or plan holds taken from `pool`."""
    about = next(pool)
    return replace(
        seed,
        clause=f"{next(pool)}@{next(pool)}#{next(pool)}",
        title=next(pool),
        section=next(pool),
        statement=next(pool),
        ingredient=about,
        paths=(path_to(about),),
        because=(*seed.because, because(next(pool), next(pool))),
        consequences=(next(pool),),
        fix=(next(pool), next(pool))[: len(about) % 3],
        notes=(next(pool),),
        url=next(pool),
        waived_by=next(pool) if seed.state is State.WAIVED else None,
        lifted_by=next(pool) if seed.state is State.LIFTED else None,
        span=Span(next(pool), 1 + len(about) % 3, 1 + len(about)),
    )


def plan_of(seeds: Sequence[Finding], pool: Iterator[str], *, readable: bool) -> CheckedPlan:
    """Return a checked plan with texts from `pool` in every place."""
    found = [changed(seed, pool) for seed in seeds]
    asked = replace(
        verdicts.COLLECTED,
        question=next(pool),
        ingredient=next(pool),
        decides=tuple(each.clause for each in found) or ("a@1#b",),
    )
    signed = replace(verdicts.PRESUMED, owner=next(pool), reason=next(pool))
    answer = verdict(
        found,
        plan=next(pool),
        bases=(Basis(next(pool), Thing.USE, BasisKind.GRANT, (next(pool),)),),
        questions=(asked,),
        assumptions=(Assumption(next(pool), signed, next(pool), next(pool)),),
    )
    wrong = replace(verdicts.WRONG, message=next(pool), hint=next(pool))
    return CheckedPlan(next(pool), answer if readable else None, (wrong,))


@st.composite
def plans(draw: st.DrawFn) -> CheckedPlan:
    """Return a checked plan with hostile text in every place."""
    pool = itertools.cycle(draw(st.lists(words, min_size=1, max_size=5)))
    seeds = draw(st.lists(st.sampled_from(SEEDS), max_size=6))
    return plan_of(seeds, pool, readable=draw(st.booleans()))
