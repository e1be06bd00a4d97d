"""Every write of the room: plans, values, runs. Call the modules of this package by name."""
