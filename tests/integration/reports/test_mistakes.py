import pytest
from comparisons import BOTH, NO_NORM, SOFTMAX, told

from grader.reports.mistakes import MOST_MISTAKES, MOST_WORDS, clusters


def groups(results):
    return {frozenset(c.students): c.mistake for c in clusters(results) if c.grade_id == "test_a"}


def test_the_same_wrong_model_is_one_mistake(one):
    results = [one(name, "failed", told(SOFTMAX)) for name in ("ada", "bo")]
    assert groups(results) == {
        frozenset({"ada", "bo"}): "in layer 1 (Dense), use activation='sigmoid'".replace("1", "7")
    }


def test_who_made_two_mistakes_is_with_those_who_made_one_of_them(one):
    results = [
        one("ada", "failed", told(SOFTMAX)),
        one("bo", "failed", told(NO_NORM)),
        one("cy", "failed", told(BOTH)),
    ]
    found = groups(results)
    assert any("BatchNormalization" in found[g] for g in found if {"bo", "cy"} <= g)


@pytest.mark.parametrize(
    ("one_said", "other_said"),
    [
        (
            "Your code raised ValueError (happyModel, line 12): no",
            "Your code raised ValueError (happyModel, line 31): no",
        ),
        ("`accuracy` is 0.5123.", "`accuracy` is 0.6."),
        ("<object at 0x7f00>", "<object at 0x81ab>"),
    ],
)
def test_what_varies_from_student_to_student_is_left_out(one, one_said, other_said):
    results = [one("ada", "error", one_said), one("bo", "error", other_said)]
    assert frozenset({"ada", "bo"}) in groups(results)


def test_other_errors_are_other_mistakes(one):
    results = [one("ada", "error", "KeyError: a"), one("bo", "error", "TypeError: b")]
    assert len(groups(results)) == 2


def test_a_pass_and_a_blank_are_no_mistakes(one):
    assert groups([one("ada"), one("bo", "not_attempted", "Not attempted.")]) == {}


def test_the_most_frequent_comes_first_and_keys_stay(one):
    results = [one(n, "failed", "x", other=0) for n in ("ada", "bo")] + [one("cy", other=0)]
    first = clusters(results)
    assert [len(c.students) for c in first] == [3, 2]
    assert [c.key for c in first] == [c.key for c in clusters(results[::-1])]


def test_a_message_of_a_thousand_mistakes_is_twenty_of_them_and_each_is_short(one):
    said = "\n".join(f"  To do: {number} {'x' * 5_000}" for number in range(1_000))
    found = [c for c in clusters([one("ada", "failed", said)]) if c.grade_id == "test_a"]
    assert 0 < len(found) <= MOST_MISTAKES
    assert max(len(c.mistake) for c in found) <= MOST_WORDS
