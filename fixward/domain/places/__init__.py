"""Boundaries, assets and addresses, and the index over them."""
