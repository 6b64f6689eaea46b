"""Messages, notes, files and ratings: what people write about a request, and its story."""
