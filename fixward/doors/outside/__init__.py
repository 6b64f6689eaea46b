"""The door of organizations off the platform: one page for each request that they hold, by a link from its mail."""
