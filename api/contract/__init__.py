"""The stable JSON of the command line and the API, as pure functions from the domain's values to plain dictionaries."""
