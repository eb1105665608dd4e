"""Hand NumPy's arrays to a framework and take back what a row returned, with the gradient of every real input."""

import importlib
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Given = dict[str, Any]
INNER = re.compile(r"\{\{function_node .*?\}\} ?")  # how TensorFlow calls the node within
MOST_LETTERS = 140


@dataclass(frozen=True)
class Leaf:
    """One value of what a row returned: an array with its dtype, or a Python object; `tensor` is what is derived."""

    value: Any
    dtype: str
    tensor: Any = None

    @property
    def shape(self) -> tuple[int, ...] | None:
        return self.value.shape if isinstance(self.value, np.ndarray) else None


@dataclass(frozen=True)
class Outcome:
    """What a row did: its leaves and gradients, or the error that it raised. A gradient is None where none arrives."""

    leaves: tuple[Leaf, ...] = ()
    gradients: dict[str, Array | None] | None = None
    error: str = ""
    gradient_error: str = ""


class Framework(Protocol):
    """What an evaluation asks of a framework."""

    def array(self, value: Any) -> Array | None: ...
    def tensor(self, array: Array, like: Any) -> Any: ...
    def seed(self, number: int) -> None: ...
    def evaluate(self, call: Callable[[Given], Any], given: Given, wanted: list[str]) -> Outcome: ...


def weights(shape: tuple[int, ...]) -> Array:
    """Return a weight for every number of an output, all different: no two mistakes cancel in their sum."""
    count = int(np.prod(shape))
    along: Array = 1 + 0.5 * np.cos(1.7 * np.arange(count))
    return along.reshape(shape)


class Torch:
    """PyTorch."""

    def __init__(self) -> None:
        self.torch = importlib.import_module("torch")

    def array(self, value: Any) -> Array | None:
        """Return the array of a tensor, None where it is none."""
        if isinstance(value, self.torch.Tensor) and value.layout == self.torch.strided:
            return _of_torch(self.torch, value)
        return value if isinstance(value, np.ndarray) else None

    def tensor(self, array: Array, like: Any) -> Any:
        return array if isinstance(like, np.ndarray) else self.torch.from_numpy(array.copy())

    def seed(self, number: int) -> None:
        self.torch.manual_seed(number)

    def evaluate(self, call: Callable[[Given], Any], given: Given, wanted: list[str]) -> Outcome:
        """Call and differentiate; errors of either are kept."""
        for name in wanted:
            given[name].requires_grad_()
        try:
            leaves = tuple(flatten(call(given), self._leaf))
        except Exception as error:
            return Outcome(error=named(error))
        try:
            return Outcome(leaves, self._gradients(leaves, given, wanted))
        except Exception as error:
            return Outcome(leaves, gradient_error=named(error))

    def _gradients(self, leaves: tuple[Leaf, ...], given: Given, wanted: list[str]) -> dict[str, Array | None]:
        outputs = [leaf.tensor for leaf in leaves if leaf.tensor is not None and leaf.tensor.requires_grad]
        if not wanted or not outputs:
            return dict.fromkeys(wanted)
        outputs = [self.torch.view_as_real(one) if one.is_complex() else one for one in outputs]
        along = [self.torch.from_numpy(weights(tuple(one.shape))).to(one.dtype) for one in outputs]
        total = sum((one * weight).sum() for one, weight in zip(outputs, along, strict=True))
        found = self.torch.autograd.grad(total, [given[name] for name in wanted], allow_unused=True)
        return {
            name: None if one is None else _of_torch(self.torch, one) for name, one in zip(wanted, found, strict=True)
        }

    def _leaf(self, value: Any) -> Leaf | None:
        if isinstance(value, self.torch.Tensor):
            dense = value.to_dense() if value.layout != self.torch.strided else value
            return Leaf(_of_torch(self.torch, dense), str(value.dtype).removeprefix("torch."), dense)
        if isinstance(value, self.torch.dtype):
            return Leaf(str(value).removeprefix("torch."), "dtype")
        return Leaf(list(value), "Python list") if isinstance(value, self.torch.Size) else None


def _of_torch(torch: Any, tensor: Any) -> Array:
    tensor = tensor.detach().resolve_conj().resolve_neg().cpu()
    array: Array = (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy(force=True).copy()
    return array


class TensorFlow:
    """TensorFlow, with Keras."""

    def __init__(self) -> None:
        self.tf = importlib.import_module("tensorflow")
        self.keras = importlib.import_module("keras")

    def array(self, value: Any) -> Array | None:
        """Return the array of a tensor or variable, None where it is none."""
        if isinstance(value, self.tf.Tensor | self.tf.Variable | self.keras.Variable):
            return None if value.dtype == self.tf.string else np.asarray(value.numpy())
        return value if isinstance(value, np.ndarray) else None

    def tensor(self, array: Array, like: Any) -> Any:
        if isinstance(like, np.ndarray):
            return array
        return self.tf.Variable(array) if isinstance(like, self.tf.Variable) else self.tf.constant(array)

    def seed(self, number: int) -> None:
        self.keras.utils.set_random_seed(number)

    def evaluate(self, call: Callable[[Given], Any], given: Given, wanted: list[str]) -> Outcome:
        """Call and differentiate; errors of either are kept."""
        sources = [given[name] for name in wanted]
        with self.tf.GradientTape() as tape:
            tape.watch(sources)
            try:
                leaves = tuple(flatten(call(given), self._leaf))
                outputs = [leaf.tensor for leaf in leaves if leaf.tensor is not None]
                outputs = [one for one in outputs if one.dtype.is_floating or one.dtype.is_complex]
                outputs = [self._real(one) for one in outputs]
                along = [self.tf.cast(weights(tuple(one.shape)), one.dtype) for one in outputs]
                products = [one * weight for one, weight in zip(outputs, along, strict=True)]
            except Exception as error:
                return Outcome(error=named(error))
        try:
            found = tape.gradient(products, sources) if products else [None] * len(sources)
            found = [None if one is None else self.tf.convert_to_tensor(one).numpy() for one in found]
        except Exception as error:
            return Outcome(leaves, gradient_error=named(error))
        return Outcome(leaves, dict(zip(wanted, found, strict=True)))

    def _real(self, tensor: Any) -> Any:
        """Return the two parts of a complex tensor along a new last axis."""
        if not tensor.dtype.is_complex:
            return tensor
        return self.tf.stack([self.tf.math.real(tensor), self.tf.math.imag(tensor)], axis=-1)

    def _leaf(self, value: Any) -> Leaf | None:
        tf = self.tf
        if isinstance(value, self.keras.Variable):
            value = value.value
        if isinstance(value, tf.IndexedSlices):
            value = tf.convert_to_tensor(value)
        if isinstance(value, tf.SparseTensor):
            value = tf.sparse.to_dense(tf.sparse.reorder(value))
        if isinstance(value, tf.RaggedTensor):
            return Leaf(decoded(value.to_list()), "ragged")
        if isinstance(value, tf.Tensor | tf.Variable):
            if value.dtype == tf.string:
                return Leaf(decoded(value.numpy().tolist()), "text")
            if isinstance(value, tf.Variable):
                value = tf.convert_to_tensor(value)
            shown = tf.cast(value, tf.float32) if value.dtype == tf.bfloat16 else value
            return Leaf(np.asarray(shown.numpy()), value.dtype.name, value)
        if isinstance(value, tf.DType):
            return Leaf(value.name, "dtype")
        if isinstance(value, tf.TensorShape):
            return Leaf(value.as_list(), "Python list")
        return None


def flatten(value: Any, leaf: Callable[[Any], Leaf | None]) -> Iterator[Leaf]:
    """Yield the leaves of what a row returned; raise TypeError at an object that nothing can be compared with."""
    found = leaf(value)
    if found is not None:
        yield found
    elif isinstance(value, np.ndarray | np.generic):
        yield Leaf(np.asarray(value), str(value.dtype))
    elif isinstance(value, dict):
        yield from (one for key in sorted(value, key=str) for one in flatten(value[key], leaf))
    elif isinstance(value, list | tuple):
        parts = [one for part in value for one in flatten(part, leaf)]
        plain = all(one.shape is None for one in parts)
        yield from [_python(value)] if plain else parts
    elif value is None or isinstance(value, bool | int | float | complex | str | bytes):
        yield _python(value)
    elif hasattr(value, "element_spec") or isinstance(value, Iterator):
        yield from flatten(list(value), leaf)
    else:
        raise NotComparable(f"a row returns numbers, not {type(value).__name__}")


class NotComparable(BaseException):
    """A row returned what has no value to compare: its author is told."""


def _python(value: Any) -> Leaf:
    value = decoded(value)
    texts = isinstance(value, str) or (isinstance(value, list) and value and all(isinstance(v, str) for v in value))
    return Leaf(value, "text" if texts else f"Python {type(value).__name__}")


def decoded(value: Any) -> Any:
    """Return the same with texts for bytes and lists for tuples, as JSON would hold it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, list | tuple):
        return [decoded(one) for one in value]
    if not isinstance(value, str | bool | int | float | complex | None):
        return str(value)
    return value


def named(error: Exception) -> str:
    """Return the error's class and the beginning of its message."""
    first = next(iter(str(error).strip().splitlines()), "")
    first = INNER.sub("", first).partition(" [Op:")[0]
    return f"{type(error).__name__}: {textwrap.shorten(first, MOST_LETTERS, placeholder=' …')}".rstrip(": ")
