"""Measures and words: what figures are called, who sees which, and which days are meant."""
