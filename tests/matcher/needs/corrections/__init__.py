"""Tests of corrections: replaying, passages, examples, scenes of a self-assessment."""
