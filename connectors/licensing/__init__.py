"""Recognizes license texts by their words, and license names by a table."""
