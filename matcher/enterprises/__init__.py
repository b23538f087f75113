"""Enterprises of the pilot and their outcomes: what lists state, how it is saved, and how it comes in and out."""
