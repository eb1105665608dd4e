"""Zensical, which will follow MkDocs, shows the same pages: it reads the extension and runs no plugin."""

import copy
import filecmp
import subprocess
import sys
from pathlib import Path

import pytest

from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY
from tests.site.building import copy_repository, environment
from tests.site.reading import Site

REMEDY = "Zensical is not installed here. Add it: make .venv/zensical/.installed"
WRITTEN_BY_US = ".duet, .solo, .evidence, figure.picture, button.claim, .claim-card, .page-source"

NOTEBOOK_LINK = ' · <a href="notebooks/{}/index.html">This page as a notebook</a>'

every_page = pytest.mark.parametrize("page", REPOSITORY.pages(), ids=lambda page: page.name)


@pytest.fixture(scope="module")
def mkdocs_site(built_site: Path) -> Site:
    return Site(built_site)


@pytest.fixture(scope="module")
def zensical_site(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same repository built by Zensical in an environment of its own, then `counterpoint publish`."""
    zensical = repository.root / ".venv" / "zensical" / "bin" / "python"
    if not zensical.exists():
        pytest.skip(REMEDY)
    root = copy_repository(repository.root, tmp_path_factory.mktemp("zensical") / "copy")
    run(root, str(zensical), "-m", "zensical", "build", "--clean", "--strict")
    run(root, sys.executable, "-m", "counterpoint.commands.cli", "publish", "site")
    return Site(root / "site")


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@every_page
def test_a_page_shows_the_same(repository: Repository, mkdocs_site: Site, zensical_site: Site, page: Page) -> None:
    name = f"{page.address}index.html"
    ours, theirs = (shown(site, name) for site in (mkdocs_site, zensical_site))
    assert ours and theirs == ours


def shown(site: Site, page: str) -> list[str]:
    """Return all that we bring onto the page, each link as the file to which it leads.

    A builder without our plugin shows no notebooks, so it links none.
    """
    parts = []
    for part in map(copy.copy, site.soup(page).select(WRITTEN_BY_US)):
        for link in part.select("a[href]"):
            link["href"] = site.target(page, str(link["href"])) or str(link["href"])
        parts.append(str(part).replace(NOTEBOOK_LINK.format(Path(page).parent.name), ""))
    return parts


def test_what_is_published_beside_the_pages_is_the_same(
    repository: Repository, mkdocs_site: Site, zensical_site: Site
) -> None:
    beside = [page.source for page in repository.pages()]
    beside += ["llms.txt", "llms-full.txt"]
    for topic in repository.topics():
        folder = mkdocs_site.root / topic.address
        beside += [path.relative_to(mkdocs_site.root).as_posix() for path in folder.iterdir() if path.suffix != ".html"]
    same, _, _ = filecmp.cmpfiles(mkdocs_site.root, zensical_site.root, beside, shallow=False)
    assert sorted(same) == sorted(beside)


def test_every_link_of_its_pages_leads_to_a_file_and_an_anchor(zensical_site: Site) -> None:
    assert zensical_site.broken_links() == []
