"""The data below ledger/: claims with their evidence, the glossary, the timeline, and how each is shown.

Imports `source`. `rendering` puts claims into pages; `checks` holds the entries against the repository.
"""
