"""Turning domain values into page data, without HTTP and without a database."""
