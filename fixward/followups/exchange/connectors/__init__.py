"""How requests go to organizations off the platform, and what comes back."""
