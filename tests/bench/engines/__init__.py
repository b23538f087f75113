"""Our hybrid search side by side with other embedded engines: same texts, same vectors, one table."""
