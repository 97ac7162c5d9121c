"""What the organization knows and has decided, and the casework that makes a case of a plan."""
