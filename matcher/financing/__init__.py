"""Financing that fits: eligibility rule by rule, what is unmet, what must be asked, what it costs."""
