"""How an inbox finds, counts, keeps and works many requests."""
