"""The supply side: providers, products, solutions, financing products, taxonomy, ingest and search over them."""
