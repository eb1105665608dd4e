"""The throwaway repository serves the tests of the plugin as well."""

from tests.counterpoint.conftest import throwaway

__all__ = ["throwaway"]
