"""What can be done to a request: one table of acts, each with its body and its operation."""
