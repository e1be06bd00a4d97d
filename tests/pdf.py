"""Reading back what was printed."""

import io
import re

from pypdf import PdfReader


def pages(content):
    """The text of each page, blanks and line ends of the setting left out."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in reader(content).pages]


def reader(content):
    return PdfReader(io.BytesIO(content))


def fonts(content):
    """Name of each font -> whether its file is in the document."""
    found = {}
    for page in reader(content).pages:
        for font in page["/Resources"]["/Font"].values():
            (below,) = font.get_object()["/DescendantFonts"]
            facts = below.get_object()["/FontDescriptor"].get_object()
            embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(facts)
            found[facts["/FontName"].split("+")[1]] = bool(embedded)
    return found
