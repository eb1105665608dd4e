"""The built site: what its pages show, where links lead, what it weighs, and that it is built alike everywhere."""

import filecmp
import gzip
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
import tinycss2
from bs4 import Tag

from counterpoint.evidence import read_parities
from counterpoint.frameworks import VOICES, Voice
from counterpoint.house import House
from counterpoint.ledger import MARK, read_ledger
from counterpoint.navigation import read_configuration, read_navigation
from counterpoint.notebooks import make_notebook
from counterpoint.pages import Call, calls_of_page, split_front_matter
from tests.built.building import REFUSING_FRAMEWORKS, answers, copy_repository, environment, mkdocs_build, served
from tests.built.reading import Site, addresses
from tests.conftest import HOUSE

PUBLIC_ADDRESS = "https://example.org/counterpoint/"
# The day on which the second build pretends to run.
ANOTHER_DAY = "1000000000"  # 9 September 2001
CALLS = ("duet", "voice", "output", "picture")
BOXES = ".duet, .solo, figure.picture"

every_page = pytest.mark.parametrize("page", HOUSE.pages(), ids=lambda page: page.stem)
every_topic = pytest.mark.parametrize("topic", HOUSE.topics())


@pytest.fixture(scope="session")
def site(built_site: Path) -> Site:
    """The site as the ordinary command builds it."""
    return Site(built_site)


@pytest.fixture(scope="session")
def clean_copy(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository in another folder, without what earlier builds left."""
    return copy_repository(house.root, tmp_path_factory.mktemp("clean") / "copy")


@pytest.fixture(scope="session")
def site_of_another_day(clean_copy: Path) -> Site:
    """The site built elsewhere, from nothing, on another day, where no framework can be imported."""
    root = clean_copy / "site"
    done = mkdocs_build(clean_copy, root, PYTHONPATH=str(REFUSING_FRAMEWORKS), SOURCE_DATE_EPOCH=ANOTHER_DAY)
    assert done.returncode == 0, done.stderr
    return Site(root)


@pytest.fixture(scope="session")
def published_site(clean_copy: Path) -> Site:
    """The site built for its public address, which lies below a path."""
    root = clean_copy / "published"
    done = mkdocs_build(clean_copy, root, SITE_URL=PUBLIC_ADDRESS)
    assert done.returncode == 0, done.stderr
    return Site(root, PUBLIC_ADDRESS)


# Building


def test_the_build_imports_no_framework(site_of_another_day: Site) -> None:
    assert (site_of_another_day.root / "index.html").is_file()


@pytest.mark.parametrize("name", ["torch", "tensorflow", "keras", "torch.nn"])
def test_an_import_would_have_ended_that_build(name: str) -> None:
    program = f"try:\n    import {name}\nexcept Exception:\n    pass"
    refusing = environment(PYTHONPATH=str(REFUSING_FRAMEWORKS))
    done = subprocess.run([sys.executable, "-c", program], env=refusing, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, f"refused: the build imports {name.partition('.')[0]}\n")


def test_a_build_elsewhere_on_another_day_gives_the_same_bytes(site: Site, site_of_another_day: Site) -> None:
    """The one exception is the compressed sitemap, which holds the day of the build."""
    names = [files(one.root) for one in (site, site_of_another_day)]
    assert names[0] == names[1]
    _, differing, failed = filecmp.cmpfiles(site.root, site_of_another_day.root, names[0], shallow=False)
    assert failed == []
    assert set(differing) <= {"sitemap.xml.gz"}
    sitemaps = [gzip.decompress((one.root / "sitemap.xml.gz").read_bytes()) for one in (site, site_of_another_day)]
    assert sitemaps[0] == sitemaps[1]


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


# What a page shows


@every_page
def test_a_page_shows_code_and_output_as_they_stand_beside_the_snippet(site: Site, house: House, page: Path) -> None:
    for call, box in boxes(site, house, page):
        if call.kind != "picture":
            blocks = box.select(".tabbed-block") or [box]
            assert [code_and_output(block) for block in blocks] == expected_blocks(house, call)
            labels = [label.get_text() for label in box.select(".tabbed-labels label")]
            assert labels == ([] if call.voice else [voice.title for voice in VOICES])


@every_page
def test_a_page_tells_the_runs_and_the_parity_behind_each_call(site: Site, house: House, page: Path) -> None:
    for call, box in boxes(site, house, page):
        if call.kind == "picture":
            continue
        evidence = box.find_next_sibling()
        assert isinstance(evidence, Tag) and evidence["class"] == ["evidence"]
        assert [run.time["datetime"] for run in evidence.select(".run:not(.absent)") if run.time] == [
            recording["date"] for recording in recordings(house, call)
        ]
        for recording in recordings(house, call):
            for package, version in recording["versions"].items():
                assert f"{package} {version}" in evidence.get_text()
        parities = [parity for parity in read_parities(house, call.topic, "cpu") if parity.section == call.section]
        told = [item.strong.get_text() for item in evidence.select(".parity li") if item.strong]
        assert told == ([parity.name for parity in parities] if call.kind == "duet" else [])


@every_page
def test_a_page_shows_each_picture_as_it_was_drawn(site: Site, house: House, page: Path) -> None:
    for call, box in boxes(site, house, page):
        if call.kind == "picture":
            assert call.voice and box.svg
            assert box.svg["aria-label"] == call.alternative
            drawn = house.recorded(call.topic) / f"{call.section}_{call.voice.name}_cpu.svg"
            elements = [element.tag.rpartition("}")[2].lower() for element in ElementTree.parse(drawn).iter()]
            assert [element.name for element in [box.svg, *box.svg.find_all(True)]] == elements


@every_page
def test_each_claim_on_a_page_opens_its_verdict(site: Site, house: House, page: Path) -> None:
    ledger, soup = read_ledger(house), site.soup(html_of(house, page))
    marks = MARK.findall(page.read_text(encoding="utf-8"))
    buttons = soup.select("button.claim")
    assert [button.get_text() for button in buttons] == marks
    for button in buttons:
        card = soup.find(id=str(button["popovertarget"]))
        assert card is not None
        assert ledger[button.get_text()].verdict in card.get_text()


def boxes(site: Site, house: House, page: Path) -> Iterator[tuple[Call, Tag]]:
    """Yield each call of a page with the element that it became."""
    calls = [call for call in calls_of_page(house, page) if call.kind in CALLS]
    yield from zip(calls, site.soup(html_of(house, page)).select(BOXES), strict=True)


def html_of(house: House, page: Path) -> str:
    return f"{house.address(page)}index.html"


def code_and_output(block: Tag) -> tuple[str, str]:
    code, output = block.select_one(".highlight:not(.output) code"), block.select_one(".output code")
    return code.get_text().strip("\n") if code else "", output.get_text().rstrip() if output else ""


def expected_blocks(house: House, call: Call) -> list[tuple[str, str]]:
    """Read what the call must show from the files themselves, past the code that the build uses."""
    blocks = []
    for voice in voices(call):
        code = "" if call.kind == "output" else section_of(house.snippet(call.topic, voice), call.section)
        recording = json.loads(house.recording(call.topic, voice, "cpu").read_text(encoding="utf-8"))
        blocks.append((code, recording["outputs"][call.section].rstrip()))
    return blocks


def voices(call: Call) -> list[Voice]:
    return [call.voice] if call.voice else list(VOICES)


def section_of(snippet: Path, name: str) -> str:
    below = snippet.read_text(encoding="utf-8").split(f"# --8<-- [start:{name}]\n")[1]
    return below.split(f"# --8<-- [end:{name}]")[0].strip("\n")


def recordings(house: House, call: Call) -> list[dict]:
    """Return the recordings of the call's voices, each voice's CPU before its GPU."""
    paths = [house.recording(call.topic, voice, device) for voice in voices(call) for device in ("cpu", "cuda")]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]


# Where links lead


@pytest.fixture(scope="session", params=["site", "published_site"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def test_every_link_leads_to_a_file_and_an_anchor(any_site: Site) -> None:
    broken = [
        f"{page}: {link} {problem}"
        for page in any_site.pages()
        for _, link in addresses(any_site.soup(page))
        if (problem := any_site.problem(page, link))
    ]
    assert broken == []


def test_every_link_of_the_published_markdown_leads_to_a_file(any_site: Site) -> None:
    texts = [path for path in any_site.root.rglob("*") if path.suffix == ".md" or path.name == "llms.txt"]
    broken = [
        f"{name}: {link} {problem}"
        for name in (path.relative_to(any_site.root).as_posix() for path in texts)
        for link in markdown_links((any_site.root / name).read_text(encoding="utf-8"))
        if (problem := any_site.problem(name, link.partition("#")[0]))
    ]
    assert texts and broken == []


def markdown_links(text: str) -> list[str]:
    without_code = re.sub(r"^```.*?^```$|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", without_code)


def test_every_page_can_be_reached_from_the_home_page(site: Site) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        links = (site.target(page, link) for element, link in addresses(site.soup(page)) if element.name == "a")
        waiting += [link for link in links if link and link.endswith(".html") and link not in reached]
    assert reached == set(site.written_pages())


# What can be taken home


@every_page
def test_every_page_has_its_markdown_beside_it(site: Site, house: House, page: Path) -> None:
    name = page.relative_to(house.docs).as_posix()
    text = (site.root / name).read_text(encoding="utf-8")
    link = site.soup(html_of(house, page)).select_one(".page-source a")
    assert link and site.target(html_of(house, page), str(link["href"])) == name
    assert not re.search(r"^///|\[\[[A-Z]+\d", text, re.MULTILINE), "a call or a mark was left as it was"
    for call in calls_of_page(house, page):
        if call.kind in ("duet", "voice"):
            for code, output in expected_blocks(house, call):
                assert f"```python\n{code}\n```" in text
                assert not output or f"```text\n{output}\n```" in text


def test_llms_txt_lists_every_page_and_llms_full_txt_holds_it(site: Site, house: House) -> None:
    listed = (site.root / "llms.txt").read_text(encoding="utf-8")
    whole = (site.root / "llms-full.txt").read_text(encoding="utf-8")
    assert listed.startswith(f"# {read_configuration(house)['site_name']}\n")
    for page in house.pages():
        name = page.relative_to(house.docs).as_posix()
        description = split_front_matter(page.read_text(encoding="utf-8"))[0]["description"]
        assert f"]({name}): {description}\n" in listed
        assert (site.root / name).read_text(encoding="utf-8") in whole


def test_the_published_llms_txt_gives_whole_addresses(published_site: Site, house: House) -> None:
    links = markdown_links((published_site.root / "llms.txt").read_text(encoding="utf-8"))
    assert links == [PUBLIC_ADDRESS + entry.path for entry in read_navigation(house)]


@every_topic
def test_what_a_page_offers_for_download_is_the_file_of_the_repository(site: Site, house: House, topic: str) -> None:
    page = house.page(topic)
    assert page
    links = site.soup(html_of(house, page)).select(".evidence .links a[download]")
    targets = {str(site.target(html_of(house, page), str(link["href"]))) for link in links}
    sources = {file.name: file for file in [*(house.snippets / topic).glob("*.py"), house.test(topic)]}
    assert {Path(target).name for target in targets} == {*sources, f"{topic}.ipynb"}
    for target in targets - {f"{topic}/{topic}.ipynb"}:
        assert (site.root / target).read_bytes() == sources[Path(target).name].read_bytes()
    notebook = nbformat.read(site.root / topic / f"{topic}.ipynb", as_version=4)
    assert notebook == make_notebook(house, topic)


@every_topic
def test_recorded_pictures_lie_beside_the_page(site: Site, house: House, topic: str) -> None:
    for picture in house.recorded(topic).glob("*.svg"):
        assert (site.root / house.folder(topic) / picture.name).read_bytes() == picture.read_bytes()


@every_topic
def test_a_notebook_page_shows_the_notebook(site: Site, house: House, topic: str) -> None:
    article = site.soup(f"notebooks/{topic}/index.html").article
    assert article
    shown = [code.get_text().rstrip() for code in article.select(".highlight code")]
    expected = []
    for cell in make_notebook(house, topic).cells:
        if cell.cell_type == "code":
            expected += [cell.source.rstrip(), *(output.text.rstrip() for output in cell.outputs)]
    assert shown == expected


# What a browser is asked to fetch

FETCHED_BY_LINK = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


def test_whatever_a_page_fetches_is_a_file_of_the_site(site: Site) -> None:
    strange = [
        f"{start}: {link}"
        for page in site.pages()
        for start, link in fetched(site, page)
        if not link or site.target(start, link) is None or site.problem(start, link)
    ]
    assert strange == []


def test_no_script_within_a_page_names_another_host(site: Site) -> None:
    strange = [
        f"{page}: {found[0]}"
        for page in site.pages()
        for script in site.soup(page).select("script:not([src])")
        if (found := re.search(r"(https?:)?//(?!www\.w3\.org/)[\w.-]+\.\w+[^\"' ]*", script.get_text()))
    ]
    assert strange == []


def test_no_page_holds_what_makes_the_theme_fetch_from_another_host(site: Site) -> None:
    """The theme's script asks other hosts for mermaid and for a repository's stars where it finds their marks."""
    marks = ".mermaid, [data-md-component=source], [data-md-component=iframe-worker]"
    assert [page for page in site.pages() if site.soup(page).select(marks)] == []


def fetched(site: Site, page: str) -> Iterator[tuple[str, str]]:
    """Yield every address that a browser fetches to show the page, with the file that names it."""
    soup = site.soup(page)
    styles = [(page, style.get_text()) for style in soup.find_all("style")]
    styles += [(page, str(element["style"])) for element in soup.select("[style]")]
    for element, link in addresses(soup):
        if element.name == "a" or (element.name == "link" and not FETCHED_BY_LINK & set(element["rel"])):
            continue
        yield page, link
        target = site.target(page, link)
        if target and target.endswith(".css"):
            styles.append((target, (site.root / target).read_text(encoding="utf-8")))
    for start, style in styles:
        yield from ((start, link) for link in addresses_in_style(style))


def addresses_in_style(text: str) -> Iterator[str]:
    """Yield what a style sheet fetches; a drawing that it holds itself is not fetched."""
    waiting = tinycss2.parse_component_value_list(text)
    while waiting:
        token = waiting.pop()
        if token.type == "url" and not token.value.startswith(("data:", "#")):
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            values = (argument.value for argument in token.arguments if argument.type == "string")
            yield from (value for value in values if not value.startswith(("data:", "#")))
        elif token.type == "at-keyword" and token.lower_value == "import":
            yield "@import"
        waiting += getattr(token, "arguments", None) or getattr(token, "content", None) or []


# What each page owes its readers


def test_each_page_has_a_language_a_title_a_description_and_one_heading(site: Site) -> None:
    lacking = []
    for page in site.pages():
        soup = site.soup(page)
        description = soup.select_one("head meta[name=description]")
        owed = {
            "language": soup.html and soup.html.get("lang") == "en",
            "title": soup.title and soup.title.get_text(strip=True),
            "description": description and str(description["content"]).strip(),
            "one h1": len(soup.find_all("h1")) == 1,
        }
        lacking += [f"{page}: {name}" for name, there in owed.items() if not there]
    assert lacking == []


@pytest.mark.parametrize("selector", ["head title", "head meta[name=description]"])
def test_no_two_pages_share_it(site: Site, selector: str) -> None:
    found = Counter(str(site.soup(page).select_one(selector)) for page in site.written_pages())
    assert [text for text, times in found.items() if times > 1] == []


def test_no_identifier_stands_twice_on_a_page(site: Site) -> None:
    twice = []
    for page in site.pages():
        found = Counter(str(element["id"]) for element in site.soup(page).select("[id]"))
        twice += [f"{page}: {name}" for name, times in found.items() if times > 1]
    assert twice == []


def test_every_picture_says_in_words_what_it_shows(site: Site) -> None:
    silent = [
        f"{page}: {str(image)[:80]}"
        for page in site.pages()
        for image in site.soup(page).select("img, [role=img]")
        if not words_of(image, site.soup(page))
    ]
    assert silent == []


def words_of(image: Tag, soup: Tag) -> str:
    """Return what a screen reader says instead of the picture."""
    labels = (soup.find(id=name) for name in str(image.get("aria-labelledby", "")).split())
    return str(
        image.get("alt") or image.get("aria-label") or "".join(label.get_text() for label in labels if label)
    ).strip()


def test_headings_descend_one_level_at_a_time(site: Site) -> None:
    skipped = []
    for page in site.written_pages():
        article = site.soup(page).article
        levels = [int(heading.name[1]) for heading in article.find_all(re.compile(r"^h[1-6]$"))] if article else []
        pairs = itertools.pairwise(levels)
        skipped += [f"{page}: h{above} then h{below}" for above, below in pairs if below > above + 1]
    assert skipped == []


# What it weighs, in bytes as a server sends them, compressed

BUDGETS = {"html": 30_000, "styles": 45_000, "scripts": 60_000, "fonts": 140_000, "in all": 260_000}


def test_no_page_is_heavier_than_its_budget(site: Site) -> None:
    over = []
    for page in site.written_pages():
        weights = weigh(site, page)
        over += [f"{page}: {kind} {weights[kind]}" for kind, budget in BUDGETS.items() if weights[kind] > budget]
    assert over == []


def weigh(site: Site, page: str) -> Counter[str]:
    """Return what the first view of a page fetches, by kind."""
    weights = Counter({"html": compressed(site.root / page)})
    kinds = {".css": "styles", ".js": "scripts", ".woff2": "fonts"}
    for name in {str(site.target(start, link)) for start, link in fetched(site, page)}:
        weights[kinds.get(Path(name).suffix, "pictures")] += compressed(site.root / name)
    weights["in all"] = weights.total()
    return weights


def compressed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, mtime=0))


# While somebody writes

SLOWEST_REBUILD = 2.0  # seconds from saving a file to the page that shows it
LONGEST_WAIT = 10.0


@pytest.mark.parametrize("saved", ["page", "snippet"])
def test_what_is_saved_shows_up_within_two_seconds(
    house: House, tmp_path: Path, record_property: Callable[[str, object], None], saved: str
) -> None:
    """The fastest of three saves counts; where more programs want to run than there are cores, as much more time."""
    copy = House(copy_repository(house.root, tmp_path / "copy"))
    topic = copy.topics()[0]
    page = copy.page(topic)
    assert page
    file = page if saved == "page" else copy.snippet(topic, VOICES[0])
    with served(copy.root) as address:
        seconds = [
            save_and_wait(file, f"saved for the {number}. time", address + copy.address(page)) for number in range(3)
        ]
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    record_property("seconds", seconds)
    assert min(seconds) <= SLOWEST_REBUILD * crowd, seconds


def save_and_wait(file: Path, mark: str, url: str) -> float:
    """Save a change that brings the mark onto the page; return the seconds until it stands there."""
    text = file.read_text(encoding="utf-8")
    started = time.monotonic()
    if file.suffix == ".md":
        file.write_text(f"{text}\n{mark}\n", encoding="utf-8")
    else:
        file.write_text(text.replace("# --8<-- [end:", f"# {mark}\n# --8<-- [end:", 1), encoding="utf-8")
    while mark not in answers(url):
        assert time.monotonic() - started < LONGEST_WAIT, f"{url} does not show {mark!r}"
        time.sleep(0.02)
    return time.monotonic() - started
