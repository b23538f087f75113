"""Asking back where a query is broad: at most four questions, each the one that best splits what is left."""
