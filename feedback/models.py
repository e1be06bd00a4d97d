"""Ratings, ballots and rectification will stand here; no table exists yet."""
