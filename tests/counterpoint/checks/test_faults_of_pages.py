"""What a contributor meets who writes a page: one message for each mistake, with the line and the remedy."""

import pytest

from counterpoint.source.page_calls import FORMS, WHOLE
from tests.counterpoint.throwaway import Throwaway

ADDED = 16  # the line of a call that is written below the page
NAMES = "Write /// duet | section; of another topic: /// duet | topic:section"


def test_a_repository_without_a_fault_is_in_order(throwaway: Throwaway) -> None:
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    ("call", "what", "remedy"),
    [
        (
            "/// duet | meet:word",
            "there is no topic 'meet'",
            "Topics are: greet. Begin one with: counterpoint new meet",
        ),
        ("/// duet | greet:bow", "greet_pytorch.py has no section 'bow'", "Its sections are: word, say"),
        ("/// duet | greet", "greet_pytorch.py has no section 'greet'", "Its sections are: word, say"),
        ("/// duet | ../greet:word", "'../greet:word' names no section", NAMES),
        ("/// duet | /etc/passwd", "'/etc/passwd' names no section", NAMES),
        ("/// duet | Greet:word", "'Greet:word' names no section", NAMES),
        ("/// duet | greet:word pytorch", "a duet shows both voices, not 'pytorch' alone", f"Write {FORMS['voice']}"),
        ("/// voice | greet:word", "a voice names its voice", f"Write {FORMS['voice']}"),
        ("/// voice | greet:word jax", "'jax' is no voice", "The voices are: pytorch, tensorflow"),
        ("/// output | greet:word | Folded", "an output stands open, under no words", f"Write {FORMS['output']}"),
        ("/// picture | greet:bow pytorch", "the picture has no alternative text", f"Write {FORMS['picture']}"),
        (
            "/// picture | greet:bow pytorch | A bow.",
            "no picture 'bow' was recorded for 'greet' in PyTorch",
            "Let a section save 'bow.svg', then: make record TOPIC=greet",
        ),
        (
            "/// touch | greet:bow | A bow.",
            "no data 'bow' were recorded for 'greet' in PyTorch",
            "Let a section save 'bow.json', then: make record TOPIC=greet",
        ),
        (
            "/// trio | greet:word",
            "this line calls for nothing known: /// trio | greet:word",
            "Write one of: " + "; ".join(FORMS.values()),
        ),
        (
            "/// duet | greet:word",
            "'word' is shown after a section that follows it in greet_pytorch.py",
            "Show each once, in the file's order: word, say",
        ),
        ("/// duet | greet:say", "'say' is shown again", "Show each once, in the file's order: word, say"),
        ("/// voice | greet:say tensorflow", "'say' is shown again", "Show each once, in the file's order: word, say"),
    ],
)
def test_a_call_for_what_is_not_there_is_refused(throwaway: Throwaway, call: str, what: str, remedy: str) -> None:
    throwaway.write("docs/greet.md", throwaway.read("docs/greet.md") + f"\n{call}\n")
    throwaway.refuses_check(f"docs/greet.md:{ADDED}: {what}", remedy)


def test_a_mistyped_section_is_told_once_and_not_as_a_section_without_a_page(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "greet:say", "greet:sya")
    throwaway.refuses_check("docs/greet.md:14: greet_pytorch.py has no section 'sya'", "Its sections are: word, say")


@pytest.mark.parametrize("place", ["    ", "> ", "- ", "\t"])
def test_a_call_that_stands_inside_something_is_refused(throwaway: Throwaway, place: str) -> None:
    throwaway.edit("docs/index.md", "# Home\n", f"# Home\n\n{place}/// duet | greet:word\n")
    throwaway.refuses_check(
        "docs/index.md:3: this call is indented or quoted, so nothing is shown for it",
        "Write it at the left margin, outside of lists, tabs and admonitions.",
    )


def test_a_section_that_no_page_shows_is_refused_in_each_voice(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "/// duet | greet:say\n", "")
    told = [
        f"snippets/greet/greet_{voice}.py:7: section 'say' is shown on no page\n"
        f"    Show it: /// duet | greet:say, or /// voice | greet:say {voice}\n"
        for voice in ("pytorch", "tensorflow")
    ]
    assert throwaway.refuses("check") == "".join(told) + "2 to mend\n"


def test_a_section_whose_output_alone_is_shown_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "/// duet | greet:say\n", "/// output | greet:say\n")
    assert throwaway.refuses("check").endswith("\n2 to mend\n")


def test_an_output_may_be_shown_again(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "/// duet | greet:say\n", "/// duet | greet:say\n\n/// output | greet:word\n")
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize("name", WHOLE)
def test_a_list_that_is_drawn_up_needs_no_topic(throwaway: Throwaway, name: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n/// {name}\n")
    assert throwaway.succeeds("check") == "all in order\n"


def test_each_faulty_page_is_told(throwaway: Throwaway) -> None:
    for name in ("docs/index.md", "docs/greet.md"):
        throwaway.write(name, "---\ndescription: Words.\n---\n# Title\n\n/// trio\n")
    throwaway.edit("docs/index.md", "# Title\n", "# Title\n\n")
    assert throwaway.refuses("check").splitlines()[::2] == [
        "docs/greet.md:6: this line calls for nothing known: /// trio",
        "docs/index.md:7: this line calls for nothing known: /// trio",
        "2 to mend",
    ]


def test_the_voices_may_take_turns_on_a_page(throwaway: Throwaway) -> None:
    calls = [f"/// voice | greet:{name} {voice}" for name in ("word", "say") for voice in ("pytorch", "tensorflow")]
    throwaway.write("docs/greet.md", "---\ndescription: Words.\n---\n# Greet\n\n" + "\n\n".join(calls))
    throwaway.write("docs/index.md", "# Home\n\nSee [it](greet.md).\n")
    assert throwaway.succeeds("check") == "all in order\n"


def test_two_topics_may_take_turns_on_a_page(throwaway: Throwaway) -> None:
    throwaway.add_topic("bow")
    throwaway.edit("docs/greet.md", "Then it speaks.\n", "/// duet | bow:word\n")
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_section_that_one_voice_alone_shows_is_refused_in_the_other(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "/// duet | greet:say\n", "/// voice | greet:say pytorch\n")
    throwaway.refuses_check(
        "snippets/greet/greet_tensorflow.py:7: section 'say' is shown on no page",
        "Show it: /// duet | greet:say, or /// voice | greet:say tensorflow",
    )


def test_a_topic_without_a_page_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("docs/index.md", "(greet.md#what-each-says)", "(hello.md)")
    throwaway.edit("mkdocs.yml", "greet.md", "hello.md")
    (throwaway.root / "docs/greet.md").rename(throwaway.root / "docs/hello.md")
    throwaway.refuses_check("docs/greet.md: topic 'greet' has no page", "Write one page named greet.md.")


def test_a_topic_with_two_pages_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("docs/more/greet.md", "---\ndescription: Words.\n---\n# More\n")
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - More: more/greet.md\n")
    throwaway.refuses_check("docs/greet.md: topic 'greet' has 2 pages", "Write one page named greet.md.")


def test_a_topic_without_a_test_is_refused(throwaway: Throwaway) -> None:
    (throwaway.root / "tests/topics/test_greet.py").unlink()
    throwaway.refuses_check("tests/topics/test_greet.py: topic 'greet' has no test", "Write what must be true of it.")
