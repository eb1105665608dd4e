"""Which tests go to the same process: those of a topic run its snippets once, those of the site build it once.

`--dist loadgroup` is made for this; with pytest 9 it does not see the groups that a hook gives.
"""

import re

from xdist.scheduler import LoadScopeScheduling

OF_A_TOPIC = re.compile(r"tests/topics/test_(\w+)\.py::|tests/test_(?:snippets|pages|notebooks)\.py::\w+\[(\w+)")
OF_THE_SITE = re.compile(r"tests/(?:built/|test_site|test_zensical|test_browser)")


class ByTopic(LoadScopeScheduling):  # type: ignore[misc]
    """A group is a topic, the site, or a file."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return the group of a test: 'lstm' for tests/test_pages.py::test_it[lstm-pytorch]."""
    match = OF_A_TOPIC.match(nodeid)
    if match:
        return match[1] or match[2]
    return "the site" if OF_THE_SITE.match(nodeid) else nodeid.partition("::")[0]
