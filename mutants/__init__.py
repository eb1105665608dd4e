"""Break the repository in small ways, record anew as a hasty author would, and count what still turns red.

breaks     one break: a place and what is written there instead
code       breaks of Python, on its syntax tree: snippets and the package
data       breaks of pages, ledger and recordings
choice     which breaks are tried: a seeded sample, the lines of a change, none that is listed as equivalent
scratch    the copy of the repository in which they are made
trials     what is run against a break
report     rates with their intervals, survivors with their places
"""
