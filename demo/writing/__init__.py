"""Writes the demonstration's records into the database: one file for each room of the domain that they belong to."""
