"""Put beside the built HTML what can be taken home: plain Markdown, sources, tests, notebooks, llms.txt."""

import shutil
from collections.abc import Callable
from pathlib import Path

from counterpoint import plain
from counterpoint.expand import expand
from counterpoint.house import House
from counterpoint.navigation import read_configuration, read_navigation
from counterpoint.notebooks import write_notebooks
from counterpoint.pages import split_front_matter
from counterpoint.sections import read_text


def plain_page(house: House, page: Path) -> str:
    """Return the page as plain Markdown with all code and output in place."""
    _, body, before = split_front_matter(read_text(page), page)
    return expand(house, page, body, plain.FORM, before).strip() + "\n"


def publish(
    house: House, site: Path, address: str = "", written_out: Callable[[House, Path], str] = plain_page
) -> None:
    """Write everything into the built site; `address` is its URL with a closing slash, or nothing where unknown."""
    texts = {page: written_out(house, page) for page in house.pages()}
    for page, text in texts.items():
        _write(site / page.relative_to(house.docs), text)
    for topic in house.topics():
        _publish_topic(house, site, topic)
    _write(site / "llms.txt", index_for_readers_of_text(house, address))
    order = [house.docs / entry.path for entry in read_navigation(house)]
    _write(site / "llms-full.txt", "\n\n".join(texts[page] for page in order if page in texts))


def index_for_readers_of_text(house: House, address: str) -> str:
    """Return llms.txt: the site's name and aim, then every page of the navigation with its description."""
    configuration = read_configuration(house)
    lines = [f"# {configuration['site_name']}", ""]
    if "site_description" in configuration:
        lines += [f"> {configuration['site_description']}", ""]
    lines += ["## Pages", ""]
    for entry in read_navigation(house):
        matter, _, _ = split_front_matter(read_text(house.docs / entry.path), entry.path)
        title = entry.title or matter.get("title", entry.path)
        description = f": {matter['description']}" if "description" in matter else ""
        lines.append(f"- [{title}]({address}{entry.path}){description}")
    return "\n".join(lines) + "\n"


def _publish_topic(house: House, site: Path, topic: str) -> None:
    folder = site / house.folder(topic)
    folder.mkdir(parents=True, exist_ok=True)
    files = [*(house.snippets / topic).glob("*.py"), *house.recorded(topic).glob("*.svg"), house.test(topic)]
    for file in files:
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
    notebook = house.root / ".cache" / "notebooks" / f"{topic}.ipynb"
    if notebook.is_file():
        shutil.copyfile(notebook, folder / notebook.name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def prepare_notebooks(house: House) -> list[Path]:
    """Write the notebooks where the builder and `publish` find them."""
    return write_notebooks(house, house.root / ".cache" / "notebooks")
