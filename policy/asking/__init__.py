"""Which questions settle a verdict soonest; pure, with the time left as an argument."""
