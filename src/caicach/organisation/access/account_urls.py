"""Sign-in addresses under /tai-khoan/: allauth's views that this platform uses, the rest does not exist.

Names are allauth's own, since its views lead to one another by them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from caicach.foundation.ui import public
from caicach.foundation.ui.entry import Declared, View
from caicach.organisation.access.views import grants, identity


def _own(view: View) -> View:
    """A view for the signed-in person about their own account: allauth itself turns others away."""
    view.declared = Declared("action")
    return view


@public
def closed(request: HttpRequest, **_: str) -> HttpResponse:
    """Nobody signs up by themselves or changes the addresses that administrators keep."""
    raise Http404


urlpatterns = [
    path("dang-nhap/", public(account.login), name="account_login"),
    path("dang-xuat/", public(account.logout), name="account_logout"),
    path("ngung-hoat-dong/", public(account.account_inactive), name="account_inactive"),
    path("xac-nhan-lai/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("mat-khau/", _own(account.password_change), name="account_change_password"),
    path("quen-mat-khau/", public(account.password_reset), name="account_reset_password"),
    path("quen-mat-khau/da-gui/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "dat-mat-khau/xong/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^dat-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("lam-viec/", grants.switch, name="access_switch"),
    path("hai-buoc/", _own(mfa.index), name="mfa_index"),
    path("hai-buoc/dang-nhap/", public(mfa.authenticate), name="mfa_authenticate"),
    path("hai-buoc/xac-nhan-lai/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("hai-buoc/ung-dung/bat/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-buoc/ung-dung/tat/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("hai-buoc/ma-du-phong/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "hai-buoc/ma-du-phong/cap/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "hai-buoc/ma-du-phong/tai/", _own(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("hai-buoc/khoa/", _own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("hai-buoc/khoa/them/", _own(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "hai-buoc/khoa/xac-nhan-lai/", _own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("hai-buoc/khoa/dang-nhap/", public(keys.login_webauthn), name="mfa_login_webauthn"),
    path("hai-buoc/khoa/<int:pk>/go/", _own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("hai-buoc/khoa/<int:pk>/doi-ten/", _own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("dinh-danh/", _own(social.connections), name="socialaccount_connections"),
    path("dinh-danh/da-dung/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("dinh-danh/loi/", public(social.login_error), name="socialaccount_login_error"),
    path("dinh-danh/<slug:provider_id>/", identity.login, name="openid_connect_login"),
    path("dinh-danh/<slug:provider_id>/tro-lai/", identity.callback, name="openid_connect_callback"),
    path("dang-ky/", closed, name="account_signup"),
    path("dinh-danh/dang-ky/", closed, name="socialaccount_signup"),
    path("thu-dien-tu/", closed, name="account_email"),
    path("thu-dien-tu/xac-nhan/", closed, name="account_email_verification_sent"),
    path("mat-khau/dat/", identity.without_password, name="account_set_password"),
]
