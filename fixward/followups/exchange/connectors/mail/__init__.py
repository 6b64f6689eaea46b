"""By e-mail: one mail with everything, and an address for answers that belongs to one request."""
