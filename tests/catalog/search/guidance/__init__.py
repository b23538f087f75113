"""Asking back: likelihoods, questions, the dialogue in an address, and simulated people."""
