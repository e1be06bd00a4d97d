"""The gaming radar: which patterns in reported figures are worth a question. docs/signals.md."""
