"""What a person says of the needs that were read: replayed over the reading, shown beside it, exported as examples."""
