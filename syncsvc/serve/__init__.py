"""Serve: what listens on a port."""
