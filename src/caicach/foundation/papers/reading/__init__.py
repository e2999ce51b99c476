"""The text of papers that people bring (đọc văn bản tải lên): DOCX, text PDF, plain text, as paragraphs."""

from caicach.foundation.papers.reading.documents import DocumentText, read_document

__all__ = ["DocumentText", "read_document"]
