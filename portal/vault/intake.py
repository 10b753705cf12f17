"""What arrives in a request is cut just beyond the limit, so that nobody can fill the disk by sending."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """First of the handlers: lets one byte too many through, so that the gate can say why it refuses."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data[: max(settings.UPLOAD_MAX_BYTES + 1 - start, 0)] or None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        return None  # the next handler holds the file
