"""What goes to other systems, and comes back from them."""
