"""The engines, each in a module that only its own process imports."""
