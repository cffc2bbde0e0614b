"""Over HTTP: public exports, health, and what else mounts here."""
