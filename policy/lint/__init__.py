"""What `policy lint` finds in a pack that loads: rules that do nothing, and weak sources."""
