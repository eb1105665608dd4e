"""Fine-tuning: what freezing means in each framework, what stays, what moves, and what pretraining is worth."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from tests.topics.arithmetic import numbers

RANDOM = np.random.default_rng(11)
ROWS = RANDOM.integers(24, size=(6, 8))
LABELS = RANDOM.integers(4, size=6)
SIZES = {
    "instruments": (25, 16),
    "places": (8, 16),
    "query": (16, 16),
    "key": (16, 16),
    "value": (16, 16),
    "mixed": (16, 16),
    "widen": (16, 32),
    "narrow": (32, 16),
    "head": (16, 4),
}
BIASED = ("query", "key", "value", "mixed", "widen", "narrow", "head")
KERNELS = {name: 0.25 * RANDOM.normal(size=size).astype(np.float32) for name, size in SIZES.items()}
BIASES = {name: 0.2 * RANDOM.normal(size=SIZES[name][1]).astype(np.float32) for name in BIASED}
SCALES = {name: 1 + 0.2 * RANDOM.normal(size=16).astype(np.float32) for name in ("attend", "widen")}
SHIFTS = {name: 0.2 * RANDOM.normal(size=16).astype(np.float32) for name in ("attend", "widen")}
RATE = 0.1
CLOSE = {"rtol": 1e-5, "atol": 5e-6}


# The same weights in NumPy, in PyTorch, in Keras


def normalised(states, name):
    centred = states - states.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    return scaled * SCALES[name] + SHIFTS[name]


def dense(states, name):
    return states @ KERNELS[name] + BIASES[name]


def states_by_hand(rows):
    """Map instruments (B, T) to states (B, T, 16) as the equations of one block say."""
    states = KERNELS["instruments"][rows] + KERNELS["places"]
    normed = normalised(states, "attend")
    query, key, value = (
        dense(normed, name).reshape(*rows.shape, 2, 8).swapaxes(1, 2) for name in ("query", "key", "value")
    )
    powers = np.exp(query @ key.swapaxes(2, 3) / np.sqrt(8))
    heard = powers / powers.sum(axis=-1, keepdims=True) @ value  # (B, heads, T, 8)
    states = states + dense(heard.swapaxes(1, 2).reshape(*rows.shape, 16), "mixed")
    return states + dense(np.maximum(dense(normalised(states, "widen"), "widen"), 0), "narrow")


def torch_classifier(pytorch):
    """Return the snippet's classifier with the weights above; torch stores (out, in)."""
    torch, model = pytorch.torch, pytorch.Classifier(pytorch.Encoder())
    body, block = model.body, model.body.block
    wanted = {
        body.instruments.weight: KERNELS["instruments"],
        body.places.weight: KERNELS["places"],
        block.self_attn.in_proj_weight: np.concatenate([KERNELS[n].T for n in ("query", "key", "value")]),
        block.self_attn.in_proj_bias: np.concatenate([BIASES[n] for n in ("query", "key", "value")]),
        block.norm1.weight: SCALES["attend"],
        block.norm1.bias: SHIFTS["attend"],
        block.norm2.weight: SCALES["widen"],
        block.norm2.bias: SHIFTS["widen"],
    }
    layers = {"mixed": block.self_attn.out_proj, "widen": block.linear1, "narrow": block.linear2, "head": model.head}
    for name, layer in layers.items():
        wanted |= {layer.weight: KERNELS[name].T, layer.bias: BIASES[name]}
    with torch.no_grad():
        for parameter, values in wanted.items():
            parameter.copy_(torch.tensor(values))
    return model


def keras_classifier(tensorflow):
    """Return the snippet's classifier with the weights above; Keras splits attention into (in, heads, width)."""
    model = tensorflow.classifier(known=False)
    body = model.body
    body.instruments.set_weights([KERNELS["instruments"]])
    body.places.set_weights([KERNELS["places"]])
    parts = [
        part
        for name in ("query", "key", "value")
        for part in (KERNELS[name].reshape(16, 2, 8), BIASES[name].reshape(2, 8))
    ]
    body.attend.set_weights([*parts, KERNELS["mixed"].reshape(2, 8, 16), BIASES["mixed"]])
    body.before_attend.set_weights([SCALES["attend"], SHIFTS["attend"]])
    body.before_widen.set_weights([SCALES["widen"], SHIFTS["widen"]])
    for name, layer in {"widen": body.widen, "narrow": body.narrow, "head": model.head}.items():
        layer.set_weights([KERNELS[name], BIASES[name]])
    return model


def torch_layout(model, of=lambda parameter: parameter):
    """Return all weights of the torch classifier, or what `of` makes of each, as Keras lays them out."""
    body, block = model.body, model.body.block
    weight, bias = numbers(of(block.self_attn.in_proj_weight)), numbers(of(block.self_attn.in_proj_bias))
    parts = [numbers(of(table.weight)) for table in (body.instruments, body.places)]
    for rows in np.split(np.arange(48), 3):  # query, key, value
        parts += [weight[rows].T, bias[rows]]
    for layer in (block.self_attn.out_proj, block.linear1, block.linear2, model.head):
        parts += [numbers(of(layer.weight)).T, numbers(of(layer.bias))]
    for layer in (block.norm1, block.norm2):
        parts += [numbers(of(layer.weight)), numbers(of(layer.bias))]
    return np.concatenate([part.ravel() for part in parts])


def keras_layout(model, of=lambda weight: weight):
    """Return all weights of the Keras classifier, or what `of` makes of each, in the order of `torch_layout`."""
    body = model.body
    layers = (body.instruments, body.places, body.attend, body.widen, body.narrow, model.head)
    layers += (body.before_attend, body.before_widen)
    return np.concatenate([numbers(of(weight)).ravel() for layer in layers for weight in layer.weights])


def torch_steps(pytorch, model, parameters, steps):
    optimizer = pytorch.torch.optim.SGD(parameters, RATE)
    data = pytorch.torch.tensor(ROWS), pytorch.torch.tensor(LABELS)[:, None]
    return pytorch.tune(model, optimizer, data, 0, steps)


def keras_steps(tensorflow, model, steps):
    model.compile(tensorflow.keras.optimizers.SGD(RATE), tensorflow.loss_function)
    return tensorflow.tune(model, (ROWS, LABELS[:, None]), 0, steps)


# The programme


def test_both_programs_draw_the_same_rows(pytorch, tensorflow):
    for name in ("few", "many", "unseen"):
        for ours, theirs in zip(getattr(pytorch, name), getattr(tensorflow, name), strict=True):
            assert np.array_equal(numbers(ours), theirs)
    assert np.array_equal(numbers(pytorch.heard), tensorflow.heard)
    assert np.array_equal(numbers(pytorch.target), tensorflow.target)


def test_each_half_is_played_by_one_family_of_six(tensorflow):
    family_of = np.empty(24, int)
    for number, members in enumerate(tensorflow.families):
        family_of[members] = number
    played, family = tensorflow.unseen
    assert np.array_equal(family_of[played], np.repeat(family, 4, axis=1))
    assert set(played.ravel()) == set(range(24))
    assert not np.array_equal(family_of, np.sort(family_of))


def test_one_instrument_of_a_row_is_hidden_and_asked_for(pytorch, tensorflow):
    for module in (pytorch, tensorflow):
        played = module.draw(50)[0]
        heard, target = (numbers(part) for part in module.hide_one(played))
        hidden = heard == module.HIDDEN
        assert (hidden.sum(axis=1) == 1).all() and len(set(hidden.argmax(axis=1))) == 8
        assert np.array_equal(np.where(hidden, target, heard), numbers(played))
        assert (target[~hidden] == -1).all()


# The body


def test_equal_weights_give_the_states_of_the_equations(pytorch, tensorflow, parity):
    ours = torch_classifier(pytorch).body(pytorch.torch.tensor(ROWS))
    theirs = keras_classifier(tensorflow).body(ROWS)
    np.testing.assert_allclose(numbers(ours), states_by_hand(ROWS), rtol=1e-4, atol=1e-5)  # by hand in another order
    parity("states", ours, theirs, section="body", **CLOSE)


def test_the_head_reads_the_first_place_alone(pytorch, tensorflow, parity):
    ours = torch_classifier(pytorch)(pytorch.torch.tensor(ROWS))
    theirs = keras_classifier(tensorflow)(ROWS)
    by_hand = dense(states_by_hand(ROWS)[:, 0], "head")
    np.testing.assert_allclose(numbers(ours), by_hand, rtol=1e-4, atol=1e-5)  # by hand in another order
    parity("logits", ours, theirs, section="head", **CLOSE)


def test_the_parameters_are_those_of_the_formula(pytorch, tensorflow):
    tables, norms = 25 * 16 + 8 * 16, 2 * (16 + 16)
    attention, layers = 4 * (16 * 16 + 16), 16 * 32 + 32 + 32 * 16 + 16
    body, head = tables + norms + attention + layers, 16 * 4 + 4
    assert (body + head, head) == (2820, 68)
    assert sum(p.numel() for p in pytorch.Classifier(pytorch.Encoder()).parameters()) == 2820
    assert keras_classifier(tensorflow).count_params() == 2820


def test_the_defaults_that_the_snippets_change(pytorch, tensorflow):
    nn, layers = pytorch.nn, tensorflow.keras.layers
    assert nn.Embedding(1000, 16).weight.std().item() == pytest.approx(1, abs=0.05)
    assert layers.LayerNormalization().epsilon == 1e-3
    assert nn.TransformerEncoderLayer(16, 2).dropout.p == 0.1
    for table in (pytorch.Encoder().instruments.weight, layers.Embedding(25, 16)(np.arange(25))):
        assert 0.045 < np.abs(numbers(table)).max() <= 0.05
    assert not hasattr(layers, "TransformerEncoder")


# Pretraining


def test_the_loss_counts_the_hidden_places_alone(pytorch, tensorflow, parity):
    logits = RANDOM.normal(size=(6, 8, 24)).astype(np.float32)
    heard, target = (numbers(part) for part in tensorflow.hide_one(ROWS))
    hidden = heard == tensorflow.HIDDEN
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    by_hand = -np.log(shares[hidden, target[hidden]]).mean()
    ours = pytorch.loss_function(pytorch.torch.tensor(logits).mT, pytorch.torch.tensor(target))
    theirs = tensorflow.loss_function(target, logits)
    assert float(ours) == pytest.approx(by_hand, rel=1e-5)
    parity("loss", ours, theirs, section="pretrain", **CLOSE)


def test_pretraining_comes_near_the_least_possible_loss(pytorch, tensorflow):
    for module in (pytorch, tensorflow):
        untrained = module.Encoder()(module.heard)
        assert numbers(untrained).shape == (1000, 8, 16)
        assert math.log(6) < float(module.loss) < math.log(6) + 0.12 < math.log(24)


def test_the_best_guess_is_nearly_always_of_the_right_family(pytorch, tensorflow):
    family_of = np.empty(24, int)
    for number, members in enumerate(tensorflow.families):
        family_of[members] = number
    hidden = tensorflow.heard == tensorflow.HIDDEN
    for module in (pytorch, tensorflow):
        guess = numbers(module.guesser(module.heard)).argmax(axis=-1)[hidden]
        assert (family_of[guess] == family_of[tensorflow.target[hidden]]).mean() > 0.97


# Frozen and unfrozen


def test_all_gradients_agree(pytorch, tensorflow, parity):
    model = torch_classifier(pytorch)
    logits = model(pytorch.torch.tensor(ROWS))
    pytorch.loss_function(logits, pytorch.torch.tensor(LABELS)).backward()
    tf, twin = tensorflow.tf, keras_classifier(tensorflow)
    with tf.GradientTape() as tape:
        loss = tensorflow.loss_function(LABELS, twin(ROWS))
    weights = twin.trainable_weights
    pairs = zip(weights, tape.gradient(loss, weights), strict=True)
    found = {weight.path: numbers(tf.convert_to_tensor(gradient)) for weight, gradient in pairs}
    ours = torch_layout(model, lambda parameter: parameter.grad)
    theirs = keras_layout(twin, lambda weight: found[weight.path])
    assert np.abs(ours).max() > 0.1
    parity("gradients of all weights", ours, theirs, section="head", **CLOSE)


def test_frozen_steps_agree_and_leave_the_body_unchanged_to_the_last_bit(pytorch, tensorflow, parity):
    model, twin = torch_classifier(pytorch), keras_classifier(tensorflow)
    model.body.requires_grad_(False)
    twin.body.trainable = False
    before, before_twin = torch_layout(model), keras_layout(twin)
    ours = torch_steps(pytorch, model, model.head.parameters(), 3)
    theirs = keras_steps(tensorflow, twin, 3)
    changed, changed_twin = before != torch_layout(model), before_twin != keras_layout(twin)
    assert changed.sum() == 68 and np.array_equal(changed, changed_twin)
    assert all(parameter.grad is None for parameter in model.body.parameters())
    parity("losses of three frozen steps", ours, theirs, section="frozen", **CLOSE)
    parity("weights after frozen steps", torch_layout(model), keras_layout(twin), section="frozen", **CLOSE)


def test_unfrozen_steps_agree_and_move_every_part(pytorch, tensorflow, parity):
    model, twin = torch_classifier(pytorch), keras_classifier(tensorflow)
    before = torch_layout(model)
    ours = torch_steps(pytorch, model, model.parameters(), 3)
    theirs = keras_steps(tensorflow, twin, 3)
    assert (before != torch_layout(model)).mean() > 0.7  # not the rows of instruments that were not played
    parity("losses of three unfrozen steps", ours, theirs, section="unfrozen", **CLOSE)
    parity("weights after unfrozen steps", torch_layout(model), keras_layout(twin), section="unfrozen", **CLOSE)


def is_torch(voice):
    return hasattr(voice, "torch")


def test_the_runs_say_what_learns_and_what_stayed(voice, by_label):
    frozen, unfrozen = by_label(voice, "frozen"), by_label(voice, "unfrozen")
    same, score = "body the same, bit by bit", "accuracy on unseen rows"
    assert list(frozen) == list(unfrozen) == ["parameters", "that learn", same, score]
    assert (frozen["parameters"], frozen["that learn"], frozen[same]) == ("2820", "68", "True")
    assert (unfrozen["parameters"], unfrozen["that learn"], unfrozen[same]) == ("2820", "2820", "False")


def test_the_report_notices_one_weight_that_moved(voice, capsys):
    def reported(change):
        if is_torch(voice):
            model = voice.Classifier(voice.copy.deepcopy(voice.body))
            with voice.torch.no_grad():
                model.body.places.weight[0, 0] += change
        else:
            model = voice.classifier(known=True)
            table = voice.body.places.get_weights()[0]
            table[0, 0] += change
            model.body.places.set_weights([table])
        voice.report(model)
        return "body the same, bit by bit: True" in capsys.readouterr().out

    assert reported(0) and not reported(1e-6)


def test_accuracy_is_the_share_of_the_asked_half_that_is_named_correctly(voice):
    answers = numbers(voice.unseen[1])
    named = answers[:, 0].copy()
    named[:250] = (named[:250] + 1) % 4  # the last 750 of the first half are right

    class Oracle:
        """A model that gives these names, whatever it hears."""

        def eval(self):
            pass

        def __call__(self, played):
            scores = np.eye(4)[named]
            return voice.torch.tensor(scores) if is_torch(voice) else scores

    assert float(voice.accuracy(Oracle(), 0)) == pytest.approx(0.75)
    assert float(voice.accuracy(Oracle(), 1)) == pytest.approx((named == answers[:, 1]).mean())


def test_the_optimisers_have_the_rates_of_the_page_and_the_frozen_one_only_the_head(voice):
    rates = {"head_only": 0.2, "whole": 0.1, "fresh": 0.2, "optimizer": 0.5}
    for name, rate in rates.items():
        optimizer = getattr(voice, name)
        if is_torch(voice):
            assert [type(optimizer), optimizer.param_groups[0]["lr"]] == [voice.torch.optim.SGD, rate]
            assert not any(optimizer.defaults[kind] for kind in ("momentum", "weight_decay", "nesterov"))
        else:
            assert type(optimizer) is voice.keras.optimizers.SGD
            assert float(optimizer.learning_rate) == pytest.approx(rate)
            assert not optimizer.momentum and not optimizer.weight_decay
    if is_torch(voice):
        first, second = voice.head_only.param_groups  # the second was added at the end of the page
        assert {*map(id, first["params"])} == {*map(id, voice.frozen.head.parameters())}
        assert {*map(id, second["params"])} == {*map(id, voice.frozen.body.parameters())}
        (group,) = voice.whole.param_groups
        assert {*map(id, group["params"])} == {*map(id, voice.unfrozen.parameters())}
        (group,) = voice.fresh.param_groups
        assert {*map(id, group["params"])} == {*map(id, voice.scratch.parameters())}


def test_each_keras_model_was_trained_with_its_own_optimiser_for_the_steps_of_the_page(tensorflow):
    used = {"head_only": 30 + 120 + 1, "whole": 30 + 120 + 1, "fresh": 30 + 120, "again": 1, "optimizer": 200}
    assert {name: int(getattr(tensorflow, name).iterations) for name in used} == used
    pairs = {"frozen": "again", "unfrozen": "whole", "scratch": "fresh", "guesser": "optimizer"}
    for model, optimizer in pairs.items():
        assert getattr(tensorflow, model).optimizer is getattr(tensorflow, optimizer)
        assert getattr(tensorflow, model).loss is tensorflow.loss_function
    assert float(tensorflow.again.learning_rate) == pytest.approx(0.2)


def test_the_hidden_row_that_is_printed_hides_one_instrument_and_asks_for_it(voice, by_label):
    shown = {
        label: [int(number) for number in row.strip("[]").split(",")] for label, row in by_label(voice, "hide").items()
    }
    assert list(shown) == ["heard", "target"]
    (place,) = [place for place, number in enumerate(shown["heard"]) if number == 24]
    assert 0 <= shown["target"][place] < 24
    assert [number for at, number in enumerate(shown["target"]) if at != place] == [-1] * 7
    assert all(0 <= number < 24 for at, number in enumerate(shown["heard"]) if at != place)


def test_the_printed_losses_are_those_of_the_held_out_rows_and_of_guessing(voice, by_label):
    shown = by_label(voice, "pretrain")
    assert len(voice.heard) == 1000
    guesses = numbers(voice.guesser(voice.heard)).astype(float)
    shares = np.exp(guesses) / np.exp(guesses).sum(axis=-1, keepdims=True)
    hidden, target = numbers(voice.heard) == 24, numbers(voice.target)
    assert float(shown.pop("loss")) == pytest.approx(-np.log(shares[hidden, target[hidden]]).mean(), abs=0.006)
    assert shown == {
        "one family known, ln 6": f"{math.log(6):.2f}",
        "nothing known, ln 24": f"{math.log(24):.2f}",
    }


def test_the_printed_first_halves_are_the_labels_of_the_eight_rows(voice, by_label):
    assert by_label(voice, "questions") == {"first halves": str(numbers(voice.few[1])[:, 0].tolist())}


def test_the_last_section_says_who_moves_and_who_does_not(voice, by_label):
    moves = "body moves"
    if is_torch(voice):
        wanted = {
            f"frozen later, {moves}": "False",
            f"unfrozen later, {moves}": "False",
            f"then added, {moves}": "True",
        }
    else:
        wanted = {
            f"frozen later, {moves}": "True",
            f"unfrozen later, {moves}": "False",
            f"then compiled, {moves}": "True",
        }
    assert by_label(voice, "afterwards") == wanted


def test_the_curves_are_the_losses_by_name_and_the_captions_hold(voice):
    styles = {"frozen": "-", "unfrozen": "--", "from scratch": ":"}
    for axes, losses, title in zip(voice.axes, (voice.near, voice.far), ("first half", "second half"), strict=True):
        assert axes.get_title() == title and axes.get_xlabel() == "step"
        drawn = {line.get_label(): line for line in axes.lines}
        assert list(drawn) == list(losses) == list(styles)
        for name, line in drawn.items():
            assert np.array_equal(line.get_ydata(), losses[name]) and line.get_linestyle() == styles[name]
            assert line.get_color() == ("#d9480f" if is_torch(voice) else "#1c7ed6")
    assert voice.axes[0].get_ylabel() == "loss" and voice.axes[0].get_ylim() == (0, 3)
    assert [text.get_text() for text in voice.axes[1].get_legend().get_texts()] == list(styles)
    assert min(voice.far["frozen"]) > 0.8 and np.mean(voice.far["frozen"]) > 1.2  # "stays above one", but for two dips
    assert all(np.mean(voice.far[name][-12:]) < 0.1 for name in ("unfrozen", "from scratch"))


def test_tuning_takes_eight_rows_a_step_in_order_and_every_epoch_again(pytorch, tensorflow, parity):
    rows, labels = RANDOM.integers(24, size=(20, 8)), RANDOM.integers(4, size=(20, 2))
    model, twin = torch_classifier(pytorch), keras_classifier(tensorflow)
    by_hand, hand = torch_classifier(pytorch), []
    sgd = pytorch.torch.optim.SGD(by_hand.parameters(), RATE)
    for part in [slice(0, 8), slice(8, 16), slice(16, 20)] * 2:
        loss = pytorch.loss_function(by_hand(pytorch.torch.tensor(rows[part])), pytorch.torch.tensor(labels[part, 1]))
        hand.append(loss.item())
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    data = pytorch.torch.tensor(rows), pytorch.torch.tensor(labels)
    ours = pytorch.tune(model, pytorch.torch.optim.SGD(model.parameters(), RATE), data, 1, 2)
    compile_anew(tensorflow, twin)
    theirs = tensorflow.tune(twin, (rows, labels), 1, 2)
    np.testing.assert_allclose(ours, hand, **CLOSE)
    parity("losses of six steps", ours, theirs, section="head", **CLOSE)


def test_the_same_body_and_seed_give_pytorchs_losses_again(pytorch):
    """Draw all first weights in the snippet's order again, and train the three models on both questions by hand."""
    torch = pytorch.torch
    torch.manual_seed(0)
    pytorch.nn.Sequential(pytorch.Encoder(), pytorch.nn.Linear(16, 24))  # the draws of pretraining
    for half, data, losses, epochs in ((0, pytorch.few, pytorch.near, 30), (1, pytorch.many, pytorch.far, 10)):
        for name, rate in (("frozen", 0.2), ("unfrozen", 0.1), ("from scratch", 0.2)):
            start = pytorch.Encoder() if name == "from scratch" else pytorch.copy.deepcopy(pytorch.body)
            model = pytorch.Classifier(start)
            model.body.requires_grad_(name != "frozen")
            parts = [parameter for parameter in model.parameters() if parameter.requires_grad]
            again = pytorch.tune(model, torch.optim.SGD(parts, rate), data, half, epochs)
            np.testing.assert_allclose(again, losses[name], rtol=1e-4, atol=1e-6)  # the last bits may differ


def test_keras_starts_from_scratch_with_fresh_weights_and_otherwise_with_those_of_the_body(tensorflow):
    def table(model):
        return np.abs(model.body.instruments.get_weights()[0]).max()

    assert table(tensorflow.start) <= 0.05  # the last one of the loop: as it was drawn
    assert table(tensorflow.classifier(known=False)) <= 0.05 < table(tensorflow.classifier(known=True))
    assert list(tensorflow.far)[-1] == "from scratch" and tensorflow.models[-1] is tensorflow.scratch


def test_what_the_body_knows_the_head_learns_from_eight_rows(voice, by_label):
    score = "accuracy on unseen rows"
    frozen, unfrozen, scratch = (float(by_label(voice, name)[score]) for name in ("frozen", "unfrozen", "scratch"))
    assert min(frozen, unfrozen) > 0.97 and scratch < 0.75
    assert len(voice.few[0]) == 8 and set(numbers(voice.few[1])[:, 0]) == {0, 1, 2, 3}
    assert [len(losses) for losses in voice.near.values()] == [30] * 3
    assert all(losses[-1] < 0.05 for losses in voice.near.values())  # from scratch too: it learned by heart
    assert list(by_label(voice, "scratch")) == [score]


def test_what_the_body_does_not_know_a_frozen_body_never_learns(voice, by_label):
    right = {name: float(value) for name, value in by_label(voice, "far").items()}
    assert list(right) == list(voice.near) == list(voice.far) == ["frozen", "unfrozen", "from scratch"]
    assert right["frozen"] == pytest.approx(0.25, abs=0.05)  # one of four
    assert min(right["unfrozen"], right["from scratch"]) > 0.97
    assert len(voice.many[0]) == 96
    assert [len(losses) for losses in voice.far.values()] == [120] * 3
    assert np.mean(voice.far["frozen"][-12:]) > 1


# Freezing too late


def torch_set_up(pytorch, frozen):
    model = torch_classifier(pytorch)
    model.body.requires_grad_(not frozen)
    data = pytorch.torch.tensor(ROWS), pytorch.torch.tensor(LABELS)[:, None]
    return model, data


def body_moves_in(pytorch, model, step):
    before = [parameter.clone() for parameter in model.body.parameters()]
    step()
    return not all(map(pytorch.torch.equal, before, model.body.parameters()))


def test_pytorch_applies_a_freeze_between_two_steps(pytorch):
    model, data = torch_set_up(pytorch, frozen=False)
    optimizer = pytorch.torch.optim.SGD(model.parameters(), RATE, momentum=0.9)
    assert body_moves_in(pytorch, model, lambda: pytorch.tune(model, optimizer, data, 0, 1))
    model.body.requires_grad_(False)
    assert not body_moves_in(pytorch, model, lambda: pytorch.tune(model, optimizer, data, 0, 1))


def test_pytorch_still_takes_a_step_whose_gradient_exists(pytorch):
    model, data = torch_set_up(pytorch, frozen=False)
    optimizer = pytorch.torch.optim.SGD(model.parameters(), RATE)
    pytorch.loss_function(model(data[0]), data[1][:, 0]).backward()
    model.body.requires_grad_(False)
    assert body_moves_in(pytorch, model, optimizer.step)


def test_an_unfrozen_body_that_the_pytorch_optimiser_lacks_gets_gradients_and_does_not_move(pytorch, recwarn):
    model, data = torch_set_up(pytorch, frozen=True)
    optimizer = pytorch.torch.optim.SGD(model.head.parameters(), RATE)
    model.body.requires_grad_(True)
    assert not body_moves_in(pytorch, model, lambda: pytorch.tune(model, optimizer, data, 0, 1))
    assert all(parameter.grad is not None for parameter in model.body.parameters())
    assert not recwarn.list
    optimizer.add_param_group({"params": model.body.parameters(), "lr": 0.01})
    assert body_moves_in(pytorch, model, lambda: pytorch.tune(model, optimizer, data, 0, 1))
    assert [group["lr"] for group in optimizer.param_groups] == [RATE, 0.01]


def keras_small(tensorflow, frozen=False):
    """Return a body and a compiled model around it, of one layer each, which is all that these tests need."""
    keras = tensorflow.keras
    body = keras.layers.Dense(4)
    model = keras.Sequential([keras.Input((8,)), body, keras.layers.Dense(4)])
    body.trainable = not frozen
    compile_anew(tensorflow, model)
    return body, model


def compile_anew(tensorflow, model):
    model.compile(tensorflow.keras.optimizers.SGD(RATE), tensorflow.loss_function)


def by_batch(model):
    model.train_on_batch(ROWS / 24, LABELS)


def by_fit(model):
    model.fit(ROWS / 24, LABELS, verbose=0)


def keras_moves(body, model, step=by_batch):
    before = body.get_weights()
    step(model)
    return not all(map(np.array_equal, before, body.get_weights()))


def test_keras_reads_trainable_when_it_traces_the_first_step_and_not_at_compile(tensorflow):
    body, model = keras_small(tensorflow)
    body.trainable = False
    assert not keras_moves(body, model)


@pytest.mark.parametrize(("step", "other"), [(by_batch, by_fit), (by_fit, by_batch)])
def test_keras_keeps_training_what_is_frozen_after_the_first_step_and_does_not_warn(tensorflow, step, other, recwarn):
    body, model = keras_small(tensorflow)
    assert keras_moves(body, model, step)
    body.trainable = False
    assert len(model.trainable_weights) == 2  # what a reader would look at
    assert keras_moves(body, model, step)
    assert not keras_moves(body, model, other)  # traced only now, so it sees the change
    compile_anew(tensorflow, model)
    assert not keras_moves(body, model, step)
    assert not recwarn.list


def test_keras_does_not_train_what_is_unfrozen_after_the_first_step_and_does_not_warn(tensorflow, recwarn):
    body, model = keras_small(tensorflow, frozen=True)
    assert not keras_moves(body, model)
    body.trainable = True
    assert len(model.trainable_weights) == 4
    assert not keras_moves(body, model)
    compile_anew(tensorflow, model)
    assert keras_moves(body, model)
    assert not recwarn.list


def test_keras_contains_a_warning_that_is_never_issued(tensorflow, recwarn):
    body, model = keras_small(tensorflow)
    by_batch(model)
    body.trainable = False
    by_batch(model)
    assert not recwarn.list
    with pytest.warns(UserWarning, match="`trainable` state has changed since the model was"):
        model._warn_if_trainable_state_changed()


def test_a_tape_reads_trainable_in_each_eager_step(tensorflow):
    tf, model = tensorflow.tf, keras_classifier(tensorflow)

    def gradients():
        with tf.GradientTape() as tape:
            loss = tensorflow.loss_function(LABELS, model(ROWS))
        return tape.gradient(loss, model.trainable_weights)

    whole = len(gradients())
    model.body.trainable = False
    assert (whole, len(gradients())) == (20, 2)


def test_train_on_batch_returns_the_loss_before_its_step(tensorflow):
    model = keras_classifier(tensorflow)
    compile_anew(tensorflow, model)
    for _ in range(3):
        before = float(tensorflow.loss_function(LABELS, model(ROWS)))
        assert tensorflow.tune(model, (ROWS, LABELS[:, None]), 0, 1) == [pytest.approx(before, rel=1e-5)]


# What freezing leaves out: batch norm


def test_a_frozen_batch_norm_keeps_averaging_in_pytorch_and_not_in_keras(pytorch, tensorflow):
    batch = (5 + RANDOM.normal(size=(32, 4))).astype(np.float32)
    ours = pytorch.nn.BatchNorm1d(4).requires_grad_(False)
    ours(pytorch.torch.tensor(batch))
    theirs = tensorflow.keras.layers.BatchNormalization()
    theirs.trainable = False
    answer = theirs(batch, training=True)
    np.testing.assert_allclose(numbers(ours.running_mean), 0.1 * batch.mean(axis=0), rtol=1e-5, atol=1e-6)
    assert not numbers(theirs.moving_mean).any()
    np.testing.assert_allclose(numbers(answer), batch / np.sqrt(1 + 1e-3), rtol=1e-5, atol=1e-6)


def test_dropout_acts_in_a_frozen_body_too(pytorch, tensorflow):
    ones = np.ones((10, 100), np.float32)
    ours = pytorch.nn.Dropout(0.5).requires_grad_(False)
    theirs = tensorflow.keras.layers.Dropout(0.5)
    theirs.trainable = False
    assert (numbers(ours(pytorch.torch.tensor(ones))) == 0).any()
    assert (numbers(theirs(ones, training=True)) == 0).any()


# Not bound to one framework

ON_PYTORCH = """
import sys
import keras
import numpy as np

model = keras.saving.load_model("model.keras")
np.save("answers.npy", keras.ops.convert_to_numpy(model(np.load("rows.npy"))))
print(keras.backend.backend(), "tensorflow" in sys.modules)
"""


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, saving
def test_a_keras_file_written_on_tensorflow_gives_the_same_answers_on_pytorch(pytorch, tensorflow, tmp_path):
    layers = tensorflow.keras.layers
    model = tensorflow.keras.Sequential(
        [tensorflow.keras.Input((8,), dtype="int32"), layers.Embedding(25, 16), layers.LSTM(16), layers.Dense(4)]
    )
    model.save(tmp_path / "model.keras")
    np.save(tmp_path / "rows.npy", ROWS)
    room = os.environ | {"KERAS_BACKEND": "torch"}
    done = subprocess.run([sys.executable, "-c", ON_PYTORCH], cwd=tmp_path, env=room, capture_output=True, text=True)
    assert done.stdout.split() == ["torch", "False"], done.stderr
    np.testing.assert_allclose(np.load(tmp_path / "answers.npy"), numbers(model(ROWS)), **CLOSE)
