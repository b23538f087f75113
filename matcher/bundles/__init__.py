"""From matched needs to one affordable plan: the best bundle, what more money buys, and why an item is not in it."""
