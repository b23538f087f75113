"""Tests of reading needs."""
