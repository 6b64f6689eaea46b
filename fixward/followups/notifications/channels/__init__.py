"""The ways by which people are told: one file each."""


class Undeliverable(Exception):
    """This address will never take it; carries why, fit to be kept."""


class NotNow(Exception):
    """This address does not take it now; others may."""
