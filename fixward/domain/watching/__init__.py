"""Ground that somebody keeps an eye on."""
