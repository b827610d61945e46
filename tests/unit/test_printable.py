import json

import pytest

from grader.printable import json_line, one_line, shortened, without_controls

EVIL = "a\x1b[31mred\x1b]0;title\x07\r\x9b2Jb\u202ec\udce9\nd\te"


def test_control_codes_are_dropped_and_lines_stay():
    assert without_controls(EVIL) == "ared2Jb\\u202ec\\xe9\nd\te"


def test_a_name_is_one_line_that_shows_every_code():
    assert one_line("a\nb\x1b\x9b\u2028c\udce9") == "a\\x0ab\\x1b\\x9b\\u2028c\\xe9"
    assert one_line("Zoë 名前 👩‍🔬") == "Zoë 名前 👩‍🔬"


def test_a_line_of_json_says_the_same_and_shows_no_control_code():
    line = json_line({"student": EVIL})
    assert json.loads(line) == {"student": EVIL}
    assert line.isprintable()


@pytest.mark.parametrize("length", [0, 1, 5])
def test_what_is_cut_says_how_much_is_gone(length):
    assert shortened("x" * length, 5) == "x" * length
    assert shortened("x" * 2_005, 5) == "xxxxx\n… 2,000 more characters"
