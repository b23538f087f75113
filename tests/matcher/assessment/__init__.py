"""Tests of self-assessments."""
