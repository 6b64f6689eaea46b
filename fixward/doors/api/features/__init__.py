"""Public requests by OGC API - Features 1.0, Part 1 (core, GeoJSON), so that a map program opens them directly."""
