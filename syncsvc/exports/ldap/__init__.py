"""The export to an LDAP server: the entries of one subtree kept right through ldap3."""
