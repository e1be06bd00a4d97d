"""Forms of the room: ballots and their rounds."""
