"""Tests of packs: case files, what they must cover, and how clauses stood in their plans."""
