"""A course's secret is made once, kept, renewed after a year, and never silently replaced."""

import datetime
import json
import multiprocessing
import os
import stat

import pytest

from grader.atomic_write import replacing
from grader.errors import GraderError
from grader.fresh_tasks import secret as module
from grader.fresh_tasks.secret import class_secret, seed_of

GOOD = "ab" * 32


def file_of(folder):
    return folder / "secret.json"


def made_days_ago(folder, days, digits=GOOD):
    made = datetime.date.today() - datetime.timedelta(days=days)
    file_of(folder).write_text(json.dumps({"made": made.isoformat(), "secret": digits}))


def test_made_at_first_use_and_kept(tmp_path):
    made = class_secret(tmp_path)
    assert len(made) == 32 and made == class_secret(tmp_path)
    entry = json.loads(file_of(tmp_path).read_text())
    assert entry == {"made": datetime.date.today().isoformat(), "secret": made.hex()}
    assert stat.S_IMODE(file_of(tmp_path).stat().st_mode) == 0o600


def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        class_secret(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file_of(tmp_path).stat().st_mode) == 0o600


def test_two_courses_have_two_secrets(tmp_path):
    assert class_secret(tmp_path / "a") != class_secret(tmp_path / "b")


def test_kept_for_a_year(tmp_path):
    made_days_ago(tmp_path, 365)
    assert class_secret(tmp_path) == bytes.fromhex(GOOD)


def test_renewed_after_a_year_and_the_old_one_is_put_aside(tmp_path):
    made_days_ago(tmp_path, 366)
    old = json.loads(file_of(tmp_path).read_text())
    new = class_secret(tmp_path)
    assert new != bytes.fromhex(old["secret"]) and new == class_secret(tmp_path)
    (aside,) = file_of(tmp_path).parent.glob("secret-*.json")
    assert json.loads(aside.read_text()) == old


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", '"ab"', "{}", '{"made": "2026-09-01"}',
        '{"made": "2026-09-01", "secret": ""}', '{"made": "2026-09-01", "secret": "abc"}',
        '{"made": "2026-09-01", "secret": 5}', f'{{"made": "yesterday", "secret": "{GOOD}"}}',
        f'{{"made": 2026, "secret": "{GOOD}"}}', "\x00\x01",
        f'{{"made": "2026-09-01", "secret": "{GOOD}", "more": 1}}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_an_error_and_stays_as_it_is(tmp_path, content):
    file_of(tmp_path).write_text(content)
    with pytest.raises(GraderError, match=r"is damaged.*Expected.*Restore it"):
        class_secret(tmp_path)
    assert file_of(tmp_path).read_text() == content


def test_bytes_that_are_no_text_are_damage_too(tmp_path):
    file_of(tmp_path).write_bytes(b"\xff\xfe{")
    with pytest.raises(GraderError, match="is damaged"):
        class_secret(tmp_path)


def test_a_folder_in_its_place_is_an_error(tmp_path):
    file_of(tmp_path).mkdir()
    with pytest.raises(GraderError, match="can't be read or written"):
        class_secret(tmp_path)


def test_what_a_killed_process_left_does_no_harm(tmp_path):
    with pytest.raises(OSError), replacing(file_of(tmp_path)) as temporary:
        raise OSError
    temporary.write_text("{")
    assert class_secret(tmp_path) == class_secret(tmp_path)
    assert sorted(p.name for p in file_of(tmp_path).parent.iterdir()) == [
        "secret.json", "secret.json.lock",
    ]  # fmt: skip


def ask(folder, barrier, found):
    barrier.wait()
    found.put(class_secret(folder))


@pytest.mark.parametrize("old", [False, True])
def test_processes_that_ask_at_once_get_the_same(tmp_path, old):
    if old:
        made_days_ago(tmp_path, 400)
    context = multiprocessing.get_context("fork")
    barrier, found = context.Barrier(8), context.Queue()
    processes = [context.Process(target=ask, args=(tmp_path, barrier, found)) for _ in range(8)]
    for process in processes:
        process.start()
    answers = {found.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert answers == {class_secret(tmp_path)}
    assert len(list(file_of(tmp_path).parent.glob("secret-*.json"))) == old


def test_each_test_has_its_own_seed():
    secrets = [bytes(32), bytes([1]) * 32]
    names = [
        ("06", "test_a"),
        ("06", "test_b"),
        ("07", "test_a"),
        ("0", "6test_a"),
        ("06t", "est_a"),
    ]
    seeds = [seed_of(secret, *name) for secret in secrets for name in names]
    assert len(set(seeds)) == len(seeds)
    assert seeds == [seed_of(secret, *name) for secret in secrets for name in names]
    assert all(0 <= seed < 1 << 256 for seed in seeds) and max(seeds) > 1 << 200


def test_the_seed_is_the_hmac_of_rfc_2104():
    import hashlib
    import hmac

    by_hand = hmac.new(b"k" * 32, b'["06", "test_a"]', hashlib.sha256).hexdigest()
    assert seed_of(b"k" * 32, "06", "test_a") == int(by_hand, 16)


def test_a_year_is_measured_in_days():
    assert datetime.timedelta(days=365) == module.LONGEST_USE
