"""Contact pages: from the bytes of a web page to the contacts it names."""

from syncsvc.formats.html.options import PageOptions
from syncsvc.formats.html.reader import VERSION, links, read
from syncsvc.formats.html.selected import check as check_selector

__all__ = ["VERSION", "PageOptions", "check_selector", "links", "read"]
