"""Services that all share, what is asked with them, and how each organization offers them."""
