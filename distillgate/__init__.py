"""Says whether a student may be trained on a teacher, and what is owed for it."""

__version__ = "0.1.0"
