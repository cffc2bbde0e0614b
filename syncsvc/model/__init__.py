"""What travels from station to station: frozen values, tuples inside, no behaviour beyond themselves."""
