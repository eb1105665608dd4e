"""Turn source, recordings and ledger into text: for the site, as plain Markdown, and as notebooks.

Imports `source`, `recordings` and `ledger`. `publishing` and the checks call it.
"""
