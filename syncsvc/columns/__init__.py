"""What contacts say, by the column: folded, taken apart, and every different value a number, ready to be matched."""
