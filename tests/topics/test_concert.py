"""The concert: two switches, dropout, batch norm, and a prompt that is continued."""

import copy
import math
import re
from collections import Counter, defaultdict

import numpy as np
import pytest

from tests.topics.again import assert_printed, labelled, run_again
from tests.topics.arithmetic import numbers

FORK = "the drum says "


# Two switches


def test_each_line_of_the_switches_has_zeros_in_training_and_a_record_without_the_switch(voice, outputs):
    second, recorded = ("inference_mode", False) if hasattr(voice, "torch") else ("tape_open", True)
    lines = outputs["switches"].splitlines()
    switches = [
        (training, on) for training in (True, False) for on in ((False, True) if not recorded else (True, False))
    ]
    for line, (training, on) in zip(lines, switches, strict=True):
        zeros = int(re.search(r"(\d+) zeros", line)[1])
        assert line == f"training={training}, {second}={on}: {zeros} zeros, recorded={on is recorded}"
        assert 0 < zeros < 8 if training else zeros == 0
    assert numbers(voice.notes).shape == (1, 4) and numbers(voice.sound).shape == (1, 8)


def test_the_switches_of_torch_are_independent(torch):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 1000), torch.nn.Dropout(0.5))
    for training in [True, False]:
        model.train(training)
        for silent in [True, False]:
            with torch.inference_mode(silent):
                answer = model(torch.ones(1, 4))
            assert bool((answer == 0).any()) is training
            assert answer.requires_grad is not silent


def test_no_grad_leaves_dropout_on_and_eval_leaves_the_recording_on(pytorch):
    torch = pytorch.torch
    kept = []
    model = torch.nn.Sequential(torch.nn.Linear(4, 1000), torch.nn.ReLU(), torch.nn.Dropout(0.5))
    with torch.no_grad():
        noisy = model(torch.ones(1, 4))
    assert (noisy == 0).sum() > (model[:2](torch.ones(1, 4)) == 0).sum()
    model.eval()
    with torch.autograd.graph.saved_tensors_hooks(kept.append, lambda kept: kept):
        model(torch.ones(1, 4))
        recorded = len(kept)
        with torch.inference_mode():
            model(torch.ones(1, 4))
    assert 0 < recorded == len(kept)
    assert pytorch.sound.is_inference()
    assert pytorch.probabilities(FORK).is_inference()


def test_the_mode_of_keras_is_an_argument_and_the_recording_is_the_tape(tf, keras):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1000), keras.layers.Dropout(0.5)])
    kernel = model.layers[0].kernel
    for training in [True, False]:
        with tf.GradientTape(persistent=True) as tape:
            heard = model(tf.ones([1, 4]), training=training)
        unheard = model(tf.ones([1, 4]), training=training)
        assert (numbers(heard) == 0).any() == (numbers(unheard) == 0).any() == training
        assert tape.gradient(heard, kernel) is not None
        assert tape.gradient(unheard, kernel) is None


def test_a_keras_model_infers_by_default_and_predict_always_does(tensorflow):
    player, windows = tensorflow.player, tensorflow.windows[:5]
    quiet = numbers(player(windows, training=False))
    assert np.array_equal(player(windows), quiet)
    np.testing.assert_allclose(player.predict(windows, verbose=0), quiet, rtol=1e-5, atol=1e-5)
    assert not np.allclose(player(windows, training=True), quiet, rtol=1e-3, atol=1e-3)


def test_what_was_not_recorded_is_a_constant_afterwards(pytorch, tensorflow, parity):
    torch, tf = pytorch.torch, tensorflow.tf
    ours, theirs = torch.tensor(5.0, requires_grad=True), tf.Variable(5.0)
    slopes = []
    for recorded in [True, False]:
        with torch.set_grad_enabled(recorded):
            tripled = 3 * ours
        slopes.append(torch.autograd.grad(tripled * ours, ours)[0].item())
    assert slopes == [30, 15]  # of 3w² and of 15w
    with tf.GradientTape(persistent=True) as tape:
        whole = 3 * theirs * theirs
        with tape.stop_recording():
            tripled = 3 * theirs
        part = tripled * theirs
    parity(
        "slopes with and without the record",
        slopes,
        [tape.gradient(whole, theirs), tape.gradient(part, theirs)],
        section="used_later",
        rtol=1e-6,
        atol=1e-6,
    )


def test_the_slope_that_is_printed_is_half_of_the_recorded_one(voice, outputs):
    assert float(numbers(voice.weight)) == 2
    labels = ["slope after no_grad", "slope after a clone"]
    if not hasattr(voice, "torch"):
        labels = ["slope outside the tape", "slope after stop_recording"]
    told = labelled(outputs["used_later"])
    assert [told.pop(label) for label in labels] == ["6.000"] * 2  # 3w, of 6w
    if hasattr(voice, "torch"):
        assert told.pop("RuntimeError").startswith("Inference tensors cannot be saved for backward. ")
    assert not told


def test_autograd_refuses_what_inference_mode_made_until_it_is_cloned(torch):
    weight = torch.tensor(2.0, requires_grad=True)
    with torch.inference_mode():
        quiet = 3 * weight
    with torch.no_grad():
        plain = 3 * weight
    assert quiet.is_inference()
    assert not plain.is_inference()
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        quiet * weight
    assert torch.autograd.grad(quiet.clone() * weight, weight)[0] == 6
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside InferenceMode"):
        quiet.add_(1)


# Dropout


def dropped_by_hand(outputs, inputs, share):
    """Assert that dropout is a mask, divided by the share that stays; return how much was dropped."""
    mask = outputs != 0
    np.testing.assert_allclose(outputs, inputs * mask / (1 - share), rtol=1e-6, atol=0)
    return 1 - mask.mean()


def test_dropout_divides_what_it_keeps_by_the_share_that_stays(pytorch, tensorflow):
    inputs = np.random.default_rng(1).uniform(1, 2, 50000).astype("float32")
    for share in [pytorch.dropout.p, tensorflow.dropout.rate, 0.6]:
        ours = numbers(pytorch.torch.nn.Dropout(share)(pytorch.torch.tensor(inputs)))
        theirs = numbers(tensorflow.keras.layers.Dropout(share)(inputs, training=True))
        assert dropped_by_hand(ours, inputs, share) == pytest.approx(share, abs=0.01)
        assert dropped_by_hand(theirs, inputs, share) == pytest.approx(share, abs=0.01)
        assert ours.mean() == pytest.approx(inputs.mean(), rel=0.02)
        assert theirs.mean() == pytest.approx(inputs.mean(), rel=0.02)
    assert pytorch.dropout.p == tensorflow.dropout.rate == 0.25


def test_the_dropout_section_prints_two_draws_a_mean_and_an_untouched_row(outputs):
    lines = [line.split(": ") for line in outputs["dropout"].splitlines()]
    assert [label for label, _ in lines] == ["training", "training", "mean of many", "inference"]
    (_, first), (_, second), (_, mean), (_, quiet) = lines
    assert first != second
    for draw in (first.split(), second.split()):
        assert set(draw) == {"0.000", "1.333"} and len(draw) == 8
    assert float(mean) == pytest.approx(1, abs=0.01) and mean != "1.000"  # drawn, not exact
    assert quiet.split() == ["1.000"] * 8


def test_dropout_is_drawn_anew_in_training_and_absent_in_inference(torch, keras):
    row = np.ones(1000, dtype="float32")
    ours, theirs = torch.nn.Dropout(0.25), keras.layers.Dropout(0.25)
    tensor = torch.tensor(row)
    assert not np.array_equal(ours(tensor), ours(tensor))
    assert not np.array_equal(theirs(row, training=True), theirs(row, training=True))
    assert np.array_equal(ours.eval()(tensor), row)
    assert np.array_equal(theirs(row), row)


# Batch norm

BATCHES = np.random.default_rng(2).normal(3, 2, (5, 6, 4)).astype("float32")  # five of (B, F)


def follow(share_of_new, correction):
    """Return the mean and variance kept after BATCHES, from 0 and 1."""
    mean, variance = np.zeros(4), np.ones(4)
    for batch in BATCHES.astype("float64"):
        mean += share_of_new * (batch.mean(axis=0) - mean)
        variance += share_of_new * (batch.var(axis=0, ddof=correction) - variance)
    return mean, variance


def normal(batch, mean, variance, epsilon):
    return (batch - mean) / np.sqrt(variance + epsilon)


def test_batch_norm_of_torch_by_hand(torch):
    norm = torch.nn.BatchNorm1d(4)
    for batch in BATCHES:
        outputs = norm(torch.tensor(batch))
    own = normal(batch, batch.mean(axis=0), batch.var(axis=0), 1e-5)  # divided by n
    np.testing.assert_allclose(numbers(outputs), own, rtol=1e-4, atol=1e-5)  # single precision twice
    mean, variance = follow(share_of_new=0.1, correction=1)  # kept: divided by n - 1
    np.testing.assert_allclose(norm.running_mean, mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(norm.running_var, variance, rtol=1e-5, atol=1e-6)
    quiet = norm.eval()(torch.tensor(batch))
    np.testing.assert_allclose(numbers(quiet), normal(batch, mean, variance, 1e-5), rtol=1e-5, atol=1e-5)


def test_batch_norm_of_keras_by_hand(keras):
    norm = keras.layers.BatchNormalization()
    for batch in BATCHES:
        outputs = norm(batch, training=True)
    own = normal(batch, batch.mean(axis=0), batch.var(axis=0), 1e-3)
    np.testing.assert_allclose(outputs, own, rtol=1e-4, atol=1e-5)  # single precision twice
    mean, variance = follow(share_of_new=0.01, correction=0)  # divided by n, kept as well
    np.testing.assert_allclose(norm.moving_mean, mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(norm.moving_variance, variance, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(norm(batch), normal(batch, mean, variance, 1e-3), rtol=1e-5, atol=1e-5)


def test_the_batch_norm_sections_print_what_the_equations_give(voice, outputs):
    batch, new, epsilon, correction, words = np.array([1.0, 3.0, 5.0, 7.0]), 0.1, 1e-5, 1, "running"
    if not hasattr(voice, "torch"):
        new, epsilon, correction, words = 0.01, 1e-3, 0, "moving"
    assert numbers(voice.batch)[:, 0].tolist() == batch.tolist()
    final = batch.var(ddof=correction)
    mean, variance = new * 4, 1 + new * (final - 1)
    quiet = normal(batch, mean, variance, epsilon)

    def listed(values):
        return " ".join(f"{value:.3f}" for value in values)

    lines = [
        f"training: {listed(normal(batch, 4, 5, epsilon))}",
        f"{words} mean: {mean:.3f}",
        f"{words} variance: {variance:.3f}",
        f"inference: {listed(quiet)}",
        f"the 7 alone: {quiet[3]:.3f}",
    ]
    assert_printed(outputs["batch_norm"], lines)
    moved = []
    for count in (1, 10, 100):
        left = (1 - new) ** count
        moved += [
            f"mean after {count}: {4 * (1 - left):.3f}",
            f"variance after {count}: {final + left * (1 - final):.3f}",
        ]
    assert_printed(outputs["moving"], moved)


def test_matched_batch_norms_agree_in_all_but_the_kept_variance(pytorch, tensorflow, parity):
    torch = pytorch.torch
    ours = torch.nn.BatchNorm1d(4, momentum=0.1, eps=1e-3)
    theirs = tensorflow.keras.layers.BatchNormalization(momentum=0.9)
    pairs = [(ours(torch.tensor(batch)), theirs(batch, training=True)) for batch in BATCHES]
    one, other = map(np.stack, zip(*[(numbers(a), numbers(b)) for a, b in pairs], strict=True))
    # Both subtract means of about 3 before they divide.
    parity("outputs in training, matched", one, other, section="batch_norm", rtol=1e-5, atol=5e-6)
    means = ours.running_mean, theirs.moving_mean
    parity("kept means, matched", *means, section="moving", rtol=1e-5, atol=1e-6)
    start = 0.9 ** len(BATCHES)  # what is left of the first guess, 1
    kept, other = numbers(ours.running_var) - start, numbers(theirs.moving_variance) - start
    np.testing.assert_allclose(kept / other, np.full(4, 6 / 5), rtol=1e-5, atol=0)  # n / (n - 1)


def test_the_kept_statistics_need_22_batches_in_torch_and_230_in_keras_to_be_nine_tenths_there(torch, keras):
    for batches, mean in [(21, 0.89), (22, 0.9)]:
        norm = torch.nn.BatchNorm1d(1)
        for _ in range(batches):
            norm(torch.tensor([[0.0], [2.0]]))
        assert math.floor(100 * norm.running_mean.item()) / 100 == mean
    old = keras.layers.BatchNormalization().momentum
    assert 1 - old**229 < 0.9 < 1 - old**230


def test_neither_inference_mode_nor_a_missing_tape_keeps_the_averages_still(pytorch, tensorflow):
    torch, keras = pytorch.torch, tensorflow.keras
    ours, theirs = torch.nn.BatchNorm1d(1), keras.layers.BatchNormalization()
    with torch.inference_mode():
        ours(pytorch.batch)
    theirs(tensorflow.batch, training=True)
    assert ours.running_mean.item() == pytest.approx(0.4)
    assert theirs.moving_mean.numpy()[0] == pytest.approx(0.04)
    ours.eval()(pytorch.batch)
    theirs(tensorflow.batch)
    assert ours.running_mean.item() == pytest.approx(0.4)
    assert theirs.moving_mean.numpy()[0] == pytest.approx(0.04)


def test_in_inference_an_example_does_not_hear_its_neighbours(torch, keras):
    ours, theirs = torch.nn.BatchNorm1d(1), keras.layers.BatchNormalization()
    calm, loud = np.array([[7], [1]], "float32"), np.array([[7], [99]], "float32")
    first, second = (numbers(ours(torch.tensor(rows)))[0] for rows in (calm, loud))
    assert (first, second) == (pytest.approx(1, abs=1e-3), pytest.approx(-1, abs=1e-3))
    first, second = (numbers(theirs(rows, training=True))[0] for rows in (calm, loud))
    assert (first, second) == (pytest.approx(1, abs=1e-3), pytest.approx(-1, abs=1e-3))
    ours.eval()
    assert numbers(ours(torch.tensor(calm)))[0] == numbers(ours(torch.tensor(loud)))[0]
    assert numbers(theirs(calm))[0] == numbers(theirs(loud))[0]


# The player


def test_both_learn_the_same_windows_and_one_of_them_forks(pytorch, tensorflow):
    assert pytorch.rhyme == tensorflow.rhyme
    circle, follows = pytorch.rhyme * 2, defaultdict(Counter)
    for start in range(len(pytorch.rhyme)):
        follows[circle[start : start + 8]][circle[start + 8]] += 1
    for voice in [pytorch, tensorflow]:
        pairs = zip(voice.windows, voice.following, strict=True)
        spelt = Counter(("".join(voice.alphabet[k] for k in w), voice.alphabet[n]) for w, n in pairs)
        assert spelt == Counter({(w, n): count for w in follows for n, count in follows[w].items()})
    forks = {window: dict(nexts) for window, nexts in follows.items() if len(nexts) > 1}
    assert forks == {"um says ": {"b": 2, "h": 1}}


def test_the_player_has_the_layers_that_the_page_describes(pytorch, tensorflow, run_of):
    embedding, _, hidden, _, dropout, readout = pytorch.player
    sizes = [tuple(layer.weight.shape) for layer in (embedding, hidden, readout)]
    assert sizes == [(21, 8), (64, 64), (21, 64)]
    kernels = [w.shape for w in tensorflow.player.get_weights()]
    assert kernels == [(21, 8), (64, 64), (64,), (64, 21), (21,)]
    assert dropout.p == tensorflow.player.layers[3].rate == 0.1
    assert tensorflow.player.layers[2].activation is tensorflow.keras.activations.relu
    for name, voice in (("pytorch", pytorch), ("tensorflow", tensorflow)):
        outputs = run_of("concert", name).outputs
        assert_printed(outputs["rhyme"], ["windows: (154, 8)", "alphabet: 21 characters"])
        assert_printed(outputs["practise"], ["right: 153 of 154"])
        hits = numbers(voice.hits)
        (missed,) = np.flatnonzero(~hits)
        window = "".join(voice.alphabet[code] for code in voice.windows[missed])
        assert (window, voice.alphabet[voice.following[missed]]) == ("um says ", "h")


def test_the_learning_rate_fades_alike(pytorch, tensorflow):
    torch = pytorch.torch
    optimizer = torch.optim.Adam([torch.zeros(1)], lr=pytorch.fade.base_lrs[0])
    fade = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, pytorch.fade.T_max)
    ours = []
    for _ in range(400):
        ours.append(fade.get_last_lr()[0])
        optimizer.step()
        fade.step()
    by_hand = 0.005 * (1 + np.cos(np.pi * np.arange(400) / 400))
    np.testing.assert_allclose(ours, by_hand, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(
        [tensorflow.fade(step) for step in range(0, 400, 40)], by_hand[::40], rtol=1e-5, atol=1e-8
    )
    assert tensorflow.player.optimizer.iterations == pytorch.fade.last_epoch == 400


def cross_entropy(logits, labels):
    logits = numbers(logits).astype("float64")
    total = np.log(np.exp(logits).sum(axis=1))
    return (total - logits[np.arange(len(labels)), labels]).mean()


def test_the_loss_ends_near_what_the_fork_makes_unavoidable(pytorch, tensorflow):
    floor = (2 * math.log(3 / 2) + math.log(3)) / len(pytorch.rhyme)  # two of three go one way
    for logits in [pytorch.player(pytorch.inputs), tensorflow.player(tensorflow.windows)]:
        assert floor < cross_entropy(logits, pytorch.following) < floor + 0.003


def copied(pytorch, tensorflow, dropout=None):
    """Return both players with the weights that PyTorch learned."""
    keras = tensorflow.keras
    ours, theirs = copy.deepcopy(pytorch.player), keras.models.clone_model(tensorflow.player)
    theirs.set_weights([numbers(w).T if i in (1, 3) else numbers(w) for i, w in enumerate(ours.parameters())])
    if dropout is not None:
        ours[4].p = theirs.layers[3].rate = dropout
    return ours, theirs


def test_equal_weights_give_equal_logits(pytorch, tensorflow, parity):
    ours, theirs = copied(pytorch, tensorflow)
    with pytorch.torch.inference_mode():
        ours = ours(pytorch.inputs)
    # Logits of up to twenty in size, sums of 64 products.
    parity(
        "logits of every window",
        ours,
        theirs(tensorflow.windows),
        section="temperature",
        rtol=1e-5,
        atol=2e-5,
    )


def test_equal_weights_take_equal_training_steps(pytorch, tensorflow, parity):
    torch, keras = pytorch.torch, tensorflow.keras
    ours, theirs = copied(pytorch, tensorflow, dropout=0.0)  # each draws its own masks
    optimizer = torch.optim.SGD(ours.parameters(), lr=0.5)
    theirs.compile(optimizer=keras.optimizers.SGD(0.5), loss=tensorflow.player.loss)
    before = numbers(ours(pytorch.inputs[:16]))
    ours.train()
    for _ in range(3):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(ours(pytorch.inputs), pytorch.labels.flip(0)).backward()
        optimizer.step()
        theirs.train_on_batch(tensorflow.windows, tensorflow.following[::-1])
    ours, theirs = ours(pytorch.inputs[:16]), theirs(tensorflow.windows[:16])
    assert np.abs(numbers(ours) - before).max() > 1
    # Three large steps towards the wrong labels multiply the rounding of the first.
    parity("logits after three steps", ours, theirs, section="practise", rtol=1e-5, atol=5e-5)


def test_equal_weights_give_equal_text_greedy_and_drawn(pytorch, tensorflow, monkeypatch):
    monkeypatch.setattr(tensorflow, "player", copied(pytorch, tensorflow)[1])
    for prompt in ["is still, ", "a horn r", "and then", "hush, boom, "]:
        assert pytorch.answer(prompt, 20) == tensorflow.answer(prompt, 20)
    for seed in range(4):
        assert pytorch.answer(FORK, 10, 1, seed) == tensorflow.answer(FORK, 10, 1, seed)
        assert pytorch.answer(FORK, 10, 3, seed) == tensorflow.answer(FORK, 10, 3, seed)


def test_other_weights_may_give_another_text(tensorflow, monkeypatch):
    stranger = tensorflow.keras.models.clone_model(tensorflow.player)
    before = tensorflow.answer(FORK, 12)
    monkeypatch.setattr(tensorflow, "player", stranger)
    assert tensorflow.answer(FORK, 12) != before


# From chances to a text


def test_temperature_takes_the_root_of_the_chances(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        plain = numbers(voice.probabilities(FORK))
        for temperature in [0.5, 2, 3]:
            root = plain ** (1 / temperature)
            chances = numbers(voice.probabilities(FORK, temperature))
            np.testing.assert_allclose(chances, root / root.sum(), rtol=1e-6, atol=1e-9)
        assert plain[voice.alphabet.index("b")] == pytest.approx(2 / 3, abs=0.02)
        assert plain[voice.alphabet.index("h")] == pytest.approx(1 / 3, abs=0.02)


def test_the_chance_of_a_text_is_the_product_of_its_steps(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        chance, text = 1.0, FORK
        for sign in "boom,":
            chance *= numbers(voice.probabilities(text))[voice.alphabet.index(sign)]
            text += sign
        assert voice.chance == pytest.approx(chance, rel=1e-6)
        assert voice.text == text


def test_the_temperature_section_prints_the_two_likeliest_and_the_rest(voice, outputs):
    lines = []
    for temperature in (0.5, 1, 3):
        chances = numbers(voice.probabilities(FORK, temperature))
        first, second = np.argsort(-chances)[:2]
        told = ", ".join(f"{voice.alphabet[code]} {chances[code]:.3f}" for code in (first, second))
        lines.append(f"temperature {temperature}: {told}, others {1 - chances[first] - chances[second]:.3f}")
    assert_printed(outputs["temperature"], lines)
    assert lines[1].startswith("temperature 1: b 0.6") and ", h 0.3" in lines[1]


def test_the_steps_are_printed_with_the_window_that_was_read(voice, outputs):
    lines, text = [], FORK
    for sign in "boom,":
        chance = numbers(voice.probabilities(text))[voice.alphabet.index(sign)]
        lines.append(f"after '{text[-8:]}': '{sign}' {chance:.3f}")
        text += sign
    assert_printed(outputs["one_by_one"], [*lines, f"chance of the five: {float(voice.chance):.3f}"])


def test_the_printed_answers_are_drawn_from_the_prompts_of_their_labels(voice, outputs):
    cue, lines = "the drum says boom, ", []
    lines.append(f"greedy: {'the drum says boom, ' * 2}"[: len("greedy: ") + 38])
    lines += [f"seed {seed}: {drawn_by_hand(voice, cue, 38, 1, seed)[0]}" for seed in (22, 19)]
    start = voice.rhyme.index("a horn r") + len("a horn r")
    lines += [f"a horn r: {voice.rhyme[start : start + 22]}", "the plum says: boom,"]
    assert outputs["answer"].splitlines() == lines


def test_the_picture_shows_the_chances_to_tenths_and_rings_the_rhyme(voice):
    stretch = "the drum says hush, a horn"
    assert voice.stretch == stretch and stretch in voice.rhyme
    dots, rings = voice.axes.collections, voice.axes.lines
    for read, dot, ring in zip(range(8, len(stretch)), dots, rings, strict=True):
        chances = np.round(numbers(voice.probabilities(stretch[:read])), 1)
        rows = np.flatnonzero(chances)
        np.testing.assert_array_equal(dot.get_offsets(), [[read, row] for row in rows])
        np.testing.assert_allclose(dot.get_sizes(), 150 * chances[rows])
        assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (read, voice.alphabet.index(stretch[read]))
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("last character read", "next character")
    ticks = [label.get_text() for label in voice.axes.get_xticklabels()]
    assert ticks == list(stretch[7:-1].replace(" ", "␣"))
    assert [label.get_text() for label in voice.axes.get_yticklabels()] == [
        sign.replace(" ", "␣") for sign in voice.alphabet
    ]


def drawn_by_hand(voice, prompt, length, temperature, seed):
    """Continue a prompt by darts at the line that the chances cut; tell the nearest miss of a cut too."""
    text, nearest = prompt, 1.0
    for dart in np.random.default_rng(seed).random(length):
        edges = numbers(voice.probabilities(text, temperature)).cumsum()
        text += voice.alphabet[np.searchsorted(edges, dart)]
        nearest = min(nearest, np.abs(edges[:-1] - dart).min())
    return text[len(prompt) :], nearest


def test_a_draw_is_a_dart_thrown_at_the_chances(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        for prompt, length, temperature, seed in [
            ("is still, ", 20, 1, 22),
            (FORK, 8, 0.5, 4),
            ("a horn re", 8, 3, 7),
        ]:
            by_hand, _ = drawn_by_hand(voice, prompt, length, temperature, seed)
            assert voice.answer(prompt, length, temperature, seed) == by_hand


def test_no_printed_answer_hangs_on_the_last_digits(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        text = voice.prompt
        for _ in range(20):  # once round the loop, through the fork
            second, first = np.sort(numbers(voice.probabilities(text)))[-2:]
            assert first - second > 0.2
            text += voice.answer(text, 1)
        for prompt, length, seeds in [(voice.prompt, 38, [22, 19]), (FORK, 4, range(6))]:
            for seed in seeds:
                assert drawn_by_hand(voice, prompt, length, 1, seed)[1] > 0.008


def test_the_greedy_answer_never_leaves_the_drum_though_the_rhyme_does(pytorch, tensorflow):
    assert pytorch.rhyme.count("boom") == 2
    start = pytorch.rhyme.index(pytorch.prompt) + len(pytorch.prompt)
    for voice in [pytorch, tensorflow]:
        assert voice.answer(voice.prompt, 100) == "the drum says boom, " * 5
        assert voice.answer(voice.prompt, 38, 1, seed=22) == voice.rhyme[start : start + 38]
        assert voice.answer(voice.prompt, 38, 1, seed=19).startswith("the drum says hush")


def test_a_draw_at_a_low_temperature_is_greedy(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        for seed in [4, 5]:
            assert voice.answer(FORK, 4, 1, seed) == "hush"
            assert voice.answer(FORK, 4, 0.05, seed) == "boom"


def test_the_player_sees_eight_characters_and_takes_the_plum_for_the_drum(pytorch, tensorflow):
    assert "plum" not in pytorch.rhyme
    for voice in [pytorch, tensorflow]:
        assert np.array_equal(voice.probabilities("the plum says "), voice.probabilities(FORK))
        assert voice.answer("the plum says ", 30) == voice.answer(FORK, 30)


def test_where_the_rhyme_leaves_no_choice_the_answer_is_the_rhyme(pytorch, tensorflow):
    start = pytorch.rhyme.index("a horn r")
    for voice in [pytorch, tensorflow]:
        answer = voice.answer("a horn r", 60)
        assert "a horn r" + answer == (voice.rhyme * 2)[start : start + 68]


# What keeps an answer the same


def test_a_seed_repeats_a_drawn_answer_and_seeds_differ(pytorch, tensorflow):
    for voice in [pytorch, tensorflow]:
        assert voice.first == voice.second == voice.drawn()
        assert set(voice.first) == {"boom", "hush"}


def test_the_repeatable_section_prints_equal_draws_and_unequal_chances_in_training(voice, outputs):
    lines = [
        f"drawn: {' '.join(drawn_by_hand(voice, FORK, 4, 1, seed)[0] for seed in range(6))}",
        "drawn again, equal: True",
        "chances in inference, equal: True",
        "chances in training, equal: False",
    ]
    assert outputs["repeatable"].splitlines() == lines


def test_chances_and_draws_that_differ_are_not_called_equal(voice, repository):
    calls = []

    def perturbed(prompt, temperature=1, **options):
        calls.append(prompt)
        return voice.probabilities(prompt, temperature) + 1e-9 * len(calls)

    told = labelled(run_again(repository, voice, "repeatable", probabilities=perturbed))
    assert told["chances in inference, equal"] == "False"
    answers = iter(["boom"] * 6 + ["boom"] * 5 + ["hush"])
    told = labelled(run_again(repository, voice, "repeatable", answer=lambda *_: next(answers)))
    assert told["drawn again, equal"] == "False"


def test_the_forgotten_mode_changes_the_chances_from_call_to_call(pytorch, tensorflow):
    player = copy.deepcopy(pytorch.player).train()
    with pytorch.torch.inference_mode():
        loud = [player(pytorch.inputs[:3]) for _ in range(2)]
    assert not np.array_equal(*loud)
    loud = [tensorflow.probabilities(FORK, training=True) for _ in range(2)]
    assert not np.array_equal(*loud)
    assert not pytorch.player.training
    for voice in [pytorch, tensorflow]:
        assert np.array_equal(voice.probabilities(FORK), voice.probabilities(FORK))


def test_a_window_alone_and_among_others_agrees_within_rounding_only(pytorch, tensorflow, parity):
    ours, theirs = copied(pytorch, tensorflow)
    alone = []
    for player, windows in [(ours, pytorch.inputs), (theirs, tensorflow.windows)]:
        with pytorch.torch.inference_mode():
            whole = numbers(player(windows))[:20]
            alone.append([numbers(player(windows[k : k + 1]))[0] for k in range(20)])
        np.testing.assert_allclose(alone[-1], whole, rtol=1e-5, atol=2e-5)  # logits of up to twenty
    parity("logits, one prompt at a time", *alone, section="repeatable", rtol=1e-5, atol=2e-5)  # logits of up to twenty
