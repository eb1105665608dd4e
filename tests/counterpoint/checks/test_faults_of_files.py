"""Links, names and encodings: what cannot be published under a plain address is refused before anything else."""

import pytest

from tests.counterpoint.throwaway import Throwaway

LETTERS = "Use lower case letters, digits, '.', '-' and '_' only."
TOPIC = "Use lower case letters, digits and single underscores."
KNOWN = "A topic holds greet_pytorch.py, greet_tensorflow.py and what is recorded; delete it or give it a topic."


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("docs/secret.md", "../mkdocs.yml"),
        ("docs/picture.svg", "/etc/hostname"),
        ("docs/more", "../tests"),
        ("docs/gone.md", "nowhere"),
        ("snippets/greet/recorded/other.svg", "/etc/hostname"),
        ("snippets/meet", "greet"),
        ("tests/topics/test_meet.py", "test_greet.py"),
        ("docs/latin.md", "../latin"),
    ],
)
def test_a_symbolic_link_is_refused(throwaway: Throwaway, link: str, target: str) -> None:
    throwaway.write("latin", b"not UTF-8: \xff")
    (throwaway.root / link).symlink_to(target)
    throwaway.refuses_check(f"{link}: this is a symbolic link", "Put the file itself here.")


@pytest.mark.parametrize("folder", ["docs", "snippets"])
def test_a_folder_that_is_a_symbolic_link_is_refused(throwaway: Throwaway, folder: str) -> None:
    (throwaway.root / folder).rename(throwaway.root / "elsewhere")
    (throwaway.root / folder).symlink_to("elsewhere")
    throwaway.refuses_check(f"{folder}: this is a symbolic link", "Put the file itself here.")


@pytest.mark.parametrize("name", ["docs/Other.md", "docs/an other.md", "docs/More/other.md", "docs/größe.md"])
def test_a_page_whose_name_cannot_stand_in_an_address_is_refused(throwaway: Throwaway, name: str) -> None:
    throwaway.write(name, "# Other\n")
    wrong = name.removeprefix("docs/").removesuffix("/other.md")
    path = name if wrong != "More" else "docs/More"
    shown = ascii(wrong)[1:-1]
    throwaway.refuses_check(f"{path}: the name '{shown}' cannot stand in an address", LETTERS)


def test_a_name_that_would_break_or_colour_the_message_is_escaped(throwaway: Throwaway) -> None:
    throwaway.write("docs/a\n\x1b[31mb.md", "# Other\n")
    shown = "a\\n\\x1b[31mb.md"
    throwaway.refuses_check(f"docs/{shown}: the name '{shown}' cannot stand in an address", LETTERS)


def test_a_folder_that_ends_in_md_is_no_page(throwaway: Throwaway) -> None:
    throwaway.write("docs/folder.md/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_page_with_another_ending_than_md_is_refused(throwaway: Throwaway) -> None:
    """MkDocs would publish it, but nothing here reads it."""
    throwaway.write("docs/other.markdown", "```python\nimport torch\n```\n")
    throwaway.refuses_check("docs/other.markdown: a page ends in .md, not .markdown", "Rename it: other.md")


def test_a_snippet_whose_name_cannot_stand_in_an_address_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("snippets/greet/Greet PyTorch.py", "")
    throwaway.refuses_check(
        "snippets/greet/Greet PyTorch.py: the name 'Greet PyTorch.py' cannot stand in an address", LETTERS
    )


@pytest.mark.parametrize("name", ["Meet", "my meeting"])
def test_a_topic_whose_name_cannot_stand_in_an_address_is_refused(throwaway: Throwaway, name: str) -> None:
    (throwaway.root / "snippets" / name).mkdir()
    throwaway.refuses_check(f"snippets/{name}: the name '{name}' cannot stand in an address", LETTERS)


@pytest.mark.parametrize("name", ["my-meeting", "2meet", "meet_", "_meet", "me__et", "meet.d"])
def test_a_folder_that_cannot_be_a_topic_is_refused_and_not_ignored(throwaway: Throwaway, name: str) -> None:
    throwaway.write(f"snippets/{name}/{name}_pytorch.py", "")
    throwaway.refuses_check(f"snippets/{name}: '{name}' cannot name a topic", TOPIC)


@pytest.mark.parametrize("name", ["greet/helper.py", "greet/greet_jax.py", "greet/data.csv", "greet/more/x.py"])
def test_a_file_that_is_no_twin_is_refused(throwaway: Throwaway, name: str) -> None:
    throwaway.write(f"snippets/{name}", "")
    stranger = "snippets/greet/more" if "more" in name else f"snippets/{name}"
    throwaway.refuses_check(f"{stranger}: nothing shows or runs this", KNOWN)


def test_a_file_beside_the_topics_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("snippets/helper.py", "")
    throwaway.refuses_check(
        "snippets/helper.py: nothing shows or runs this", "Move it into the folder of a topic, or delete it."
    )


def test_pictures_and_what_python_and_a_desktop_leave_behind_may_lie_there(throwaway: Throwaway) -> None:
    throwaway.write("snippets/greet/__pycache__/greet_pytorch.cpython-311.pyc", b"\xff")
    throwaway.write("snippets/.DS_Store", b"\xff")
    throwaway.write("docs/.DS_Store", b"\xff")
    throwaway.write("docs/picture.png", b"\xff")
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    "name",
    [
        "docs/greet.md",
        "docs/style.css",
        "snippets/greet/greet_pytorch.py",
        "snippets/greet/recorded/pytorch_cpu.json",
        "mkdocs.yml",
        "tests/topics/test_greet.py",
    ],
)
def test_a_file_that_is_not_utf8_is_refused_with_its_line(throwaway: Throwaway, name: str) -> None:
    throwaway.write(name, b"first\nGr\xfc\xdfe\n")
    throwaway.refuses_check(f"{name}:2: the file is not UTF-8", "Save it with the encoding UTF-8.")


@pytest.mark.parametrize("name", ["docs/greet.md", "snippets/greet/greet_pytorch.py", "mkdocs.yml"])
def test_a_byte_order_mark_and_crlf_change_nothing(throwaway: Throwaway, name: str) -> None:
    throwaway.write(name, "\ufeff" + throwaway.read(name).replace("\n", "\r\n"))
    throwaway.record()
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n\n" * 2_001, "2,002 empty lines; 2000"),
        ("# a\n" * 301, "301 headings; 300"),
        ("/// duet | greet:word\n" * 201, "201 calls; 200"),
        ("[[S1]] " * 301, "301 marks; 300"),
        ("{{greet:say: word}} " * 301, "301 quotations; 300"),
    ],
)
def test_a_page_that_would_take_long_to_build_is_refused(throwaway: Throwaway, text: str, words: str) -> None:
    throwaway.write("docs/index.md", f"Home\n\n{text}\n")
    throwaway.refuses_check(f"docs/index.md: the page has {words} are allowed", "Split the page.")


def test_a_paragraph_that_would_take_long_to_read_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\n" + "word " * 2_000 + "\n\nEnd.\n")
    assert throwaway.succeeds("check") == "all in order\n"
    throwaway.write("docs/index.md", "# Home\n\n" + "word\n" * 2_001 + "\n\nEnd.\n")
    what = "10,004 characters stand here without an empty line; 10,000 are allowed"
    throwaway.refuses_check(f"docs/index.md:3: {what}", "Break it into paragraphs.")


def test_a_page_with_hundreds_of_faults_tells_the_first_ones(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\n" + "<i x>\n" * 400)
    assert throwaway.refuses("check").endswith("\n50 to mend\n")


@pytest.mark.parametrize("part", ["? ", "[\n\n", "{\n\n", "- ? ", "a: [\n\n"])
def test_yaml_that_nests_across_empty_lines_is_refused(throwaway: Throwaway, part: str) -> None:
    """libyaml calls itself for each level; thousands of them end the process without a word."""
    throwaway.write("ledger/claims.yml", part * 20_000 + "\n")
    assert "ledger/claims.yml:1: " in (said := throwaway.refuses("check"))
    assert "levels deep" in said or "are open at once" in said
    (throwaway.root / "ledger/claims.yml").unlink()
    throwaway.write("docs/index.md", f"---\ntitle: {part * 20_000}\n---\n\n# Home\n")
    assert "docs/index.md" in throwaway.refuses("check")
