"""What authors write, read from disk: texts, snippets, pages, the navigation.

Knows no HTML and no framework. Imports nothing of the other parts; every other part imports it.
"""
