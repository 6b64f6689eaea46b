"""Facts and figures, from events: how everybody performs."""
