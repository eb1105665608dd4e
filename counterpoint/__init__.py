"""Counterpoint's package, in the order in which data flows.

source      what authors write: snippets, pages, the navigation
recordings  what runs left beside the snippets
ledger      claims, glossary and timeline
running     runs snippets and records them; the only part that imports a framework
rendering   turns source, recordings and ledger into text
checks      finds faults without running anything
publishing  hands the text to Python-Markdown and MkDocs, and writes what is published beside the HTML
commands    what is typed at a terminal

A part imports only parts above it in this list; `rendering` and `running` do not know each other.
"""
