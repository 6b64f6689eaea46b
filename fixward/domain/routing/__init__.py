"""Who is responsible for a problem at a place, and which department does it."""
