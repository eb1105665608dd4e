"""The entries on shapes: what is refused, what is taken in silence, and what the right shape gives."""

import warnings

import numpy as np
import pytest

from tests.topics.again import printed_lines
from tests.topics.arithmetic import decimals, numbers

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


def test_keras_wants_the_channels_last_and_tells_only_a_layer_that_has_weights(tf, keras):
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


def test_an_unbuilt_convolution_of_keras_takes_the_other_layout_in_silence(tf, keras):
    unbuilt = keras.layers.Conv2D(8, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        features = unbuilt(tf.ones((4, 3, 28, 28)))
    assert features.shape == (4, 1, 26, 8)  # it slid over the channels and one axis of the picture


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
    assert list(reds) == ["the red channel", "permute", "reshape"]
    for axis, (title, red) in zip(pytorch.axes, reds.items(), strict=True):
        assert axis.get_title() == title
        (mesh,) = axis.collections
        assert np.array_equal(mesh.get_array().reshape(8, 8), red[::-1])  # drawn from below
        assert mesh.get_clim() == (0, 1) and mesh.get_cmap().name == "Reds"
        assert not axis.axison


# A state of another batch size


def test_both_refuse_a_state_of_another_batch_size(pytorch, tensorflow):
    lstm = pytorch.nn.LSTM(3, 4, batch_first=True)
    _, state = lstm(pytorch.torch.ones(6, 2, 3))
    with pytest.raises(RuntimeError, match=r"Expected hidden\[0\] size \(1, 2, 4\), got \[1, 6, 4\]"):
        lstm(pytorch.torch.ones(2, 2, 3), state)
    message = "the batch size of the input sequences must be the same as the batch size of the initial"
    with pytest.raises(ValueError, match=message):
        tensorflow.model(tensorflow.last)
    assert tensorflow.model.input_shape == (64, *tensorflow.last.shape[1:])
    assert pytorch.last.shape == tensorflow.last.shape == (32, 5, 28)


def test_the_rows_that_go_on_give_what_the_whole_batch_gave_them(pytorch, tensorflow):
    torch = pytorch.torch
    kept = [numbers(part[:, :32]) for part in pytorch.state]
    assert all(np.array_equal(numbers(rows), part) for rows, part in zip(pytorch.rows, kept, strict=True))
    kept = [numbers(part[:32]) for part in tensorflow.state]
    assert all(np.array_equal(numbers(rows), part) for rows, part in zip(tensorflow.rows, kept, strict=True))
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
    assert pytorch.batched.shape == (1, 5, 128)
    alone, batched = pytorch.lstm(pytorch.sequence)[0], pytorch.lstm(pytorch.sequence[None])[0]
    assert numbers(alone) == pytest.approx(numbers(batched[0]), rel=1e-5, abs=1e-6)
    assert numbers(alone) != pytest.approx(numbers(pytorch.lstm(pytorch.sequence + 1)[0]), rel=1e-5, abs=1e-6)
    layer = tensorflow.keras.layers.LSTM(4)
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        layer(tensorflow.tf.ones((5, 3)))


def test_an_lstm_above_another_needs_every_step_of_it(tensorflow):
    keras, sequences = tensorflow.keras, tensorflow.tf.ones((2, 5, 3))
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        keras.layers.LSTM(4)(keras.layers.LSTM(6)(sequences))
    assert keras.layers.LSTM(4)(keras.layers.LSTM(6, return_sequences=True)(sequences)).shape == (2, 4)


# Broadcasting, views


def test_both_compare_shapes_from_the_right(torch, tf):
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


def test_a_turned_tensor_has_no_view_and_reshape_copies_it(torch):
    turned = torch.arange(6).reshape(2, 3).T
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
    ours = pytorch.normalise(pytorch.one)
    theirs = tensorflow.fresh(tensorflow.one)
    assert not pytorch.normalise.training
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


def test_numpy_takes_a_tensor_of_the_cpu_alone(torch):
    with pytest.raises(TypeError, match=r"Use Tensor.cpu\(\) to copy the tensor to host memory first"):
        torch.ones(2, device="meta").numpy()
    assert torch.ones(2, requires_grad=True).detach().cpu().numpy().tolist() == [1.0, 1.0]


# What the snippets print, line by line


ROW = np.array([2.0, 4.0, 8.0])
TOTAL = f"total: {(np.arange(6.0).reshape(2, 3) + np.array([[1.0], [2.0]])).tolist()}"
PADDED = f"padded: {[[1.0, 2.0, 3.0], [4.0, 0.0, 0.0]]}"
PYTORCH = {
    "flatten": [
        f"RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied ({64 * 28}x28 and 784x10)",
        "logits: (64, 10)",
    ],
    "channels": [
        "RuntimeError: Given groups=1, weight of size [16, 3, 3, 3], expected input[8, 32, 32, 3] to have 3 channels, "
        "but got 32 channels instead",
        "features: (8, 16, 30, 30)",
        "reshape agrees: False",
    ],
    "state": ["RuntimeError: Expected hidden[0] size (1, 32, 128), got [1, 64, 128]", "outputs: (32, 5, 128)"],
    "missing_axis": ["outputs: (5, 128)", "a batch of one agrees: True"],
    "broadcast": [
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
        TOTAL,
    ],
    "stack": [
        "RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [1] at entry 1",
        PADDED,
    ],
    "view": [
        "RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans "
        "across two contiguous subspaces). Use .reshape(...) instead.",
        f"reshape: {np.arange(6).reshape(2, 3).T.ravel().tolist()}",
    ],
    "batch_of_one": [
        "ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
        f"outputs: {decimals(ROW / np.sqrt(1 + 1e-5))}",
        "added to the variance: 1e-05",
    ],
    "device": [
        "RuntimeError: Tensor on device meta is not on the expected device cpu!",
        "outputs: meta",
        "TypeError: can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
        "first.",
    ],
}
REFUSED = "ValueError: Input 0 with name 'None' of layer '{}' is incompatible with the layer: expected {}"
TENSORFLOW = {
    "flatten": [
        REFUSED.format(
            "readout", "axis -1 of input shape to have value 784, but received input with shape (64, 28, 28)"
        ),
        "logits: (64, 10)",
        "unbuilt: (64, 28, 10)",
    ],
    "channels": [
        REFUSED.format(
            "convolution", "axis -1 of input shape to have value 3, but received input with shape (8, 3, 32, 32)"
        ),
        "features: (8, 30, 30, 16)",
        "unbuilt: (3, 3, 32, 16)",
    ],
    "state": [
        "ValueError: Exception encountered when calling LSTM.call().",
        "",
        "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the "
        "initial state.",
        "- Expected batch size: 64",
        "- Received batch size: 32",
        "",
        "Arguments received by LSTM.call():",
        "• sequences=tf.Tensor(shape=(32, 5, 28), dtype=float32)",
        "• initial_state=None",
        "• mask=None",
        "• training=False",
        "outputs: (32, 128)",
    ],
    "missing_axis": [
        REFUSED.format("reader", "ndim=3, found ndim=2. Full shape received: (5, 28)"),
        "outputs: (1, 5, 128)",
    ],
    "broadcast": [
        "InvalidArgumentError: {{function_node "
        "__wrapped__AddV2_device_/job:localhost/replica:0/task:0/device:CPU:0}} Incompatible shapes: [2,3] vs. "
        "[4] [Op:AddV2] name:",
        "InvalidArgumentError: {{function_node "
        "__wrapped__AddV2_device_/job:localhost/replica:0/task:0/device:CPU:0}} Incompatible shapes: [2,3] vs. "
        "[2] [Op:AddV2] name:",
        TOTAL,
    ],
    "stack": [
        "InvalidArgumentError: {{function_node "
        "__wrapped__IteratorGetNext_output_types_1_device_/job:localhost/replica:0/task:0/device:CPU:0}} Cannot "
        "batch tensors with different shapes in component 0. First element had shape [3] and element 1 had shape "
        "[1]. [Op:IteratorGetNext] name:",
        PADDED,
    ],
    "batch_of_one": [
        f"training: {decimals(ROW - ROW)}",
        f"inference: {decimals(ROW / np.sqrt(1 + 1e-3))}",
        "added to the variance: 0.001",
    ],
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_shapes", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    place = tensorflow.grid.device.rpartition("device:")[2]  # on a GPU, its name stands in the message
    told = {"broadcast": [line.replace("CPU:0", place) for line in TENSORFLOW["broadcast"]]}
    assert printed_lines(run_of("clinic_shapes", "tensorflow")) == TENSORFLOW | told
