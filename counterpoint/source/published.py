"""Where the site and its source are published, as the environment of a build says; nothing where it doesn't.

Read here and nowhere else, so that no address is written into the repository.
"""

import os
import re
from urllib.parse import urlencode

ADDRESS = re.compile(r"https://[\w.-]+(?:/[\w.-]+)*/?")
GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+)")
COLAB = "https://colab.research.google.com/github/{name}/blob/{branch}/{topic}.ipynb"
BRANCH = "main"
ARCHIVE = "counterpoint.zip"
NOTEBOOKS = "notebooks"  # the branch that holds nothing but them: .github/workflows/publish.yml


def site_address() -> str:
    """Return the site's address with a closing slash (SITE_URL), or nothing."""
    address = _address("SITE_URL")
    return f"{address}/" if address else ""


def archive() -> str:
    """Return where the published site's own archive lies (.github/workflows/publish.yml packs it), or nothing."""
    return f"{site_address()}{ARCHIVE}" if site_address() else ""


def source_address() -> str:
    """Return the address of the repository without a closing slash (REPO_URL), or nothing."""
    return _address("REPO_URL")


def view(path: str) -> str:
    """Return where a file of the repository is shown, or nothing."""
    return f"{source_address()}/blob/{BRANCH}/{path}" if source_address() else ""


def edit(path: str) -> str:
    """Return where a file of the repository is edited, or nothing."""
    return f"{source_address()}/edit/{BRANCH}/{path}" if source_address() else ""


def colab(topic: str) -> str:
    """Return where a topic's notebook opens to be run, or nothing; only GitHub's notebooks can be."""
    match = GITHUB.fullmatch(source_address())
    return COLAB.format(name=match["name"], branch=NOTEBOOKS, topic=topic) if match else ""


def report(title: str, page: str, versions: str) -> str:
    """Return the form for a mistake with the page and its versions filled in, or nothing.

    The names are those of .github/ISSUE_TEMPLATE/mistake.yml.
    """
    given = {"template": "mistake.yml", "title": f"Mistake: {title}", "page": page, "versions": versions}
    return f"{source_address()}/issues/new?{urlencode(given)}" if source_address() else ""


def _address(name: str) -> str:
    address = os.environ.get(name, "")
    return address.rstrip("/") if ADDRESS.fullmatch(address) else ""
