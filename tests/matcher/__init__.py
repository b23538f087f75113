"""Tests of the demand side."""
