"""One script a claim: each measures a ratio inside one run. `make bench` runs them all."""
