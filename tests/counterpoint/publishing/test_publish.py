"""What is published beside the HTML, and the words in which evidence is told."""

import dataclasses
from pathlib import Path

import pytest
from markdown import Markdown
from msgspec.structs import replace

from counterpoint.publishing.publish import index_for_readers_of_text, prepare_notebooks
from counterpoint.publishing.publish import publish as write_site
from counterpoint.recordings.data import clean
from counterpoint.rendering.evidence import Side
from counterpoint.rendering.wording import bound_words, device_words, difference_words, run_words, versions_words
from counterpoint.source.text import day_words
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import PARITY, RECORDING, Throwaway

HEAD = "# Throwaway\n\n> A repository for one test.\n\n## Pages\n\n"


def publish(throwaway: Throwaway) -> Path:
    (throwaway.root / "site").mkdir()
    assert throwaway.succeeds("publish", "site") == ""
    return throwaway.root / "site"


def test_llms_txt_lists_every_page_in_the_order_of_the_navigation(throwaway: Throwaway) -> None:
    throwaway.write("docs/more/other.md", "---\ntitle: Another\ndescription: More.\n---\n\n# Other\n")
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - more/other.md\n  - Greet: greet.md\n")
    expected = "- [Home](index.md)\n- [Another](more/other.md): More.\n- [Greet](greet.md): How each says hello.\n"
    assert (publish(throwaway) / "llms.txt").read_text() == HEAD + expected


def test_llms_txt_gives_whole_addresses_where_the_address_is_known(throwaway: Throwaway) -> None:
    listed = index_for_readers_of_text(throwaway.repository, "https://example.org/x/")
    assert "- [Greet](https://example.org/x/greet.md): How each says hello.\n" in listed


def test_a_configuration_without_a_description_is_published_all_the_same(throwaway: Throwaway) -> None:
    throwaway.edit("mkdocs.yml", "site_description: A repository for one test.\n", "")
    assert (publish(throwaway) / "llms.txt").read_text().startswith("# Throwaway\n\n## Pages\n")


def test_every_page_and_file_of_a_topic_can_be_taken_home(throwaway: Throwaway) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" />\n'
    data = clean('{"table": {"head": ["bow"], "rows": [[1]]}}')
    for voice in ("pytorch", "tensorflow"):
        throwaway.write(f"snippets/greet/recorded/bow_{voice}_cpu.svg", drawing)
        throwaway.write(f"snippets/greet/recorded/bow_{voice}_cpu.json", data)
    throwaway.record(pictures=["bow"], data=["bow"])
    site = publish(throwaway)
    assert sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()) == [
        "greet.md",
        "greet/bow_pytorch_cpu.json",
        "greet/bow_pytorch_cpu.svg",
        "greet/bow_tensorflow_cpu.json",
        "greet/bow_tensorflow_cpu.svg",
        "greet/greet.ipynb",
        "greet/greet_pytorch.py",
        "greet/greet_tensorflow.py",
        "greet/test_greet.py",
        "index.md",
        "llms-full.txt",
        "llms.txt",
        "tests/topics/test_greet/index.html",
    ]
    assert (site / "greet/greet_pytorch.py").read_text() == throwaway.read("snippets/greet/greet_pytorch.py")
    pages = [(site / name).read_text() for name in ("index.md", "greet.md")]
    line = "=" * 80
    parts = [f"{line}\n{name}\n{line}\n\n{text}" for name, text in zip(("index.md", "greet.md"), pages, strict=True)]
    assert (site / "llms-full.txt").read_text() == "\n".join(parts)
    assert "/// duet" not in pages[1]


def test_a_recording_older_than_its_source_is_published_as_such(throwaway: Throwaway) -> None:
    throwaway.edit("snippets/greet/greet_pytorch.py", "hello", "good day")
    assert "The source has changed since: record it again." in (publish(throwaway) / "greet.md").read_text()


def test_a_faulty_page_is_told_and_nothing_is_published(throwaway: Throwaway) -> None:
    (throwaway.root / "site").mkdir()
    throwaway.edit("docs/greet.md", "greet:say", "greet:bow")
    told = "docs/greet.md:14: greet_pytorch.py has no section 'bow'\n    Its sections are: word, say\n1 to mend\n"
    assert throwaway.refuses("publish", "site") == told


@pytest.mark.parametrize(
    ("date", "words"), [("2026-11-02", "2 Nov 2026"), ("2026-01-31", "31 Jan 2026"), ("2027-12-10", "10 Dec 2027")]
)
def test_a_day_is_told_in_words(date: str, words: str) -> None:
    assert day_words(date) == words


def test_a_device_is_told_with_its_name_where_it_has_one() -> None:
    assert device_words(RECORDING) == "CPU"
    assert device_words(replace(RECORDING, device="cuda", device_name="NVIDIA H100")) == "GPU (NVIDIA H100)"


def test_every_package_is_told_with_its_version() -> None:
    run = replace(RECORDING, versions={"tensorflow": "2.21.0", "keras": "3.15.1"})
    assert versions_words(run) == "tensorflow 2.21.0, keras 3.15.1, Python 3.11.7"


@pytest.mark.parametrize(
    ("difference", "words"),
    [(0.0, "equal to the last bit"), (2.4e-7, "at most 2.4e-07 apart"), (0.5, "at most 5.0e-01 apart")],
)
def test_a_difference_is_told_in_two_digits(difference: float, words: str) -> None:
    assert difference_words(replace(PARITY, difference=difference)) == words
    assert bound_words(PARITY) == "allowed: rtol 1e-05, atol 1e-06"


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        (["cpu"], "PyTorch: torch 2.13.0, Python 3.11.7, CPU, 22 Nov 2026; not run on GPU."),
        (
            ["cpu", "cuda"],
            "PyTorch: torch 2.13.0, Python 3.11.7, CPU, 22 Nov 2026; torch 2.13.0, Python 3.11.7, GPU, 22 Nov 2026.",
        ),
    ],
)
def test_what_was_not_run_on_a_gpu_is_told_as_such(devices: list[str], words: str) -> None:
    runs = {device: replace(RECORDING, device=device) for device in devices}
    shown = Side(PYTORCH, Path("greet_pytorch.py"), "", "", runs, stale=False)
    assert run_words(shown) == words
    assert (
        run_words(dataclasses.replace(shown, stale=True)) == f"{words} The source has changed since: record it again."
    )


def test_the_helpers_of_a_test_are_published_and_offered_beside_it(throwaway: Throwaway) -> None:
    helpers = throwaway.write("tests/topics/arithmetic.py", "def double(x):\n    return 2 * x\n")
    throwaway.write("tests/topics/unused.py", "")
    assert throwaway.repository.topic("greet").test_helpers == []
    before = throwaway.read("tests/topics/test_greet.py")
    throwaway.write("tests/topics/test_greet.py", f"from tests.topics.arithmetic import double\n\n\n{before}")
    assert throwaway.repository.topic("greet").test_helpers == [helpers]
    folder = publish(throwaway) / "greet"
    assert sorted(file.name for file in folder.glob("*.py")) == [
        "arithmetic.py",
        "greet_pytorch.py",
        "greet_tensorflow.py",
        "test_greet.py",
    ]
    assert (folder / "arithmetic.py").read_bytes() == helpers.read_bytes()
    settings = {"counterpoint.publishing.markdown_extension": {"root": str(throwaway.root)}}
    page = Markdown(extensions=["counterpoint.publishing.markdown_extension"], extension_configs=settings)
    offered = '<a href="test_greet.py" download>test file</a><a href="arithmetic.py" download>its arithmetic.py</a>'
    assert offered in page.convert(throwaway.repository.page("greet.md").body)


@pytest.mark.parametrize(("address", "link"), [("https://example.org/docs/", "https://example.org/docs/"), ("", "../")])
def test_a_notebook_that_is_taken_home_leads_back_to_the_site(throwaway: Throwaway, address: str, link: str) -> None:
    throwaway.edit("docs/greet.md", "Then it speaks.", "Then it speaks. See [home](index.md).")
    prepare_notebooks(throwaway.repository)
    site = throwaway.root.parent / "site"
    write_site(throwaway.repository, site, address)
    assert f"See [home]({link})." in (site / "greet/greet.ipynb").read_text()
