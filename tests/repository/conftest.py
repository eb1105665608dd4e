"""The throwaway repository serves the tests of the mutants as well."""

from tests.counterpoint.throwaway import throwaway

__all__ = ["throwaway"]
