"""The house rules and the stable contracts as tests."""
