"""Organizations, departments, members and their roles, grants, and the log of what is set up."""
