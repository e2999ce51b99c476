"""The editable DOCX of a paper (bản thảo sửa được): real styles, NĐ 30 margins, Times New Roman."""

from caicach.foundation.papers.docx.writing import render_docx

__all__ = ["render_docx"]
