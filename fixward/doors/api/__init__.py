"""Our own API at /api/v1: everything residents and members can do, for programs. See docs/API.md."""
