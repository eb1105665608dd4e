"""A snippet must run where a reader downloads it: alone, with its own framework."""

import pytest

from tests.counterpoint.throwaway import Throwaway

FILE = "snippets/greet/greet_pytorch.py"
IMPORTS = "A PyTorch snippet imports matplotlib, numpy, safetensors, sklearn, torch and the standard library."


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("import tensorflow as tf", "tensorflow"),
        ("import keras", "keras"),
        ("from keras import layers", "keras"),
        ("import tensorflow.keras.layers", "tensorflow.keras.layers"),
        ("import numpy, tensorflow", "tensorflow"),
        ("def later():\n    import tensorflow", "tensorflow"),
        ("import counterpoint.repository", "counterpoint.repository"),
        ("from tests import conftest", "tests"),
        ("from snippets.greet import greet_tensorflow", "snippets.greet"),
        ("import greet_tensorflow", "greet_tensorflow"),
        ("from . import greet_tensorflow", "."),
        ("from .greet_tensorflow import word", ".greet_tensorflow"),
        ("import pandas", "pandas"),
        ('import importlib\nimportlib.import_module("tensorflow")', "tensorflow"),
        ('from importlib import import_module\nimport_module("tensorflow.keras")', "tensorflow.keras"),
        ('import importlib\nimportlib.import_module(name="keras")', "keras"),
        ('import importlib\nimportlib.import_module(".greet_tensorflow", "snippets.greet")', ".greet_tensorflow"),
        ('import importlib\nimportlib.import_module(package="json", name="keras")', "keras"),
        ('__import__("tensorflow")', "tensorflow"),
        ('import builtins\nbuiltins.__import__("tensorflow")', "tensorflow"),
    ],
)
def test_a_snippet_imports_its_own_framework_alone(throwaway: Throwaway, statement: str, named: str) -> None:
    throwaway.edit(FILE, 'word = "hello"', f'{statement}\nword = "hello"')
    line = 4 + statement.count("\n")
    throwaway.refuses_check(f"{FILE}:{line}: it imports '{named}'", IMPORTS)


@pytest.mark.parametrize("call", ['__import__("tensor" + "flow")', "importlib.import_module(name)"])
def test_an_import_of_a_computed_name_is_refused(throwaway: Throwaway, call: str) -> None:
    throwaway.edit(FILE, 'word = "hello"', f'import importlib\nname = "tensorflow"\n{call}\nword = "hello"')
    throwaway.refuses_check(f"{FILE}:6: it imports a name that is computed", IMPORTS)


@pytest.mark.parametrize(
    "statement",
    ["import torch", "import numpy as np", "from torch import nn", "import json, os.path", 'import_module = "x"'],
)
def test_its_framework_numpy_and_the_standard_library_may_be_imported(throwaway: Throwaway, statement: str) -> None:
    throwaway.edit(FILE, 'word = "hello"', f'{statement}\nword = "hello"')
    throwaway.record()
    assert throwaway.succeeds("check") == "all in order\n"


def test_the_other_voice_imports_its_own(throwaway: Throwaway) -> None:
    throwaway.edit("snippets/greet/greet_tensorflow.py", 'word = "hello"', 'import torch\nword = "hello"')
    throwaway.refuses_check(
        "snippets/greet/greet_tensorflow.py:4: it imports 'torch'",
        "A TensorFlow snippet imports keras, matplotlib, numpy, safetensors, sklearn, tensorflow"
        " and the standard library.",
    )


@pytest.mark.parametrize(("voice", "title"), [("pytorch", "PyTorch"), ("tensorflow", "TensorFlow")])
def test_a_missing_twin_is_refused(throwaway: Throwaway, voice: str, title: str) -> None:
    (throwaway.root / f"snippets/greet/greet_{voice}.py").unlink()
    throwaway.refuses_check(
        f"snippets/greet/greet_{voice}.py: 'greet' has no {title} twin",
        "Write it with the sections of its twin, or delete the folder snippets/greet.",
    )


def test_a_section_that_the_twin_does_not_have_is_told_with_the_line_of_its_duet(throwaway: Throwaway) -> None:
    throwaway.edit(
        "snippets/greet/greet_tensorflow.py",
        '# --8<-- [start:say]\nprint(f"word: {word}")\n# --8<-- [end:say]\n',
        "",
    )
    throwaway.record()
    throwaway.refuses_check("docs/greet.md:14: greet_tensorflow.py has no section 'say'", "Its sections are: word")
