"""What the product does, one thing a module; every face calls these and decides nothing."""
