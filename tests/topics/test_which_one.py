"""The choice: its table, its answers and its drawing agree, and each kind of reader gets an answer in two minutes."""

import itertools
import re

import pytest

from counterpoint.recordings.parity import read_parities

ROW = re.compile(
    r"^\| (?P<question>\[.*?\]\(#(?P<anchor>[\w-]+)\))? ?\| (?P<answer>.+?) \| (?P<take>.+?) \| (?P<why>.*?) ?\|$"
)
HEADING = re.compile(r"^### (?P<question>.+?) \{#(?P<anchor>[\w-]+)\}$")
ANSWER = re.compile(r'^\?\?\? answer "(?P<answer>.+)"$')
WORDS_A_MINUTE = 200


@pytest.fixture(scope="module")
def text(repository):
    return (repository.docs / "which_one" / "index.md").read_text(encoding="utf-8")


def table(text):
    """Return (anchor of the question, answer, what to take) of each row."""
    rows, anchor = [], ""
    for line in text.splitlines():
        found = ROW.match(line)
        if found and (anchor or found["anchor"]) and not set(line) <= set("|- "):
            anchor = found["anchor"] or anchor
            rows.append((anchor, found["answer"], found["take"]))
        elif rows:
            return rows
    return rows


def answers(text):
    """Return (anchor of the question, answer, first words of the reasons) of each block."""
    blocks, anchor = [], ""
    lines = text.splitlines()
    for line, after in itertools.pairwise(lines):
        if heading := HEADING.match(line):
            anchor = heading["anchor"]
        elif answer := ANSWER.match(line):
            blocks.append((anchor, answer["answer"], after.strip()))
    return blocks


def test_there_are_four_to_six_questions_each_with_two_answers_or_more(text):
    anchors = [anchor for anchor, _, _ in table(text)]
    assert 4 <= len(set(anchors)) <= 6
    assert min(map(anchors.count, anchors)) >= 2


def test_each_row_of_the_table_has_its_reasons_in_the_same_order(text):
    in_table = [(anchor, answer.lower()) for anchor, answer, _ in table(text)]
    assert in_table == [(anchor, answer.lower()) for anchor, answer, _ in answers(text)]


def test_the_reasons_begin_with_what_the_table_takes(text):
    for (_, answer, take), (_, _, reasons) in zip(table(text), answers(text), strict=True):
        begins = "Go on" if take == "go on" else f"**{take[0].upper()}{take[1:]}.**"
        assert reasons.startswith(begins), answer


def test_only_the_last_question_leaves_nobody_waiting(text):
    rows = table(text)
    last = rows[-1][0]
    for anchor in {anchor for anchor, _, _ in rows}:
        takes = [take for at, _, take in rows if at == anchor]
        assert ("go on" in takes) == (anchor != last)


def test_both_frameworks_and_neither_can_be_the_answer(text):
    takes = {take for _, _, take in table(text)}
    assert {"PyTorch", "TensorFlow with Keras", "JAX", "a runtime", "a language-model server"} <= takes


READERS = [
    ({"works-with": "PyTorch", "train": "another"}, "PyTorch"),
    ({"ends-up": "TensorFlow Serving", "train": "another finished model"}, "TensorFlow with Keras"),
    ({"ends-up": "a server of your own", "train": "a language model"}, "a language-model server"),
    ({"ends-up": "a phone", "train": "another finished model"}, "a runtime"),
    ({"ends-up": "nowhere", "train": "yes", "work": "language models"}, "PyTorch"),
    ({"ends-up": "a browser", "train": "yes", "work": "a known task", "loop": "nobody"}, "Keras"),
    ({"ends-up": "a phone", "train": "yes", "work": "a known task", "loop": "one graph"}, "TensorFlow"),
]


@pytest.mark.parametrize(("reader", "wanted"), READERS)
def test_each_reader_is_led_to_the_answer_that_is_theirs(text, reader, wanted):
    """Answer the questions from top to bottom; the first answer that names something ends the walk."""
    for anchor in dict.fromkeys(anchor for anchor, _, _ in table(text)):
        asked = reader.get(anchor, "nothing yet")
        (take,) = [take for at, answer, take in table(text) if at == anchor and asked in answer]
        if take != "go on":
            break
    assert take == wanted


def test_every_share_is_told_with_its_year(text):
    """A percentage without its year would be compared with one of another year."""
    pieces = [piece for line in text.splitlines() for piece in re.split(r" \| |(?<=\.) ", line) if " %" in piece]
    assert len(pieces) >= 3
    assert [piece for piece in pieces if not re.search(r"\b20\d\d\b", piece)] == []


def test_every_topic_but_those_of_old_code_compares_the_two_frameworks_at_least_once(repository):
    """Calls that are gone, and blocks that are run as published, have nothing to compare."""
    compared = {topic.name for topic in repository.topics() if read_parities(topic, "cpu")}
    topics = {topic.name for topic in repository.topics()}
    assert len(topics) > 20
    assert [name for name in sorted(topics - compared) if not name.startswith("clinic_") and name != "ten_blocks"] == []


def test_the_way_to_an_answer_is_read_within_two_minutes(text):
    """Everything above the reasons: the two paragraphs, the table and the closing words."""
    above = text.partition("## The answers")[0].split("---", 2)[2]
    words = len(re.findall(r"[\w.]+", re.sub(r"\]\([^)]*\)|\[\[.*?\]\]", "]", above)))
    assert words <= 2 * WORDS_A_MINUTE


def test_the_drawing_asks_the_same_questions(repository, text):
    drawing = (repository.docs / "assets" / "images" / "which_one.svg").read_text(encoding="utf-8")
    asked = [heading["question"] for line in text.splitlines() if (heading := HEADING.match(line))]
    places = [drawing.find(f">{question.partition(' ')[2]}<") for question in asked]
    assert len(places) == len({anchor for anchor, _, _ in table(text)})
    assert min(places) > 0 and places == sorted(places)


def test_the_drawing_has_a_way_out_for_each_question_of_the_table(repository, text):
    """To the framework of question 1, then to each take of the others, by its short name."""
    drawing = (repository.docs / "assets" / "images" / "which_one.svg").read_text(encoding="utf-8")
    short = {"TensorFlow with Keras": "TensorFlow", "a language-model server": "a server"}
    takes = [short.get(take, take) for anchor, _, take in table(text) if take != "go on" and anchor != "works-with"]
    assert re.findall(r'font-weight="600">([^<]+)<', drawing) == ["its framework", *takes]
