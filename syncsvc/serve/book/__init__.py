"""The book: one in-memory view of the directory per audience, behind everything that is served."""

from syncsvc.serve.book.book import Book
from syncsvc.serve.book.rows import Row
from syncsvc.serve.book.view import Changed, View

__all__ = ["Book", "Changed", "Row", "View"]
