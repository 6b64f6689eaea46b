"""The request, its custody chain, its events, and every operation on it."""
