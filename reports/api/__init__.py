"""REST: HTTP in, HTTP out. Every row comes through `visible_to`."""
