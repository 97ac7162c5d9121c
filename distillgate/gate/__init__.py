"""What a job needs to hold a permit against what it is about to do.

Nothing here, or below, imports anything but the standard library and
`cryptography`, so that a trainer's own `policy.py` or `registry.py` never
stands in its way, and so that it starts fast. The log's own code and the
command line check proofs with the same functions.
"""

from distillgate.gate.checking import Permit, PermitRefusedError
from distillgate.gate.collections import Collected, write_manifest
from distillgate.gate.jobs import AtHand, require_permit

__all__ = [
    "AtHand",
    "Collected",
    "Permit",
    "PermitRefusedError",
    "require_permit",
    "write_manifest",
]
