"""Tests of the supply side."""
