"""The JSON interface, version 1: thin shells over the domain's functions."""
