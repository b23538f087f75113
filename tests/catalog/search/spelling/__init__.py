"""Tests of reading and completing what is not written in exact characters."""
