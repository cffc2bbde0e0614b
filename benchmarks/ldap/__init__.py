"""The LDAP server against a tuned slapd with the same entries, asked by the same clients in one run."""
