"""Everybody who is known by an e-mail address."""
