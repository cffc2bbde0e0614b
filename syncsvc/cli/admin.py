"""Commands for the administrator: backup, restore, user."""
