"""How a kept file leaves: as a download that no browser runs."""

import os
import stat

from django.http import FileResponse, Http404

from indicators.services.kept_files import path_of

SANDBOX = "sandbox; default-src 'none'"


def download(row, content_type=""):
    """The bytes of a row that the caller may read; 404 where they are not as they were put."""
    try:
        handle = os.open(path_of(row), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        raise Http404 from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Http404
    answer = FileResponse(
        os.fdopen(handle, "rb"), as_attachment=True, filename=row.file_name,
        content_type=content_type or row.media_type,
    )  # fmt: skip
    answer["Content-Length"] = row.size
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
