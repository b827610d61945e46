import random

import pytest

from grader.reports.similarity import MOST_CODE, similarity

GIVEN = "def f(x):\n    raise NotImplementedError()\n"
WORDS = ["alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"]


def own(seed):
    rng = random.Random(seed)
    names = rng.sample(WORDS, 4)
    lines = [f"    {a} = {b} + {rng.randrange(1000)}  # {rng.random()}" for a, b in
             zip(names, ["x", *names], strict=False)]  # fmt: skip
    return "def f(x):\n" + "\n".join(lines) + f"\n    return {names[-1]}\n"


def test_a_copied_answer_stands_out_of_a_class():
    code = {f"s{n}": own(n) for n in range(30)}
    code["copy"] = code["s7"].replace("+", " + ")
    found = similarity("f", code, [GIVEN])
    [group] = found.groups
    assert group.students == group.shown == ("copy", "s7")
    assert group.share > found.rare >= found.usual


# A solution of this exercise, in the ways in which honest students write it.
SOLVED = """\
def happyModel():
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(64, 64, 3)),
        tfl.ZeroPadding2D(padding=3),
        tfl.Conv2D(filters=32, kernel_size=7, strides=1),
        tfl.BatchNormalization(axis=3),
        tfl.ReLU(),
        tfl.MaxPool2D(),
        tfl.Flatten(),
        tfl.Dense(units=1, activation="sigmoid"),
    ])
    return model
"""
SPELLINGS = [
    ("padding=3", ["3", "(3, 3)", "padding=(3, 3)"]),
    ("filters=32, kernel_size=7, strides=1", ["32, 7", "32, (7, 7)", "32, 7, strides=(1, 1)"]),
    ("axis=3", ["axis=-1", ""]),
    ("MaxPool2D()", ["MaxPooling2D()", "MaxPool2D((2, 2))", "MaxPool2D(pool_size=2)"]),
    ("units=1, activation=", ["1, activation=", "1, "]),
    ("shape=(64, 64, 3)", ["(64, 64, 3)", "shape=[64, 64, 3]"]),
    ('"sigmoid"', ["'sigmoid'"]),
]


def honest(rng):
    """An answer written alone: common spellings, and in one of two a comment of one's own."""
    code = SOLVED
    for usual, others in SPELLINGS:
        if rng.random() < 0.5:
            code = code.replace(usual, rng.choice(others))
    if rng.random() < 0.5:
        words = " ".join(rng.choices(WORDS, k=4))
        code = code.replace(
            "    return model", f"    # {words} {rng.randrange(10**6)}\n    return model"
        )
    return code


def copied(rng, number):
    """An answer with habits of its own, handed around and changed a little by each."""
    notes = [f"# step {number} {n}: {' '.join(rng.choices(WORDS, k=5))}" for n in range(4)]
    lines = SOLVED.replace("model", f"net_{number}").replace(f"happynet_{number}", "happyModel")
    return lines.replace(
        "return", f"{notes[0]}\n    {notes[1]}\n    {notes[2]}\n    {notes[3]}\n    return"
    )


def class_with_ring(size, ring):
    rng = random.Random(size + ring)
    code = {f"s{n:05}": honest(rng) for n in range(size)}
    source = copied(rng, rng.randrange(1000))
    members = sorted(rng.sample(sorted(code), ring))
    for number, who in enumerate(members):
        spellings = rng.sample(SPELLINGS, 2)
        changed = source
        for usual, others in spellings:
            changed = changed.replace(usual, others[0])
        code[who] = f"# {number}\n{changed}" if number else source
    return code, tuple(members)


@pytest.mark.parametrize("size", [12, 100, 1000])
@pytest.mark.parametrize("ring", [2, 5, 10, 40])
def test_a_ring_of_copies_is_one_group_and_hardly_anybody_else_is_in_one(size, ring):
    if ring > size:
        pytest.skip("the class is smaller")
    code, members = class_with_ring(size, ring)
    found = similarity("happyModel", code, [SOLVED])
    assert members in [group.students for group in found.groups]
    others = [group.students for group in found.groups if group.students != members]
    assert sum(map(len, others)) <= 6  # two who write alike by chance, now and then


def test_of_many_groups_the_largest_are_told_first_and_the_others_counted():
    code = {}
    for number in range(14):
        source = copied(random.Random(number), number)
        for member in range(2 + number % 5):
            code[f"s{number:02}{member}"] = source
    found = similarity("happyModel", code, [SOLVED])
    sizes = [len(group.students) for group in found.groups]
    assert sizes == sorted(sizes, reverse=True)
    assert (len(sizes), found.more_groups) == (10, 4)


def test_an_answer_that_everybody_gives_is_nothing_special():
    code = {f"s{n}": "def f(x):\n    return 2 * x\n" for n in range(20)}
    found = similarity("f", code, [GIVEN])
    assert (found.different, found.largest) == (1, 20)
    assert found.groups == ()


def test_what_the_released_cell_has_is_not_shared_code():
    lines = ["alpha = beta", "print(gamma, delta)", "for kappa in sigma: pass"]
    code = {f"s{n}": GIVEN + line for n, line in enumerate(lines)}
    assert similarity("f", code, [GIVEN]).rare == 0
    assert similarity("f", code).usual > 0


def test_comments_and_layout_make_no_other_program():
    code = {
        "a": "def f(x):\n    return 2*x\n",
        "b": '# mine\ndef f(x):\n    "doc"\n    return 2 * x',
    }
    assert similarity("f", code).different == 1


def test_code_that_is_no_python_is_compared_as_text():
    assert similarity("f", {"a": "def (", "b": "def ("}).answers == 2


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "+".join(["1"] * 3000),
        "x" + ".a" * 3000,
        "x = " + "-" * 3000 + "1",
        "x" + "()" * 3000,
    ],
    ids=["sum", "attributes", "signs", "calls"],
)
def test_code_nested_too_deep_to_parse_is_compared_as_text(deep):
    found = similarity("f", {"ada": deep, "bo": deep, "cy": "x = 1"})
    assert (found.answers, found.different) == (3, 1)


def test_an_answer_of_a_megabyte_is_compared_and_shown_in_part():
    long = "x = [" + "1, " * 300_000 + "]"
    found = similarity("f", {"ada": long, "bo": long})
    assert all(len(code) <= MOST_CODE for group in found.groups for code in group.code)
