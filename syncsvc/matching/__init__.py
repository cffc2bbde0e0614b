"""Match: contacts and decisions become matches, and matches clusters of records that are one."""
