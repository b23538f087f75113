"""Tests of all packages; the tree mirrors theirs."""
