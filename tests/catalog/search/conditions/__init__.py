"""Tests of reading conditions out of a query."""
