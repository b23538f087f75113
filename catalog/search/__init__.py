"""Searching the catalogue: hard conditions in the database, ranking in the index, one candidate set for everything."""
