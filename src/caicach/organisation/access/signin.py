"""How people sign in: by user name or e-mail, without public sign-up, each attempt noted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from caicach.foundation.jobs import enqueue
from caicach.organisation.access.models import SignIn, User
from caicach.organisation.access.operations import note_sign_in


class Backend(AuthenticationBackend):
    """Checks passwords; fetches the person of the session together with the account."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user and user.is_active else None


_WRONG = "Tên đăng nhập (hoặc thư điện tử) hoặc mật khẩu không đúng."


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by administrators; what allauth says, in Vietnamese."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Tài khoản này đã ngừng hoạt động.",
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "invalid_or_expired_key": "Đường dẫn không đúng hoặc đã hết hạn.",
        "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn dùng được.",
        "too_many_login_attempts": "Đăng nhập sai quá nhiều lần. Hãy chờ ít phút rồi thử lại.",
        "unknown_email": "Địa chỉ thư điện tử này không thuộc tài khoản nào.",
        "rate_limited": "Bạn thao tác quá nhanh. Hãy chờ ít phút rồi thử lại.",
        "same_as_current": "Giá trị mới phải khác giá trị cũ.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Leave it to a job: the answer takes as long for an unknown address, and the link names our own host."""
        enqueue("access.send_password_link", user_id=str(user.pk))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        self._note(request, SignIn.Outcome.SIGNED_IN, user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            self._note(request, SignIn.Outcome.SIGNED_OUT, request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        self._note(
            request, SignIn.Outcome.FAILED, None, credentials.get("username") or credentials.get("email")
        )

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        self._note(request, SignIn.Outcome.FAILED, user)
        return super().respond_user_inactive(request, user)

    def _note(
        self, request: HttpRequest, outcome: str, user: User | None, username: str | None = None
    ) -> None:
        note_sign_in(
            outcome=outcome,
            user=user,
            username=username or (user.username if user else ""),
            address=self.get_client_ip(request),
            browser=request.headers.get("user-agent", ""),
            at=timezone.now(),
        )


class MFAAdapter(DefaultMFAAdapter):
    """Two-step sign-in, in Vietnamese; no verified e-mail address is asked for."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "cannot_delete_authenticator": "Không thể tắt xác thực hai bước.",
        "cannot_generate_recovery_codes": "Hãy bật một cách xác thực trước khi cấp mã dự phòng.",
        "unverified_email": "Hãy xác nhận địa chỉ thư điện tử trước.",
    }

    def get_totp_issuer(self) -> str:
        return "Cải cách hành chính"


class SocialAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in only whose account an administrator has made."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "invalid_token": "Thông tin từ hệ thống định danh không hợp lệ.",
        "no_password": "Hãy đặt mật khẩu trước khi bỏ liên kết.",
        "disconnect_last": "Không thể bỏ liên kết cuối cùng.",
        "connected_other": "Tài khoản định danh này đã liên kết với người dùng khác.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
