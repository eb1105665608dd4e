"""The built site: where its links lead, and what a reader can take home."""

import re
from pathlib import Path

import nbformat
import pytest

from counterpoint.ledger.claims import MARK
from counterpoint.rendering.for_notebook import make_notebook
from counterpoint.source.navigation import read_configuration, read_navigation
from counterpoint.source.pages import Page, split_front_matter
from counterpoint.source.published import ARCHIVE
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME
from tests.conftest import REPOSITORY
from tests.site.building import copy_repository, mkdocs_build
from tests.site.expected import expected_blocks, html_of
from tests.site.reading import Site, addresses, markdown_links

PUBLIC_ADDRESS = "https://example.org/counterpoint/"

every_page = pytest.mark.parametrize("page", REPOSITORY.pages(), ids=lambda page: page.name)
every_topic = pytest.mark.parametrize("topic", [topic.name for topic in REPOSITORY.topics()])


@pytest.fixture(scope="session")
def published_site(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site built for its public address, which lies below a path."""
    copy = copy_repository(repository.root, tmp_path_factory.mktemp("published") / "copy")
    done = mkdocs_build(copy, copy / "site", SITE_URL=PUBLIC_ADDRESS)
    assert done.returncode == 0, done.stderr
    (copy / "site" / ARCHIVE).touch()  # the workflow that publishes the site packs it there
    return Site(copy / "site", PUBLIC_ADDRESS)


# Where links lead


@pytest.fixture(scope="session", params=["site", "published_site"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def test_every_link_leads_to_a_file_and_an_anchor(any_site: Site) -> None:
    assert any_site.broken_links() == []


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("index.html", '<a href="gone/">there</a>', "index.html: gone/ leads to no file"),
        ("index.html", '<a href="#gone">there</a>', "index.html: #gone leads to no anchor"),
        ("index.html", '<a href="other/#gone">there</a>', "index.html: other/#gone leads to no anchor"),
        ("index.html", '<img src="/picture.svg">', "index.html: /picture.svg leads out of the site's folder"),
        ("index.html", '<script src="gone.js"></script>', "index.html: gone.js leads to no file"),
        ("other.md", "See [there](gone.md#here).", "other.md: gone.md leads to no file"),
        ("llms.txt", "- [There](<gone.md>)", "llms.txt: gone.md leads to no file"),
        ("index.html", '<a href="other/#here">there</a> <a href="https://example.net/gone">web</a>', ""),
        ("other.md", "The code `[a](gone.md)`, and [here](other.md).", ""),
    ],
)
def test_what_leads_nowhere_in_a_built_site_is_told(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / "other").mkdir()
    for name, content in {"other/index.html": '<p id="here">', "index.html": "", "other.md": "", file: text}.items():
        (tmp_path / name).write_text(content)
    assert Site(tmp_path, PUBLIC_ADDRESS).broken_links() == ([told] if told else [])


def test_every_page_can_be_reached_from_the_home_page(site: Site) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        if page in reached:  # a page that many lead to waits many times
            continue
        reached.add(page)
        links = (site.target(page, link) for element, link in addresses(site.soup(page)) if element.name == "a")
        waiting += [link for link in links if link and link.endswith(".html")]
    assert reached == set(site.written_pages())


# What can be taken home


@every_page
def test_every_page_has_its_markdown_beside_it(site: Site, repository: Repository, page: Page) -> None:
    name = page.source
    text = (site.root / name).read_text(encoding="utf-8")
    link = site.soup(html_of(page)).select_one(".page-source a")
    assert link and site.target(html_of(page), str(link["href"])) == name
    assert not re.search(r"^///|\[\[[A-Z]+\d", text, re.MULTILINE), "a call or a mark was left as it was"
    for call in page.calls():
        if call.kind in ("duet", "voice"):
            for code, output in expected_blocks(repository, call):
                assert f"```python\n{code}\n```" in text
                assert not output or f"```text\n{output}\n```" in text


def test_llms_txt_lists_every_page_and_llms_full_txt_holds_it(site: Site, repository: Repository) -> None:
    listed = (site.root / "llms.txt").read_text(encoding="utf-8")
    whole = (site.root / "llms-full.txt").read_text(encoding="utf-8")
    assert listed.startswith(f"# {read_configuration(repository)['site_name']}\n")
    for page in repository.pages():
        name = page.source
        description = split_front_matter(page.text)[0]["description"]
        assert f"]({name}): {description}\n" in listed
        assert (site.root / name).read_text(encoding="utf-8") in whole


def test_the_published_llms_txt_gives_whole_addresses(published_site: Site, repository: Repository) -> None:
    links = markdown_links((published_site.root / "llms.txt").read_text(encoding="utf-8"))
    assert links == [PUBLIC_ADDRESS + entry.path for entry in read_navigation(repository)]


@every_topic
def test_what_a_page_offers_for_download_is_the_file_of_the_repository(
    site: Site, repository: Repository, topic: str
) -> None:
    page = repository.topic(topic).page
    assert page
    links = site.soup(html_of(page)).select(".evidence .links a[download]")
    targets = {str(site.target(html_of(page), str(link["href"]))) for link in links}
    published = [*repository.topic(topic).folder.glob("*.py"), repository.topic(topic).test]
    sources = {file.name: file for file in [*published, *repository.topic(topic).test_helpers]}
    assert {Path(target).name for target in targets} == {*sources, f"{topic}.ipynb"}
    for target in targets:
        if not target.endswith(".ipynb"):
            assert (site.root / target).read_bytes() == sources[Path(target).name].read_bytes()
    notebook = nbformat.read(site.root / repository.topic(topic).address / f"{topic}.ipynb", as_version=4)
    root = "../" * repository.topic(topic).address.count("/")  # from where it is downloaded, not from its own page
    expected = nbformat.writes(make_notebook(repository.topic(topic))).replace("](../../", f"]({root}")
    assert notebook == nbformat.reads(expected, as_version=4)


@every_topic
def test_recorded_pictures_lie_beside_the_page(site: Site, repository: Repository, topic: str) -> None:
    for picture in repository.topic(topic).recorded.glob("*.svg"):
        assert (site.root / repository.topic(topic).address / picture.name).read_bytes() == picture.read_bytes()


@every_topic
def test_a_notebook_page_shows_the_notebook(site: Site, repository: Repository, topic: str) -> None:
    article = site.soup(f"notebooks/{topic}/index.html").article
    assert article
    shown = [code.get_text().rstrip() for code in article.select(".highlight code")]
    expected = []
    voices, pictures = [], []
    for cell in make_notebook(repository.topic(topic)).cells:
        if cell.cell_type == "code" and cell.metadata["counterpoint"]["voice"]:  # none where it installs both
            expected += [cell.source.rstrip(), *(output.text.rstrip() for output in cell.outputs if "text" in output)]
            voices.append(BY_NAME[cell.metadata["counterpoint"]["voice"]].title)
            pictures += [output.data["text/plain"] for output in cell.outputs if "data" in output]
    assert shown == expected
    assert [caption.get_text() for caption in article.select(".caption")] == voices
    assert [str(figure.svg["aria-label"]) for figure in article.select("figure.picture") if figure.svg] == pictures
    assert len(pictures) == len({file.name for file in repository.topic(topic).recorded.glob("*_cpu.svg")})
    assert not article.select("img"), "a drawing that is a file has neither the page's fonts nor its colours"
    assert not MARK.search(article.get_text()), "a claim's mark was left as it was"
