"""Speed: what is timed computes the same in both, and the page says what was recorded."""

import inspect
import re

import numpy as np
import pytest

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.recording import fingerprint
from counterpoint.recordings.times import CALLS, read_times
from counterpoint.rendering.measured import duration, spread
from counterpoint.running.measure import as_array
from counterpoint.running.speed import AGAIN, DRAWING, LATER_CALLS, PROCESSES, WORKS, draw_times
from counterpoint.source.voices import BY_NAME, VOICES


def weights_of(model):
    """Return the weights of a Keras model as PyTorch's layers hold them: transposed, one bias of an LSTM zero."""
    return [np.asarray(weight) for weight in model.get_weights()]


def copy_mlp(pytorch, source, target):
    kernels = weights_of(source)
    with pytorch.torch.no_grad():
        for own, other in zip(target.parameters(), kernels, strict=True):
            own.copy_(pytorch.torch.from_numpy(other.T.copy()))


def copy_lstm(pytorch, source, target):
    kernel, recurrent, bias, scores, score_bias = weights_of(source)
    values = [kernel.T, recurrent.T, bias, np.zeros_like(bias), scores.T, score_bias]
    with pytorch.torch.no_grad():
        for own, other in zip(target.parameters(), values, strict=True):
            own.copy_(pytorch.torch.from_numpy(other.copy()))


def losses(step, *inputs):
    """Return the loss of five steps; with an epsilon this small, its place in Adam's formula does not matter."""
    adam = inspect.getclosurevars(step).nonlocals["adam"]
    if hasattr(adam, "param_groups"):
        adam.param_groups[0]["eps"] = 1e-12
    else:
        adam.epsilon = 1e-12
    return [float(as_array(step(*inputs))) for _ in range(5)]


def test_five_steps_of_the_mlp_agree(pytorch, tensorflow, parity):
    theirs, ours = tensorflow.make_mlp(), pytorch.make_mlp()
    copy_mlp(pytorch, theirs, ours)
    pictures = tensorflow.tf.constant(pytorch.pictures.numpy())
    a = losses(pytorch.training_step(ours), pytorch.pictures, pytorch.labels)
    b = losses(tensorflow.training_step(theirs), pictures, tensorflow.labels)
    assert a[4] < a[0]
    parity("loss of five steps of the MLP", a, b, section="mlp", rtol=1e-5, atol=1e-6)


def test_five_steps_of_the_lstm_agree(pytorch, tensorflow, parity):
    theirs, ours = tensorflow.make_row_reader(), pytorch.RowReader()
    copy_lstm(pytorch, theirs, ours)
    ours.lstm.bias_hh_l0.requires_grad_(False)  # Keras has one bias: two would move it twice as far
    rows = tensorflow.tf.constant(pytorch.rows.numpy())
    a = losses(pytorch.training_step(ours), pytorch.rows, pytorch.labels)
    b = losses(tensorflow.training_step(theirs), rows, tensorflow.labels)
    parity("loss of five steps of the LSTM", a, b, section="lstm", rtol=1e-5, atol=1e-6)


def test_the_loop_takes_as_many_turns_in_both_as_in_plain_python(pytorch, tensorflow):
    def by_hand(number):
        turns = 0
        while number != 1:
            number, turns = (number // 2 if number % 2 == 0 else 3 * number + 1), turns + 1
        return turns

    for start in (1, 2, 7, 27):
        assert int(pytorch.collatz(pytorch.torch.tensor(start))) == by_hand(start)
        assert int(tensorflow.collatz(tensorflow.tf.constant(start, tensorflow.tf.int64))) == by_hand(start)


# What torch.compile leaves out


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        ("step", "backward"),
        ("lstm", "Dynamo does not support RNN, GRU, or LSTM"),
        ("loop", "Data-dependent branching"),
    ],
)
def test_torch_compile_makes_no_single_graph_of_the_works(pytorch, make, reason):
    torch = pytorch.torch

    def backward_alone(inputs, labels):
        loss = pytorch.cross_entropy(inputs * torch.ones(10, requires_grad=True), labels)
        loss.backward()
        return loss

    functions = {
        "step": (backward_alone, torch.zeros(64, 10), pytorch.labels),
        "lstm": (pytorch.RowReader(), pytorch.rows),
        "loop": (pytorch.collatz, pytorch.start),
    }
    function, *inputs = functions[make]
    with pytest.raises(torch._dynamo.exc.Unsupported, match=reason):
        torch.compile(function, fullgraph=True, backend="eager")(*inputs)


# The record


@pytest.fixture(scope="module")
def times(repository):
    return read_times(repository.topic("speed"))


def test_each_work_was_timed_in_each_way_in_five_processes(times, pytorch, tensorflow):
    rows = [(row.work, row.voice, row.way) for row in times.rows]
    expected = {
        (work, module, way)
        for work in pytorch.WORKS
        for module, ways in (("pytorch", [*pytorch.WAYS, AGAIN]), ("tensorflow", tensorflow.WAYS))
        for way in ways
    }
    assert list(pytorch.WORKS) == list(tensorflow.WORKS) == list(WORKS)
    assert len(rows) == len(expected)
    assert set(rows) == expected
    assert {len(row.first) for row in times.rows} == {PROCESSES}
    assert (times.threads, times.calls) == (1, LATER_CALLS)


def test_each_way_computed_what_eager_computed(times):
    for row in times.rows:
        eager = times.eager(row.work, row.voice)
        np.testing.assert_allclose(row.result, eager.result, rtol=1e-5, atol=1e-6, err_msg=f"{row.work}, {row.way}")
    assert {row.result for row in times.rows if row.work == "loop"} == {111.0}


def test_the_record_names_the_machine_and_the_versions(times):
    assert set(times.versions) == {"torch", "tensorflow", "keras"}
    assert re.fullmatch(r".+, \d+ cores, \w+", times.machine)
    assert len(times.load) == 2


def test_the_record_belongs_to_the_sources(times, repository):
    topic = repository.topic("speed")
    assert times.sources == {voice.name: fingerprint(topic.snippet(voice)) for voice in VOICES}


def test_the_picture_is_drawn_from_the_record(times, repository):
    assert first_difference((repository.root / DRAWING).read_text("utf-8"), draw_times(times)) is None


def test_the_table_on_the_page_has_each_median_with_its_spread(times, repository):
    lines = plain_page(repository.page_named("speed")).splitlines()
    assert [line for line in lines if re.match(r"\| (PyTorch|TensorFlow), ", line)] == [
        f"| {BY_NAME[row.voice].title}, {row.way} | " + " | ".join(map(cell, [row] * 3, CALLS)) + " |"
        for work in WORKS
        for row in times.rows
        if row.work == work
    ]


def cell(row, call):
    seconds = sorted(getattr(row, call))
    return f"**{duration(seconds[2])}**<br>{spread(seconds[0], seconds[4])}"


def test_the_numbers_in_the_text_are_those_of_the_measurement(repository):
    text = " ".join(repository.page_named("speed").text.split())
    assert f"then {LATER_CALLS} more times" in text
    assert "five processes" in text and PROCESSES == 5


# What the page says of the numbers: each sentence holds for the worst process of one row against the best of the other


def least_ratio(slow, fast, slow_call, fast_call):
    """Return how many times as long the slow one took in its best process as the fast one in its worst."""
    return slow.least(slow_call) / fast.most(fast_call)


def ranges_overlap(one, other):
    return one.least("steady") <= other.most("steady") and other.least("steady") <= one.most("steady")


def test_an_eager_first_call_takes_pytorch_at_most_a_quarter_of_tensorflows_time(times):
    for work in WORKS:
        assert least_ratio(times.eager(work, "tensorflow"), times.eager(work, "pytorch"), "first", "first") >= 4, work


def test_torch_compile_begins_500_times_as_slowly_as_eager_and_with_its_code_on_disk_in_a_sixth_of_that(times):
    dearest = max(times.rows, key=lambda row: row.most("first"))
    assert dearest.way == "torch.compile"
    for work in WORKS:
        compiled = times.row(work, "torch.compile")
        assert least_ratio(compiled, times.eager(work, "pytorch"), "first", "first") >= 500, work
        assert least_ratio(compiled, times.row(work, AGAIN), "first", "first") >= 6, work


def test_tf_function_begins_3_times_as_slowly_as_eager_and_in_a_tenth_of_torch_compiles_time(times):
    for work in WORKS:
        function = times.row(work, "tf.function")
        assert least_ratio(function, times.eager(work, "tensorflow"), "first", "first") >= 3, work
        assert least_ratio(times.row(work, "torch.compile"), function, "first", "first") >= 10, work


def test_a_later_eager_call_takes_tensorflow_at_least_7_times_as_long(times):
    for work in WORKS:
        assert least_ratio(times.eager(work, "tensorflow"), times.eager(work, "pytorch"), "steady", "steady") >= 7, work


def test_tf_function_is_6_times_as_fast_as_eager_and_makes_up_for_its_first_call_within_40(times):
    for work in WORKS:
        function, eager = times.row(work, "tf.function"), times.eager(work, "tensorflow")
        assert least_ratio(eager, function, "steady", "steady") >= 6, work
        lost = function.most("first") - eager.least("first")
        gained = eager.least("steady") - function.most("steady")
        assert lost <= 40 * gained, work


def test_torch_compile_is_at_most_a_fifth_faster_in_the_mlp_and_the_loop_and_overlaps_in_the_lstm(times):
    for work in ("MLP", "loop"):
        compiled, eager = times.row(work, "torch.compile"), times.eager(work, "pytorch")
        assert least_ratio(eager, compiled, "steady", "steady") > 1, work
        assert eager.most("steady") <= 1.2 * compiled.least("steady"), work
        lost = compiled.least("first") - eager.most("first")
        gained = eager.most("steady") - compiled.least("steady")
        assert lost >= 40_000 * gained, work
    assert ranges_overlap(times.row("LSTM", "torch.compile"), times.eager("LSTM", "pytorch"))


def test_tf_function_beats_eager_pytorch_in_the_mlp_and_the_loop_and_loses_in_the_lstm(times):
    for work in ("MLP", "loop"):
        assert least_ratio(times.eager(work, "pytorch"), times.row(work, "tf.function"), "steady", "steady") > 1, work
    assert least_ratio(times.row("LSTM", "tf.function"), times.eager("LSTM", "pytorch"), "steady", "steady") > 1


def test_jit_compile_runs_the_loop_5_times_as_fast_as_tf_function_and_10_times_as_fast_as_pytorch(times):
    compiled = times.row("loop", "jit_compile")
    assert least_ratio(times.row("loop", "tf.function"), compiled, "steady", "steady") >= 5
    for row in times.rows:
        if (row.work, row.voice) == ("loop", "pytorch"):
            assert least_ratio(row, compiled, "steady", "steady") >= 10, row.way


def test_each_sentence_on_the_list_has_a_claim(repository):
    text = repository.page_named("speed").text
    listed = text.partition("## What the numbers carry")[2].partition("## What the numbers don")[0]
    sentences = re.split(r"^- ", listed, flags=re.MULTILINE)[1:]
    marks = [re.findall(r"\[\[(SP\d+)\]\]", item) for item in sentences]
    assert marks == [[f"SP{number}"] for number in range(2, 2 + len(sentences))]
