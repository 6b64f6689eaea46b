"""Programs that come in by a key: of an organization, or of one person. Why so stands in docs/adr/0019."""
