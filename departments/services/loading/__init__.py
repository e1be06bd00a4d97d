"""Loading files: say what would change, then change exactly that, all rows or none."""
