"""The database's schema through time: alembic's environment and one revision a file, numbered in order."""
