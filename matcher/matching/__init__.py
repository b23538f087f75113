"""From a reading to all that is answered: hard conditions, recommendations per need, the bundle, its financing."""
