"""The inbox: what a desk holds, as views, filters and words ask for it; as a list, on a map, and as a file."""
