"""`caicach createadmin`: the first account of an installation."""

import io
import json

import pytest

from caicach.cli import main
from caicach.organisation.access.models import User
from tests.factories.units import province

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_from_the_command_line(monkeypatch, capsys):
    province()
    monkeypatch.setattr("sys.stdin", io.StringIO("mot-mat-khau-rat-dai\n"))

    code = main(["createadmin", "--username", "quan.tri", "--email", "a@b.vn", "--password-stdin"])

    assert (code, json.loads(capsys.readouterr().out)) == (0, {"username": "quan.tri"})
    user = User.objects.get()
    assert user.check_password("mot-mat-khau-rat-dai")
    assert [grant.role.code for grant in user.grants.all()] == ["administrator"]


@pytest.mark.parametrize(
    ("password", "name", "message"),
    [("ngan", "quan.tri", "quá ngắn"), ("mot-mat-khau-rat-dai", "Có Dấu", "Tên đăng nhập gồm")],
)
def test_a_weak_password_or_a_wrong_name_is_refused(monkeypatch, capsys, password, name, message):
    province()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))

    assert main(["createadmin", "--username", name, "--password-stdin"]) == 1

    assert message in capsys.readouterr().err
    assert not User.objects.exists()


def test_without_a_terminal_it_says_how_to_give_the_password(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.delenv("CAICACH_ADMIN_PASSWORD", raising=False)

    assert main(["createadmin", "--username", "quan.tri"]) == 1

    assert "--password-stdin" in capsys.readouterr().err
