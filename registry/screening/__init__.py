"""Screening: lists of parties, how names are held against them, and how lists are read."""
