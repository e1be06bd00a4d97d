"""Cycles' plans, evaluations, grades and appeals will stand here; no table exists yet."""
