"""Tests that interrupt the service and look at what is left."""
