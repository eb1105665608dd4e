"""The end of a page: what leads to its source where that is known, the form for a mistake, how to cite it."""

import json
import tomllib
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from counterpoint.publishing.citation import read_citation
from counterpoint.publishing.footer import footer
from counterpoint.rendering.for_notebook import notebook_content
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import Throwaway

CITATION = """\
title: "Throwaway: a repository"
authors:
  - name: Its author
version: 0.2.0
"""
REPO, SITE = "https://github.com/someone/throwaway", "https://example.org/x/"


@pytest.fixture
def links(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The links of a page whose site and source are known, by their words."""
    monkeypatch.setenv("REPO_URL", REPO)
    monkeypatch.setenv("SITE_URL", SITE)
    html = footer(throwaway.repository.page("greet.md"), "notebooks/")
    assert refused_tag(html) is None
    return {link.get_text(): str(link["href"]) for link in BeautifulSoup(html, "html.parser").select("a")}


def test_a_page_leads_to_its_source_where_the_environment_names_it(links: dict[str, str]) -> None:
    assert links["View on GitHub"] == f"{REPO}/blob/main/docs/greet.md"
    assert links["Edit this page"] == f"{REPO}/edit/main/docs/greet.md"
    assert links["Open in Colab"] == (
        "https://colab.research.google.com/github/someone/throwaway/blob/notebooks/greet.ipynb"
    )


def test_the_form_for_a_mistake_has_the_page_and_its_versions(links: dict[str, str], repository: Repository) -> None:
    address = urlsplit(links["Report a mistake on this page"])
    given = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.netloc, address.path) == ("github.com", "/someone/throwaway/issues/new")
    assert given == {
        "template": "mistake.yml",
        "title": "Mistake: Greet",
        "page": f"{SITE}greet/",
        "versions": "torch 2.13.0",
    }
    form = yaml.safe_load((repository.root / ".github" / "ISSUE_TEMPLATE" / given["template"]).read_text("utf-8"))
    assert {"page", "versions"} <= {field["id"] for field in form["body"]}


def test_a_published_page_leads_to_the_archive_that_its_workflow_packs(
    links: dict[str, str], repository: Repository
) -> None:
    assert links["The whole site to take home"] == f"{SITE}counterpoint.zip"
    workflow = yaml.safe_load((repository.root / ".github" / "workflows" / "publish.yml").read_text("utf-8"))
    packed = "counterpoint zip site counterpoint.zip && mv counterpoint.zip site/"
    assert any(packed in step.get("run", "") for step in workflow["jobs"]["build"]["steps"])


def test_only_a_topic_opens_in_colab(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPO_URL", REPO)
    assert "Colab" not in footer(throwaway.repository.page("index.md"), "notebooks/")


@pytest.mark.parametrize("address", ["", "http://github.com/a/b", 'https://github.com/a"b', "javascript:alert(1)"])
def test_nothing_leads_to_an_address_that_is_not_known_or_is_none(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REPO_URL", address)
    html = footer(throwaway.repository.page("greet.md"), "")
    assert [link.get_text() for link in BeautifulSoup(html, "html.parser").select("a")] == ["This page as Markdown"]


def test_a_page_is_cited_with_version_day_and_address(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    throwaway.write("CITATION.cff", CITATION)
    monkeypatch.setenv("SITE_URL", SITE)
    told = BeautifulSoup(footer(throwaway.repository.page("greet.md"), ""), "html.parser").select_one("details.cite")
    assert told and told.p and told.code
    assert told.p.get_text() == (
        "Its author, “Greet”, Throwaway: a repository, version 0.2.0, recorded 22 Nov 2026, https://example.org/x/greet/."
    )
    for field in ("version = {0.2.0}", "date = {2026-11-22}", "url = {https://example.org/x/greet/}"):
        assert field in told.code.get_text()


def test_a_page_without_runs_is_cited_without_a_day(throwaway: Throwaway) -> None:
    throwaway.write("CITATION.cff", CITATION)
    assert "recorded" not in footer(throwaway.repository.page("index.md"), "")


def test_a_citation_file_without_a_version_is_a_fault(throwaway: Throwaway) -> None:
    throwaway.write("CITATION.cff", CITATION.replace("version: 0.2.0\n", ""))
    with pytest.raises(Fault, match="it lacks a title, a version or an author's name"):
        read_citation(throwaway.repository)


def test_the_citation_has_the_version_of_the_package(repository: Repository) -> None:
    project = tomllib.loads((repository.root / "pyproject.toml").read_text("utf-8"))["project"]
    assert read_citation(repository)["version"] == project["version"]


def test_a_notebook_s_first_cell_installs_the_versions_that_it_names(repository: Repository) -> None:
    for topic in (one for one in repository.topics() if one.page):
        cells = [cell for cell in notebook_content(topic)["cells"] if cell["cell_type"] == "code"]
        if cells:
            recorded = [json.loads(path.read_text("utf-8")) for path in topic.recorded.glob("*_cpu.json")]
            pins = {f"{name}=={v}" for one in recorded for name, v in one.get("versions", {}).items()}
            assert pins >= set(cells[0]["source"].split("--quiet ")[1].split())
            assert cells[0]["outputs"] == []
