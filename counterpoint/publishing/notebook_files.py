"""The notebooks as MkDocs is handed them: a page each in a build, a stand-in while the site is served for writing."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from counterpoint.source.repository import Repository

NOTEBOOKS = "notebooks/"  # their place in the site

STAND_IN = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>The notebook of {topic}</title></head>
<body>
<h1>The notebook of {topic}</h1>
<p>Notebooks are not rendered while the site is served for writing. <code>make site</code> renders them.</p>
<p><a href="../../{address}">Back to the page</a></p>
</body>
</html>
"""


def left_out(repository: Repository, config: MkDocsConfig, notebook: Path) -> File:
    """Stand in for the notebook's page under `serve`: rendering them all would keep each saved page waiting."""
    topic = repository.topic(notebook.stem)
    content = STAND_IN.format(topic=topic, address=topic.address)
    return File.generated(config, f"{NOTEBOOKS}{topic}/index.html", content=content)


def file_of(config: MkDocsConfig, notebook: Path) -> File:
    """Return the notebook as if it stood in docs/notebooks/."""
    folder = notebook.parent.parent
    return File(f"{NOTEBOOKS}{notebook.name}", str(folder), config.site_dir, config.use_directory_urls)
