"""Around the training in PyTorch: counters, files, moves."""

# --8<-- [start:inputs]
from contextlib import suppress
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import distributions, nn
from torch.utils.data import TensorDataset

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
labels = torch.tensor([2, 0])
share = torch.tensor([0.2, 0.3, 0.5])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
class Mean:
    """The mean of all numbers that it is given."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.count = torch.zeros(()), 0

    def update(self, x):
        self.total = self.total + x.detach().sum()
        self.count += x.numel()

    def result(self):
        return self.total / max(self.count, 1)


losses = [0.9, 0.5, 0.7]


def ones(layer):
    """Fill all weights with ones."""
    with torch.no_grad():
        for weight in layer.parameters():
            weight.fill_(1.0)
    return layer


def leaf(x):
    return x.detach().requires_grad_()


def cubes(x):
    return (x**3).sum()


def drawn():
    return torch.rand(3).tolist()


picture = torch.arange(16.0).reshape(1, 1, 4, 4)
# --8<-- [end:helpers]


# --8<-- [start:counters]
# PyTorch has no metrics with a state: a class of ten lines, or
# torchmetrics.
metric_over_batches = hasattr(nn, "Metric")


def metric_over_batches_as_tensorflow(x):
    seen = Mean()
    for batch in x.split(1):
        seen.update(batch)
    return seen.result()


# Without a reset the second epoch goes on counting the first.
metric_after_a_reset = hasattr(nn, "Metric")


def metric_after_a_reset_as_tensorflow(x):
    seen = Mean()
    seen.update(x)
    seen.reset()
    seen.update(x[:1])
    return seen.result()


metric_of_nothing = hasattr(nn, "Metric")
metric_of_nothing_as_tensorflow = Mean().result()
# The call of a metric updates it and returns the mean so far,
# not that of the batch.
metric_called = hasattr(nn, "Metric")


def metric_called_as_tensorflow(x):
    seen = Mean()
    seen.update(x[:1])
    seen.update(x[1:])
    return seen.result()


def extra_loss(x):
    layer = ones(nn.Linear(3, 1, bias=False))
    return 0.1 * layer(x).square().mean()


# A summary has shapes and counts; print(model) has neither.
summary = hasattr(nn.Module, "summary")


def summary_as_tensorflow():
    net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1))
    return sum(weight.numel() for weight in net.parameters())


# --8<-- [end:counters]


# --8<-- [start:files]
# torchvision.datasets.MNIST has them; it's no part of PyTorch.
digits_of_mnist = hasattr(torch, "datasets")
digits_of_mnist_as_tensorflow = callable(
    torch.hub.download_url_to_file
)


def file_from_an_address():
    Path("there.txt").write_text("words")
    torch.hub.download_url_to_file(
        Path("there.txt").absolute().as_uri(),
        "here.txt",
        progress=False,
    )
    return Path("here.txt").read_text()


def names_of_files():
    for name in ("a.txt", "b.txt", "c.md"):
        Path(name).write_text(name)
    return sorted(path.name for path in Path().glob("*.txt"))


# A text of a folder is an example, and the folder its class.
texts_of_folders = hasattr(
    torch.utils.data, "text_dataset_from_directory"
)


def texts_of_folders_as_tensorflow():
    for kind in ("bad", "good"):
        folder = Path("texts") / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "one.txt").write_text(f"a {kind} film")
    kinds = sorted(Path("texts").iterdir())
    return [
        [path.read_text(), label]
        for label, kind in enumerate(kinds)
        for path in kind.iterdir()
    ]


def lowest_loss_is_kept():
    lowest, kept = float("inf"), None
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, kept = loss, epoch
            torch.save({"epoch": epoch}, "best.pt")
    loaded = torch.load("best.pt", weights_only=True)
    return [kept, loaded["epoch"]]


def whole_model_is_loaded(x):
    net = ones(nn.Linear(3, 1))
    torch.save(net.state_dict(), "net.pt")
    other = nn.Linear(3, 1)
    other.load_state_dict(
        torch.load("net.pt", weights_only=True)
    )
    return other(x)


# --8<-- [end:files]

# --8<-- [start:moves]
# A module is moved itself; a tensor is copied, and its result
# must be kept.
module_moved_is_itself = (lambda net: net.to("cpu") is net)(
    nn.Linear(3, 2)
)
module_to_cpu = next(nn.Linear(3, 2).cpu().parameters()).is_cpu
module_to_dtype = nn.Linear(3, 2).to(torch.float64).weight.dtype
module_to_double = nn.Linear(3, 2).double().weight.dtype
# A layer of PyTorch refuses numbers of another dtype; Keras
# casts them to its own.
with suppress(RuntimeError):
    layer_of_another_dtype = ones(nn.Linear(3, 1)).double()(x)
layer_of_another_dtype_as_tensorflow = ones(
    nn.Linear(3, 1)
).double()(x.double())
contiguous = x.t().contiguous()
# A tensor of PyTorch that was turned can't be viewed anew.
with suppress(RuntimeError):
    view_of_what_was_turned = x.t().view(6)
view_of_what_was_turned_as_tensorflow = (
    x.t().contiguous().view(6)
)
zeros_of_its_dtype = x.new_zeros((2, 2))
ones_of_its_dtype = x.new_ones((2, 2))
full_of_its_dtype = x.new_full((2, 2), 7.0)
multiplied = x.mul(2.0)
names_of_all_weights = [
    name for name, _ in nn.Linear(3, 2).named_parameters()
]
names_of_all_weights_as_tensorflow = [
    {"weight": "kernel"}.get(name, name)
    for name, _ in nn.Linear(3, 2).named_parameters()
]
with suppress(RuntimeError):
    static_shape = x.reshape(2, 4)
# torch.Tensor makes floats of whole numbers, torch.tensor
# doesn't.
tensor_of_a_list = torch.Tensor([1, 2])
tensor_of_a_list_as_tensorflow = torch.tensor(
    [1, 2], dtype=torch.int32
)
whole_numbers_of_a_list = torch.LongTensor([1, 2])
whole_numbers_of_a_list_as_tensorflow = torch.tensor(
    [1, 2], dtype=torch.int32
)
# --8<-- [end:moves]

# --8<-- [start:distributions]
log_probability = distributions.Categorical(share).log_prob(
    labels
)
entropy = distributions.Categorical(share).entropy()
log_probability_of_normal = distributions.Normal(
    0.0, 2.0
).log_prob(x)
entropy_of_normal = distributions.Normal(0.0, 2.0).entropy()
divergence_of_normals = distributions.kl_divergence(
    distributions.Normal(x, 1.0), distributions.Normal(0.0, 1.0)
)
# --8<-- [end:distributions]


# --8<-- [start:everyday_calls]
# The weight lies (out, in) in PyTorch and (in, out) in Keras;
# it begins with other numbers.
linear_layer = ones(nn.Linear(3, 2))(x)
# PyTorch pads both sides; "same" of Keras pads an even picture
# at its end alone when the stride is 2, and sees other pixels.
conv2d_with_stride_and_padding = ones(
    nn.Conv2d(1, 1, 3, stride=2, padding=1)
)(picture).movedim(1, -1)
conv2d_with_stride_and_padding_as_tensorflow = ones(
    nn.Conv2d(1, 1, 3, stride=2)
)(F.pad(picture, (0, 1, 0, 1))).movedim(1, -1)
conv2d_with_padding = ones(nn.Conv2d(1, 1, 3, padding=1))(
    picture
).movedim(1, -1)
sequential_of_two = nn.Sequential(
    ones(nn.Linear(3, 2)), nn.ReLU()
)(x)
gelu_function = F.gelu(x)
numbers_to_long = x.long()
tensor_of_a_number = torch.tensor(1)
tensor_of_a_number_as_tensorflow = torch.tensor(
    1, dtype=torch.int32
)
cross_entropy_loss_with_smoothing = nn.CrossEntropyLoss(
    label_smoothing=0.1
)(x, labels)
axes_of_named_parameters = [
    weight.ndim
    for _, weight in nn.Linear(3, 2).named_parameters()
]


def manual_seed_and_set_seed():
    torch.manual_seed(7)
    first = drawn()
    torch.manual_seed(7)
    return first == drawn()


def backward_and_gradient_tape(x):
    x = leaf(x)
    cubes(x).backward()
    return x.grad


# A tape begins with no gradient, so it needs no zero_grad.
def zero_grad_before_each_gradient_tape(x):
    weight = nn.Parameter(x.detach())
    optimizer = torch.optim.SGD([weight], 0.1)
    for _ in range(2):
        optimizer.zero_grad()
        (weight * 3).sum().backward()
    return weight.grad


def clip_grad_norm_and_clip_by_global_norm():
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.tensor([3.0, 4.0])
    nn.utils.clip_grad_norm_([weight], 1.0)
    return weight.grad


def get_last_lr_after_a_step():
    optimizer = torch.optim.SGD(
        [nn.Parameter(torch.ones(1))], 0.5
    )
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.1)
    optimizer.step()
    schedule.step()
    return torch.tensor(schedule.get_last_lr()[0])


def inference_mode_and_no_tape(x):
    with torch.inference_mode():
        return x * 2


def tensor_dataset_from_tensor_slices(x, labels):
    pairs = TensorDataset(x.detach(), labels)
    return [list(pair) for pair in pairs]


def save_and_load_of_a_tensor(x):
    torch.save(leaf(x), "x.pt")
    return torch.load("x.pt", weights_only=True)


def compile_and_fit_of_a_model():
    net = ones(nn.Linear(3, 1))
    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    optimizer.zero_grad()
    F.mse_loss(
        net(torch.ones(2, 3)), torch.zeros(2, 1)
    ).backward()
    optimizer.step()
    return net.weight.detach().t()


# --8<-- [end:everyday_calls]
