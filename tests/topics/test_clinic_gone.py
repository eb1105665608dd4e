"""The entries on calls that are gone: the old one is refused or warned of, its successor does the work."""

import importlib.metadata
import warnings

import numpy as np
import pytest

from tests.topics.again import printed_lines

# PyTorch: Variable and volatile


def test_a_variable_of_torch_is_the_tensor_itself(torch):
    values = torch.tensor([1.0, 2.0])
    wrapped = torch.autograd.Variable(values)
    assert type(wrapped) is torch.Tensor
    assert wrapped.data_ptr() == values.data_ptr()


def test_volatile_warns_and_does_nothing(torch):
    weights = torch.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match="volatile was removed and now has no effect"):
        weights.volatile = True
    assert (2 * weights).requires_grad  # it once stopped the recording
    with torch.no_grad():
        assert not (2 * weights).requires_grad


# PyTorch: a number of a tensor without axes


def test_a_loss_has_no_first_entry_and_item_reads_it(pytorch):
    loss = pytorch.torch.tensor(5.0)
    with pytest.raises(IndexError, match="invalid index of a 0-dim tensor"):
        loss.data[0]
    assert loss.item() == 5.0
    assert pytorch.total == 5.0


# PyTorch: linear algebra


@pytest.mark.parametrize("name", ["solve", "lstsq", "symeig", "eig", "matrix_rank"])
def test_the_old_linear_algebra_only_says_that_it_is_removed(torch, name):
    square = torch.eye(2)
    arguments = (square, square) if name in ("solve", "lstsq") else (square,)
    message = "This function was deprecated since version 1.9 and is now removed"
    with pytest.raises(RuntimeError, match=message):
        getattr(torch, name)(*arguments)


def test_linalg_solve_takes_the_matrix_first(pytorch):
    solve = pytorch.torch.linalg.solve
    solution = solve(pytorch.matrix, pytorch.right)
    assert (pytorch.matrix @ solution).tolist() == pytorch.right.tolist()
    with pytest.raises(RuntimeError):
        solve(pytorch.right, pytorch.matrix)


# PyTorch: functions of one's own


def test_an_autograd_function_with_plain_methods_is_refused(pytorch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        message = "Legacy autograd function with non-static forward method is deprecated"
        with pytest.raises(RuntimeError, match=message):
            pytorch.OldDouble()(pytorch.torch.ones(2))
    ones = pytorch.torch.ones(2)  # its methods are right, and only their form is refused
    assert pytorch.OldDouble.forward(None, ones).tolist() == [2.0, 2.0]
    assert pytorch.OldDouble.backward(None, ones).tolist() == [2.0, 2.0]


def test_an_autograd_function_with_static_methods_is_applied(pytorch):
    weights = pytorch.torch.tensor([1.0, 5.0], requires_grad=True)
    doubled = pytorch.Double.apply(weights)
    doubled.sum().backward()
    assert doubled.tolist() == [2.0, 10.0]
    assert weights.grad.tolist() == [2.0, 2.0]


# PyTorch: reduction, schedules, mixed precision


def test_size_average_warns_and_equals_the_reduction_that_it_names(torch):
    guesses, truths = torch.tensor([1.0, 2.0]), torch.zeros(2)
    for flag, reduction, expected in ((False, "sum", 5.0), (True, "mean", 2.5)):
        with pytest.warns(UserWarning, match=f"please use reduction='{reduction}' instead"):
            old = torch.nn.MSELoss(size_average=flag)
        assert old(guesses, truths).item() == expected
        assert torch.nn.MSELoss(reduction=reduction)(guesses, truths).item() == expected


def rates(pytorch, scheduler_first):
    """The learning rates of three updates, with the scheduler before or after the optimizer."""
    torch = pytorch.torch
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    used = []
    for _ in range(3):
        if scheduler_first:
            scheduler.step()
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if not scheduler_first:
            scheduler.step()
    return used


def test_a_scheduler_ahead_of_the_optimizer_skips_the_first_rate(pytorch):
    with pytest.warns(UserWarning, match="Detected call of `lr_scheduler.step"):
        assert rates(pytorch, scheduler_first=True) == pytest.approx([0.1, 0.01, 0.001])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rates(pytorch, scheduler_first=False) == pytest.approx([1.0, 0.1, 0.01])


def test_no_scheduler_takes_verbose_and_one_tells_its_last_rate(pytorch):
    schedules = pytorch.torch.optim.lr_scheduler
    for name in ("StepLR", "ExponentialLR", "CosineAnnealingLR", "LambdaLR"):
        with pytest.raises(TypeError, match=f"{name}.* got an unexpected keyword argument 'verbose'"):
            getattr(schedules, name)(pytorch.optimizer, 1, verbose=True)
    assert pytorch.schedule.get_last_lr() == pytest.approx([0.01])


def test_the_autocast_of_cuda_warns_and_names_the_general_one(torch):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.cuda.amp.autocast()
        torch.cuda.amp.GradScaler()
    future = [str(w.message) for w in caught if w.category is FutureWarning]
    assert [text.split(" is deprecated")[0] for text in future] == [
        "`torch.cuda.amp.autocast(args...)`",
        "`torch.cuda.amp.GradScaler(args...)`",
    ]


def test_the_general_autocast_multiplies_in_sixteen_bits(pytorch):
    torch = pytorch.torch
    assert pytorch.product.dtype == torch.bfloat16
    assert pytorch.product.tolist() == [[2.0, 2.0], [2.0, 2.0]]
    assert pytorch.square.dtype == torch.float32


def test_script_of_torchscript_warns_and_export_gives_the_same_outputs(pytorch):
    torch = pytorch.torch
    with pytest.warns(
        FutureWarning, match="`torch.jit.script` is deprecated. Please switch to `torch.compile` or `torch.export`"
    ):
        torch.jit.script(pytorch.model)
    inputs = torch.tensor([[-3.0, 0.5]])
    assert pytorch.inputs.tolist() == [[1.0, 2.0]]
    assert torch.allclose(pytorch.program(inputs), pytorch.model(inputs))
    assert not torch.allclose(pytorch.program(inputs), pytorch.model(pytorch.inputs))


# TensorFlow: sessions and names of version 1


def test_placeholder_and_session_are_gone_from_tensorflow(tf):
    for name in ("placeholder", "Session"):
        with pytest.raises(AttributeError, match=f"module 'tensorflow' has no attribute '{name}'"):
            getattr(tf, name)


def test_a_plain_call_and_a_compiled_one_give_what_the_session_gave(tensorflow):
    tf, values = tensorflow.tf, [1.0, 2.0, 3.0]
    assert float(tensorflow.doubled_sum(tf.constant(values))) == 12.0
    assert float(tensorflow.doubled_sum(tf.constant([5.0]))) == 10.0  # 2 + v would give 7
    assert float(tensorflow.doubled_sum.python_function(tf.constant(values))) == 12.0
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        fed = tf.compat.v1.placeholder(tf.float32, [None])
        assert session.run(2 * tf.reduce_sum(fed), {fed: values}) == 12.0


def test_the_old_placeholder_needs_a_graph_around_it(tf):
    v1 = tf.compat.v1
    with pytest.raises(RuntimeError, match=r"tf.placeholder\(\) is not compatible with eager execution"):
        v1.placeholder(tf.float32, [None])


# The table of the page: the old name and what stands in its place.
RENAMED = {
    "log": "math.log",
    "random_uniform": "random.uniform",
    "set_random_seed": "random.set_seed",
    "to_float": "cast",
    "layers": "keras.layers",
    "get_variable": "Variable",
}


@pytest.mark.parametrize("old", RENAMED)
def test_the_names_of_version_1_are_gone_and_their_successors_are_there(tf, old):
    with pytest.raises(AttributeError, match=f"module 'tensorflow' has no attribute '{old}'"):
        getattr(tf, old)
    found = tf
    for part in RENAMED[old].split("."):
        found = getattr(found, part)
    assert hasattr(tf.compat.v1, old)


@pytest.mark.parametrize("name", ["contrib", "estimator", "global_variables_initializer"])
def test_what_has_no_successor_is_gone_as_well(tf, name):
    with pytest.raises(AttributeError, match=f"module 'tensorflow' has no attribute '{name}'"):
        getattr(tf, name)


def test_two_of_them_are_gone_from_the_old_interface_as_well(tf):
    v1 = tf.compat.v1
    assert [name for name in ("contrib", "estimator", "Session") if hasattr(v1, name)] == ["Session"]


def test_tensorflow_installs_the_script_that_renames(tensorflow):
    scripts = importlib.metadata.entry_points(group="console_scripts", name="tf_upgrade_v2")
    assert [script.value for script in scripts] == ["tensorflow.tools.compatibility.tf_upgrade_v2_main:main"]


def test_a_variable_needs_no_initialiser_any_more(tf):
    assert tf.Variable([1.0, 2.0]).numpy().tolist() == [1.0, 2.0]


# Keras: arguments and methods


def test_tf_keras_is_keras_3(tf, keras):
    assert keras.version().startswith("3.")
    assert tf.keras.__version__ == keras.version()
    assert tf.keras.layers.Dense is keras.layers.Dense


def test_batch_input_shape_is_refused_and_batch_shape_of_the_input_fixes_the_batch(tf, keras):
    message = "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': "
    with pytest.raises(ValueError, match=message):
        keras.layers.LSTM(2, batch_input_shape=(4, 5, 3))
    lstm = keras.layers.LSTM(2, stateful=True)
    model = keras.Sequential([keras.Input(batch_shape=(4, 5, 3)), lstm])
    model(tf.ones((4, 5, 3)))
    assert lstm.states[0].shape == (4, 2)
    with pytest.raises(ValueError, match="Expected batch size: 4"):
        model(tf.ones((2, 5, 3)))


@pytest.mark.parametrize("name", ["reset_states", "fit_generator", "predict_classes"])
def test_the_old_methods_of_a_model_are_gone(keras, name):
    model = keras.Sequential([keras.Input((2,))])
    with pytest.raises(AttributeError, match=f"'Sequential' object has no attribute '{name}'"):
        getattr(model, name)


def test_the_state_is_reset_on_the_layer(tf, keras):
    lstm = keras.layers.LSTM(2, stateful=True)
    model = keras.Sequential([keras.Input(batch_shape=(1, 4, 3)), lstm])
    first = model(tf.ones((1, 4, 3)))
    assert np.abs(model(tf.ones((1, 4, 3))) - first).max() > 1e-3
    lstm.reset_state()
    assert np.array_equal(model(tf.ones((1, 4, 3))), first)


def test_fit_takes_a_generator(keras):
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(keras.optimizers.SGD(0.25), "mse")
    batches = ((np.ones((2, 1)), np.ones((2, 1))) for _ in range(2))
    model.fit(batches, steps_per_epoch=2, shuffle=False, verbose=0)
    # 0 → 0.5 → 0.75: each step goes half of what is left.
    assert float(layer.kernel[0, 0]) == pytest.approx(0.75)


def test_input_shape_warns_and_an_input_gives_the_same_weights(keras):
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument to a layer"):
        old = keras.Sequential([keras.layers.Dense(128, input_shape=(784,))])
    assert old.count_params() == 784 * 128 + 128
    new = keras.Sequential([keras.Input(shape=(784,)), keras.layers.Dense(128)])
    assert new.count_params() == old.count_params()


def test_lr_is_refused_and_decay_is_ignored(tf, keras):
    with pytest.raises(ValueError, match=r"Argument\(s\) not recognized: {'lr': 0.1}"):
        keras.optimizers.Adam(lr=0.1)
    with pytest.warns(UserWarning, match="Argument `decay` is no longer supported and will be ignored"):
        optimizer = keras.optimizers.SGD(learning_rate=0.5, decay=1.0)
    weight = keras.Variable(0.0)
    for _ in range(2):
        optimizer.apply([tf.constant(1.0)], [weight])
    assert float(weight) == -1.0  # two whole steps of 0.5


def test_the_schedule_decays_as_the_old_argument_did(tensorflow):
    for step in range(4):
        assert float(tensorflow.schedule(step)) == pytest.approx(0.1 / (1 + 0.5 * step))


@pytest.mark.parametrize("name", ["Adam", "SGD", "RMSprop"])
def test_the_legacy_optimizers_are_gone_and_those_without_the_word_take_the_same_argument(tf, keras, name):
    for optimizers in (keras.optimizers, tf.keras.optimizers):
        with pytest.raises(ImportError, match=r"`keras.optimizers.legacy` is not supported in Keras 3"):
            getattr(optimizers.legacy, name)(learning_rate=0.5)
    weight = keras.Variable(1.0)
    getattr(keras.optimizers, name)(learning_rate=0.5).apply([tf.constant(1.0)], [weight])
    assert float(weight) < 0.6  # the first step of each goes half a unit or more


def test_minimize_is_gone_and_apply_takes_the_step(tf, keras):
    optimizer, weights = keras.optimizers.SGD(0.25), tf.Variable([1.0, 2.0])
    with pytest.raises(AttributeError, match="'SGD' object has no attribute 'minimize'"):
        optimizer.minimize(lambda: weights, [weights])
    optimizer.apply([2 * weights], [weights])
    assert weights.numpy().tolist() == [0.5, 1.0]


def test_nothing_is_called_experimental_in_keras_and_its_layers_have_moved_up(tf, keras):
    for module, path in ((tf.keras, "keras"), (tf.keras.layers, r"keras\.layers")):
        message = rf"module 'keras\._tf_keras\.{path}' has no attribute 'experimental'"
        with pytest.raises(AttributeError, match=message):
            module.experimental  # noqa: B018
    assert float(keras.layers.Rescaling(1 / 255)(tf.constant([51.0]))[0]) == pytest.approx(0.2)
    assert hasattr(keras.layers, "Normalization") and hasattr(keras.layers, "RandomFlip")


# Keras: a placeholder in a TensorFlow function


def test_a_placeholder_of_keras_goes_into_no_function_of_tensorflow(tf, keras):
    with pytest.raises(ValueError, match="A KerasTensor cannot be used as input to a TensorFlow function"):
        tf.square(keras.Input((2,)))


def test_an_operation_of_keras_or_a_layer_takes_the_placeholder(tf, keras):

    class Square(keras.layers.Layer):
        def call(self, values):
            return tf.square(values)

    inputs = keras.Input((2,))
    for outputs in (keras.ops.square(inputs), Square()(inputs)):
        squares = keras.Model(inputs, outputs)(tf.constant([[2.0, -3.0]]))
        assert squares.numpy().tolist() == [[4.0, 9.0]]


# What the snippets print, line by line

SOLUTION = np.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [6.0, 8.0])
SQUARES = f"{1.0**2 + 2.0**2:.3f}"
RATE = f"learning rate: {0.1 * 0.1:.3f}"
PYTORCH = {
    "variable": [
        "Variable gives a: Tensor",
        "UserWarning: volatile was removed and now has no effect. Use `with torch.no_grad():` instead.",
        "recorded: False",
    ],
    "zero_dim": [
        "IndexError: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
        "convert a 0-dim tensor to a number",
        f"total: {SQUARES}",
    ],
    "linear_algebra": [
        "RuntimeError: This function was deprecated since version 1.9 and is now removed. `torch.solve` is "
        "deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its arguments reversed and does "
        "not return the LU factorization.",
        "",
        "To get the LU factorization see `torch.lu`, which can be used with `torch.lu_solve` or `torch.lu_unpack`.",
        "X = torch.solve(B, A).solution should be replaced with:",
        "X = torch.linalg.solve(A, B)",
        f"solution: {SOLUTION.tolist()}",
    ],
    "legacy_function": [
        "RuntimeError: Legacy autograd function with non-static forward method is deprecated. Please use new-style "
        "autograd function with static forward method. (Example: "
        "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
    ],
    "static_function": ["gradient: [2.0, 2.0]"],
    "reduction": [
        "UserWarning: size_average and reduce args will be deprecated, please use reduction='sum' instead.",
        f"old: {SQUARES}",
        f"new: {SQUARES}",
    ],
    "schedule": [
        "UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and "
        "later, you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  "
        "Failure to do this will result in PyTorch skipping the first value of the learning rate schedule. See "
        "more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate",
        RATE,
    ],
    "verbose": ["TypeError: StepLR.__init__() got an unexpected keyword argument 'verbose'", RATE],
    "mixed_precision": [
        "FutureWarning: `torch.cuda.amp.autocast(args...)` is deprecated. Please use `torch.amp.autocast('cuda', "
        "args...)` instead.",
        "product: torch.bfloat16",
    ],
    "script": [
        "FutureWarning: `torch.jit.script` is deprecated. Please switch to `torch.compile` or `torch.export`.",
        "exported, they agree: True",
    ],
}
MISSING = "AttributeError: module 'tensorflow' has no attribute '{}'"
METHOD = "AttributeError: 'Sequential' object has no attribute '{}'"
GONE = [
    "contrib",
    "estimator",
    "get_variable",
    "global_variables_initializer",
    "layers",
    "log",
    "random_uniform",
    "set_random_seed",
]
TENSORFLOW = {
    "session": [MISSING.format("placeholder"), MISSING.format("Session"), f"total: {2 * (1.0 + 2.0 + 3.0):.3f}"],
    "names": [*map(MISSING.format, GONE), f"log: {np.log(100.0):.3f}"],
    "batch_input_shape": [
        "ValueError: Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (64, 28, 28)}",
        "input: (64, 28, 28)",
    ],
    "methods": [
        *map(METHOD.format, ["reset_states", "fit_generator", "predict_classes"]),
        "state kept: True",
        "state kept: False",
        "classes: (64,)",
    ],
    "input_shape": [
        "UserWarning: Do not pass an `input_shape`/`input_dim` argument to a layer. When using Sequential models, "
        "prefer using an `Input(shape)` object as the first layer in the model instead.",
        f"weights: {784 * 128 + 128}",
    ],
    "learning_rate": [
        "ValueError: Argument(s) not recognized: {'lr': 0.1}",
        "UserWarning: Argument `decay` is no longer supported and will be ignored.",
        f"at step 0: {0.1:.3f}",
        f"at step 2: {0.1 / (1 + 2 * 0.5):.3f}",
    ],
    "legacy_optimizer": [
        "ImportError: `keras.optimizers.legacy` is not supported in Keras 3. When using `tf.keras`, to continue "
        "using a `tf.keras.optimizers.legacy` optimizer, you can install the `tf_keras` package (Keras 2) and set"
        " the environment variable `TF_USE_LEGACY_KERAS=True` to configure TensorFlow to use `tf_keras` when "
        "accessing `tf.keras`.",
        "learning rate: 0.100",
    ],
    "minimize": [
        "AttributeError: 'SGD' object has no attribute 'minimize'",
        f"weights: {[v - 0.25 * 2 * v for v in (1.0, 2.0)]}",
    ],
    "experimental": [
        "AttributeError: module 'keras._tf_keras.keras' has no attribute 'experimental'",
        "AttributeError: module 'keras._tf_keras.keras.layers' has no attribute 'experimental'",
        f"rescaled: {51 / 255:.3f}",
    ],
    "placeholder_of_keras": [
        "ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic "
        "placeholder for a shape and dtype, used when constructing Keras Functional models or Keras Functions. "
        "You can only use it as input to a Keras layer or a Keras operation (from the namespaces `keras.layers` "
        "and `keras.ops`). You are likely doing something like:",
        f"squares: {np.square([1.0, 2.0])}",
    ],
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_gone", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_gone", "tensorflow")) == TENSORFLOW
