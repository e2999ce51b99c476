"""`caicach createadmin`."""

import argparse
import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.foundation.kernel.errors import Refused
from caicach.organisation.access.operations import create_administrator


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("createadmin", help="tạo người quản trị đầu tiên")
    parser.add_argument("--username", required=True)
    parser.add_argument("--email", default="")
    parser.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn")
    parser.set_defaults(run=_create)


def _create(arguments: argparse.Namespace) -> dict[str, str]:
    password = _password(arguments)
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    at = timezone.now()
    user = create_administrator(
        username=arguments.username, email=arguments.email, password=password,
        by=system(timezone.localdate(at)), at=at,
    )  # fmt: skip
    return {"username": user.username}


def _password(arguments: argparse.Namespace) -> str:
    """From standard input, the environment, or asked twice."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if named := os.environ.get("CAICACH_ADMIN_PASSWORD"):
        return named
    if not sys.stdin.isatty():
        raise Refused("Không hỏi được mật khẩu: dùng --password-stdin hoặc biến CAICACH_ADMIN_PASSWORD.")
    first, second = getpass.getpass("Mật khẩu: "), getpass.getpass("Nhập lại: ")
    if first != second:
        raise Refused("Hai lần nhập mật khẩu không giống nhau.")
    return first
