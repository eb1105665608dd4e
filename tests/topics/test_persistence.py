"""Talk, save, end the process, load in a new one, go on: the next answer is the same number."""

import contextlib
import subprocess
import sys
import warnings

import numpy as np
import pytest

from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME
from tests.topics.again import assert_printed, labelled, run_again
from tests.topics.arithmetic import CLOSE, numbers, sigmoid, swap_gates

TURNS = np.random.default_rng(0).normal(size=(10, 1, 8)).astype(np.float32)
RANDOM = np.random.default_rng(5)
SHAPES = {"kernel": (8, 48), "recurrent": (16, 48), "biases": (2, 48), "readout": (16, 8), "bias": (8,)}
WEIGHTS = {name: 0.4 * RANDOM.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}


def by_hand(turns, weights, state=None, history=()):
    """Map turns (T, B, 8) to answers (T, B, 8), the state (B, 16) and the history, a list of states."""
    state = np.zeros((turns.shape[1], 16), np.float32) if state is None else state
    history, answers = list(history), []
    for turn in turns:
        heard = np.split(turn @ weights["kernel"] + weights["biases"][0], 3, axis=1)
        kept = np.split(state @ weights["recurrent"] + weights["biases"][1], 3, axis=1)
        update, reset = (sigmoid(heard[gate] + kept[gate]) for gate in (0, 1))
        state = update * state + (1 - update) * np.tanh(heard[2] + reset * kept[2])
        history.append(state)
        past = np.stack(history, axis=1)  # (B, T, 16)
        powers = np.exp(np.einsum("bth,bh->bt", past, state))
        shares = powers / powers.sum(axis=1, keepdims=True)
        answers.append(np.einsum("bt,bth->bh", shares, past) @ weights["readout"] + weights["bias"])
    return np.stack(answers), state, history


def torch_talker(pytorch, weights=WEIGHTS):
    talker = pytorch.Talker().requires_grad_(False)
    cell = talker.cell
    parts = [cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh]
    values = [swap_gates(weights[name]) for name in ("kernel", "recurrent", "biases")]
    values = [values[0].T, values[1].T, *values[2], weights["readout"].T, weights["bias"]]
    for part, value in zip([*parts, talker.readout.weight, talker.readout.bias], values, strict=True):
        part.copy_(pytorch.torch.tensor(value))
    return talker


def keras_talker(tensorflow, weights=WEIGHTS):
    talker = tensorflow.Talker()
    talker(tensorflow.turns[0], tensorflow.blank)
    talker.set_weights([weights[name] for name in SHAPES])
    return talker


def talker_of(voice):
    return torch_talker(voice) if hasattr(voice, "torch") else keras_talker(voice)


def weights_of(talker):
    """Return a talker's weights by name, laid out as Keras lays them out."""
    if not hasattr(talker, "state_dict"):
        return dict(zip(SHAPES, talker.get_weights(), strict=True))
    cell, readout = talker.cell, talker.readout
    biases = np.stack([numbers(cell.bias_ih), numbers(cell.bias_hh)])
    parts = [swap_gates(part) for part in (numbers(cell.weight_ih).T, numbers(cell.weight_hh).T, biases)]
    return dict(zip(SHAPES, [*parts, numbers(readout.weight).T, numbers(readout.bias)], strict=True))


# The talk


def test_the_answers_are_those_of_the_equations(voice):
    answers, _, _ = by_hand(numbers(voice.turns), weights_of(voice.talker))
    np.testing.assert_allclose(numbers(voice.expected), answers[5:], **CLOSE)
    _, fifth, heard = by_hand(numbers(voice.turns)[:5], weights_of(voice.talker))
    np.testing.assert_allclose(numbers(voice.memory["state"]), fifth, **CLOSE)
    np.testing.assert_allclose(numbers(voice.memory["history"]), np.stack(heard, axis=1), **CLOSE)


def test_the_talk_and_the_loaded_talk_print_the_sixth_answer_by_hand(voice, outputs):
    answers, _, _ = by_hand(numbers(voice.turns), weights_of(voice.talker))
    sixth = f"sixth answer: {answers[5, 0, 0]:.3f}"
    assert_printed(outputs["talk"], [f"numbers: [16, {5 * 16}]", sixth])
    assert_printed(outputs["load"], [sixth])


def test_with_equal_weights_the_twins_give_equal_answers(pytorch, tensorflow, parity):
    np.testing.assert_array_equal(numbers(pytorch.turns), numbers(tensorflow.turns))
    ours, theirs = (voice.talk(talker_of(voice), voice.turns, voice.blank) for voice in (pytorch, tensorflow))
    parity("ten answers", ours[0], theirs[0], section="talk", **CLOSE)
    parity("state after ten turns", ours[1]["state"], theirs[1]["state"], section="talk", **CLOSE)
    parity("history of ten turns", ours[1]["history"], theirs[1]["history"], section="talk", **CLOSE)
    np.testing.assert_allclose(numbers(ours[0]), by_hand(numbers(pytorch.turns), WEIGHTS)[0], **CLOSE)


def test_several_talks_can_go_on_side_by_side(voice):
    turns = np.random.default_rng(2).normal(size=(4, 3, 8)).astype(np.float32)
    framework = voice.torch.tensor if hasattr(voice, "torch") else voice.tf.constant
    blank = {"state": np.zeros((3, 16), np.float32), "history": np.zeros((3, 0, 16), np.float32)}
    blank = {name: framework(value) for name, value in blank.items()}
    answers, _ = voice.talk(talker_of(voice), framework(turns), blank)
    np.testing.assert_allclose(numbers(answers), by_hand(turns, WEIGHTS)[0], **CLOSE)


# A new process


def save_and_go_on_in_a_new_process(repository, name, voice, folder):
    """Talk for five turns and save as the page does; return the sixth answer here, there, and what is printed there."""
    sections = read_sections(repository.topic(voice.__name__.removesuffix(f"_{name}")).snippet(BY_NAME[name]))
    talker = talker_of(voice)
    _, memory = voice.talk(talker, voice.turns[:5], voice.blank)
    with contextlib.chdir(folder):
        exec(sections["save"].code, {**vars(voice), "talker": talker, "memory": memory})
    here, _ = voice.talk(talker, voice.turns[5:6], memory)
    keep = "np.save('sixth.npy', np.asarray(sixth))"
    program = [*(sections[name].code for name in ("model", "turns", "load")), keep]
    (folder / "second.py").write_text("\n".join(program), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", "second.py"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return numbers(here)[0], np.load(folder / "sixth.npy"), done.stdout


@pytest.fixture(scope="module")
def torch_process(pytorch, repository, tmp_path_factory):
    return save_and_go_on_in_a_new_process(repository, "pytorch", pytorch, tmp_path_factory.mktemp("torch"))


@pytest.fixture(scope="module")
def keras_process(tensorflow, repository, tmp_path_factory):
    return save_and_go_on_in_a_new_process(repository, "tensorflow", tensorflow, tmp_path_factory.mktemp("keras"))


@pytest.mark.parametrize(
    "process",
    [
        pytest.param("torch_process", marks=pytest.mark.voice("pytorch")),
        pytest.param("keras_process", marks=pytest.mark.voice("tensorflow")),
    ],
)
def test_in_a_new_process_the_next_answer_is_the_same_number(process, request):
    here, there, outputs = request.getfixturevalue(process)
    np.testing.assert_array_equal(there, here)
    np.testing.assert_allclose(there, by_hand(TURNS, WEIGHTS)[0][5], **CLOSE)
    assert outputs == f"sixth answer: {here[0, 0]:.3f}\n"


def test_loading_fails_if_the_checkpoint_holds_more_than_has_a_place(tensorflow, repository, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tf = tensorflow.tf
    more = tf.train.Checkpoint(talker=tensorflow.talker, memory=tensorflow.kept, mood=tf.Variable(1.0))
    more.write("talk")
    with pytest.raises(AssertionError, match="Unresolved object in checkpoint"):
        run_again(repository, tensorflow, "load")


def test_in_two_new_processes_the_twins_go_on_alike(torch_process, keras_process, parity):
    parity("sixth answer in new processes", torch_process[1], keras_process[1], section="load", **CLOSE)


def test_loaded_the_whole_rest_of_the_talk_is_the_same(voice):
    saved = voice.saved["memory"] if hasattr(voice, "torch") else voice.saved
    answers, _ = voice.talk(voice.loaded, voice.turns[5:], saved)
    np.testing.assert_array_equal(numbers(answers), numbers(voice.expected))
    for name, kept in voice.memory.items():
        np.testing.assert_array_equal(numbers(saved[name]), numbers(kept))


# What is lost


def test_each_part_of_the_memory_is_needed(voice):
    turn, weights = numbers(voice.turns)[5:6], weights_of(voice.talker)
    state, expected = numbers(voice.memory["state"]), numbers(voice.expected)[0]
    for memory, known in ((voice.blank, None), (voice.half, state)):
        wrong, _, _ = by_hand(turn, weights, known)
        off = np.abs(wrong[0] - expected).max()
        assert off > 0.05
        np.testing.assert_allclose(float(voice.gap(voice.loaded, memory)), off, **CLOSE)
    saved = voice.saved["memory"] if hasattr(voice, "torch") else voice.saved
    assert float(voice.gap(voice.loaded, saved)) == 0


def test_what_is_left_out_prints_how_far_the_answer_is_off(voice, outputs):
    told = labelled(outputs["lost"])
    for label, memory in (("weights alone", voice.blank), ("without the history", voice.half)):
        assert told[label] == f"{float(voice.gap(voice.loaded, memory)):.3f}"
    assert (told["the same number"], told["all"]) == ("True", "0.000")
    assert float(told["other weights"]) > 0.1
    assert list(told) == ["the same number", "all", "weights alone", "without the history", "other weights"]
    assert len(set(told.values())) == 5
    np.testing.assert_array_equal(numbers(voice.half["state"]), numbers(voice.memory["state"]))
    assert numbers(voice.half["history"]).size == 0


def test_a_sixth_answer_that_differs_in_its_last_digits_is_not_called_the_same(voice, repository):
    told = labelled(run_again(repository, voice, "lost", sixth=voice.sixth + 1e-5))
    assert told["the same number"] == "False"


def test_a_memory_does_not_fit_other_weights_and_no_error_is_raised(voice):
    saved = voice.saved["memory"] if hasattr(voice, "torch") else voice.saved
    off = float(voice.gap(talker_of(voice), saved))
    history = list(numbers(voice.memory["history"]).swapaxes(0, 1))
    wrong, _, _ = by_hand(numbers(voice.turns)[5:6], WEIGHTS, numbers(voice.memory["state"]), history)
    np.testing.assert_allclose(off, np.abs(wrong[0] - numbers(voice.expected)[0]).max(), **CLOSE)
    assert off > 0.1


def test_each_home_prints_its_length_before_and_after(voice, outputs):
    length = f"{np.linalg.norm(TURNS[0]):.3f}"
    homes = ["buffer", "brief", "attribute"] if hasattr(voice, "torch") else ["weight", "variable", "attribute"]
    lines = [f"{home}: {length}, then {length if home == homes[0] else '0.000'}" for home in homes]
    assert_printed(outputs["kept"], lines)


def test_torch_saves_persistent_buffers_and_drops_the_rest_without_a_warning(pytorch):
    torch = pytorch.torch
    keeper, other = pytorch.Keeper(), pytorch.Keeper()
    keeper(torch.tensor(TURNS[0]))
    assert list(keeper.state_dict()) == ["buffer"]
    told = other.load_state_dict(keeper.state_dict())
    assert not told.missing_keys and not told.unexpected_keys
    np.testing.assert_array_equal(numbers(other.buffer), TURNS[0])
    assert not other.brief.any() and not other.attribute.any()
    for home in (pytorch.keeper.buffer, pytorch.keeper.brief, pytorch.keeper.attribute, pytorch.other.buffer):
        np.testing.assert_array_equal(numbers(home), TURNS[0])
    assert not pytorch.other.brief.any() and not pytorch.other.attribute.any()


def test_torch_refuses_a_grown_buffer(torch):
    grown, fresh = torch.nn.Module(), torch.nn.Module()
    grown.register_buffer("history", torch.zeros(1, 5, 16))
    fresh.register_buffer("history", torch.zeros(1, 0, 16))
    with pytest.raises(RuntimeError, match="size mismatch for history"):
        fresh.load_state_dict(grown.state_dict())


def quietly(call, *arguments):
    """Call; return what it returns and the messages of its warnings."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        return call(*arguments), [str(warning.message) for warning in said]


def test_the_files_of_a_stateful_layer_print_the_length_of_its_state(tensorflow, run_of):
    kernel, _, biases = tensorflow.model.get_weights()
    heard = np.split(TURNS[0] @ kernel + biases[0], 3, axis=1)
    kept = np.split(biases[1][None], 3, axis=1)
    update, reset = (sigmoid(heard[gate] + kept[gate]) for gate in (0, 1))
    length = f"{np.linalg.norm((1 - update) * np.tanh(heard[2] + reset * kept[2])):.3f}"
    lines = [f"state: {length}", "from .keras: 0.000", "from .weights.h5: 0.000", f"from the checkpoint: {length}"]
    assert_printed(run_of("persistence", "tensorflow").outputs["files"], lines)
    assert float(length) > 0.1


def test_keras_files_drop_the_state_of_a_stateful_layer_without_a_warning(tensorflow, tmp_path):
    model, same = tensorflow.listener(), tensorflow.listener()
    model(TURNS[:1])
    kept = numbers(model.layers[0].states[0])
    assert np.abs(kept).max() > 0.05
    _, said = quietly(model.save, tmp_path / "a.keras")
    copy, more = quietly(tensorflow.keras.models.load_model, tmp_path / "a.keras")
    _, most = quietly(model.save_weights, tmp_path / "a.weights.h5")
    same.load_weights(tmp_path / "a.weights.h5")
    # NumPy 2 warns of how Keras 3.15 copies a variable, hence the filter in the snippet; no warning is about the state.
    assert {text.split(" doesn't")[0] for text in said + more + most} == {"__array__ implementation"}
    for other in (copy, same):
        for ours, theirs in zip(other.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
        assert not numbers(other.layers[0].states[0]).any()
    for other in (tensorflow.copy, tensorflow.same):
        assert not numbers(other.layers[0].states[0]).any()


def test_a_checkpoint_keeps_the_state_of_a_stateful_layer(tensorflow, tmp_path):
    model, other = tensorflow.listener(), tensorflow.listener()
    model(TURNS[:1])
    written = tensorflow.tf.train.Checkpoint(model=model).write(str(tmp_path / "a"))
    tensorflow.tf.train.Checkpoint(model=other).read(written).assert_consumed()
    np.testing.assert_array_equal(numbers(other.layers[0].states[0]), numbers(model.layers[0].states[0]))
    np.testing.assert_array_equal(numbers(other(TURNS[1:2])), numbers(model(TURNS[1:2])))
    for one in (tensorflow.restored, tensorflow.model):
        assert np.abs(numbers(one.layers[0].states[0])).max() > 0.05


def test_keras_weight_files_keep_what_add_weight_made_and_a_checkpoint_every_variable(tensorflow, tmp_path):
    tf = tensorflow.tf
    keeper, by_file, by_checkpoint = tensorflow.Keeper(), tensorflow.Keeper(), tensorflow.Keeper()
    keeper(TURNS[0])
    _, said = quietly(keeper.save_weights, tmp_path / "a.weights.h5")
    by_file.build((1, 8))
    by_file.load_weights(tmp_path / "a.weights.h5")
    by_checkpoint.build((1, 8))
    written = tf.train.Checkpoint(keeper=keeper).write(str(tmp_path / "a"))
    tf.train.Checkpoint(keeper=by_checkpoint).read(written).assert_consumed()
    assert not [text for text in said if "__array__" not in text]
    for one, variable in ((by_file, 0 * TURNS[0]), (by_checkpoint, TURNS[0]), (tensorflow.other, 0 * TURNS[0])):
        np.testing.assert_array_equal(numbers(one.weight), TURNS[0])
        np.testing.assert_array_equal(numbers(one.variable), variable)
        assert not numbers(one.attribute).any()
    for home in (tensorflow.keeper.weight, tensorflow.keeper.variable, tensorflow.keeper.attribute):
        np.testing.assert_array_equal(numbers(home), TURNS[0])


# What a checkpoint asks for


def test_a_checkpoint_refuses_a_plain_tensor(tf):
    with pytest.raises(ValueError, match="was expecting memory to be a trackable object"):
        tf.train.Checkpoint(memory=tf.ones(3))


def test_a_variable_of_fixed_shape_does_not_take_a_longer_history(tf, tmp_path):
    written = tf.train.Checkpoint(history=tf.Variable(tf.ones((1, 5, 16)))).write(str(tmp_path / "a"))
    with pytest.raises(ValueError, match="incompatible tensor with shape"):
        tf.train.Checkpoint(history=tf.Variable(tf.zeros((1, 0, 16)))).read(written)
    history = tf.Variable(tf.zeros((1, 0, 16)), shape=(1, None, 16))
    tf.train.Checkpoint(history=history).read(written).assert_consumed()
    np.testing.assert_array_equal(numbers(history.read_value()), np.ones((1, 5, 16)))


def test_weights_that_are_not_drawn_yet_fail_the_check_and_are_restored_when_drawn(tensorflow, tmp_path):
    tf, cell = tensorflow.tf, tensorflow.keras.layers.GRUCell(16)
    cell.build((None, 8))
    written = tf.train.Checkpoint(cell=cell).write(str(tmp_path / "a"))
    late = tensorflow.keras.layers.GRUCell(16)
    status = tf.train.Checkpoint(cell=late).read(written)
    with pytest.raises(AssertionError, match="Unresolved object in checkpoint"):
        status.assert_consumed()
    late.build((None, 8))
    np.testing.assert_array_equal(late.get_weights()[0], cell.get_weights()[0])
    status.assert_consumed()


# The picture


def test_the_picture_shows_three_talks_turn_by_turn(voice):
    answers, _, _ = by_hand(numbers(voice.turns), weights_of(voice.talker))
    forgot, _, _ = by_hand(numbers(voice.turns)[5:], weights_of(voice.talker))
    whole, loaded, without = voice.axes.lines
    assert [text.get_text() for text in voice.axes.get_legend().get_texts()] == voice.names
    assert voice.names == ["never stopped", "loaded", "loaded without memory"]
    for line, turns, values in (
        (whole, range(1, 11), answers),
        (loaded, range(6, 11), answers[5:]),
        (without, range(6, 11), forgot),
    ):
        np.testing.assert_array_equal(line.get_xdata(), turns)
        np.testing.assert_allclose(line.get_ydata(), values[:, 0, 0], **CLOSE)
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("turn", "answer")
    assert (loaded.get_marker(), loaded.get_linestyle(), without.get_linestyle()) == ("o", "None", "--")
