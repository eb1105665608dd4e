"""Rehearsal: one training run on real digits, in both frameworks and once more in NumPy."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from counterpoint.recordings.compare import first_difference
from tests.topics.again import assert_printed, names_again

# The weights come out of hundreds of steps of float32, whose last bits differ: with values up to 3, a distance of 1e-5
# is some forty last bits. The runs are about 1e-6 apart.
AFTER_TRAINING = {"rtol": 1e-5, "atol": 1e-5}


def layout(weights):
    """Return weights of either framework as arrays in the layout of Keras: kernels are (inputs, outputs)."""
    if isinstance(weights, dict):
        return [value.numpy(force=True).T for value in weights.values()]
    return [np.array(value) for value in weights]


def flat(weights):
    return np.concatenate([value.ravel() for value in layout(weights)])


def forward(weights, images):
    """Map (B, 64) to hidden values and logits, in double precision."""
    first, first_bias, second, second_bias = weights
    hidden = np.maximum(images @ first + first_bias, 0)
    return hidden, hidden @ second + second_bias


def losses_of(weights, images, labels):
    """Return the cross-entropy of each digit: (B,)."""
    _, logits = forward(weights, images)
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]


def slopes_of(weights, images, labels):
    """Return the gradient of the mean loss, by the chain rule."""
    hidden, logits = forward(weights, images)
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(labels)), labels] -= 1
    at_logits = chances / len(labels)
    at_hidden = (at_logits @ weights[2].T) * (hidden > 0)
    return [
        images.T @ at_hidden,
        at_hidden.sum(axis=0),
        hidden.T @ at_logits,
        at_logits.sum(axis=0),
    ]


def rehearse(start, images, labels, orders):
    """Train by hand with batches of 64 and a rate of one half; return losses and weights by epoch."""
    weights, losses, path = [np.float64(value) for value in start], [], []
    for order in orders:
        heard = []
        for first in range(0, len(order), 64):
            batch = order[first : first + 64]
            heard.append(losses_of(weights, images[batch], labels[batch]).mean())
            slopes = slopes_of(weights, images[batch], labels[batch])
            weights = [value - 0.5 * slope for value, slope in zip(weights, slopes, strict=True)]
        losses.append(np.mean(heard))
        path.append(weights)
    return losses, path


def right(weights, images, labels):
    return forward(weights, images)[1].argmax(axis=1) == labels


@pytest.fixture(scope="module")
def hand():
    """The whole rehearsal in NumPy and double precision, from the same seed."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    random = np.random.default_rng(1)
    mixed = random.permutation(1797)
    images, labels = digits.data[mixed] / 16, digits.target[mixed]
    start = [
        random.normal(size=(64, 32)) / 8,
        np.zeros(32),
        random.normal(size=(32, 10)) / 32**0.5,
        np.zeros(10),
    ]
    orders = [random.permutation(1536) for _ in range(12)]
    others = [random.permutation(1536) for _ in range(12)]
    data = images[:1536], labels[:1536]
    losses, path = rehearse(start, *data, orders)
    return SimpleNamespace(
        start=start,
        orders=orders,
        others=others,
        images=data[0],
        labels=data[1],
        test_images=images[1536:],
        test_labels=labels[1536:],
        losses=losses,
        path=path,
    )


@pytest.fixture
def torch_model(pytorch):
    """The model of the snippet at its start; it gets its weights back."""
    kept = pytorch.weights_now()
    pytorch.model.load_state_dict(pytorch.start)
    yield pytorch.model
    pytorch.model.load_state_dict(kept)


@pytest.fixture
def keras_model(tensorflow):
    """The model of the snippet at its start; it gets its weights back."""
    kept = tensorflow.model.get_weights()
    tensorflow.model.set_weights(tensorflow.start)
    yield tensorflow.model
    tensorflow.model.set_weights(kept)


# The same data, the same start, the same order


def test_both_rehearse_the_same_digits_and_hold_the_same_back(pytorch, tensorflow, hand):
    ours, theirs = pytorch.train_images.numpy(force=True), tensorflow.train_images
    assert np.array_equal(ours, theirs)
    assert np.array_equal(theirs, np.float32(hand.images))
    assert np.array_equal(pytorch.train_labels.numpy(force=True), hand.labels)
    assert np.array_equal(tensorflow.train_labels, hand.labels)
    assert np.array_equal(pytorch.test_images.numpy(force=True), np.float32(hand.test_images))
    assert np.array_equal(tensorflow.test_images, np.float32(hand.test_images))
    assert np.array_equal(pytorch.test_labels.numpy(force=True), hand.test_labels)
    assert np.array_equal(tensorflow.test_labels, hand.test_labels)
    assert len(hand.images) + len(hand.test_images) == 1797


def test_no_held_out_digit_was_rehearsed(tensorflow):
    rehearsed = {image.tobytes() for image in tensorflow.train_images}
    assert not any(image.tobytes() in rehearsed for image in tensorflow.test_images)


def test_all_digits_come_from_thirteen_hands(pytorch):
    told = " ".join(pytorch.digits.DESCR.split())
    assert "copy of the test set" in told
    assert "different 13 to the test set" in told


def test_both_start_with_the_same_weights_bit_for_bit(pytorch, tensorflow, hand):
    assert np.array_equal(flat(pytorch.start), flat(tensorflow.start))
    assert np.array_equal(flat(tensorflow.start), np.float32(flat(hand.start)))
    assert flat(pytorch.start).size == 2410


def test_both_take_the_batches_in_the_same_order(pytorch, tensorflow, hand):
    assert np.array_equal(pytorch.orders, tensorflow.orders)
    assert np.array_equal(pytorch.orders, hand.orders)
    assert np.array_equal(pytorch.others, tensorflow.others)


def test_both_print_the_same_lines(pytorch, tensorflow, run_of):
    ours, theirs = (run_of("rehearsal", voice).outputs for voice in ("pytorch", "tensorflow"))
    assert list(ours) == list(theirs)
    assert all(first_difference(ours[section], theirs[section]) is None for section in ours)
    assert sum(outputs.count("\n") for outputs in ours.values()) > 25


def test_the_counts_that_are_printed_are_those_of_the_data(outputs, hand):
    digits = np.bincount(hand.labels).tolist()
    assert_printed(outputs["piece"], ["to rehearse: 1536", "held out: 261", f"of each digit: {digits}"])
    assert_printed(outputs["instruments"], ["parameters: 2410"])


def test_the_losses_and_slopes_that_are_printed_are_those_by_hand(outputs, hand):
    ear = []
    for shift in (-0.01, 0.01):
        moved = [value.copy() for value in hand.start]
        moved[0][35, 4] += shift
        ear.append(losses_of(moved, hand.images, hand.labels).mean())
    lines = [
        f"loss: {losses_of(hand.start, hand.images, hand.labels).mean():.3f}",
        f"slope by ear: {(ear[1] - ear[0]) / 0.02:.3f}",
        f"slope by backpropagation: {slopes_of(hand.start, hand.images, hand.labels)[0][35, 4]:.3f}",
    ]
    assert_printed(outputs["tuning"], lines)
    lines = [f"loss of epoch {epoch}: {hand.losses[epoch - 1]:.3f}" for epoch in (1, 2, 4, 12)]
    counts = [right(weights, hand.test_images, hand.test_labels).sum() for weights in (hand.start, hand.path[-1])]
    lines += [f"right before: {counts[0]} of 261", f"right after: {counts[1]} of 261"]
    assert_printed(outputs["rehearsal"], lines)


def test_the_corrected_note_is_printed_with_what_was_read(outputs, hand):
    early, late = (right(hand.path[n], hand.test_images, hand.test_labels) for n in (0, -1))
    note = np.flatnonzero(~early & late)[0]
    read = [forward(hand.path[n], hand.test_images[note])[1].argmax() for n in (0, -1)]
    lines = [
        f"right after epoch 1: {early.sum()}",
        f"corrected by epoch 12: {(~early & late).sum()}",
        f"spoilt by epoch 12: {(early & ~late).sum()}",
        f"written: {hand.test_labels[note]}",
        f"read after epoch 1: {read[0]}",
        f"read after epoch 12: {read[1]}",
    ]
    assert_printed(outputs["wrong_note"], lines)


def test_the_counts_of_the_new_piece_are_printed_before_and_after(outputs, hand):
    _, path = rehearse(hand.path[-1], mirrored(hand.images), hand.labels, hand.orders[:3])
    lines = []
    for when, weights in (("before", hand.path[-1]), ("after", path[-1])):
        old, new = counts(weights, hand)
        lines += [f"old piece, {when}: {old}", f"new piece, {when}: {new}"]
    assert_printed(outputs["new_piece"], lines)


def test_the_distances_are_printed_after_the_first_epoch_and_the_last(voice, outputs, hand):
    nudged = [value.copy() for value in hand.start]
    nudged[0][35, 4] += 0.01
    lines = []
    for name, start, orders in (("nudged", nudged, hand.orders), ("reordered", hand.start, hand.others)):
        _, path = rehearse(start, hand.images, hand.labels, orders)
        lines += [f"{name}, epoch {epoch}: {voice.drifts[name][epoch - 1]:.3f}" for epoch in (1, 12)]
        lines.append(f"{name}, right: {right(path[-1], hand.test_images, hand.test_labels).sum()}")
    assert_printed(outputs["drift"], lines)


# The pictures


def test_the_curves_are_the_losses_and_the_counts(voice, repository, tmp_path, monkeypatch, hand):
    monkeypatch.chdir(tmp_path)
    loss, count = names_again(repository, voice, "curve")["axes"]
    by_hand = [right(weights, hand.test_images, hand.test_labels).sum() for weights in hand.path]
    for axis, values in ((loss, hand.losses), (count, by_hand)):
        (line,) = axis.lines
        np.testing.assert_array_equal(line.get_xdata(), range(1, 13))
        np.testing.assert_allclose(line.get_ydata(), values, rtol=1e-5, atol=1e-5)
    assert (loss.get_ylabel(), count.get_ylabel()) == ("loss of the rehearsed", "right of 261 held out")
    assert loss.get_xlabel() == count.get_xlabel() == "epoch"


def test_the_picture_of_the_note_shows_the_digit_and_the_chances_of_both_epochs(
    voice, repository, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    note, chances = names_again(repository, voice, "note_picture")["axes"]
    (mesh,) = note.collections
    digit = np.asarray(voice.test_images[voice.note]).reshape(64)
    np.testing.assert_array_equal(np.asarray(mesh.get_array()).ravel(), digit)
    assert note.get_ylim() == (8, 0)  # the first row is at the top
    assert (chances.get_xlabel(), chances.get_ylabel()) == ("digit", "chance")
    for line, label, values in zip(chances.lines, ("epoch 1", "epoch 12"), voice.chances, strict=True):
        assert line.get_label() == label
        np.testing.assert_allclose(line.get_ydata(), np.asarray(values), rtol=1e-6, atol=1e-7)


def test_the_picture_of_the_drift_shows_both_runs_by_name(voice):
    lines = {line.get_label(): line.get_ydata() for line in voice.axes.lines}
    for name in ("reordered", "nudged"):
        np.testing.assert_array_equal(lines[name], voice.drifts[name])
    assert voice.axes.get_yscale() == "log"
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("epoch", "distance")


# Tuning


def test_the_slope_by_ear_is_the_slope_by_backpropagation(pytorch, tensorflow, hand):
    slope = slopes_of(hand.start, hand.images, hand.labels)[0][35, 4]
    ears = [(voice.higher - voice.lower) / 0.02 for voice in (pytorch, tensorflow)]
    # A step of 0.01 isn't infinitely small: along it, some neurons fall silent.
    np.testing.assert_allclose(ears, slope, rtol=5e-3, atol=2e-5)
    closer = [value.copy() for value in hand.start]
    closer[0][35, 4] += 1e-6
    rise = (losses_of(closer, hand.images, hand.labels) - losses_of(hand.start, hand.images, hand.labels)).mean()
    np.testing.assert_allclose(rise / 1e-6, slope, rtol=1e-4, atol=1e-6)  # nor is 1e-6
    np.testing.assert_allclose(pytorch.slope.item(), slope, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(tensorflow.slopes[0][35, 4], slope, rtol=1e-5, atol=1e-6)


def test_all_slopes_come_from_one_backward_pass(pytorch, tensorflow, torch_model, keras_model, hand, parity):
    torch_model.zero_grad()
    loss = pytorch.loss_function(torch_model(pytorch.train_images), pytorch.train_labels)
    loss.backward()
    ours = np.concatenate([p.grad.numpy(force=True).T.ravel() for p in torch_model.parameters()])
    by_hand = flat(slopes_of(hand.start, hand.images, hand.labels))
    np.testing.assert_allclose(ours, by_hand, rtol=1e-5, atol=1e-6)
    parity("loss at the start", pytorch.loss, tensorflow.loss, section="tuning", rtol=1e-5, atol=1e-6)
    parity("2,410 slopes", ours, flat(tensorflow.slopes), section="tuning", rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        loss.item(), losses_of(hand.start, hand.images, hand.labels).mean(), rtol=1e-5, atol=1e-6
    )


def test_the_ear_moves_one_weight_and_puts_it_back(pytorch, tensorflow, torch_model, keras_model, hand):
    moved = [value.copy() for value in hand.start]
    moved[0][35, 4] += 0.5
    heard = losses_of(moved, hand.images, hand.labels).mean()
    assert abs(heard - losses_of(hand.start, hand.images, hand.labels).mean()) > 0.01
    ears = [pytorch.loss_at(0.5), tensorflow.loss_at(0.5)]
    np.testing.assert_allclose(ears, heard, rtol=1e-5, atol=1e-6)
    assert np.array_equal(flat(pytorch.weights_now()), flat(pytorch.start))
    assert np.array_equal(flat(keras_model.get_weights()), flat(tensorflow.start))


# The rehearsal


def test_both_end_where_the_rehearsal_by_hand_ends(pytorch, tensorflow, hand):
    for voice in (pytorch, tensorflow):
        assert len(voice.weights) == 12
        for path, by_hand in zip(voice.weights, hand.path, strict=True):
            np.testing.assert_allclose(flat(path), flat(by_hand), **AFTER_TRAINING)
        np.testing.assert_allclose(voice.losses, hand.losses, rtol=1e-5, atol=1e-6)


def test_the_drift_grows_from_step_to_epoch_to_end(pytorch, tensorflow, torch_model, keras_model, parity):
    batch = pytorch.orders[0][:64]
    pytorch.optimizer.zero_grad()
    pytorch.loss_function(torch_model(pytorch.train_images[batch]), pytorch.train_labels[batch]).backward()
    pytorch.optimizer.step()
    keras_model.train_on_batch(tensorflow.train_images[batch], tensorflow.train_labels[batch])
    ours, theirs = flat(pytorch.weights_now()), flat(keras_model.get_weights())
    parity("weights after one step", ours, theirs, section="drift", rtol=1e-5, atol=1e-6)
    after_one, after_all = ([flat(voice.weights[n]) for voice in (pytorch, tensorflow)] for n in (0, -1))
    parity("weights after one epoch", *after_one, section="drift", rtol=1e-5, atol=1e-6)
    parity("weights after twelve epochs", *after_all, section="drift", **AFTER_TRAINING)
    at_first, in_the_end = np.abs(ours - theirs).max(), np.abs(np.subtract(*after_all)).max()
    assert at_first < in_the_end < 1e-5
    parity(
        "losses of the epochs",
        pytorch.losses,
        tensorflow.losses,
        section="rehearsal",
        rtol=1e-5,
        atol=1e-6,
    )


def test_both_read_the_same_held_out_digits_correctly_after_every_epoch(pytorch, tensorflow, hand):
    for epoch, by_hand in enumerate(hand.path):
        told = right(by_hand, hand.test_images, hand.test_labels)
        assert np.array_equal(pytorch.is_right(pytorch.weights[epoch], pytorch.test_images).numpy(force=True), told)
        assert np.array_equal(tensorflow.is_right(tensorflow.weights[epoch], tensorflow.test_images), told)
        assert pytorch.right[epoch] == tensorflow.right[epoch] == told.sum()


def test_no_count_sits_on_an_edge(hand, pytorch):
    """The two highest logits of each held-out digit differ by far more than the two frameworks do."""
    later = [layout(state) for state in (pytorch.later[-1], pytorch.path[-1])]
    for weights in [hand.start, *hand.path, *later]:
        for images in (hand.test_images, mirrored(hand.test_images)):
            highest = np.sort(forward(weights, images)[1], axis=1)[:, -2:]
            assert np.diff(highest).min() > 1e-4


def test_a_second_rehearsal_repeats_the_first_one_bit_for_bit(pytorch, tensorflow, torch_model, keras_model):
    for voice in (pytorch, tensorflow):
        losses, weights = voice.rehearse(voice.start, voice.train_images, voice.orders[:2])
        assert losses == voice.losses[:2]
        assert np.array_equal(flat(weights[-1]), flat(voice.weights[1]))


def test_a_data_loader_with_a_sampler_hands_out_the_same_batches(pytorch):
    data = pytorch.torch.utils.data.TensorDataset(pytorch.train_images, pytorch.train_labels)
    order = pytorch.orders[0][:192]
    loader = pytorch.torch.utils.data.DataLoader(data, batch_size=64, sampler=order)
    for (images, labels), batch in zip(loader, order.reshape(-1, 64), strict=True):
        assert pytorch.torch.equal(images, pytorch.train_images[batch])
        assert pytorch.torch.equal(labels, pytorch.train_labels[batch])


def small_keras(tensorflow, rate):
    keras = tensorflow.keras
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones", use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse")
    return model


def test_a_callback_gets_the_mean_since_the_epoch_began_and_not_the_loss_of_the_batch(tensorflow):
    keras, tf = tensorflow.keras, tensorflow.tf
    told = []
    listen = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: told.append(logs["loss"]))
    batches = tf.data.Dataset.from_tensor_slices(([[1.0], [2.0], [3.0]], [[0.0], [0.0], [0.0]])).batch(1)
    model = small_keras(tensorflow, 0.0)
    history = model.fit(batches, epochs=2, shuffle=False, callbacks=[listen], verbose=0).history["loss"]
    means = [1.0, (1 + 4) / 2, (1 + 4 + 9) / 3]
    np.testing.assert_allclose(told, means * 2, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(history, means[-1:] * 2, rtol=1e-5, atol=1e-6)


def test_fit_on_a_dataset_warns_unless_shuffle_is_switched_off(tensorflow):
    batches = tensorflow.tf.data.Dataset.from_tensor_slices(([[1.0]], [[0.0]])).batch(1)
    with pytest.warns(UserWarning, match="`shuffle=True` was passed, but will be ignored"):
        small_keras(tensorflow, 0.0).fit(batches, verbose=0)


def test_the_two_kinds_of_sgd_differ_only_in_the_rate_they_start_with(pytorch, tensorflow):
    assert pytorch.torch.optim.SGD([pytorch.torch.ones(1)]).defaults["lr"] == 0.001
    assert float(tensorflow.keras.optimizers.SGD().learning_rate) == pytest.approx(0.01)
    assert pytorch.optimizer.defaults["lr"] == float(tensorflow.model.optimizer.learning_rate) == 0.5


# The wrong note


def test_many_notes_were_corrected_and_one_was_spoilt(pytorch, tensorflow, hand):
    early, late = (right(hand.path[n], hand.test_images, hand.test_labels) for n in (0, -1))
    for voice in (pytorch, tensorflow):
        assert (np.sum(early), np.sum(~early & late), np.sum(early & ~late)) == (189, 67, 1)
        assert int(voice.note.item()) == np.flatnonzero(~early & late)[0]
        assert voice.test_labels[voice.note].item() == hand.test_labels[~early & late][0]
        for told, epoch in zip(voice.chances, [0, 11], strict=True):
            _, logits = forward(hand.path[epoch], hand.test_images[int(voice.note.item())])
            chances = np.exp(logits) / np.exp(logits).sum()
            np.testing.assert_allclose(np.array(told), chances, rtol=1e-5, atol=1e-5)


def test_one_step_helps_its_batch_and_harms_some_digits_in_it(hand):
    batch = hand.orders[0][:64]
    images, labels = hand.images[batch], hand.labels[batch]
    slopes = slopes_of(hand.start, images, labels)
    after = [value - 0.5 * slope for value, slope in zip(hand.start, slopes, strict=True)]
    change = losses_of(after, images, labels) - losses_of(hand.start, images, labels)
    assert change.mean() < 0
    assert (change > 0).sum() == 19
    for value, slope in zip(hand.start, slopes, strict=True):
        assert (slope != 0).mean() > 0.7, value.shape


# The new piece


def mirrored(images):
    return images.reshape(-1, 8, 8)[:, :, ::-1].reshape(-1, 64)


def test_the_new_piece_is_the_old_one_in_a_mirror(pytorch, tensorflow, hand):
    new = np.float32(mirrored(hand.test_images))
    assert np.array_equal(pytorch.new.numpy(force=True), new)
    assert np.array_equal(tensorflow.new, new)


def counts(weights, hand):
    """Count what is read rightly of the old piece and of the new one."""
    pieces = hand.test_images, mirrored(hand.test_images)
    return [int(right(weights, images, hand.test_labels).sum()) for images in pieces]


def test_rehearsing_only_the_new_piece_forgets_some_of_the_old(pytorch, tensorflow, hand):
    before = counts(hand.path[-1], hand)
    _, path = rehearse(hand.path[-1], mirrored(hand.images), hand.labels, hand.orders[:3])
    after = counts(path[-1], hand)
    assert (before, after) == ([255, 109], [207, 252])
    for voice in (pytorch, tensorflow):
        np.testing.assert_allclose(flat(voice.later[-1]), flat(path[-1]), **AFTER_TRAINING)


def test_rehearsing_both_pieces_keeps_both(hand):
    images, labels = np.concatenate([hand.images, mirrored(hand.images)]), np.tile(hand.labels, 2)
    orders = [np.random.default_rng(epoch).permutation(len(labels)) for epoch in range(3)]
    _, path = rehearse(hand.path[-1], images, labels, orders)
    assert min(counts(path[-1], hand)) > 230


# Drift


def test_a_nudge_grows_and_another_order_ends_elsewhere(pytorch, tensorflow, hand):
    nudged = [value.copy() for value in hand.start]
    nudged[0][35, 4] += 0.01
    for name, start, orders in [
        ("nudged", nudged, hand.orders),
        ("reordered", hand.start, hand.others),
    ]:
        _, path = rehearse(start, hand.images, hand.labels, orders)
        gaps = [np.abs(flat(one) - flat(other)).max() for one, other in zip(hand.path, path, strict=True)]
        for voice in (pytorch, tensorflow):
            # A distance is the difference of two weights, each as exact as training leaves it.
            np.testing.assert_allclose(voice.drifts[name], gaps, rtol=1e-5, atol=1e-5)
    assert 2 < pytorch.drifts["nudged"][-1] / 0.01 < 5


def test_another_order_ends_at_other_weights_that_read_about_as_well(pytorch, tensorflow, hand):
    between = np.abs(flat(pytorch.weights[-1]) - flat(tensorflow.weights[-1])).max()
    for voice in (pytorch, tensorflow):
        assert voice.drifts["reordered"][-1] > 10_000 * between
        reordered = counts(layout(voice.path[-1]), hand)[0]
        assert abs(reordered - voice.right[-1]) <= 3


def test_the_line_in_the_picture_is_the_bound_that_these_tests_hold_the_frameworks_to(pytorch, tensorflow):
    for voice in (pytorch, tensorflow):
        (line,) = [line for line in voice.axes.lines if line.get_linestyle() == ":"]
        assert set(line.get_ydata()) == {AFTER_TRAINING["atol"]} == {1e-5}


# TensorBoard


def losses_on_the_board(folder, name="loss"):
    """Return what TensorBoard itself reads from a folder: steps and losses."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    board = EventAccumulator(str(folder), {"scalars": 0, "tensors": 0})  # all of them, not a sample
    board.Reload()
    if name in board.Tags()["scalars"]:  # as PyTorch writes it
        return [(event.step, event.value) for event in board.Scalars(name)]
    return [
        (event.step, float(make_ndarray(event.tensor_proto))) for event in board.Tensors(name)
    ]  # as TensorFlow does


def test_tensorboard_reads_the_losses_of_both(pytorch, tensorflow, tmp_path):
    pytest.importorskip("tensorboard", reason="tensorboard is not installed: pip install tensorboard")
    from torch.utils.tensorboard import SummaryWriter

    tf = tensorflow.tf
    with SummaryWriter(tmp_path / "ours") as writer:
        for epoch, loss in enumerate(pytorch.losses, 1):
            writer.add_scalar("loss", loss, epoch)
    with tf.summary.create_file_writer(str(tmp_path / "theirs")).as_default():
        for epoch, loss in enumerate(tensorflow.losses, 1):
            tf.summary.scalar("loss", loss, step=epoch)
        tf.summary.flush()
    ours, theirs = losses_on_the_board(tmp_path / "ours"), losses_on_the_board(tmp_path / "theirs")
    assert [step for step, _ in ours] == [step for step, _ in theirs] == list(range(1, 13))
    np.testing.assert_allclose([loss for _, loss in ours], pytorch.losses, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose([loss for _, loss in theirs], tensorflow.losses, rtol=1e-6, atol=1e-7)


@pytest.mark.filterwarnings("ignore:__array__ impl")  # of NumPy, about how Keras saves
def test_the_callback_of_keras_writes_the_loss_of_each_epoch_for_tensorboard(tensorflow, tmp_path):
    pytest.importorskip("tensorboard", reason="tensorboard is not installed: pip install tensorboard")
    model, board = small_keras(tensorflow, 0.01), tensorflow.keras.callbacks.TensorBoard(str(tmp_path))
    inputs, labels = np.ones((4, 1), np.float32), np.zeros((4, 1), np.float32)
    history = model.fit(inputs, labels, epochs=3, verbose=0, callbacks=[board]).history["loss"]
    read = [value for _, value in losses_on_the_board(tmp_path / "train", "epoch_loss")]
    np.testing.assert_allclose(read, history, rtol=1e-6, atol=1e-7)


def test_the_saved_digits_are_those_that_were_ever_misread_as_they_were_read(pytorch, tensorflow, run_of):
    for module, voice in ((pytorch, "pytorch"), (tensorflow, "tensorflow")):
        made = json.loads(run_of("rehearsal", voice).data["epochs"])
        written = np.asarray(module.test_labels)
        logits = [np.asarray(module.logits_of(weights, module.test_images)) for weights in module.weights]
        read = np.argmax(logits, axis=2)  # (12, 261)
        assert made["held_out"] == len(written)
        assert [one["place"] for one in made["wrong"]] == np.flatnonzero((read != written).any(axis=0)).tolist()
        for one in made["wrong"]:
            assert one["written"] == written[one["place"]]
            assert one["read"] == read[:, one["place"]].tolist()
            np.testing.assert_array_equal(one["pixels"], np.asarray(module.test_images[one["place"]]) * 16)
        rows = np.array(made["table"]["rows"])
        np.testing.assert_array_equal(rows[:, 0], range(1, 13))
        np.testing.assert_allclose(rows[:, 1], module.losses, rtol=0, atol=6e-5)  # four decimals
        np.testing.assert_array_equal(rows[:, 2], (read == written).sum(axis=1))


def test_the_saved_network_and_its_answers_are_those_of_the_last_epoch(pytorch, tensorflow, run_of):
    for module, voice in ((pytorch, "pytorch"), (tensorflow, "tensorflow")):
        made, answers = (json.loads(run_of("rehearsal", voice).data[name]) for name in ("reader", "answers"))
        inputs, written = np.asarray(module.test_images), np.asarray(module.test_labels)
        (kernel_1, bias_1), (kernel_2, bias_2) = ((np.array(kernel), np.array(bias)) for kernel, bias in made["layers"])
        assert (kernel_1.shape, kernel_2.shape) == ((64, 32), (32, 10))
        by_hand = np.maximum(inputs @ kernel_1 + bias_1, 0) @ kernel_2 + bias_2
        logits = np.asarray(module.logits_of(module.weights[-1], module.test_images))
        np.testing.assert_allclose(by_hand, logits, rtol=0, atol=5e-3)  # from weights with four decimals
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        # The chances are recorded with four decimals.
        np.testing.assert_allclose(answers["chances"], powers / powers.sum(1, keepdims=True), rtol=0, atol=6e-5)
        assert answers["table"]["rows"] == np.stack([written, logits.argmax(1)], axis=1).tolist()
        firsts = [np.flatnonzero(written == digit)[0] for digit in range(10)]
        np.testing.assert_array_equal(made["digits"], inputs[firsts] * 16)
        assert made["table"]["rows"] == [[digit, logits[first].argmax()] for digit, first in enumerate(firsts)]
