"""Files that are written whole or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.atomic_write import replacing, write_whole


def test_text_and_bytes_take_the_place_of_what_was_there(tmp_path):
    path = tmp_path / "new" / "folder" / "a.json"
    write_whole(path, "é")
    assert path.read_bytes() == "é".encode()
    write_whole(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_after_a_failure_the_old_file_is_there_and_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(ValueError, match="disc"), replacing(path) as temporary:
        temporary.write_text("half")
        raise ValueError("disc")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.json", "old")]


def test_what_a_killed_process_left_is_no_obstacle(tmp_path):
    path = tmp_path / "a.json"
    with replacing(path) as temporary:
        temporary.write_text("new")
    temporary.write_text("half")
    temporary.chmod(0o444)
    write_whole(path, "whole")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.json", "whole")]


def test_the_longest_name_of_a_file_system_can_be_written(tmp_path):
    write_whole(tmp_path / ("x" * 255), "")


def test_a_file_without_rights_to_write_is_replaced(tmp_path):
    path = tmp_path / "timestamp.txt"
    path.write_text("old")
    path.chmod(0o444)
    write_whole(path, "new")
    assert path.read_text() == "new"


def test_two_who_write_the_same_file_do_not_touch_each_others(tmp_path):
    path = tmp_path / "a.json"
    with replacing(path) as temporary:
        temporary.write_text("new")
        with ThreadPoolExecutor() as other:
            other.submit(write_whole, path, "whole").result()
        assert path.read_text() == "whole"
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.json", "new")]
