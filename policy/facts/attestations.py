"""What signing each attestation says, in plain words."""

from collections.abc import Mapping

from policy.facts.fact import Attestation

SIGNATURES: Mapping[Attestation, str] = {
    Attestation.ORDINARY_ACCESS: "Do you sign that access was ordinary: your own login or key,"
    " no barrier got around, no script on a surface made for people, nothing taken that is not"
    " offered?",
    Attestation.NO_LISTED_PARTIES: "Do you sign that neither your organization, nor a provider,"
    " nor a known recipient is on a sanctions or entity list, or owned by one that is?",
    Attestation.NO_LISTED_USES: "Do you sign that no planned use is on the list of prohibited"
    " uses of a license or policy that you accepted?",
    Attestation.LAWFUL_DATA: "Do you sign that the content was lawfully open to you: nothing"
    " pirated, no mining that was reserved, no secrets, no works of others, no marks taken off,"
    " no bulk sensitive data?",
    Attestation.INGREDIENTS_COMPLETE: "Do you sign that the plan names everything that the"
    " student is made from?",
}
"""The question that signing an attestation answers with yes."""
