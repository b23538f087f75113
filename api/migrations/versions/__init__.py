"""Revisions, oldest first by the number that begins their file names."""
