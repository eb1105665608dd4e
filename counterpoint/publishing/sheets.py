"""A sheet: a light page beside the site's own, for one claim or one file of tests, in the site's paper and ink."""

import html
from dataclasses import dataclass
from pathlib import Path

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
SHEET = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title} - {site_name}</title>
<meta name="description" content="{description}">
{canonical}<link rel="icon" href="{up}assets/images/logo.svg">
<link rel="stylesheet" href="{up}assets/stylesheets/fonts.css">
<link rel="stylesheet" href="{up}assets/stylesheets/page.css">
<link rel="stylesheet" href="{up}assets/stylesheets/sheet.css">
</head>
<body class="sheet md-typeset" data-md-color-scheme="default">
<script src="{up}assets/javascripts/sheet.js"></script>
<nav aria-label="Where this is">{trail}</nav>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet: its address below the site's root, its words as plain text, its body as HTML.

    `trail` are the pages above it, each with its address.
    """

    address: str
    title: str
    description: str
    trail: tuple[tuple[str, str], ...]
    body: str

    @property
    def up(self) -> str:
        """The way to the site's root."""
        return "../" * self.address.count("/")

    def page(self, site_name: str, url: str = "") -> str:
        """Return the whole page; `url` is the site's address where it is known."""
        trail = [(site_name, ""), *self.trail]
        links = "".join(f'<a href="{self.up}{address}">{html.escape(words)}</a> ' for words, address in trail)
        canonical = f'<link rel="canonical" href="{html.escape(url + self.address)}">\n' if url else ""
        return SHEET.format(
            policy=POLICY,
            title=html.escape(self.title),
            site_name=html.escape(site_name),
            description=html.escape(self.description),
            canonical=canonical,
            up=self.up,
            trail=links.strip(),
            body=self.body,
        )

    def write(self, site: Path, site_name: str, url: str = "") -> None:
        """Write the page into the built site."""
        file = site / self.address / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.page(site_name, url), encoding="utf-8")
