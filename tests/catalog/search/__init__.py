"""Tests of searching the catalogue."""
