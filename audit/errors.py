"""What a service of any room raises when it refuses. HTTP turns these into 400 and 409."""


class DomainError(Exception):
    """A rule of the field was broken; `message` says which and how to mend it.

    `field` names the form field or API attribute at fault, when it is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class WrongState(DomainError):  # noqa: N818 -- a state, and the name of the house rules
    """The row is not where this step starts (409). Not allowed at all is PermissionDenied (403)."""
