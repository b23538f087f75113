"""Tests of report reading."""
