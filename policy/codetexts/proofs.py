"""Codes about what proves something: trust policies, checkpoints, keys, permits."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

PROOFS: tuple[CodeText, ...] = (
    CodeText(
        Code.UNUSABLE_KEY,
        cause="A file with a private key cannot be used: it holds no key of the kind that is"
        " asked for, another passphrase opens it, or others than its owner may read it. A key"
        " that others can read proves nothing.",
        part=Part.WORDS,
        example="`distillgate witness serve` with a key file of mode 0644.",
        cure="Name the right file, set `DISTILLGATE_KEY_PASSPHRASE` where the key has a"
        " passphrase, and take reading from others: `chmod 600 FILE`.",
    ),
    CodeText(
        Code.WRONG_TRUST,
        cause="A trust policy, or a checkpoint that was kept, cannot be read. A trust policy"
        " lists in lines of their own the logs and witnesses that are believed: `log KEY`,"
        " `witness NAME KEY`, `group NAME any|all|NUMBER NAME …`, and once `quorum NAME` or"
        " `quorum none`. Names refer to lines above. A key is written NAME+ID+KEY, and one"
        " that two holders could share is no key.",
        part=Part.WORDS,
        example="`quorum auditors` in a file that has no `witness` and no `group` of this"
        " name above it.",
        cure="Mend the line that is shown, or take the file from whoever runs the log once"
        " more.",
    ),
)
