"""Codes about plans: what they say of themselves, and held against house policy."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

PLANS: tuple[CodeText, ...] = (
    CodeText(
        Code.ATTESTATION_CONTRADICTED,
        cause="The plan attests a bundle of facts and states the opposite of one of them. One"
        " of the two is not so, and an attestation that is signed unread is worth nothing.",
        part=Part.CHECK,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH}\n"
        "student: {name: Support-8B}\n"
        "teachers:\n"
        "  - model: openai:gpt-5-mini\n"
        "    circumvention: true\n"
        "attests: [ordinary-access]",
        cure="Leave the attestation out and state its facts one by one, or mend the fact. What"
        " each attestation says stands in the [list of facts](facts.md#attestations).",
    ),
    CodeText(
        Code.NOT_ANSWERABLE,
        cause="The plan states a fact that it may not: one that is worked out from others, or,"
        " as a warning, one whose answer house policy leaves to somebody else, such as whether"
        " the student competes with an issuer. The fact stays open.",
        part=Part.PLAN,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH}\n"
        "student: {name: Support-8B, is_language_model: true}\n"
        "teachers: [hf:Qwen/Qwen3-8B]",
        cure="State what it is worked out from, as the hint says, here `type: language-model`."
        " Where the answer is legal's, ask for a determination.",
    ),
    CodeText(
        Code.PRESUMPTION_CONTRADICTED,
        cause="House policy presumes one thing, and the plan states another. The plan counts;"
        " the warning tells both sides, because the presumption's reason is not so here.",
        part=Part.CHECK,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH}\n"
        "student: {name: Support-8B}\n"
        "teachers:\n"
        "  - model: openai:gpt-5-mini\n"
        "    hidden_reasoning: true",
        cure="If the plan is right, tell the owner of the presumption, whom the hint names. If"
        " it is not, leave the fact out.",
    ),
    CodeText(
        Code.UNKNOWN_ATTESTATION,
        cause="`attests` names a bundle that does not exist.",
        part=Part.PLAN,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH}\n"
        "student: {name: Support-8B}\n"
        "teachers: [hf:Qwen/Qwen3-8B]\n"
        "attests: [usual-access]",
        cure="Take one of the [attestations](facts.md#attestations), here `ordinary-access`.",
    ),
    CodeText(
        Code.UNKNOWN_REFERENCE,
        cause="A model or data set is not named as `scheme:id`, or its scheme is none that we"
        " know. In the catalog it is also a warning: something is made from a thing that no"
        " record describes.",
        part=Part.PLAN,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH}\n"
        "student: {name: Support-8B}\n"
        "teachers: [Qwen/Qwen3-8B]",
        cure="Write the hub or the provider in front: `hf:Qwen/Qwen3-8B`, `openai:gpt-5-mini`."
        " What lies on no hub is `local:./folder`, with `made_from`; what nobody knows is"
        " `unknown`.",
    ),
)
