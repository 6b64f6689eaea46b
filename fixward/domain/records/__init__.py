"""Public records that are given out, what is kept for a legal matter, and what is destroyed when its time is over."""
