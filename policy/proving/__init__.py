"""Whether conditions differ, where, and what holds for every plan: by regions of facts."""
