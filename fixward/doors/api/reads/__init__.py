"""What can be read, one file a subject."""
