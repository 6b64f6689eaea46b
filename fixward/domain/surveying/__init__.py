"""Files of boundaries and assets that the steward brings in: looked at, applied, taken back."""
