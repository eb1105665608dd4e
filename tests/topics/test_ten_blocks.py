"""The ten published blocks: what each does alone, and after the blocks before it."""

import re
from collections import Counter

import pytest

from counterpoint.recordings.recording import read_recording
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES

KINDS = {
    "give what they promise": re.compile(r"gives (?!None)"),
    "warn, then give it": re.compile(r"warns, then gives (?!None)"),
    "give None": re.compile(r"gives None"),
    "build, then fail when first called": re.compile(r"builds, then \w+Error"),
    "stop": re.compile(r"stops at \w+Error"),
}
SECTIONS = {"alone": "alone", "in order": "in_order"}


def outcomes(repository, voice, section):
    """Return what a recorded reading says of each block, by its name."""
    printed = read_recording(repository.topic("ten_blocks"), voice, "cpu").outputs[section]
    return dict(line.split(": ", 1) for line in printed.splitlines())


def kind(outcome):
    (name,) = (name for name, pattern in KINDS.items() if pattern.match(outcome))
    return name


def counted(repository, section):
    return Counter(kind(outcome) for voice in VOICES for outcome in outcomes(repository, voice, section).values())


def table_in(page):
    """Return the page's tally as it is typed: {row: {column: number}}."""
    rows = [line.strip("|").split("|") for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip(" `").replace("`", "") for cell in row] for row in rows if len(row) == 3]
    return {name: dict(zip(head[1:], map(int, numbers), strict=True)) for name, *numbers in body}


@pytest.mark.parametrize("page", ["ten_blocks.md", "index.md"])
def test_the_tally_on_the_page_counts_the_recorded_outcomes(repository, page):
    typed = table_in(repository.docs / page)
    assert list(typed) == list(KINDS)
    for column, section in SECTIONS.items():
        recorded = counted(repository, section)
        assert {row: numbers[column] for row, numbers in typed.items()} == {row: recorded[row] for row in KINDS}
        assert recorded.total() == 10


def test_alone_one_block_gives_what_it_promises(repository):
    kinds = {
        (voice, name): kind(what) for voice in VOICES for name, what in outcomes(repository, voice, "alone").items()
    }
    assert [key for key, value in kinds.items() if value == "give what they promise"] == [(PYTORCH, "D1")]
    assert kinds[PYTORCH, "D2"] == "build, then fail when first called"
    assert kinds[TENSORFLOW, "D1"] == "give None"
    assert {kinds[TENSORFLOW, name] for name in ("D2", "D3")} == {"warn, then give it"}


def test_in_order_three_of_ten_stop(repository):
    stopped = [
        (voice, name)
        for voice in VOICES
        for name, what in outcomes(repository, voice, "in_order").items()
        if kind(what) == "stop"
    ]
    assert stopped == [(PYTORCH, "D5"), (TENSORFLOW, "D4"), (TENSORFLOW, "D5")]


# How a block is read


READINGS = {
    "x = 3": "gives 3",
    "x = None": "gives None",
    "import warnings\nwarnings.warn('old')\nx = 4": "warns, then gives 4",
    "y = 5": "builds, then NameError: name 'x' is not defined",
    "x = 1 / 0": "stops at ZeroDivisionError: division by zero",
}


def test_both_read_a_block_for_what_it_does(pytorch, tensorflow):
    for block, expected in READINGS.items():
        assert pytorch.read(block, "x", {}) == expected
        assert tensorflow.read(block, "x", {}) == expected


def test_alone_a_block_finds_no_names_and_in_order_it_finds_those_of_earlier_blocks(pytorch):
    names = {}
    assert pytorch.read("x = 3", "x", names) == "gives 3"
    assert pytorch.read("y = x + 1", "y", names) == "gives 4"
    assert pytorch.read("y = x + 1", "y", {}) == "stops at NameError: name 'x' is not defined"


def test_no_block_defines_the_names_that_d5_needs(pytorch, tensorflow):
    for module in (pytorch, tensorflow):
        assert {"network", "images", "labels", "loss_function"}.isdisjoint(module.names)
        assert "model" in module.names


# What the blocks are


def test_d4_has_the_weights_of_one_layer_in_pytorch_and_of_two_in_tensorflow(pytorch, tensorflow):
    def lstm(features, units, biases):
        return 4 * units * (features + units + biases)

    scores = 128 * 10 + 10
    assert sum(w.numel() for w in pytorch.keeper.parameters()) == lstm(28, 128, 2) + scores == 82_186
    assert tensorflow.keeper.count_params() == lstm(28, 128, 1) + lstm(128, 128, 1) + scores == 213_258


def test_the_repaired_tensorflow_block_differs_from_d4_in_its_input_alone(tensorflow):
    assert tensorflow.mended.replace("tf.keras.Input(batch_shape=(64, 28, 28)),", "") == tensorflow.D4.replace(
        "batch_input_shape=(64, 28, 28),", ""
    )


def test_the_kept_state_of_64_rows_refuses_32_in_both(pytorch, tensorflow):
    with pytest.raises(RuntimeError, match=r"Expected hidden\[0\] size \(1, 32, 128\), got \[1, 64, 128\]"):
        pytorch.keeper(pytorch.torch.ones(32, 28, 28))
    with pytest.raises(ValueError, match=r"- Expected batch size: 64\n- Received batch size: 32"):
        tensorflow.keeper(tensorflow.tf.ones([32, 28, 28]))


def test_the_kept_state_carries_its_gradient_in_pytorch_and_not_in_keras(pytorch, tensorflow):
    assert all(state.requires_grad for state in pytorch.keeper.kept)
    with tensorflow.tf.GradientTape() as tape:
        total = tensorflow.tf.reduce_sum(tensorflow.keeper(tensorflow.tf.ones([64, 28, 28])))
    assert all(gradient is not None for gradient in tape.gradient(total, tensorflow.keeper.trainable_variables))


def test_the_picture_shows_the_recorded_outcomes(repository):
    words = {
        "gives it": "give what they promise",
        "warns": "warn, then give it",
        "gives None": "give None",
        "fails later": "build, then fail when first called",
        "stops": "stop",
    }
    drawing = (repository.docs / "assets" / "images" / "ten_blocks.svg").read_text("utf-8")
    drawn = [words[text] for text in re.findall(r">([^<]+)</text>", drawing) if text in words]
    assert drawn == [
        kind(outcome)
        for voice in VOICES
        for section in SECTIONS.values()
        for outcome in outcomes(repository, voice, section).values()
    ]
