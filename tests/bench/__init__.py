"""The benchmark table: quality on public sets, speed and memory of the running service."""
