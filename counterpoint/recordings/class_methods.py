"""The public methods of the frameworks' classes, by which a method whose object isn't known is told."""

import json
from pathlib import Path

from counterpoint.recordings.recording import write_json
from counterpoint.source.repository import Repository

# A method whose object isn't known is taken for that of the first class that has it: a tensor's before a model's.
CLASSES = (
    *("torch.Tensor", "torch.nn.Module", "torch.optim.Optimizer", "torch.optim.lr_scheduler.LRScheduler"),
    *("torch.distributions.Distribution", "torch.utils.data.DataLoader", "torch.amp.GradScaler", "torch.Generator"),
    *("torch.cuda.Event",),
    *("tf.Tensor", "tf.Variable", "keras.Model", "keras.Layer", "tf.data.Dataset", "tf.GradientTape"),
    *("keras.optimizers.Optimizer", "keras.metrics.Metric", "keras.losses.Loss", "keras.callbacks.Callback"),
    *("tf.Module", "tf.RaggedTensor", "tf.SparseTensor", "tf.TensorShape", "tf.train.Checkpoint"),
    *("tf.train.CheckpointManager", "tf.distribute.Strategy", "tf.TensorArray", "tf.random.Generator"),
)
# Of each public class of these modules and of keras.Sequential, what it has beyond the class above it.
OF_EACH = (
    *("torch.nn", "torch.optim", "torch.optim.lr_scheduler", "torch.utils.data", "torch.distributions"),
    *("keras.layers", "keras.metrics", "keras.optimizers", "keras.callbacks", "keras.losses"),
)


def methods_file(repository: Repository) -> Path:
    return repository.root / "counterpoint" / "data" / "class_methods.json"


def write_class_methods(repository: Repository, methods: dict[str, list[str]]) -> bool:
    """Write each class's methods; return False where they are as they were."""
    path = methods_file(repository)
    if path.is_file() and json.loads(path.read_text(encoding="utf-8")) == methods:
        return False
    write_json(path, methods)
    return True
