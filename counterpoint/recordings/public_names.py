"""The public names of the frameworks, and which of them stand in no row yet."""

import functools
from pathlib import Path

from counterpoint.recordings.dictionary import all_rows
from counterpoint.recordings.recording import write_json
from counterpoint.source.records import Record, all_fields, from_json
from counterpoint.source.repository import Repository

MODULES = (
    *("torch", "torch.Tensor", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.optim"),
    *("torch.optim.lr_scheduler", "torch.linalg", "torch.fft", "torch.utils.data", "torch.autograd"),
    *("tf", "tf.nn", "tf.math", "tf.linalg", "tf.data", "tf.image", "tf.random"),
    *("keras.layers", "keras.ops", "keras.losses", "keras.optimizers", "keras.activations"),
    *("keras.initializers", "keras.metrics", "keras.callbacks"),
)


class PublicNames(Record, frozen=True):
    """By module, each name and the first name of the same object; and the versions that have them."""

    versions: dict[str, str]
    modules: dict[str, dict[str, str]]


def names_file(repository: Repository) -> Path:
    return repository.root / "counterpoint" / "data" / "public_names.json"


def read_public_names(repository: Repository) -> PublicNames:
    """Return what was recorded; no names where nothing was."""
    path = names_file(repository)
    return _names_in(path.read_text(encoding="utf-8")) if path.is_file() else PublicNames({}, {})


@functools.lru_cache(maxsize=8)
def _names_in(text: str) -> PublicNames:
    written = from_json(text, PublicNames)
    modules = {
        module: {name: f"{module}.{name}" if first == "" else first for name, first in names.items()}
        for module, names in written.modules.items()
    }
    return PublicNames(written.versions, modules)


def write_public_names(repository: Repository, names: PublicNames) -> bool:
    """Write the names, a name's own place as nothing; return False where they are as they were."""
    if read_public_names(repository) == names:
        return False
    modules = {
        module: {name: "" if first == f"{module}.{name}" else first for name, first in found.items()}
        for module, found in names.modules.items()
    }
    write_json(names_file(repository), all_fields(PublicNames(names.versions, modules)))
    return True


def uncovered(repository: Repository) -> dict[str, tuple[int, list[str]]]:
    """Return by module how many names it has, and those that no row calls under any of their names."""
    names = read_public_names(repository)
    first = {f"{module}.{name}": one for module, found in names.modules.items() for name, one in found.items()}
    called = {
        first.get(name, name)
        for _, row in all_rows(repository)
        for name in (*row.pytorch.calls, *row.tensorflow.calls, *(c for r in row.remedies.values() for c in r.calls))
    }
    called |= {first.get(name, name) for name in list(called) for name in _spelt_otherwise(name)}
    called |= {first.get(owner, owner) for name in list(called) if (owner := _class_of(name))}
    return {
        module: (len(found), [name for name, one in found.items() if one not in called])
        for module, found in names.modules.items()
    }


def _spelt_otherwise(name: str) -> tuple[str, ...]:
    """A function of torch is the same as the tensor's method of its name."""
    method = name.removeprefix("torch.Tensor.")
    if method != name:
        return (f"torch.{method}",)
    function = name.removeprefix("torch.")
    return (f"torch.Tensor.{function}",) if function != name and "." not in function else ()


def _class_of(name: str) -> str:
    """Return the class whose method or constant is called, as tf.data.Dataset of tf.data.Dataset.range; or nothing."""
    owner = name.rpartition(".")[0]
    return owner if owner.rpartition(".")[2][:1].isupper() else ""
