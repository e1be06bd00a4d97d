"""Signals as people read them: the test in words, what could explain it, the figures."""
