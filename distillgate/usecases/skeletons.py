"""Documents to begin with: every key explained, every place to fill in marked TODO.

What stands in a place is an example that can be read, so that an editor and
`policy lint` have something to check; lint goes on telling each TODO until it
is gone.
"""

from collections.abc import Mapping
from enum import StrEnum

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from policy.reading import NAME_HINT, is_name


class Skeleton(StrEnum):
    """The kinds of documents that can be begun."""

    TERMS = "terms"
    LICENSE = "license"
    LAW = "law"


_HEAD = """\
# {what}
#
# Replace each example that is marked, and take the mark away with it. Leave out what the text
# does not say; what has no source is not written down. Then run: distillgate policy lint DIR
document: {name}  # the file is named by it
"""

_VERSIONS = """\
versions:
  # The oldest first. A version ends when the next one begins; one that changes little says
  # `like:` and the label of an earlier one.
  - version: "2026-01-01"  # TODO a label in quotes: the date of the text where it is known
    effective: 2026-01-01  # TODO the first day; where none is printed, seen_from: first seen
    last_seen: 2026-01-01  # TODO the day on which you looked at it last
    url: https://example.org/  # TODO where the text is
"""

_SILENT = """\
    # Topics on which the text says nothing, and topics on which you did not read it.
    # silent:
    #   - {topic: benchmarking, confidence: high}
    # unread: [data-retention]
"""

_TERMS = """\
kind: provider-terms  # or usage-policy, program-terms
title: The Terms  # TODO the name that the text gives itself
issuer: example  # TODO slug of the provider, as `distillgate document list` shows it
{versions}{silent}    clauses:
      # Who owns the outputs: the basis on which all training on them rests.
      - id: outputs-are-yours
        section: "1"  # TODO where it stands in the text
        topic: output-ownership
        permits: The customer owns the output.  # TODO one or two sentences, your own words
        confidence: high  # TODO high: you read it; medium: others report it; low: memory
        source: The terms  # TODO where you read it
      # What may not be done with the outputs. `when`: all of it must hold; `except`: where it
      # does not apply.
      - id: no-competing-models
        section: "2"  # TODO
        topic: train-on-outputs
        forbids: Using output to train models that compete with the issuer.  # TODO
        when:
          ingredient.feeds_training: true
          terms.competes_with_issuer: true
        except:
          - section: 2(a)  # TODO, or take the exception out
            when: {{student.type: [classifier, embedding], release.to_third_parties: false}}
        fix:
          - use a teacher whose terms permit it
          - obtain written permission and record it as an agreement
        confidence: high  # TODO
        source: The terms  # TODO
"""

_LICENSE = """\
kind: model-license  # or dataset-license
title: The License  # TODO the name that the text gives itself
issuer: example  # TODO slug of who gives the license
license_tags: [{name}]  # TODO tags by which hubs name it, and no other license
{versions}    # Where versions live side by side, for which models this one is.
    # governs:
    #   - {{model: "hf:example/Model-*"}}
{silent}    clauses:
      # The grant: the basis on which all use of the weights rests.
      - id: grant
        section: "1"  # TODO where it stands in the text
        topic: use
        permits: Using, changing and passing on the model.  # TODO in your own words
        confidence: high  # TODO high: you read it; medium: others report it; low: memory
        source: LICENSE  # TODO where you read it
      # A ban on training with outputs follows data sets that the model wrote, so it says
      # `reach: outputs`.
      - id: no-other-llm
        section: "2"  # TODO
        topic: train-on-outputs
        reach: outputs
        forbids: Using the model or its output to improve another language model.  # TODO
        when: {{ingredient.feeds_training: true, student.is_language_model: true}}
        except:
          - {{section: "2", when: {{terms.same_family: true}}}}  # TODO, or take it out
        confidence: high  # TODO
        source: LICENSE  # TODO
      # A duty, by which act it is due, and what shows that it was met.
      - id: license-copy
        section: "3"  # TODO
        topic: attribution-notice
        requires: A copy of the license goes with the model.  # TODO
        when: {{release.to_third_parties: true, release.forms: {{has_any: [weights, app]}}}}
        due: release
        check: {{release.notices: {{has: {name}}}}}
        confidence: high  # TODO
        source: LICENSE  # TODO
"""

_LAW = """\
kind: law
title: The Act  # TODO the name of the law
jurisdiction: EU  # TODO ISO 3166 code of the place, or EU
# The tie: whom the law reaches. It is joined to every clause.
nexus:  # TODO
  any:
    - organization.country: {{within: EU}}
    - release.places: {{within: EU}}
{versions}    clauses:
      # A duty. `from` is the first day on which this one clause applies.
      - id: documentation
        section: Art. 1  # TODO where it stands in the law
        topic: technical-documentation
        act: release  # TODO when it bites: collect, train, release or operate
        from: 2026-01-01  # TODO, or take it out where it is the day of the version
        requires: Technical documentation is kept and handed on.  # TODO in your own words
        when: {{student.generality: general}}
        due: release
        confidence: high  # TODO high: you read it; medium: others report it; low: memory
        source: The act  # TODO where you read it
      # What is unsettled: say what a person must weigh in this plan.
      - id: unsettled
        section: Art. 2  # TODO
        topic: copyright
        cautions: Whether training on protected works is allowed is not settled.  # TODO
        when: {{ingredient.third_party_works: [possible, verbatim]}}
        confidence: high  # TODO
        source: The act  # TODO
      # Where the duty does not apply. A law lifts rules of its own jurisdiction only.
      - id: open-source
        section: Art. 3  # TODO, or take it out
        topic: exclusion
        permits: Free and open models with public weights owe no documentation.  # TODO
        when: {{student.is_free_open: true, release.weights_public: true}}
        lifts: [documentation]
        confidence: high  # TODO
        source: The act  # TODO
"""

_BODIES: Mapping[Skeleton, tuple[str, str]] = {
    Skeleton.TERMS: ("The terms of a service.", _TERMS),
    Skeleton.LICENSE: ("The license of a model or a data set.", _LICENSE),
    Skeleton.LAW: ("A law, or a decision or guideline of an authority.", _LAW),
}


def skeleton(kind: Skeleton, name: str, said: Span) -> str:
    """Return the text of a new document called `name`.

    Raises `UnreadableError` where that is no id, at the place where it was said.
    """
    if not is_name(name):
        raise refused(Code.WRONG_VALUE, f"`{name}` is no id", said, NAME_HINT)
    what, body = _BODIES[kind]
    head = _HEAD.format(what=what, name=name)
    return head + body.format(name=name, versions=_VERSIONS, silent=_SILENT)
