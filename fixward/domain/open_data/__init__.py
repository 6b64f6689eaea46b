"""What everybody may have of all requests, as files: no person, no private and no hidden request is in them."""
