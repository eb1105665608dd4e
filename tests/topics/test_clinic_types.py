"""The entries on numbers, labels, indices and memory: what is refused, what passes in silence, and what is right."""

import numpy as np
import pytest

from tests.topics.again import printed_lines
from tests.topics.arithmetic import cross_entropy, numbers

SCORES = np.array([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])


# Float64, and whole numbers beside floats


def test_torch_mixes_no_precisions_in_a_layer(pytorch):
    table = pytorch.torch.ones(4, 784, dtype=pytorch.torch.float64)
    message = "mat1 and mat2 must have the same dtype, but got Double and Float"
    with pytest.raises(RuntimeError, match=message):
        pytorch.dense(table)
    single = numbers(pytorch.dense(table.float()))
    by_hand = numbers(pytorch.dense.weight).sum(axis=1) + numbers(pytorch.dense.bias)
    assert single[0] == pytest.approx(by_hand, rel=1e-4, abs=1e-5)
    assert numbers(pytorch.logits) == pytest.approx(single, rel=1e-4, abs=1e-5)  # of the snippet's own table of ones


def test_torch_tells_two_precisions_in_other_words_elsewhere(pytorch):
    torch, functions = pytorch.torch, pytorch.nn.functional
    single, double = pytorch.single, pytorch.double
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
    assert np.array_equal(tensorflow.table, table) and tensorflow.dense.units == 10
    assert np.array_equal(tensorflow.product, np.full((4, 10), 784.0))
    assert np.array_equal(tf.matmul(tf.cast(table, tf.float32), tf.ones((784, 1))), 784 * np.ones((4, 1)))


def test_torch_promotes_whole_numbers_and_tensorflow_refuses_to_mix_them(pytorch, tensorflow):
    tf = tensorflow.tf
    assert pytorch.counts.tolist() == numbers(tensorflow.counts).tolist() == [1, 2]
    assert (pytorch.counts * 2.0).tolist() == [2.0, 4.0]
    with pytest.raises(TypeError, match=r"Cannot convert 2\.0 to EagerTensor of dtype int32"):
        tensorflow.counts * 2.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="to be a int32 tensor but is a float tensor"):
        tensorflow.counts + tf.constant([0.5, 0.5])
    assert (tensorflow.counts * 2).numpy().tolist() == [2, 4]


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
    by_hand = np.mean([cross_entropy(row, label) for row, label in zip(SCORES, [0, 1], strict=True)])
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
    expected = np.mean([cross_entropy(row, label) for row, label in zip(SCORES, shifted, strict=True)])
    ours = pytorch.criterion(pytorch.scores, pytorch.torch.tensor(shifted))
    theirs = tensorflow.sparse(tensorflow.tf.constant(shifted), tensorflow.scores)
    assert float(ours) == pytest.approx(expected, rel=1e-5)
    assert float(theirs) == pytest.approx(expected, rel=1e-5)


# Indices


def test_torch_refuses_an_index_past_the_end(pytorch):
    with pytest.raises(IndexError, match=r"^index out of range in self$"):
        pytorch.nn.Embedding(3, 2, device="cpu")(pytorch.words)
    with pytest.raises(IndexError, match=r"^index 3 is out of bounds for dimension 0 with size 3$"):
        pytorch.vector[3]
    assert pytorch.embedding.num_embeddings == 4
    assert pytorch.words.tolist() == [0, 3]


def test_tensorflow_refuses_an_index_past_the_end(tensorflow):
    tf = tensorflow.tf
    assert tensorflow.words.numpy().tolist() == [0, 3]
    assert tensorflow.embedding.input_dim == 4
    with tf.device("CPU:0"):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[1\] = 3 is not in \[0, 3\)"):
            tf.gather(tensorflow.vectors, tensorflow.words)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[1\] = 3 is not in \[0, 3\)"):
            tensorflow.keras.layers.Embedding(3, 2)(tensorflow.words)
        with pytest.raises(tf.errors.InvalidArgumentError, match="slice index 3 of dimension 0 out of bounds"):
            tensorflow.vector[3]


def test_a_slice_past_the_end_is_empty_in_both(pytorch, tensorflow):
    for module in (pytorch, tensorflow):
        assert numbers(module.vector).tolist() == [1.0, 2.0, 4.0]
        assert numbers(module.vector[3:]).shape == (0,)
        assert numbers(module.vector[2:9]).tolist() == [4.0]


# Memory


def test_both_say_how_much_memory_they_wanted(pytorch, tensorflow):
    tf, steps = tensorflow.tf, pytorch.steps
    assert tensorflow.steps == steps
    wanted = steps * steps * 4  # bytes: float32
    with pytest.raises(RuntimeError, match=f"can't allocate memory: you tried to allocate {wanted} bytes"):
        pytorch.torch.empty(steps, steps, device="cpu")
    message = rf"OOM when allocating tensor with shape\[{steps},{steps}\] and type float on .*CPU:0"
    with tf.device("CPU:0"), pytest.raises(tf.errors.ResourceExhaustedError, match=message):
        tf.zeros((steps, steps))


def gradient_by_hand(batch, weights, bias):
    """The slope of the mean of (x w + b)² with respect to w."""
    return 2 * ((batch @ weights + bias) * batch).mean(axis=0)


def test_the_gradients_of_smaller_batches_add_up_to_that_of_the_whole(pytorch, tensorflow):
    batch, weights = numbers(pytorch.batch), numbers(pytorch.model.weight).T
    assert batch.shape == (8, 3) and pytorch.part.shape == (2, 3)
    by_hand = gradient_by_hand(batch, weights, numbers(pytorch.model.bias))
    assert numbers(pytorch.model.weight.grad)[0] == pytest.approx(by_hand, rel=1e-4)
    assert numbers(pytorch.whole)[0] == pytest.approx(by_hand, rel=1e-4)

    batch, weights = numbers(tensorflow.batch), numbers(tensorflow.weights)
    assert batch.shape == (8, 3) and tensorflow.part.shape == (2, 3)
    by_hand = gradient_by_hand(batch, weights, 0.0)
    assert numbers(tensorflow.at_once)[:, 0] == pytest.approx(by_hand, rel=1e-4)
    assert sum(numbers(part) for part in tensorflow.parts)[:, 0] == pytest.approx(by_hand, rel=1e-4)
    assert len(tensorflow.parts) == 4


# A loss that is no number


def test_zero_times_the_logarithm_of_zero_is_no_number_and_xlogy_makes_it_zero(pytorch, tensorflow, parity):
    odds = np.array([0.0, 0.25, 0.75])
    entropy = -sum(p * np.log(p) for p in odds if p)
    tf = tensorflow.tf
    for module in (pytorch, tensorflow):
        assert numbers(module.odds).tolist() == odds.tolist()
    assert np.isnan(numbers(pytorch.odds * pytorch.odds.log()).sum())
    assert np.isnan(numbers(tensorflow.odds * tf.math.log(tensorflow.odds)).sum())
    assert float(pytorch.entropy) == pytest.approx(entropy, rel=1e-5)
    parity("entropy", pytorch.entropy, tensorflow.entropy, section="nan_loss", rtol=1e-5, atol=1e-6)


# What the snippets print, line by line

LOSS = np.mean([cross_entropy(row, label) for row, label in zip(SCORES, [0, 1], strict=True)])
SHIFTED = np.mean([cross_entropy(row, label) for row, label in zip(SCORES, [0, 2], strict=True)])
SCALED = ["scaled: [2.0, 4.0]", "added: [1.5, 2.25]"]
LOSSES = [f"numbers of classes: {LOSS:.3f}", f"a share for each class: {LOSS:.3f}"]
ENTROPY = ["entropy: nan", f"entropy: {-(0.25 * np.log(0.25) + 0.75 * np.log(0.75)):.3f}"]
FOUND = ["embedded: (2, 2)", "past the end: []"]
PYTORCH = {
    "float64": [
        "RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float",
        "RuntimeError: expected scalar type Double but found Float",
        "RuntimeError: expected m1 and m2 to have the same dtype, but got: double != float",
        "RuntimeError: Found dtype Double but expected Float",
        "logits: torch.float32",
    ],
    "whole_numbers": SCALED,
    "labels": [
        "RuntimeError: expected target dtype to be Long or Byte, but got Float",
        "RuntimeError: 0D or 1D target tensor expected, multi-target not supported",
        "RuntimeError: Expected floating point type for target with class probabilities, got Long",
        *LOSSES,
    ],
    "label_range": ["IndexError: Target 3 is out of bounds.", f"loss: {SHIFTED:.3f}"],
    "index_range": [
        "IndexError: index out of range in self",
        "IndexError: index 3 is out of bounds for dimension 0 with size 3",
        *FOUND,
    ],
    "out_of_memory": [
        "RuntimeError: [enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: "
        "you tried to allocate 400000000000000 bytes. Error code 12 (Cannot allocate memory)"
    ],
    "smaller_batches": ["the gradients agree: True"],
    "nan_loss": ENTROPY,
}
MIXED = (
    "InvalidArgumentError: cannot compute {} as input #1(zero-based) was expected to be a {} tensor but is a float "
    "tensor"
)
TENSORFLOW = {
    "float64": [
        f"{MIXED.format('MatMul', 'double')} [Op:MatMul] name:",
        "product: float32",
        "a layer casts: float32",
    ],
    "whole_numbers": [
        "TypeError: Cannot convert 2.0 to EagerTensor of dtype int32",
        f"{MIXED.format('AddV2', 'int32')} [Op:AddV2] name:",
        *SCALED,
    ],
    "labels": [
        "ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(2, 3), "
        "output.shape=(2, 3)",
        "ValueError: Arguments `target` and `output` must have the same rank (ndim). Received: target.shape=(2,), "
        "output.shape=(2, 3)",
        *LOSSES,
    ],
    "label_range": [
        "InvalidArgumentError: {{function_node "
        "__wrapped__SparseSoftmaxCrossEntropyWithLogits_device_/job:localhost/replica:0/task:0/device:CPU:0}} "
        "Received a label value of 3 which is outside the valid range of [0, 3).  Label values: 1 3 "
        "[Op:SparseSoftmaxCrossEntropyWithLogits] name:",
        f"loss: {SHIFTED:.3f}",
    ],
    "index_range": [
        "InvalidArgumentError: {{function_node "
        "__wrapped__GatherV2_device_/job:localhost/replica:0/task:0/device:CPU:0}} indices[1] = 3 is not in [0, "
        "3) [Op:GatherV2] name:",
        "InvalidArgumentError: {{function_node "
        "__wrapped__StridedSlice_device_/job:localhost/replica:0/task:0/device:CPU:0}} slice index 3 of dimension"
        " 0 out of bounds. [Op:StridedSlice] name: strided_slice/",
        *FOUND,
    ],
    "out_of_memory": [
        "ResourceExhaustedError: {{function_node "
        "__wrapped__Fill_device_/job:localhost/replica:0/task:0/device:CPU:0}} OOM when allocating tensor with "
        "shape[10000000,10000000] and type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu"
        " [Op:Fill] name:"
    ],
    "smaller_batches": ["the gradients agree: True"],
    "nan_loss": ENTROPY,
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_types", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_types", "tensorflow")) == TENSORFLOW
