"""Our address books beside Radicale's and Xandikos's, with the same cards."""
