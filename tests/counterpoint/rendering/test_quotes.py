"""A page quotes what a run printed by its name: the value goes in, or a fault tells why it cannot."""

import html

import markdown
import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.recording import fingerprint, read_recording, write_recording
from counterpoint.rendering import for_site, for_text
from counterpoint.rendering.expand import expand
from counterpoint.rendering.for_notebook import make_notebook
from counterpoint.rendering.quotes import OPENS, REMEDY, escaped
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES
from tests.conftest import REPOSITORY
from tests.counterpoint.throwaway import RECORDING, Throwaway

SAID = """\
word: hello
loss at step 7: 1.669
given (B, T, F), h: (2, 28, 128)
x: (60, 28, 7)
zeros: 0.5, running mean: -2.4e-07
twice: 1
twice: 2
"""
PLACE = "Then it speaks."
LINE = 12  # of the page, where PLACE stands


@pytest.fixture
def spoilt(throwaway: Throwaway) -> Throwaway:
    """A repository whose section `say` printed numbers; TensorFlow's loss is another."""
    throwaway.record(outputs={"word": "", "say": SAID})
    source = fingerprint(throwaway.repository.topic("greet").snippet(TENSORFLOW))
    outputs = {"word": "", "say": SAID.replace("1.669", "0.731")}
    other = replace(RECORDING, source=source, outputs=outputs)
    write_recording(throwaway.repository.topic("greet"), TENSORFLOW, other)
    return throwaway


@pytest.mark.parametrize(
    ("quotation", "value"),
    [
        ("{{say pytorch: loss at step 7}}", "1.669"),
        ("{{say tensorflow: loss at step 7}}", "0.731"),
        ("{{greet:say tensorflow: loss at step 7}}", "0.731"),
        ("{{ say  pytorch:  loss at step 7 }}", "1.669"),
        ("{{say: word}}", "hello"),
        ("{{greet:say: word}}", "hello"),
        ("{{say: given (B, T, F), h}}", "(2, 28, 128)"),
        ("{{say: given (B, T, F), h#1}}", "2"),
        ("{{say: given (B, T, F), h#2}}", "28"),
        ("{{say: given (B, T, F), h#3}}", "128"),
        ("{{say: zeros#2}}", "-2.4e-07"),
        ("{{say: x#3}}", "7"),
        ("**{{say: word}}**, {{say: word}}", "**hello**, hello"),
        ("`a` {{say: word}} `b`", "`a` hello `b`"),
        ("- {{say: word}}", "- hello"),
        ("| a | {{say: word}} |", "| a | hello |"),
        ("    {{say: word}}", "    hello"),
    ],
)
def test_a_quotation_becomes_what_was_recorded(spoilt: Throwaway, quotation: str, value: str) -> None:
    spoilt.edit("docs/greet.md", PLACE, f"{quotation}\n")
    assert spoilt.succeeds("check") == "all in order\n"
    assert f"\n{value}\n" in plain_page(spoilt.repository.page("greet.md"))


@pytest.mark.parametrize("text", ["`{{say: word}}`", "`` {{say: ` }} ``", "```text\n{{say: word}}\n{{\n```"])
def test_code_stays_as_it_was_typed(spoilt: Throwaway, text: str) -> None:
    spoilt.edit("docs/greet.md", PLACE, text)
    assert spoilt.succeeds("check") == "all in order\n"
    assert f"\n{text}\n" in plain_page(spoilt.repository.page("greet.md"))


def test_a_picture_says_in_words_what_was_recorded_on_the_site_and_in_markdown(spoilt: Throwaway) -> None:
    spoilt.write("snippets/greet/recorded/bow_pytorch_cpu.svg", "<svg ></svg>")
    call = "/// picture | greet:bow pytorch | The loss falls to {{say pytorch: loss at step 7}}."
    page = spoilt.repository.page("greet.md")
    assert "![The loss falls to 1.669.](" in expand(spoilt.repository, page, call, for_text.FORM)
    figure = expand(spoilt.repository, page, call, for_site.FORM)
    assert "<figcaption>The loss falls to 1.669. <span>" in figure
    assert 'aria-label="The loss falls to 1.669."' in figure


def test_code_is_folded_away_under_words_that_quote(spoilt: Throwaway) -> None:
    call = "/// duet | greet:say | Why {{say: word}}"
    assert "<summary>Why hello</summary>" in expand(
        spoilt.repository, spoilt.repository.page("greet.md"), call, for_site.FORM
    )


def test_the_notebook_and_the_built_page_show_the_value(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "| a |\n|---|\n| {{say: given (B, T, F), h#2}} |\n\nIt says {{say: word}}.")
    cells = [cell.source for cell in make_notebook(spoilt.repository.topic("greet")).cells]
    assert "| a |\n|---|\n| 28 |\n\nIt says hello." in cells
    built = markdown.markdown(
        spoilt.read("docs/greet.md").split("---\n")[2],
        extensions=[
            "counterpoint.publishing.markdown_extension",
            "attr_list",
            "md_in_html",
            "tables",
            "pymdownx.superfences",
        ],
        extension_configs={"counterpoint.publishing.markdown_extension": {"root": str(spoilt.root)}},
    )
    assert "<td>28</td>" in built
    assert "<p>It says hello.</p>" in built
    assert OPENS not in built


def test_a_page_of_no_topic_names_one(spoilt: Throwaway) -> None:
    spoilt.edit("docs/index.md", "# Home\n", "# Home\n\n{{greet:say: word}}\n")
    assert spoilt.succeeds("check") == "all in order\n"
    spoilt.edit("docs/index.md", "{{greet:say: word}}", "{{say: word}}")
    spoilt.refuses_check(
        "docs/index.md:3: this page is named after no topic, so a quotation must name one",
        "Write {{topic:say: word}}",
    )


@pytest.mark.parametrize(
    ("quotation", "what", "remedy"),
    [
        (
            "{{meet:say: word}}",
            "there is no topic 'meet'",
            "Topics are: greet. Begin one with: counterpoint new meet",
        ),
        ("{{bow: word}}", "greet_pytorch.py has no section 'bow'", "Its sections are: word, say"),
        ("{{say jax: word}}", "'jax' is no voice", "The voices are: pytorch, tensorflow"),
        (
            "{{say pytorch: lose}}",
            "section 'say' of greet_pytorch.py prints no 'lose'",
            "Its labels are: word, loss at step 7, given (B, T, F), h, x, zeros, twice",
        ),
        (
            "{{say pytorch: loss}}",
            "section 'say' of greet_pytorch.py prints no 'loss'",
            "Its labels are: word, loss at step 7, given (B, T, F), h, x, zeros, twice",
        ),
        (
            "{{word pytorch: lose}}",
            "section 'word' of greet_pytorch.py prints no 'lose'",
            "It prints no 'label: value'.",
        ),
        (
            "{{say pytorch: twice}}",
            "section 'say' of greet_pytorch.py prints 'twice' 2 times",
            "Let the snippet give each line a label of its own.",
        ),
        (
            "{{say: loss at step 7}}",
            "the two differ in 'loss at step 7': PyTorch printed '1.669', TensorFlow printed '0.731'",
            "Name the framework whose value it is: {{section pytorch: label}}",
        ),
        (
            "{{say pytorch: loss at step 7#2}}",
            "'loss at step 7' holds 1 number, so there is no number 2",
            "Its value is: 1.669",
        ),
        ("{{say: word#1}}", "'word' holds 0 numbers, so there is no number 1", "Its value is: hello"),
        (
            "{{say pytorch: x#0}}",
            "section 'say' of greet_pytorch.py prints no 'x#0'",
            "Its labels are: word, loss at step 7, given (B, T, F), h, x, zeros, twice",
        ),
        ("{{say: word", "'{{' begins no quotation of a value", REMEDY),
        ("{{say pytorch word}}", "'{{' begins no quotation of a value", REMEDY),
        ("{{say:word}}", "'{{' begins no quotation of a value", REMEDY),
        ("{{}}", "'{{' begins no quotation of a value", REMEDY),
        ("{{say:\nword}}", "'{{' begins no quotation of a value", REMEDY),
        ("{{say: word}} {{", "'{{' begins no quotation of a value", REMEDY),
        (
            "## Say {{say: word}}",
            "a heading quotes a value, and its address would change with it",
            "Quote it in the prose below.",
        ),
        (
            "/// duet | greet:say | Why {{say: words}}",
            "section 'say' of greet_pytorch.py prints no 'words'",
            "Its labels are: word, loss at step 7, given (B, T, F), h, x, zeros, twice",
        ),
    ],
)
def test_what_cannot_be_quoted_is_refused(spoilt: Throwaway, quotation: str, what: str, remedy: str) -> None:
    spoilt.edit("docs/greet.md", PLACE, quotation)
    spoilt.refuses_check(f"docs/greet.md:{LINE}: {what}", remedy)


def test_a_twin_without_the_section_cannot_be_quoted_for_both(spoilt: Throwaway) -> None:
    source = spoilt.read("snippets/greet/greet_pytorch.py")
    spoilt.write("snippets/greet/greet_tensorflow.py", source.replace(":say]", ":tell]"))
    calls = "/// voice | greet:say pytorch\n/// voice | greet:tell tensorflow\n"
    spoilt.edit("docs/greet.md", "/// duet | greet:say\n", calls)
    recording = read_recording(spoilt.repository.topic("greet"), TENSORFLOW, "cpu")
    assert recording
    tell = replace(
        recording,
        source=fingerprint(spoilt.repository.topic("greet").snippet(TENSORFLOW)),
        outputs={"word": "", "tell": "word: hi\n"},
    )
    write_recording(spoilt.repository.topic("greet"), TENSORFLOW, tell)
    spoilt.edit("docs/greet.md", PLACE, "{{say: word}}")
    assert f"docs/greet.md:{LINE}: greet_tensorflow.py has no section 'say'\n" in spoilt.refuses("check")


def test_front_matter_quotes_nothing(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", "How each says hello.", '"{{say: word}}"')
    spoilt.refuses_check("docs/greet.md:3: the front matter quotes a value", "Quote it in the prose below.")


def test_a_faulty_quotation_stops_the_build_with_its_line(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "{{say: words}}")
    with pytest.raises(Exception, match=rf"greet\.md:{LINE}: section 'say' of greet_pytorch\.py prints no 'words'"):
        plain_page(spoilt.repository.page("greet.md"))


def test_a_section_that_is_only_quoted_is_not_shown(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", "/// duet | greet:say\n", "{{say: word}}\n")
    assert spoilt.refuses("check").count("section 'say' is shown on no page") == len(VOICES)


@pytest.mark.parametrize("value", ["[[S6]]", "*a* _b_ `c`", "<b>&amp;</b>", "a | b", "# a", "- a", "![x](y)", "{.a}"])
def test_a_value_that_looks_like_markup_is_shown_as_it_is(spoilt: Throwaway, value: str) -> None:
    spoilt.record(outputs={"word": "", "say": f"odd: {value}\n"})
    spoilt.write("docs/index.md", "# Home\n\n{{greet:say: odd}}\n\n| a |\n|---|\n| {{greet:say: odd}} |\n")
    text = expand(spoilt.repository, spoilt.repository.page("index.md"), spoilt.read("docs/index.md"), for_text.FORM)
    soup = BeautifulSoup(markdown.markdown(text, extensions=["tables", "attr_list"]), "html.parser")
    assert [element.get_text() for element in soup.select("p, td")] == [value, value]


def test_every_value_that_is_recorded_here_can_be_quoted() -> None:
    values = {
        line.partition(": ")[2].strip()
        for topic in REPOSITORY.topics()
        for recording in [read_recording(topic, PYTORCH, "cpu"), read_recording(topic, TENSORFLOW, "cpu")]
        if recording
        for output in recording.outputs.values()
        for line in output.splitlines()
        if ": " in line
    }
    assert len(values) > 300
    for value in values:
        built = markdown.markdown(f"so {escaped(value)}", extensions=["tables", "attr_list", "footnotes"])
        assert html.unescape(built) == f"<p>so {value}</p>"
