"""What leads people in: issue forms, the template of pull requests, the code of conduct, how to cite."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

GITHUB = REPOSITORY.root / ".github"
FORMS = [path for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]
KINDS = {"input", "textarea", "dropdown", "checkboxes", "markdown"}
# What the form of a citation file, version 1.2.0, requires, and what of it is used here.
REQUIRED = {"cff-version", "message", "title", "authors"}
USED = REQUIRED | {"type", "abstract", "version", "license", "keywords"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_there_is_a_form_for_a_mistake_a_change_and_a_wish() -> None:
    assert [path.stem for path in FORMS] == ["changed_framework", "mistake", "topic"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_the_form_that_github_reads(path: Path) -> None:
    form = read(path)
    assert set(form) <= {"name", "description", "title", "labels", "body"}
    assert all(form[name] for name in ("name", "description", "body"))
    assert {part["type"] for part in form["body"]} <= KINDS
    ids = [part["id"] for part in form["body"]]
    assert len(ids) == len(set(ids))
    assert all(part["attributes"]["label"] for part in form["body"])
    assert any(part.get("validations", {}).get("required") for part in form["body"])


def test_the_citation_file_is_whole_and_of_this_version() -> None:
    citation = read(REPOSITORY.root / "CITATION.cff")
    project = tomllib.loads((REPOSITORY.root / "pyproject.toml").read_text("utf-8"))["project"]
    assert REQUIRED <= set(citation) <= USED
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"].split(" AND ")
    assert all(
        {"name"} <= set(author) or {"family-names", "given-names"} <= set(author) for author in citation["authors"]
    )


@pytest.mark.parametrize("name", ["CODE_OF_CONDUCT.md", "CITATION.cff", "CONTRIBUTING.md"])
def test_the_readme_leads_there(name: str) -> None:
    assert f"]({name})" in (REPOSITORY.root / "README.md").read_text("utf-8")


@pytest.mark.parametrize("file", ["README.md", "CODE_OF_CONDUCT.md"])
def test_its_links_lead_to_files(file: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (REPOSITORY.root / file).read_text("utf-8"))
    assert links
    assert [link for link in links if not (REPOSITORY.root / link).exists()] == []


def test_the_template_asks_for_what_no_check_can_see() -> None:
    text = (GITHUB / "pull_request_template.md").read_text("utf-8")
    assert all(word in text for word in ("saw a test fail", "fair to both", "narrow and in a wide", "best users"))
