"""Directory entries: canonical contact → LDAP entry, LDIF text and LDAP messages, all pure."""
