"""May this student be trained on that teacher, and what is owed for it?"""

__version__ = "0.1.0"
