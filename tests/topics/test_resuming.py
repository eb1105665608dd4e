"""Resuming: a run that was stopped ends at the same weights only if everything that training changes was saved."""

import contextlib
import io
import math
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from tests.topics.again import EITHER, labelled, names_again
from tests.topics.arithmetic import flat

# NumPy 2 warns of how Keras 3.15 saves a variable; the snippet gives the reason.
pytestmark = [pytest.mark.usefixtures("in_an_empty_folder"), pytest.mark.filterwarnings("ignore:__array__ impl")]

PARTS = {"pytorch": ("optimizer", "schedule", "random", "step"), "tensorflow": ("optimizer", "random", "batches")}


def weights_of(model):
    """Return the weights of either framework as arrays in the layout of Keras: kernels are (in, out)."""
    if hasattr(model, "get_weights"):
        return model.get_weights()
    return [value.numpy(force=True).T for value in model.parameters()]


def printed(run_of, name, section):
    """Return what a section printed, by label."""
    return labelled(run_of("resuming", name).outputs[section])


@pytest.fixture
def save(repository):
    """Run the section `save` again: a run's files go away with it."""
    return lambda voice: names_again(repository, voice, "save")


# The task


def test_both_learn_the_same_product_of_two_columns(pytorch, tensorflow):
    np.testing.assert_array_equal(pytorch.inputs.numpy(force=True), tensorflow.inputs)
    np.testing.assert_array_equal(pytorch.labels.numpy(force=True), tensorflow.labels)
    np.testing.assert_array_equal(tensorflow.labels[:, 0], tensorflow.inputs[:, 0] * tensorflow.inputs[:, 1])
    assert tensorflow.inputs.shape == (32, 4)


def test_every_epoch_takes_each_row_once_in_an_order_of_its_own(pytorch, tensorflow):
    run = tensorflow.begin()
    theirs = [[next(run.batches)[0].numpy() for _ in range(4)] for _ in range(2)]
    rows = [[pytorch.inputs[pytorch.rows_of(4 * epoch + step)] for step in range(4)] for epoch in (0, 1)]
    ours = [[batch.numpy(force=True) for batch in epoch] for epoch in rows]
    for epochs in (ours, theirs):
        first, second = (np.concatenate(batches) for batches in epochs)
        assert first.shape == second.shape == (32, 4)
        assert set(first[:, 0]) == set(second[:, 0]) == set(tensorflow.inputs[:, 0])
        assert not np.array_equal(first, second)


def test_both_rates_fade_along_the_same_cosine(pytorch, tensorflow):
    _, _, schedule = pytorch.begin()
    assert (schedule.base_lrs, schedule.T_max) == ([0.05], 20)
    rate = tensorflow.begin().optimizer._learning_rate
    by_hand = [0.025 * (1 + math.cos(math.pi * step / 20)) for step in range(20)]
    np.testing.assert_allclose([float(rate(step)) for step in range(20)], by_hand, rtol=1e-5, atol=1e-8)
    pytorch.train(*(begun := pytorch.begin()), range(10))
    assert begun[2].get_last_lr()[0] == pytest.approx(by_hand[10])


def test_with_equal_weights_and_rows_twenty_steps_of_adam_agree(pytorch, tensorflow, parity):
    model, optimizer, schedule = pytorch.begin()
    run = tensorflow.begin()
    run.model.set_weights(weights_of(model))
    model[2].p = run.model.layers[1].rate = 0.0  # each framework draws its own masks
    optimizer.param_groups[0]["eps"] = run.optimizer.epsilon = 1e-10  # added at another place
    rows = [pytorch.rows_of(step) for step in range(20)]
    batches = iter([(tensorflow.inputs[row], tensorflow.labels[row]) for row in rows])
    start = flat(weights_of(model))
    pytorch.train(model, optimizer, schedule, range(20))
    tensorflow.train(SimpleNamespace(model=run.model, optimizer=run.optimizer, batches=batches), 20)
    ours, theirs = flat(weights_of(model)), flat(weights_of(run.model))
    assert np.abs(ours - start).max() > 0.1
    # Adam divides by the size of a gradient: the last bits of small gradients count in full.
    parity("weights after 20 steps", ours, theirs, section="train", rtol=1e-5, atol=1e-5)


# Stopped and resumed


@pytest.mark.parametrize("name", EITHER)
def test_what_is_printed_before_the_stop_and_at_the_end(name, run_of):
    first = {"kept for a weight": "step, exp_avg, exp_avg_sq"} if name == "pytorch" else {"steps counted": "10"}
    assert printed(run_of, name, "save") == {**first, "rate at step 10": "0.025"}
    assert printed(run_of, name, "never_stopped") == {"weights": str(4 * 16 + 16 + 16 + 1)}


def test_the_run_that_was_never_stopped_is_twenty_steps_from_the_start(pytorch, tensorflow):
    begun = pytorch.begin()
    pytorch.train(*begun, range(20))
    np.testing.assert_array_equal(flat(p.detach() for p in begun[0].parameters()), pytorch.weights.numpy(force=True))
    run = tensorflow.begin()
    tensorflow.train(run, 20)
    np.testing.assert_array_equal(flat(run.model.get_weights()), flat(tensorflow.weights))
    assert begun[0][2].p == run.model.layers[1].rate == 0.2
    # The rate is 0 from step 20 on, so a step too many would not show in the weights.
    assert pytorch.schedule.last_epoch == int(tensorflow.run.optimizer.iterations) == 20


@pytest.mark.parametrize("name", EITHER)
def test_with_every_part_the_resumed_run_ends_at_the_same_weights(name, request, run_of, save):
    voice = request.getfixturevalue(name)
    save(voice)
    assert voice.resume() == 0
    assert printed(run_of, name, "forgotten")["everything"] == "0.000"


@pytest.mark.parametrize("name", EITHER)
def test_without_any_one_part_it_ends_elsewhere(name, request, run_of, save):
    voice, told = request.getfixturevalue(name), printed(run_of, name, "forgotten")
    save(voice)
    for part in PARTS[name]:
        off = float(voice.resume(part))
        assert off > 0.01, part
        assert told[f"without {part}"] == f"{off:.3f}"
    costs = {part: float(told[f"without {part}"]) for part in PARTS[name]}
    assert max(costs, key=costs.get) == "optimizer"
    alone = float(voice.resume(*PARTS[name]))
    assert alone > 0.1
    assert told["weights alone"] == f"{alone:.3f}"
    assert len(told) == len(PARTS[name]) + 2


def test_a_resumed_run_takes_the_second_ten_steps(pytorch, tensorflow, repository, save):
    ours, theirs = [], []
    save(pytorch)
    names = names_again(repository, pytorch, "resume", train=lambda *begun: ours.append(begun[-1]))
    names["resume"]()
    names["resume"]("step")
    assert ours == [range(10, 20), range(10)]
    save(tensorflow)
    names_again(repository, tensorflow, "resume", train=lambda run, steps: theirs.append(steps))["resume"]()
    assert theirs == [10]


def test_what_the_checkpoint_of_torch_holds(pytorch, save):
    save(pytorch)
    saved = pytorch.torch.load("run.pt", weights_only=True)
    assert set(saved) == {"model", "random_cuda", *PARTS["pytorch"]}
    assert (saved["step"], saved["schedule"]["last_epoch"], saved["schedule"]["T_max"]) == (10, 10, 20)
    for state in saved["optimizer"]["state"].values():
        assert list(state) == ["step", "exp_avg", "exp_avg_sq"] == list(pytorch.moments)
        assert state["step"] == 10 and state["exp_avg"].abs().max() > 0


def test_what_the_checkpoint_of_tensorflow_holds(tensorflow, save):
    save(tensorflow)
    held = {name.split("/")[0] for name, _ in tensorflow.tf.train.list_variables("run")}
    # The weights of the model are kept under the optimizer, which knows them too.
    assert held == {"_CHECKPOINTABLE_OBJECT_GRAPH", "optimizer", "random", "batches"}
    counter = "optimizer/_iterations/.ATTRIBUTES/VARIABLE_VALUE"
    assert tensorflow.tf.train.load_variable("run", counter) == 10
    assert tensorflow.tf.train.load_variable("run", "random/.ATTRIBUTES/VARIABLE_VALUE")[1] == 10


# What the ready ways leave out


def test_keras_counts_the_steps_from_its_file_and_from_weights_only_where_the_optimizer_is_built(tensorflow, run_of):
    told = printed(run_of, "tensorflow", "files")
    models = {".keras": tensorflow.loaded, ".weights.h5, optimizer built": tensorflow.built}
    for label, model in {**models, ".weights.h5, not built": tensorflow.unbuilt}.items():
        assert told[label] == f"{int(model.optimizer.iterations)} steps"
        np.testing.assert_array_equal(flat(model.get_weights()), flat(tensorflow.begun.get_weights()))
    assert int(tensorflow.begun.optimizer.iterations) == 3
    for model in models.values():
        pairs = zip(model.optimizer.variables, tensorflow.begun.optimizer.variables, strict=True)
        assert all(np.array_equal(ours, theirs) for ours, theirs in pairs)
    assert int(tensorflow.unbuilt.optimizer.iterations) == 0
    (warning,) = [each for each in tensorflow.caught if issubclass(each.category, UserWarning)]
    assert "it has 2 variables whereas the saved optimizer has 10 variables" in str(warning.message)


def test_a_checkpoint_of_tensorflow_counts_the_steps(tensorflow, save):
    save(tensorflow)
    run = tensorflow.begin()
    run.read("run").assert_consumed()
    assert int(run.optimizer.iterations) == 10


def test_no_file_of_keras_and_no_checkpoint_keeps_the_random_state_of_dropout(tensorflow, tmp_path):
    keras, tf = tensorflow.keras, tensorflow.tf
    run = tensorflow.begin()
    tensorflow.train(run, 3)

    def drawn(model):
        return int(model.layers[1].seed_generator.state[1])

    assert drawn(run.model) == 3
    run.model.save(tmp_path / "a.keras")
    assert drawn(keras.models.load_model(tmp_path / "a.keras")) == 0
    run.model.save_weights(tmp_path / "a.weights.h5")
    fresh = tensorflow.begin().model
    fresh.load_weights(tmp_path / "a.weights.h5")
    assert drawn(fresh) == 0
    written = tf.train.Checkpoint(model=run.model).write(str(tmp_path / "a"))
    tf.train.Checkpoint(model=fresh).read(written).assert_consumed()
    assert drawn(fresh) == 0


def test_backup_and_restore_goes_on_with_the_optimizer_where_it_stopped(tensorflow, tmp_path):
    keras = tensorflow.keras

    class Stopped(Exception):
        """The process ends here."""

    def stop(epoch, logs):
        if epoch == 3:
            raise Stopped

    def fitted(*callbacks):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
        with contextlib.suppress(Stopped):
            model.fit(tensorflow.inputs, tensorflow.labels, 8, 6, 0, list(callbacks), shuffle=False)
        return model

    backup = keras.callbacks.BackupAndRestore(str(tmp_path), delete_checkpoint=False)
    whole = fitted()
    stopped = fitted(backup, keras.callbacks.LambdaCallback(on_epoch_end=stop))
    assert int(stopped.optimizer.iterations) == 16
    resumed = fitted(backup)
    assert int(resumed.optimizer.iterations) == int(whole.optimizer.iterations) == 24
    np.testing.assert_array_equal(flat(resumed.get_weights()), flat(whole.get_weights()))


def test_a_data_loader_of_torch_keeps_no_place_in_the_data(torch):
    loader = torch.utils.data.DataLoader([1, 2, 3], shuffle=True)
    assert not hasattr(loader, "state_dict")
    assert not hasattr(iter(loader), "state_dict")


# The loss scaler


def test_a_scaler_of_torch_has_a_state_that_must_be_saved(torch):
    scaler, fresh = (torch.amp.GradScaler("cpu", init_scale=1024.0) for _ in range(2))
    weight = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scaler.scale(weight * math.inf).backward()
    scaler.step(optimizer)  # skipped: the gradient is infinite
    scaler.update()
    assert weight.item() == 1
    assert (scaler.get_scale(), fresh.get_scale()) == (512, 1024)
    file = io.BytesIO()
    torch.save(scaler.state_dict(), file)
    file.seek(0)
    fresh.load_state_dict(torch.load(file, weights_only=True))
    assert fresh.get_scale() == 512


def test_the_scaler_of_keras_is_an_optimizer_and_a_checkpoint_keeps_it(tf, keras, tmp_path):

    def scaled():
        optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1), initial_scale=1024.0)
        weight = keras.Variable([1.0])
        optimizer.build([weight])
        return optimizer, weight

    (optimizer, weight), (fresh, _) = scaled(), scaled()
    optimizer.apply([tf.constant([math.inf])], [weight])
    assert float(weight[0]) == 1
    assert (float(optimizer.dynamic_scale), float(fresh.dynamic_scale)) == (512, 1024)
    written = tf.train.Checkpoint(optimizer=optimizer).write(str(tmp_path / "a"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tf.train.Checkpoint(optimizer=fresh).read(written).expect_partial()
    assert float(fresh.dynamic_scale) == 512
