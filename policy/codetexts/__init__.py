"""What each diagnostic code means, by what a reader was writing when it came up."""
