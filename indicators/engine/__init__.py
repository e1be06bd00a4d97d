"""The set-based scorer: reads a cycle's inputs, runs the kernel over blocks, stores cards.

Called by `indicators.services.runs` alone. Nothing here decides whether a run may happen.
"""
