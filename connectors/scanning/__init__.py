"""Traces of who wrote the text of a data set: found, counted and shown, never judged."""
