"""The closed vocabulary of facts that a condition may read, one group a module."""
