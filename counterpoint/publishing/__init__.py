"""Hand the pages to Python-Markdown and MkDocs, and write what is published beside the HTML.

Imports `source`, `ledger`, `rendering` and `checks`. MkDocs and Python-Markdown find it by the entry points of
pyproject.toml.
"""
