"""The score: who decides the way, what a graph keeps of it, and what a performance leaves unchanged."""

import inspect
import json

import numpy as np
import pytest

from tests.topics.arithmetic import counting_backend


def slopes_pytorch(pytorch, function, levels):
    slopes = []
    for level in levels:
        x = pytorch.torch.tensor(level, requires_grad=True)
        slopes.append(pytorch.torch.autograd.grad(function(x), x)[0].item())
    return slopes


def slopes_tensorflow(tensorflow, function, levels):
    slopes = []
    for level in levels:
        x = tensorflow.tf.constant(level)
        with tensorflow.tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        slopes.append(tape.gradient(y, x).numpy().item())
    return slopes


LEVELS = [0.1, 0.2, 0.5, 0.51, 0.8, 3.0]
LOUD = np.array([level > 0.5 for level in LEVELS])
SLOPES = np.where(LOUD, 2, 1)
ANSWERS = np.where(LOUD, 2 * np.array(LEVELS), np.array(LEVELS) - 0.1)


# The value decides


def test_respond_is_the_same_text_in_both(pytorch, tensorflow):
    assert inspect.getsource(pytorch.respond) == inspect.getsource(tensorflow.respond)


def test_a_plain_if_decides_by_the_value_in_both(pytorch, tensorflow, parity):
    torch, tf = pytorch.torch, tensorflow.tf
    ours = [pytorch.respond(torch.tensor(level)) for level in LEVELS]
    theirs = [tensorflow.respond(tf.constant(level)) for level in LEVELS]
    np.testing.assert_allclose(ours, ANSWERS, rtol=1e-5, atol=1e-6)
    parity("answers", ours, theirs, section="performance", rtol=1e-5, atol=1e-6)


def test_the_slope_is_that_of_the_way_taken(pytorch, tensorflow, parity):
    ours = slopes_pytorch(pytorch, pytorch.respond, LEVELS)
    theirs = slopes_tensorflow(tensorflow, tensorflow.respond, LEVELS)
    np.testing.assert_allclose(ours, SLOPES, rtol=1e-5, atol=1e-6)
    parity("slopes", ours, theirs, section="performance", rtol=1e-5, atol=1e-6)


def answer_and_slope(level):
    """Write the lines that the snippets print for a level."""
    answer, slope = (2 * level, 2) if level > 0.5 else (level - 0.1, 1)
    return [f"answer to {level}: {answer:.3f}", f"slope at {level}: {slope:.3f}"]


def test_the_page_shows_the_answer_and_the_slope_of_a_loud_and_a_soft_level(printed):
    lines = answer_and_slope(0.8) + answer_and_slope(0.2)
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "performance") == lines
        assert printed(name, "one_graph") == [*lines, "graphs: 1"]


# The same `if`, compiled


def test_the_printed_graphs_are_those_of_four_calls(pytorch, tensorflow, printed):
    answers = [answer_and_slope(level)[0] for level in (0.8, 0.2, 0.8, 0.2)]
    assert printed("pytorch", "compiled_if") == [
        *answers,
        "graphs after each call: [2, 3, 3, 3]",
        "graph: l_applause_, gt, output",
        "graph: l_applause_, mul, output",
        "graph: l_applause_, sub, output",
    ]
    *lines, graph = printed("tensorflow", "compiled_if")
    assert lines == [*answers, "graphs after each call: [1, 1, 1, 1]"]
    names = [op.type for op in tensorflow.traced.graph.get_operations()]
    assert graph == f"graph: {', '.join(names)}"
    assert names[:4] == ["Placeholder", "Const", "Greater", "StatelessIf"]


def test_torch_compile_breaks_at_the_if_and_traces_each_way_when_it_is_first_taken(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs, count = counting_backend()
    compiled = torch.compile(pytorch.respond, backend=count)
    counts = []
    for level in [0.2, 0.1, 0.9, 0.2, 0.9]:
        expected = pytorch.respond(torch.tensor(level))
        assert compiled(torch.tensor(level)) == expected
        counts.append(len(graphs))
    assert counts == [2, 2, 3, 3, 3]
    assert [graph[1] for graph in graphs] == ["gt", "sub", "mul"]
    assert pytorch.counts == [2, 3, 3, 3]


def test_fullgraph_refuses_the_if(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    strict = torch.compile(pytorch.respond, fullgraph=True, backend="eager")
    with pytest.raises(RuntimeError, match="Data-dependent branching"):
        strict(torch.tensor(0.8))


def test_autograph_puts_the_if_into_one_graph(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.respond)
    for level, answer in zip(LEVELS, ANSWERS, strict=True):
        assert compiled(tf.constant(level)).numpy() == pytest.approx(answer, rel=1e-5, abs=1e-6)
    assert compiled.experimental_get_tracing_count() == 1
    graph = compiled.get_concrete_function(tf.constant(0.8)).graph
    assert [op.type for op in graph.get_operations()].count("StatelessIf") == 1
    assert tensorflow.counts == [1, 1, 1, 1]


def test_without_autograph_the_if_is_an_error(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.respond, autograph=False)
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError, match="as a Python `bool`"):
        compiled(tf.constant(0.8))


def test_the_compiled_slopes_are_those_of_the_eager_function(pytorch, tensorflow):
    pytorch.torch.compiler.reset()
    ours = pytorch.torch.compile(pytorch.respond, backend="eager")
    theirs = tensorflow.tf.function(tensorflow.respond)
    np.testing.assert_allclose(slopes_pytorch(pytorch, ours, LEVELS), SLOPES, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(slopes_tensorflow(tensorflow, theirs, LEVELS), SLOPES, rtol=1e-5, atol=1e-6)


# Both ways in one graph


def test_cond_holds_both_ways_in_one_graph(pytorch, tensorflow, parity):
    torch, tf = pytorch.torch, tensorflow.tf
    torch.compiler.reset()
    graphs, count = counting_backend()
    whole = torch.compile(pytorch.respond_in_graph, fullgraph=True, backend=count)
    ours = [whole(torch.tensor(level)) for level in LEVELS]
    theirs = [tensorflow.respond_in_graph(tf.constant(level)) for level in LEVELS]
    np.testing.assert_allclose(ours, ANSWERS, rtol=1e-5, atol=1e-6)
    parity("answers of one graph", ours, theirs, section="one_graph", rtol=1e-5, atol=1e-6)
    assert len(graphs) == 1
    assert {"gt", "cond_true_0", "cond_false_0", "cond"} <= set(graphs[0])
    assert tensorflow.respond_in_graph.experimental_get_tracing_count() == 1


def test_cond_has_the_slope_of_the_way_taken(pytorch, tensorflow, parity):
    whole = pytorch.torch.compile(pytorch.respond_in_graph, fullgraph=True, backend="eager")
    ours = slopes_pytorch(pytorch, whole, LEVELS)
    theirs = slopes_tensorflow(tensorflow, tensorflow.respond_in_graph, LEVELS)
    np.testing.assert_allclose(ours, SLOPES, rtol=1e-5, atol=1e-6)
    parity("slopes of one graph", ours, theirs, section="one_graph", rtol=1e-5, atol=1e-6)


def test_a_way_of_torch_cond_may_not_return_its_input_and_one_of_tensorflow_may(torch, tf):
    with pytest.raises(RuntimeError, match="do not support aliasing"):
        torch.cond(torch.tensor(True), lambda x: x, lambda x: 2 * x, (torch.ones(3),))
    x = tf.ones([3])
    same = tf.function(lambda loud: tf.cond(loud, lambda: x, lambda: 2 * x))
    assert same(tf.constant(True)).numpy().tolist() == [1, 1, 1]


# Python inside


def test_torch_cond_refuses_a_way_that_changes_a_list(pytorch, printed):
    torch = pytorch.torch
    seen = []

    def loud(level):
        seen.append("loud")
        return 2 * level

    with pytest.raises(RuntimeError, match="Mutating a variable from outside the scope"):
        torch.cond(torch.tensor(True), loud, lambda level: level - 0.1, (torch.ones(()),))
    assert seen == []
    with pytest.raises(RuntimeError, match="Mutating a variable from outside the scope") as refused:
        torch.cond(pytorch.quiet > 0.5, pytorch.loud, pytorch.soft, (pytorch.quiet,))
    assert pytorch.ways == []
    assert printed("pytorch", "side_effect") == [type(refused.value).__name__, "ways: []"]
    # The ways themselves are in order: called eagerly, each notes its name and answers.
    ways = [(pytorch.loud(pytorch.quiet).item(), pytorch.soft(pytorch.quiet).item())]
    assert ways == [pytest.approx((0.4, 0.1))]
    assert pytorch.ways == ["loud", "soft"]
    pytorch.ways.clear()


def test_tensorflow_traces_both_ways_of_a_cond_and_runs_one(tensorflow, printed):
    tf = tensorflow.tf
    assert printed("tensorflow", "side_effect") == ["ways: ['loud', 'soft']"]
    assert tensorflow.ways == ["loud", "soft"]
    assert tensorflow.quiet.numpy() == np.float32(0.2)
    assert tensorflow.noted.experimental_get_tracing_count() == 1
    assert tensorflow.noted(tf.constant(0.2)).numpy() == pytest.approx(0.1)
    assert tensorflow.noted(tf.constant(0.8)).numpy() == pytest.approx(1.6)
    assert tensorflow.ways == ["loud", "soft"]


def test_an_eager_tf_cond_calls_the_way_taken_alone(tf):
    seen = []
    tf.cond(tf.constant(False), lambda: seen.append("loud"), lambda: seen.append("soft"))
    assert seen == ["soft"]


def test_a_compiled_print_speaks_in_each_call_of_torch_and_once_in_tensorflow(torch, tf, capsys):
    def announced(x):
        print("cue")
        return 2 * x

    torch.compiler.reset()
    ours = torch.compile(announced, backend="eager")
    for _ in range(3):
        ours(torch.ones(2))
    assert capsys.readouterr().out == "cue\n" * 3
    theirs = tf.function(announced)
    for _ in range(3):
        theirs(tf.ones([2]))
    assert capsys.readouterr().out == "cue\n"


def test_tf_print_belongs_to_the_graph(tf, tmp_path):
    place = f"file://{tmp_path / 'cues'}"

    @tf.function
    def announced(x):
        tf.print("cue", output_stream=place)
        return 2 * x

    for _ in range(3):
        announced(tf.ones([2]))
    assert (tmp_path / "cues").read_text() == "cue\n" * 3


def test_the_printed_answers_to_a_tempo_of_two_three_and_four(printed):
    assert printed("pytorch", "global_tempo") == ["answers: [2.0, 3.0, 4.0]", "graphs: 2"]
    assert printed("tensorflow", "global_tempo") == ["answers: [2.0, 2.0, 2.0]", "graphs: 1"]
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "tempo_in_graph") == ["answers: [2.0, 3.0, 4.0]", "graphs: 1"]


def test_torch_compile_sees_that_a_global_changed_and_traces_twice(pytorch, monkeypatch):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs, count = counting_backend()
    compiled = torch.compile(pytorch.play, backend=count)
    counts = []
    for tempo in [5.0, 6.0, 7.0, 5.0]:
        monkeypatch.setattr(pytorch, "tempo", tempo)
        assert compiled(torch.tensor(1.0)).item() == tempo
        counts.append(len(graphs))
    assert counts == [1, 2, 2, 2]


def test_tf_function_keeps_the_global_of_its_trace_and_eager_code_does_not(tensorflow, monkeypatch):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.play)
    for tempo in [5.0, 6.0]:
        monkeypatch.setattr(tensorflow, "tempo", tempo)
        assert tensorflow.play(tf.constant(1.0)).numpy() == tempo
        assert compiled(tf.constant(1.0)).numpy() == 5
    assert compiled(tf.constant([1.0])).numpy() == 6  # another shape, another trace
    assert tensorflow.answers != [2, 2, 2]  # the last section's, through a variable


def test_a_tensor_or_variable_is_read_in_each_run_of_one_graph(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    assert pytorch.answers == tensorflow.answers == [2, 3, 4]
    assert pytorch.beat.item() == tensorflow.beat.numpy() == 4
    graphs, count = counting_backend()
    torch.compiler.reset()
    ours = torch.compile(pytorch.play_to_beat, backend=count)
    theirs = tf.function(tensorflow.play_to_beat)
    try:
        for value in [7.0, 9.0]:
            pytorch.beat.fill_(value)
            tensorflow.beat.assign(value)
            assert theirs(tf.constant(2.0)).numpy() == ours(torch.tensor(2.0)).item() == 2 * value
    finally:
        pytorch.beat.fill_(4)
        tensorflow.beat.assign(4)
    assert (len(graphs), theirs.experimental_get_tracing_count()) == (1, 1)


# What a performance leaves unchanged


def test_three_performances_leave_the_weight_and_one_rehearsal_moves_it(pytorch, tensorflow, printed, parity):
    slope = 2 * (1.0 * 1.6 - 1.0) * 1.6  # of the squared miss at the level 0.8
    by_hand = 1.0 - 0.1 * slope
    assert pytorch.feel.item() == pytest.approx(by_hand, rel=1e-5)
    parity("weight", pytorch.feel, tensorflow.feel, section="adapt", rtol=1e-5, atol=1e-6)
    lines = [answer_and_slope(level)[0] for level in (0.8, 0.2, 0.6)]
    lines += ["weight after three performances: 1.000", f"weight after one rehearsal: {by_hand:.3f}"]
    assert printed("pytorch", "adapt") == printed("tensorflow", "adapt") == lines


def test_another_way_through_the_same_weight_is_no_new_weight(pytorch, tensorflow):
    before = pytorch.feel.item(), tensorflow.feel.numpy()
    for level in LEVELS:
        pytorch.feel * pytorch.respond(pytorch.torch.tensor(level))
        tensorflow.feel * tensorflow.respond(tensorflow.tf.constant(level))
    assert (pytorch.feel.item(), tensorflow.feel.numpy()) == before


# ------------------------------------------------------------------ the calls to choose


INPUTS = ["tensor 0.8", "tensor 0.2", "number 0.8", "number 0.9"]
OF_CALLS = [1.6, 0.1, 1.6, 1.8]


def plays_of(run_of, voice):
    made = json.loads(run_of("score", voice).data["calls"])
    assert made["inputs"] == INPUTS
    return {key: (play.get("last"), play["again"]) for key, play in made["plays"].items()}


def expected_in_tensorflow(key):
    """What the last call of this order runs and makes: tensors share a graph, each number has its own."""
    kinds = list(dict.fromkeys("tensor" if place in "01" else place for place in key))
    kind = "tensor" if key[-1] in "01" else key[-1]
    earlier = ["tensor" if place in "01" else place for place in key[:-1]]
    return [kinds.index(kind) + 1], int(kind not in earlier)


def expected_in_pytorch(key):
    """None after a number; else a graph up to the comparison, one for each branch, one for the numbers."""
    if key[0] in "23":
        return [], 0
    graphs = []
    for place in key:
        needed = ["numbers"] if place in "23" else ["compare", f"branch {place}"]
        new = [graph for graph in needed if graph not in graphs]
        graphs += new
    return [graphs.index(graph) + 1 for graph in needed], len(new)


@pytest.mark.parametrize(
    ("voice", "expected"), [("pytorch", expected_in_pytorch), ("tensorflow", expected_in_tensorflow)]
)
def test_every_order_of_the_calls_makes_and_runs_what_the_page_says(pytorch, tensorflow, run_of, voice, expected):
    plays = plays_of(run_of, voice)
    assert len(plays) == 1 + 4 + 12 + 24 + 24
    for key, (last, again) in plays.items():
        if key:
            answer, runs, makes = last
            assert answer == pytest.approx(OF_CALLS[int(key[-1])], abs=1e-4)
            assert (runs, len(makes)) == expected(key), key
        assert list(again) == list(key)
        for place, (answer, runs, makes) in again.items():
            assert answer == pytest.approx(OF_CALLS[int(place)], abs=1e-4)
            assert (runs, makes) == (plays[key[: key.index(place) + 1]][0][1], []), "a call repeated makes nothing"


def test_after_a_number_torch_compiles_the_function_no_more(pytorch):
    torch, graphs = pytorch.torch, []
    torch.compiler.reset()

    def count(graph, example_inputs):
        graphs.append(graph)
        return graph.forward

    compiled = torch.compile(pytorch.respond, backend=count)
    compiled(0.8)
    for value in (0.8, 0.2):
        assert compiled(torch.tensor(value)).item() == pytest.approx(pytorch.respond(value))
    assert graphs == []
    torch.compiler.reset()
    compiled = torch.compile(pytorch.respond, backend=count)
    compiled(torch.tensor(0.8))
    assert len(graphs) == 2, "it is the number that came first, not the function"


def test_in_tensorflow_the_graph_of_a_number_has_its_answer_as_a_constant(run_of):
    plays = plays_of(run_of, "tensorflow")
    assert plays["2"][0][2] == ["Const, Identity"]
    assert "StatelessIf" in plays["0"][0][2][0]
