"""Forms of the room: cards, targets, values, files."""
