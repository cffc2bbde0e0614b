"""The LDAP target against ldap3's plain loop, ldapmodify, and reading all to find what changed."""
