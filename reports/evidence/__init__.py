"""The evidence pack of a score run. Format: docs/evidence.md."""

from reports.evidence.pack import write_pack

__all__ = ["write_pack"]
