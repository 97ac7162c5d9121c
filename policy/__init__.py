"""The engine: what the documents say about a plan, as pure functions of values."""
