"""Tests of similar companies."""
