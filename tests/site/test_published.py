"""What a site has that knows its own address: canonical addresses, a sitemap, pictures of links; and what one lacks."""

from xml.etree import ElementTree

from PIL import Image

from counterpoint.ledger.behaviour import read_changes
from counterpoint.source.repository import Repository
from tests.site.expected import html_of
from tests.site.reading import Site
from tests.site.test_site_links import PUBLIC_ADDRESS, published_site  # noqa: F401


def test_every_page_names_its_canonical_address_and_has_a_picture(
    published_site: Site,  # noqa: F811
    repository: Repository,
) -> None:
    for page in repository.pages():
        soup = published_site.soup(html_of(page))
        meta = {str(tag["property"]): str(tag["content"]) for tag in soup.select("meta[property^='og:']")}
        assert soup.select_one("link[rel=canonical]")["href"] == PUBLIC_ADDRESS + page.address
        assert meta["og:url"] == PUBLIC_ADDRESS + page.address
        assert meta["og:title"] == page.matter["title"]
        assert meta["og:description"] == page.matter["description"]
        picture = published_site.root / meta["og:image"].removeprefix(PUBLIC_ADDRESS)
        assert Image.open(picture).size == (1200, 630)


def test_the_sitemap_lists_every_page(published_site: Site, repository: Repository) -> None:  # noqa: F811
    root = ElementTree.parse(published_site.root / "sitemap.xml").getroot()
    listed = {element.text for element in root.iter() if element.tag.endswith("}loc")}
    assert {PUBLIC_ADDRESS + page.address for page in repository.pages()} <= listed


def test_a_site_without_an_address_has_no_sitemap_and_no_pictures_of_links(site: Site) -> None:
    assert not list(site.root.glob("sitemap*"))
    assert not (site.root / "assets" / "cards").exists()
    assert not site.soup("lstm/index.html").select("meta[property^='og:'], link[rel=canonical]")


def test_every_page_leads_to_the_feed(site: Site, repository: Repository) -> None:
    entries = ElementTree.parse(site.root / "changes.xml").getroot().findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(read_changes(repository)) > 0
    for page in repository.pages():
        link = site.soup(html_of(page)).select_one("link[type='application/atom+xml']")
        assert site.target(html_of(page), str(link["href"])) == "changes.xml"
