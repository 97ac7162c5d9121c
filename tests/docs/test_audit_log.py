"""The page on the log tells what may go wrong; each row is gone through by a test."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "audit-log.md"
_HEADING = "## What may go wrong\n"
_TESTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "a program is killed, or the reply to a commit is lost": {
        "registry/audit/test_killed_writers.py": (
            "test_what_was_said_is_there_and_nothing_is_half_there",
        ),
        "distillgate/usecases/test_killed.py": (
            "test_what_was_said_is_there_and_nothing_is_half_there",
        ),
        "distillgate/usecases/test_faults.py": (
            "test_where_the_reply_to_a_commit_is_lost_the_key_tells_whether_it_was_decided",
            "test_a_publication_that_breaks_off_anywhere_is_taken_up_where_it_stopped",
        ),
    },
    "the disk is full": {
        "distillgate/usecases/test_faults.py": (
            "test_on_a_full_disk_nothing_is_decided_and_nothing_is_half_written",
        ),
        "distillgate/cli/test_full_disk.py": (
            "test_on_a_full_disk_nothing_is_half_submitted_or_half_reviewed",
        ),
    },
    "the clock goes back by more than five seconds": {
        "distillgate/usecases/test_faults.py": (
            "test_a_clock_that_goes_back_is_recorded_and_times_still_rise",
        ),
    },
    "something is submitted twice": {
        "registry/audit/test_ledger.py": (
            "test_of_many_submissions_of_one_record_one_is_written",
            "test_the_key_of_a_record_does_not_serve_another",
        ),
        "distillgate/usecases/test_recorded_decisions.py": (
            "test_of_many_that_ask_at_once_under_one_key_one_is_decided",
        ),
    },
    "two servers write to one database": {
        "registry/audit/test_ledger.py": ("test_two_programs_on_one_database_write_one_log",),
        "registry/test_lock_order.py": (
            "test_a_command_and_a_server_that_write_the_same_row_wait_for_each_other",
        ),
    },
    "a copy of the database goes its own way": {
        "distillgate/usecases/test_faults.py": (
            "test_a_copy_that_went_its_own_way_is_stopped_by_the_anchor",
        ),
        "registry/audit/test_witnessing.py": ("test_of_two_branches_at_once_one_is_signed",),
        "distillgate/cli/test_log_commands.py": ("test_two_copies_of_a_log_are_compared",),
        "registry/audit/test_comparing.py": (
            "test_two_logs_of_one_size_are_a_split_view_and_part_at_a_record",
            "test_a_fork_is_told_with_the_record_at_which_it_parts",
        ),
    },
    "a backup is restored": {
        "distillgate/usecases/test_faults.py": (
            "test_a_backup_that_is_restored_is_not_written",
        ),
        "distillgate/usecases/test_succession.py": (
            "test_a_restored_registry_goes_on_under_another_name_once_that_is_said",
        ),
        "distillgate/usecases/test_auditlog.py": (
            "test_a_witness_refuses_a_registry_that_was_taken_back",
        ),
    },
    "a row is changed, hashes and all": {
        "registry/audit/test_publishing.py": (
            "test_a_change_of_anything_is_found",
            "test_a_history_that_is_rewritten_whole_does_not_fit_the_signed_heads",
            "test_a_history_that_is_rewritten_and_signed_anew_is_seen_from_outside_only",
            "test_a_log_that_was_taken_back_is_seen_by_a_later_head",
        ),
    },
    "a bit flips before a head is signed": {
        "distillgate/usecases/test_faults.py": (
            "test_a_bit_that_flips_before_a_head_is_signed_stops_the_signing",
        ),
    },
    "a witness is away": {
        "distillgate/usecases/test_auditlog.py": (
            "test_a_head_waits_for_as_many_witnesses_as_are_asked_for",
        ),
        "distillgate/cli/test_log_commands.py": (
            "test_a_permit_is_handed_out_once_its_witnesses_have_seen_it",
        ),
    },
    "the key of the log is lost": {
        "distillgate/usecases/test_succession.py": (
            "test_where_the_key_is_lost_another_log_goes_on_and_says_so",
        ),
        "distillgate/cli/test_log_commands.py": (
            "test_a_log_whose_key_is_lost_goes_on_under_another",
        ),
    },
    "the key of permits is stolen": {
        "distillgate/gate/test_checking.py": (
            "test_a_permit_that_was_never_logged_is_refused",
        ),
        "distillgate/usecases/test_logchanges.py": (
            "test_permits_of_a_key_that_others_had_are_void_from_a_record_on",
        ),
    },
    "the status list is stale or withheld": {
        "distillgate/gate/test_checking.py": (
            "test_a_status_list_that_is_stale_early_or_forged_refuses",
            "test_a_permit_of_many_days_needs_a_status_list",
        ),
    },
    "a record is larger than 65,535 bytes": {
        "registry/audit/test_records.py": (
            "test_a_record_as_large_as_a_leaf_can_be_fits_and_a_byte_more_does_not",
        ),
    },
}
"""Which tests go through each row."""


def rows() -> list[str]:
    table = PAGE.read_text("utf-8").split(_HEADING)[1].strip().split("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.splitlines()[2:]]


def test_each_row_of_the_page_names_its_tests() -> None:
    assert sorted(rows()) == sorted(_TESTED)


@pytest.mark.parametrize("row", _TESTED)
def test_the_tests_of_a_row_are_there(row: str) -> None:
    for path, names in _TESTED[row].items():
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        assert set(names) <= {getattr(found, "name", "") for found in tree.body}
