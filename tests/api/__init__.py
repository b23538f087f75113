"""Tests of the composition root and what it delivers."""
