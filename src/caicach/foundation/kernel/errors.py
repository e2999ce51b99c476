"""Anticipated refusals, in words the person can act on. Anything else that raises is a bug."""


class Refused(Exception):
    """An operation refuses (Từ chối): `message` is Vietnamese and says what to do.

    `field`, `row` and `column` name the place in a form or an imported file, where there is one.
    """

    def __init__(
        self, message: str, *, field: str | None = None, row: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.row = row
        self.column = column

    def __str__(self) -> str:
        place = [f"dòng {self.row}"] if self.row is not None else []
        place += [f"cột “{self.column}”"] if self.column else []
        # only the first letter: `capitalize()` would turn "UBND" into "ubnd"
        text = f"{', '.join(place)}: {self.message}" if place else self.message
        return text[:1].upper() + text[1:]


class NotPermitted(Refused):
    """The actor may see the thing but not do this to it (Không có quyền)."""


class Stale(Refused):
    """Someone else changed the row since the person opened the page (Trang đã cũ)."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "Người khác vừa sửa nội dung này. Hãy tải lại trang để xem bản mới rồi thực hiện lại."
        )
