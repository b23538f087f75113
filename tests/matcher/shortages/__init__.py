"""Tests of the shortage board."""
