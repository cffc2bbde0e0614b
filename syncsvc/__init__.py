"""One contact directory out of many sources, delivered where people already look."""
