"""The entries on imports: the old module or the missing name is refused, what stands in its place is there."""

import importlib
import re
import subprocess
import sys

import pytest

from tests.topics.again import printed_lines


@pytest.mark.parametrize(("framework", "name"), [("pytorch", "nn"), ("tensorflow", "keras")])
def test_a_block_without_its_imports_stops_at_the_first_name(request, framework, name):
    module = request.getfixturevalue(framework)
    source = f"{name}.anything"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == f"NameError: name '{name}' is not defined"
    assert hasattr(module, name)  # the snippet imports it below


def test_the_private_module_six_is_gone_and_torch_has_inf(pytorch):
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'torch\._six'"):
        importlib.import_module("torch._six")
    assert pytorch.inf == float("inf")
    assert pytorch.norm.item() == 4.0  # the largest absolute value, not the largest value
    assert pytorch.torch.inf == pytorch.inf


@pytest.mark.parametrize(
    "name",
    ["tensorflow.contrib", "tensorflow.contrib.slim", "tensorflow.examples", "tensorflow.python.keras.preprocessing"],
)
def test_old_modules_of_tensorflow_are_gone(tensorflow, name):
    missing = name.removesuffix(".slim")
    with pytest.raises(ModuleNotFoundError, match=f"^No module named '{re.escape(missing)}'$"):
        importlib.import_module(name)


@pytest.mark.parametrize("name", ["keras.engine", "keras.layers.normalization", "keras.utils.np_utils"])
def test_old_modules_of_keras_are_gone(tensorflow, name):
    with pytest.raises(ModuleNotFoundError, match=f"^No module named '{re.escape(name)}'"):
        importlib.import_module(name)


def test_a_private_copy_of_keras_is_still_there_and_its_layers_are_not_those_of_keras(tensorflow):
    keras, private = tensorflow.keras, tensorflow.Dense
    assert private.__module__.startswith("tensorflow.python.keras.layers")
    assert not issubclass(private, keras.layers.Layer)
    assert private is not keras.layers.Dense
    with pytest.raises(ValueError, match=r"Only instances of `keras\.Layer` can be added to a Sequential model"):
        keras.Sequential([private(1)])


def test_the_functions_for_pictures_are_in_keras_utils(tensorflow):
    keras = tensorflow.keras
    assert tensorflow.image.load_img is keras.utils.load_img
    assert tensorflow.image.img_to_array is keras.utils.img_to_array


# What the snippets print, line by line

OUTPUTS = "outputs: (4, 1)"
PYTORCH = {
    "name_error": ["NameError: name 'nn' is not defined", OUTPUTS],
    "modules": ["ModuleNotFoundError: No module named 'torch._six'", f"largest: {max(3.0, 4.0):.3f}"],
}
TENSORFLOW = {
    "name_error": ["NameError: name 'keras' is not defined", OUTPUTS],
    "modules": [
        "ModuleNotFoundError: No module named 'tensorflow.contrib'",
        "ModuleNotFoundError: No module named 'tensorflow.python.keras.preprocessing'",
        "the same: True",
    ],
    "private_copy": [
        "ValueError: Only instances of `keras.Layer` can be added to a Sequential model. Received: "
        "<tensorflow.python.keras.layers.core.Dense object at 0x…> (of type <class "
        "'tensorflow.python.keras.layers.core.Dense'>)",
        OUTPUTS,
    ],
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_imports", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_imports", "tensorflow")) == TENSORFLOW
