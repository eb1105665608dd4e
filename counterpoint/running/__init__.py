"""Run snippets in a prepared, confined process and record what they print, draw and compute.

The only part that may import a framework. Imports `source` and `recordings`; called by `commands` and by the tests.
"""
