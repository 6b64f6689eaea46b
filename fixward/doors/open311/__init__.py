"""Open311 GeoReport v2: any client that was written for the standard comes in here. See docs/OPEN311.md."""
