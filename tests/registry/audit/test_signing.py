import pytest

from registry.audit.signing import (
    KeyFileError,
    key_file,
    new_log_key,
    new_permit_key,
    read_log_key,
    read_permit_key,
)

PASSPHRASE = b"correct horse"


def test_keys_read_back_with_their_passphrase_only() -> None:
    log, permit = new_log_key(), new_permit_key()
    for passphrase in (None, PASSPHRASE):
        assert (
            read_log_key(key_file(log, passphrase), passphrase).private_bytes_raw()
            == log.private_bytes_raw()
        )
        found = read_permit_key(key_file(permit, passphrase), passphrase)
        assert found.private_numbers() == permit.private_numbers()


@pytest.mark.parametrize(
    ("kept_with", "opened_with", "reason"),
    [
        (PASSPHRASE, b"wrong", "the passphrase is another"),
        (PASSPHRASE, None, "asks for a passphrase"),
        (None, PASSPHRASE, "has no passphrase"),
    ],
)
def test_another_passphrase_opens_nothing(
    kept_with: bytes | None, opened_with: bytes | None, reason: str
) -> None:
    with pytest.raises(KeyFileError, match=reason):
        read_log_key(key_file(new_log_key(), kept_with), opened_with)


def test_the_key_of_one_purpose_does_not_serve_the_other() -> None:
    with pytest.raises(KeyFileError, match="than Ed25519"):
        read_log_key(key_file(new_permit_key(), None), None)
    with pytest.raises(KeyFileError, match="than ECDSA P-256"):
        read_permit_key(key_file(new_log_key(), None), None)


def test_what_is_no_key_file_is_refused() -> None:
    with pytest.raises(KeyFileError, match="holds no key"):
        read_log_key(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None)


def test_an_encrypted_file_does_not_show_the_key() -> None:
    key = new_log_key()
    assert key.private_bytes_raw() not in key_file(key, PASSPHRASE)
    assert b"ENCRYPTED" in key_file(key, PASSPHRASE)
