"""The entries on shapes: what is refused, what is taken in silence, and what the right shape gives."""

import warnings

import numpy as np
import pytest


def numbers(values):
    """The values as a NumPy array, whichever framework holds them."""
    return np.asarray(values.detach().cpu().numpy() if hasattr(values, "detach") else values)


def cross_entropy_by_hand(logits, label):
    return np.log(np.exp(logits).sum()) - logits[label]


# Pictures that were not flattened


def test_both_refuse_rows_of_another_length_than_the_layer_was_made_for(pytorch, tensorflow):
    with pytest.raises(RuntimeError, match=r"cannot be multiplied \(6x3 and 12x2\)"):
        pytorch.nn.Linear(12, 2)(pytorch.torch.ones(2, 3, 3))
    dense = tensorflow.keras.layers.Dense(2)
    dense.build((None, 12))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 12"):
        dense(tensorflow.tf.ones((2, 3, 3)))


def test_a_keras_layer_without_weights_takes_any_length_and_works_row_by_row(tensorflow):
    assert tensorflow.unbuilt.kernel.shape == (3, 3, 32, 16)  # the convolution of the next entry
    dense = tensorflow.keras.layers.Dense(10)
    assert dense(tensorflow.images).shape == (64, 28, 10)
    assert dense.kernel.shape == (28, 10)


def test_a_flattened_picture_is_its_rows_one_after_the_other(pytorch, tensorflow):
    for module in (pytorch, tensorflow):
        images = numbers(module.images)
        assert np.array_equal(numbers(module.flat), [np.concatenate(image) for image in images])


def test_flattened_pictures_give_the_same_logits_in_both(pytorch, tensorflow, parity):
    images = numbers(pytorch.images)
    kernel = numbers(pytorch.dense.weight).T
    dense = tensorflow.keras.layers.Dense(10)
    dense.build((None, 784))
    dense.set_weights([kernel, numbers(pytorch.dense.bias)])
    ours = pytorch.dense(pytorch.images.flatten(start_dim=1))
    theirs = dense(tensorflow.tf.reshape(images, (64, 784)))
    by_hand = images.reshape(64, 784) @ kernel + numbers(pytorch.dense.bias)
    assert numbers(ours) == pytest.approx(by_hand, rel=1e-4, abs=1e-5)
    parity("logits of flattened pictures", ours, theirs, section="flatten", rtol=1e-5, atol=1e-6)


# Channels first, channels last


def test_torch_wants_the_channels_first_and_says_which_axis_it_counted(pytorch):
    convolution = pytorch.nn.Conv2d(3, 4, kernel_size=1)
    message = r"expected input\[2, 5, 5, 3\] to have 3 channels, but got 5 channels instead"
    with pytest.raises(RuntimeError, match=message):
        convolution(pytorch.torch.ones(2, 5, 5, 3))


def test_keras_wants_the_channels_last_and_tells_only_a_layer_that_has_weights(tensorflow):
    keras, tf = tensorflow.keras, tensorflow.tf
    built, unbuilt = keras.layers.Conv2D(4, 1), keras.layers.Conv2D(4, 1)
    built.build((None, 5, 5, 3))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        built(tf.ones((2, 3, 5, 5)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unbuilt(tf.ones((2, 3, 5, 5)))
    assert unbuilt.kernel.shape == (1, 1, 5, 4)  # five channels, it thinks


def test_the_same_pixels_in_either_layout_give_the_same_features(pytorch, tensorflow, parity):
    pixels = numbers(pytorch.photographs)  # (B, H, W, C)
    convolution = tensorflow.keras.layers.Conv2D(16, 3)
    convolution.build((None, 32, 32, 3))
    kernel = numbers(pytorch.convolution.weight).transpose(2, 3, 1, 0)  # to (H, W, in, out)
    convolution.set_weights([kernel, numbers(pytorch.convolution.bias)])
    ours = pytorch.convolution(pytorch.photographs.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    theirs = convolution(pixels)
    parity("features", ours, theirs, section="channels", rtol=1e-5, atol=1e-6)


def test_moving_the_axis_of_channels_keeps_every_pixel(pytorch, tensorflow):
    last, first = numbers(pytorch.photographs), numbers(pytorch.channels_first)
    assert all(np.array_equal(first[:, c], last[..., c]) for c in range(3))
    first, last = numbers(tensorflow.photographs), numbers(tensorflow.channels_last)
    assert all(np.array_equal(first[:, c], last[..., c]) for c in range(3))


def test_reshape_gives_the_wanted_shape_from_other_pixels(pytorch, tensorflow):
    pixels = numbers(pytorch.photographs)
    assert pytorch.garbled.shape == pytorch.channels_first.shape
    assert np.array_equal(numbers(pytorch.channels_first), pixels.transpose(0, 3, 1, 2))
    assert not np.array_equal(numbers(pytorch.garbled), pixels.transpose(0, 3, 1, 2))
    garbled = tensorflow.tf.reshape(pixels, (8, 3, 32, 32))
    assert np.array_equal(garbled, numbers(pytorch.garbled))


def test_the_picture_shows_a_ramp_that_reshape_tears_apart(pytorch):
    reds = {title: numbers(red) for title, red in pytorch.reds.items()}
    assert np.array_equal(reds["permute"], reds["the red channel"])
    assert (np.diff(reds["permute"], axis=1) > 0).all()
    assert (np.diff(reds["reshape"], axis=1) < 0).any()


# A state of another batch size


def test_both_refuse_a_state_of_another_batch_size(pytorch, tensorflow):
    lstm = pytorch.nn.LSTM(3, 4, batch_first=True)
    _, state = lstm(pytorch.torch.ones(6, 2, 3))
    with pytest.raises(RuntimeError, match=r"Expected hidden\[0\] size \(1, 2, 4\), got \[1, 6, 4\]"):
        lstm(pytorch.torch.ones(2, 2, 3), state)
    message = "the batch size of the input sequences must be the same as the batch size of the initial"
    with pytest.raises(ValueError, match=message):
        tensorflow.model(tensorflow.last)


def test_the_rows_that_go_on_give_what_the_whole_batch_gave_them(pytorch, tensorflow):
    torch = pytorch.torch
    torch.manual_seed(3)
    lstm, chunk = pytorch.nn.LSTM(3, 4, batch_first=True), torch.rand(6, 2, 3)
    _, state = lstm(chunk)
    whole, _ = lstm(chunk, state)
    rows, _ = lstm(chunk[:2], tuple(part[:, :2].contiguous() for part in state))
    assert numbers(rows) == pytest.approx(numbers(whole[:2]), rel=1e-5, abs=1e-6)

    stateless, chunk = tensorflow.stateless, tensorflow.keras.random.uniform((6, 5, 28))
    _, *state = stateless(chunk)
    whole, *_ = stateless(chunk, initial_state=state)
    rows, *_ = stateless(chunk[:2], initial_state=[part[:2] for part in state])
    assert numbers(rows) == pytest.approx(numbers(whole[:2]), rel=1e-5, abs=1e-6)


# A missing batch axis


def test_torch_reads_two_axes_as_one_sequence_and_keras_refuses_them(pytorch, tensorflow):
    lstm, sequence = pytorch.nn.LSTM(3, 4, batch_first=True), pytorch.torch.rand(5, 3)
    alone, batched = lstm(sequence)[0], lstm(sequence[None])[0]
    assert numbers(alone) == pytest.approx(numbers(batched[0]), rel=1e-5, abs=1e-6)
    layer = tensorflow.keras.layers.LSTM(4)
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        layer(tensorflow.tf.ones((5, 3)))


def test_an_lstm_above_another_needs_every_step_of_it(tensorflow):
    keras, sequences = tensorflow.keras, tensorflow.tf.ones((2, 5, 3))
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        keras.layers.LSTM(4)(keras.layers.LSTM(6)(sequences))
    assert keras.layers.LSTM(4)(keras.layers.LSTM(6, return_sequences=True)(sequences)).shape == (2, 4)


# Float64, and whole numbers beside floats


def test_torch_mixes_no_precisions_in_a_layer(pytorch):
    table = pytorch.torch.ones(4, 784, dtype=pytorch.torch.float64)
    message = "mat1 and mat2 must have the same dtype, but got Double and Float"
    with pytest.raises(RuntimeError, match=message):
        pytorch.dense(table)
    single = numbers(pytorch.dense(table.float()))
    by_hand = numbers(pytorch.dense.weight).sum(axis=1) + numbers(pytorch.dense.bias)
    assert single[0] == pytest.approx(by_hand, rel=1e-4, abs=1e-5)


def test_torch_tells_two_precisions_in_other_words_elsewhere(pytorch):
    torch, functions = pytorch.torch, pytorch.nn.functional
    single = torch.full((1, 2, 2), 0.5, device="cpu")
    double = single.double()
    with pytest.raises(RuntimeError, match=r"^expected scalar type Double but found Float$"):
        torch.bmm(double, single)
    with pytest.raises(RuntimeError, match=r"^expected m1 and m2 to have the same dtype, but got: double != float$"):
        double[0] @ single[0]
    with pytest.raises(RuntimeError, match=r"^Found dtype Double but expected Float$"):
        functions.binary_cross_entropy(single, double)
    assert torch.bmm(double.float(), single).tolist() == [[[0.5, 0.5], [0.5, 0.5]]]
    assert float(functions.binary_cross_entropy(single, double.float())) == pytest.approx(np.log(2), rel=1e-5)


def test_a_keras_layer_casts_where_a_tensorflow_function_refuses(tensorflow):
    tf, table = tensorflow.tf, np.ones((4, 784))
    with pytest.raises(tf.errors.InvalidArgumentError, match="was expected to be a double tensor but is"):
        tf.matmul(table, tf.ones((784, 10)))
    assert tensorflow.dense(table).dtype == tf.float32
    assert np.array_equal(tf.matmul(tf.cast(table, tf.float32), tf.ones((784, 1))), 784 * np.ones((4, 1)))


def test_torch_promotes_whole_numbers_and_tensorflow_refuses_to_add_them(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    assert (torch.tensor([1, 2]) + torch.tensor([0.5, 0.5])).tolist() == [1.5, 2.5]
    with pytest.raises(tf.errors.InvalidArgumentError, match="to be a int32 tensor but is a float tensor"):
        tf.constant([1, 2]) + tf.constant([0.5, 0.5])


# Labels


def test_torch_refuses_three_kinds_of_labels(pytorch):
    torch, criterion = pytorch.torch, pytorch.nn.CrossEntropyLoss()
    scores, labels = torch.zeros(2, 3), torch.tensor([0, 1])
    with pytest.raises(RuntimeError, match="expected target dtype to be Long or Byte, but got Float"):
        criterion(scores, labels.float())
    with pytest.raises(RuntimeError, match="0D or 1D target tensor expected, multi-target not supported"):
        criterion(scores, labels[:, None])
    with pytest.raises(RuntimeError, match="Expected floating point type for target with class prob"):
        criterion(scores, torch.eye(3, dtype=torch.long)[:2])


def test_keras_has_a_loss_for_each_kind_of_labels(tensorflow):
    tf, scores = tensorflow.tf, tensorflow.tf.zeros((2, 3))
    with pytest.raises(ValueError, match="Argument `output` must have rank"):
        tensorflow.sparse(tf.eye(3)[:2], scores)
    with pytest.raises(ValueError, match="Arguments `target` and `output` must have the same rank"):
        tensorflow.whole(tf.constant([0, 1]), scores)
    column = tensorflow.sparse(tf.constant([[0], [1]]), scores)  # taken, unlike in torch
    assert float(column) == pytest.approx(np.log(3), rel=1e-5)


def test_numbers_and_shares_of_classes_give_the_same_loss_in_both(pytorch, tensorflow, parity):
    by_hand = cross_entropy_by_hand(np.array([2.0, 0.0, 0.0]), 0)
    ours = pytorch.criterion(pytorch.scores, pytorch.labels)
    theirs = tensorflow.sparse(tensorflow.labels, tensorflow.scores)
    shares = pytorch.criterion(pytorch.scores, pytorch.shares)
    whole = tensorflow.whole(tensorflow.one_hot, tensorflow.scores)
    for loss in (ours, theirs, shares, whole):
        assert float(loss) == pytest.approx(by_hand, rel=1e-5)
    parity("loss", ours, theirs, section="labels", rtol=1e-5, atol=1e-6)


def test_a_label_counted_from_one_is_out_of_bounds_in_both(pytorch, tensorflow):
    tf = tensorflow.tf
    with pytest.raises(IndexError, match="Target 3 is out of bounds"):
        pytorch.criterion(pytorch.scores.cpu(), pytorch.counted_from_one)
    message = r"Received a label value of 3 which is outside the valid range of \[0, 3\)"
    with tf.device("CPU:0"), pytest.raises(tf.errors.InvalidArgumentError, match=message):
        tensorflow.sparse(tensorflow.counted_from_one, tensorflow.scores)


def test_labels_counted_from_one_pass_unseen_while_the_highest_class_is_absent(pytorch, tensorflow):
    shifted = [1, 2]  # classes 0 and 1, counted from one
    expected = np.mean(
        [
            cross_entropy_by_hand(np.array(row), label)
            for row, label in zip([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]], shifted, strict=True)
        ]
    )
    ours = pytorch.criterion(pytorch.scores, pytorch.torch.tensor(shifted))
    theirs = tensorflow.sparse(tensorflow.tf.constant(shifted), tensorflow.scores)
    assert float(ours) == pytest.approx(expected, rel=1e-5)
    assert float(theirs) == pytest.approx(expected, rel=1e-5)


# Broadcasting, views


def test_both_compare_shapes_from_the_right(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    message = r"The size of tensor a \(3\) must match the size of tensor b \(2\) at non-singleton"
    with pytest.raises(RuntimeError, match=message):
        torch.ones(2, 3) + torch.ones(2)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Incompatible shapes: \[2,3\] vs. \[2\]"):
        tf.ones((2, 3)) + tf.ones(2)
    ours = torch.ones(2, 3) + torch.tensor([1.0, 2.0])[:, None]
    theirs = tf.ones((2, 3)) + tf.constant([1.0, 2.0])[:, None]
    assert numbers(ours).tolist() == numbers(theirs).tolist() == [[2.0] * 3, [3.0] * 3]


def test_examples_of_two_lengths_make_no_batch_until_they_are_padded(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    examples = [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0])]
    message = r"stack expects each tensor to be equal size, but got \[3\] at entry 0 and \[1\] at entry 1"
    for stack in (torch.stack, lambda texts: next(iter(pytorch.DataLoader(texts, batch_size=2)))):
        with pytest.raises(RuntimeError, match=message):
            stack(examples)
    dataset = tf.data.Dataset.from_generator(
        lambda: iter([[1.0, 2.0, 3.0], [4.0]]), output_signature=tf.TensorSpec([None])
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="Cannot batch tensors with different shapes"):
        next(iter(dataset.batch(2)))
    by_hand = [[1.0, 2.0, 3.0], [4.0, 0.0, 0.0]]
    assert pytorch.pad(examples).tolist() == by_hand
    assert next(iter(dataset.padded_batch(2))).numpy().tolist() == by_hand


def test_a_turned_tensor_has_no_view_and_reshape_copies_it(pytorch):
    turned = pytorch.torch.arange(6).reshape(2, 3).T
    with pytest.raises(RuntimeError, match="view size is not compatible with input tensor's size and"):
        turned.view(6)
    flat = turned.reshape(6)
    assert flat.tolist() == [0, 3, 1, 4, 2, 5]
    flat[0] = 9
    assert turned[0, 0] == 0  # a copy
    assert turned.contiguous().view(6).tolist() == [0, 3, 1, 4, 2, 5]


# A batch of one


def test_torch_refuses_to_normalise_one_row_and_keras_makes_it_zero(pytorch, tensorflow):
    with pytest.raises(ValueError, match="Expected more than 1 value per channel when training"):
        pytorch.nn.BatchNorm1d(3)(pytorch.torch.ones(1, 3))
    layer = tensorflow.keras.layers.BatchNormalization()
    row = tensorflow.tf.constant([[2.0, 4.0, 8.0]])
    assert numbers(layer(row, training=True)).tolist() == [[0.0, 0.0, 0.0]]


def test_in_inference_a_single_row_is_divided_by_the_root_of_one_and_epsilon(pytorch, tensorflow):
    row = [[2.0, 4.0, 8.0]]
    ours = pytorch.nn.BatchNorm1d(3).eval()(pytorch.torch.tensor(row))
    theirs = tensorflow.keras.layers.BatchNormalization()(tensorflow.tf.constant(row))
    assert numbers(ours) == pytest.approx(np.array(row) / np.sqrt(1 + 1e-5), rel=1e-5)
    assert numbers(theirs) == pytest.approx(np.array(row) / np.sqrt(1 + 1e-3), rel=1e-5)


# Devices


def test_a_model_and_its_batch_must_be_on_one_device(pytorch):
    nn, batch = pytorch.nn, pytorch.torch.ones(2, 3, device="cpu")
    model = nn.Linear(3, 1, device="cpu")
    assert model.to("meta") is model  # a model moves, a tensor is copied
    assert batch.to("meta").device.type == "meta"
    assert batch.device.type == "cpu"
    with pytest.raises(RuntimeError, match="is not on the expected device"):
        model(batch)
    assert model(batch.to("meta")).shape == (2, 1)


def test_numpy_takes_a_tensor_of_the_cpu_alone(pytorch):
    torch = pytorch.torch
    with pytest.raises(TypeError, match=r"Use Tensor.cpu\(\) to copy the tensor to host memory first"):
        torch.ones(2, device="meta").numpy()
    assert torch.ones(2, requires_grad=True).detach().cpu().numpy().tolist() == [1.0, 1.0]


# What the lines that work print, computed by hand


def decimals(values):
    return ", ".join(f"{value:.3f}" for value in values)


LOSS = cross_entropy_by_hand(np.array([2.0, 0.0, 0.0]), 0)
SHIFTED = (LOSS + cross_entropy_by_hand(np.array([0.0, 2.0, 0.0]), 2)) / 2  # labels 0 and 2
ROW = np.array([2.0, 4.0, 8.0])
IN_BOTH = [
    ("labels", f"numbers of classes: {LOSS:.3f}"),
    ("labels", f"a share for each class: {LOSS:.3f}"),
    ("label_range", f"loss: {SHIFTED:.3f}"),
    ("stack", f"padded: {[[1.0] * 3 + [0.0] * 2, [1.0] * 5]}"),
    ("broadcast", f"total: {(np.ones((2, 3)) + np.array([[1.0], [2.0]])).tolist()}"),
]
IN_TORCH = [
    ("float64", f"int and float: {(np.array([1, 2]) + 0.5).tolist()}"),
    ("device", "outputs: meta"),
    ("view", f"reshape: {np.arange(6).reshape(2, 3).T.ravel().tolist()}"),
    ("batch_of_one", f"outputs: {decimals(ROW / np.sqrt(1 + 1e-5))}"),
]
IN_TENSORFLOW = [
    ("batch_of_one", f"training: {decimals(ROW - ROW)}"),
    ("batch_of_one", f"inference: {decimals(ROW / np.sqrt(1 + 1e-3))}"),
]


@pytest.mark.parametrize(("section", "line"), IN_BOTH + IN_TORCH)
def test_the_lines_in_torch_print_what_was_computed_by_hand(pytorch, run_of, section, line):
    assert line in run_of("clinic_shapes", "pytorch").outputs[section].splitlines()


@pytest.mark.parametrize(("section", "line"), IN_BOTH + IN_TENSORFLOW)
def test_the_lines_in_tensorflow_print_what_was_computed_by_hand(tensorflow, run_of, section, line):
    assert line in run_of("clinic_shapes", "tensorflow").outputs[section].splitlines()
