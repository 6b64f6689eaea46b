"""An organization's records: what is given out, what is held, what was destroyed."""
