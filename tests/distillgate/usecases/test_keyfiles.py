import pytest

from distillgate.usecases.keyfiles import is_open_to_others


@pytest.mark.parametrize(
    ("mode", "owner", "reader", "found"),
    [
        (0o600, 10, 10, False),
        (0o400, 10, 10, False),
        (0o440, 10, 10, True),
        (0o644, 10, 10, True),
        # As Kubernetes mounts a secret: of root, for the group of one container.
        (0o440, 0, 10, False),
        (0o444, 0, 10, True),
        (0o460, 0, 10, True),
        (0o440, 0, 0, True),
        (0o440, 11, 10, True),
    ],
)
def test_a_key_is_for_whoever_keeps_it_and_the_container_it_is_mounted_in(
    mode: int, owner: int, reader: int, *, found: bool
) -> None:
    assert is_open_to_others(mode, owner, reader) is found
