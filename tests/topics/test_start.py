"""Start here: the first file, and install lines that agree with what the project installs."""

import re
import tomllib

import numpy as np
import pytest

from counterpoint.publishing.publish import plain_page

FENCE = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
PIN = re.compile(r"\b(torch|tensorflow|tensorflow-cpu)(\[and-cuda\])?==([\d.]+)")


@pytest.fixture(scope="module")
def page(repository):
    """Return the page as it is published, with each version in its place."""
    return plain_page(repository.page_named("start"))


@pytest.fixture(scope="module")
def pins(repository):
    """Return the exact versions in pyproject.toml by package."""
    extras = tomllib.loads((repository.root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    found = [PIN.match(line) for name in ("pytorch", "tensorflow", "tensorflow-gpu") for line in extras[name]]
    return {match[1]: match[3] for match in found if match}


def commands(text):
    return [line for block in FENCE.findall(text) for line in block.splitlines() if "pip install" in line]


# The first file


def test_without_being_asked_pytorch_raises_and_tensorflow_returns_none(torch, tf):
    numbers = torch.tensor([1.0, 2.0, 3.0])
    with pytest.raises(RuntimeError, match="does not require grad"):
        (2 * numbers).sum().backward()
    numbers = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(2 * numbers)
    assert tape.gradient(total, numbers) is None


def test_when_asked_both_give_two_for_each_number(pytorch, tensorflow, parity):
    np.testing.assert_array_equal(pytorch.numbers.grad, [2.0, 2.0, 2.0])
    parity("gradient", pytorch.numbers.grad, tensorflow.gradient, section="asked", rtol=1e-5, atol=1e-6)


def test_the_first_section_prints_an_error_in_pytorch_and_none_in_tensorflow(run_of):
    lines = run_of("start", "pytorch").outputs["missing"].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["RuntimeError", "gradient"]
    assert run_of("start", "tensorflow").outputs["missing"] == "gradient: None\n"


def test_the_last_section_finds_the_gpu_of_the_run(run_of, devices):
    for name, device in devices.items():
        assert run_of("start", name).outputs["accelerator"] == f"GPU found: {device == 'cuda'}\n"


# What the page tells a reader to type


def test_every_pinned_version_on_the_page_is_that_of_pyproject(page, pins):
    pinned = [match for line in commands(page) for match in PIN.finditer(line)]
    assert {match[1] for match in pinned} == {"torch", "tensorflow", "tensorflow-cpu"}
    for match in pinned:
        assert match[3] == pins[match[1]], match[0]


def test_every_install_line_names_a_package_with_its_version(page):
    lines = commands(page)
    assert len(lines) >= 6
    for line in lines:
        assert PIN.search(line) or "jupyterlab" in line, line


def test_pytorchs_index_for_a_cpu_on_linux_is_that_of_the_readme(page, repository):
    readme = (repository.root / "README.md").read_text("utf-8")
    pattern = re.compile(r"pip install .*\btorch\b.*--index-url (\S+)")
    assert pattern.search(page)[1] == pattern.search(readme)[1]


def test_tensorflows_gpu_line_is_the_extra_of_pyproject(page, repository):
    (wanted,) = re.findall(r"tensorflow\[and-cuda\]==[\d.]+", (repository.root / "pyproject.toml").read_text("utf-8"))
    assert wanted in page


def test_the_files_that_the_page_offers_are_published(repository):
    published = plain_page(repository.page_named("start"))
    for name in ("start_pytorch.py", "start_tensorflow.py"):
        assert name in published
