"""The shared services, one file for each few groups."""
