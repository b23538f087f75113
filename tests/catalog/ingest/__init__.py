"""Tests of bringing the supply side in and out."""
