"""Tests of enterprises and outcomes."""
