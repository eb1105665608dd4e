"""Regularisation in PyTorch: penalties, dropout, bounds."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
w = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
# --8<-- [end:inputs]

# --8<-- [start:penalties]
l1 = 0.01 * w.abs().sum()
l2 = 0.01 * w.square().sum()
l1_and_l2 = 0.01 * w.abs().sum() + 0.02 * w.square().sum()
# The L2 loss of TensorFlow is half the sum of squares.
l2_loss = w.square().sum()
l2_loss_as_tensorflow = w.square().sum() / 2
orthogonality = 0.01 * (
    (lambda n: ((n @ n.T) * (1 - torch.eye(2))).abs().sum() / 2)(
        F.normalize(w)
    )
)
activity = 0.01 * x.square().sum()


# A penalty of Keras joins the loss, and Adam rescales it; a
# weight_decay of AdamW leaves the gradient alone.
def penalty_with_adam():
    weight = nn.Parameter(torch.tensor([2.0]))
    optimizer = torch.optim.Adam([weight], 0.1, weight_decay=0.2)
    weight.grad = torch.tensor([0.5])
    optimizer.step()
    return weight.detach()


# The decay of Keras is that of AdamW, in Adam as well.
def decay_with_adam():
    weight = nn.Parameter(torch.tensor([2.0]))
    optimizer = torch.optim.Adam([weight], 0.1, weight_decay=0.2)
    weight.grad = torch.tensor([0.5])
    optimizer.step()
    return weight.detach()


def decay_with_adam_as_tensorflow():
    weight = nn.Parameter(torch.tensor([2.0]))
    optimizer = torch.optim.AdamW(
        [weight], 0.1, weight_decay=0.2
    )
    weight.grad = torch.tensor([0.5])
    optimizer.step()
    return weight.detach()


def decay_with_adamw():
    weight = nn.Parameter(torch.tensor([2.0]))
    optimizer = torch.optim.AdamW(
        [weight], 0.1, weight_decay=0.2
    )
    weight.grad = torch.tensor([0.5])
    optimizer.step()
    return weight.detach()


def weight_decay_of_adamw_by_default():
    weight = nn.Parameter(torch.ones(1))
    return torch.optim.AdamW([weight]).defaults["weight_decay"]


weight_decay_of_adamw_by_default_as_tensorflow = 0.004


def decay_without_a_bias():
    weight, bias = (
        nn.Parameter(torch.tensor([2.0])) for _ in range(2)
    )
    optimizer = torch.optim.AdamW(
        [
            {"params": [weight]},
            {"params": [bias], "weight_decay": 0.0},
        ],
        0.1,
        weight_decay=0.2,
    )
    for one in (weight, bias):
        one.grad = torch.zeros(1)
    optimizer.step()
    return weight.detach(), bias.detach()


# --8<-- [end:penalties]


# --8<-- [start:bounds]
def norm_of_rows_at_most_one(w):
    norms = w.norm(dim=1, keepdim=True)
    return w * norms.clamp(0, 1) / (1e-7 + norms)


norm_at_most_one = torch.renorm(w, 2, 0, 1.0)
weights_not_negative = w * (w >= 0)
weights_of_unit_norm = F.normalize(w)
weights_clipped = w.clamp(-0.9, 0.9)
max_norm_of_an_embedding = F.embedding(
    torch.tensor([0]), torch.tensor([[3.0, 4.0]]), max_norm=1.0
)


def spectral_norm_of_a_layer():
    layer = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(
            torch.tensor([[3.0, 0.0], [0.0, 1.0]])
        )
    nn.utils.parametrizations.spectral_norm(
        layer, n_power_iterations=50
    )
    layer(torch.eye(2))
    return layer(torch.eye(2)).detach().round(decimals=3)


def weight_norm_of_a_layer():
    layer = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(
            torch.tensor([[3.0, 4.0], [0.0, 1.0]])
        )
    nn.utils.parametrizations.weight_norm(layer)
    return layer.parametrizations.weight.original0.detach()


# --8<-- [end:bounds]


# --8<-- [start:noise]
def dropout():
    return F.dropout(torch.ones(2000), 0.3, training=True)


def dropout_layer():
    return nn.Dropout(0.3).train()(torch.ones(2000))


dropout_of_rate_zero = F.dropout(x, 0.0, training=True)
# A rate of 1 gives zeros in PyTorch; Keras refuses it.
dropout_in_inference = nn.Dropout(0.3).eval()(x)


def channel_dropout_1d():
    kept = F.dropout1d(torch.ones(2000, 1, 4), 0.3)
    return kept[:, 0, 0]


def channel_dropout_2d():
    kept = F.dropout2d(torch.ones(2000, 1, 2, 2), 0.3)
    return kept[:, 0, 0, 0]


def channel_dropout_3d():
    kept = F.dropout3d(torch.ones(2000, 1, 2, 2, 2), 0.3)
    return kept[:, 0, 0, 0, 0]


def whole_channels_fall_out():
    kept = nn.Dropout2d(0.5).train()(torch.ones(100, 3, 4, 4))
    return bool((kept.amax((2, 3)) == kept.amin((2, 3))).all())


def alpha_dropout():
    return nn.AlphaDropout(0.3).train()(torch.zeros(2000))


def gaussian_noise():
    return torch.zeros(2000) + 0.5 * torch.randn(2000)


def gaussian_dropout():
    spread = (0.3 / 0.7) ** 0.5
    return torch.ones(2000) * (1 + spread * torch.randn(2000))


def same_mask_for_all_steps():
    mask = F.dropout(torch.ones(2000, 1), 0.3)
    return (mask * torch.ones(2000, 3))[:, 0]


def stochastic_depth():
    kept = (torch.rand(2000) < 0.7).float()
    return torch.ones(2000) * kept


# --8<-- [end:noise]

# --8<-- [start:targets]
smoothed_labels = (
    F.one_hot(torch.tensor([0, 2]), 3).float() * 0.9 + 0.1 / 3
)
loss_with_smoothing = F.cross_entropy(
    x, torch.tensor([0, 2]), label_smoothing=0.1
)
# Without from_logits Keras takes probabilities.
mixed_targets = torch.lerp(
    torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), 0.25
)
share_of_zeros = (w.relu() == 0).float().mean()
# --8<-- [end:targets]
