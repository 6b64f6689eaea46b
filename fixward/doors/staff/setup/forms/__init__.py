"""The forms of the set-up: what they ask, and the values that a subject takes."""
