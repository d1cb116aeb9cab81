"""The widgets: each draws one thing and talks to its screen by messages."""
