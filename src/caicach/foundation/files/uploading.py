"""Uploads are cut off at the limit while they come, so that no file fills the server's disk (giới hạn tải lên)."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

_MEGABYTE = 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """First of the upload handlers: lets `UPLOAD_LIMIT` bytes of a file through, then drops the file.

    The request then carries `upload_refused`, the words for the person, which `@action` refuses with.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on, or drop the file when it has become too long."""
        if start + len(raw_data) <= settings.UPLOAD_LIMIT:
            return raw_data
        request: Any = self.request
        request.upload_refused = (
            f"Tệp “{self.file_name}” lớn hơn mức cho phép {settings.UPLOAD_LIMIT // _MEGABYTE} MB. "
            "Hãy giảm dung lượng hoặc tách tệp."
        )
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one keep the file."""
