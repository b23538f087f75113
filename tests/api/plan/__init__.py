"""一企一策: composing and writing."""
