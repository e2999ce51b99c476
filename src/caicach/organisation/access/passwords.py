"""What a password must be, said in Vietnamese (Django's own words have no Vietnamese translation)."""

from typing import Any

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError


class LongEnough(django.MinimumLengthValidator):
    """At least ten characters."""

    def __init__(self, min_length: int = 10) -> None:
        super().__init__(min_length)

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(f"Mật khẩu quá ngắn: cần ít nhất {self.min_length} ký tự.")

    def get_help_text(self) -> str:
        return f"Ít nhất {self.min_length} ký tự."


class NotCommon(django.CommonPasswordValidator):
    """Not among the 20,000 passwords that everybody tries first."""

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError("Mật khẩu này quá phổ biến, dễ bị đoán.") from error

    def get_help_text(self) -> str:
        return "Không dùng mật khẩu phổ biến."


class UnlikeUser(django.UserAttributeSimilarityValidator):
    """Not the user name or the e-mail address again."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "email"))

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError("Mật khẩu quá giống tên đăng nhập hoặc thư điện tử.") from error

    def get_help_text(self) -> str:
        return "Không giống tên đăng nhập hoặc thư điện tử."
