"""What would pass: changes to a plan, found by search and each judged for itself."""
