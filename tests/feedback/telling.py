"""Published numbers for tests of what is made of them: an edition, counts, parts."""

import datetime

from feedback.models import Edition, PublishedCount, PublishedExclusion, PublishedPart, Stream


def edition(year=2027, month=1):
    first = datetime.date(year, month, 1)
    row, _new = Edition.objects.get_or_create(
        month=first, defaults={"published_on": first + datetime.timedelta(days=32)}
    )
    return row


def stream(kind="receipt"):
    return Stream.objects.get(kind=kind)


def told(service, n, parts=(), *, month=1, kind="receipt", **fields):
    """One count, and its breakdown as ((levels), count)."""
    shared = {
        "edition": edition(month=month), "service": service, "scale": service.scale,
        "stream": stream(kind), "from_month": datetime.date(2027, month, 1),
    }  # fmt: skip
    PublishedCount.objects.create(n=n, **shared, **fields)
    PublishedPart.objects.bulk_create(
        PublishedPart(values=list(values), count=count, **shared) for values, count in parts
    )


def excluded(service, count, reason="forged", month=1):
    PublishedExclusion.objects.create(
        edition=edition(month=month), service=service, reason=reason, count=count
    )
