"""`caicach demo`: the province with samples, and an account of every role that can be used at once."""

import re

from tests.foundation.running.installation import Installation, Served, Visitor

ROLES = {
    "Công chức cơ quan thường trực CCHC": "Sở Nội vụ",
    "Văn phòng Tỉnh ủy (thường trực CCHC khối Đảng)": "Văn phòng Tỉnh ủy",
    "Lãnh đạo tỉnh": "Tỉnh ủy Lào Cai",
    "Công chức đầu mối CCHC": "Ban Tổ chức Tỉnh ủy",
    "Công chức kiểm tra, thẩm định": "Thanh tra tỉnh",
    "Quản trị hệ thống": "Sở Nội vụ",
}
"""Some of the accounts; those of the party's block among them."""


def printed(installation: Installation) -> list[list[str]]:
    """The rows of the printed table: role, unit, user name, password."""
    table = (installation.home / "said").read_text().partition("Tài khoản dùng thử:\n")[2]
    return [re.split(r" {2,}", line.strip()) for line in table.partition("\n\n")[0].splitlines()]


def signed_in(served: Served, name: str, password: str) -> Visitor:
    visitor = Visitor(served.url)
    assert "dang-nhap" not in visitor.post("/tai-khoan/dang-nhap/", login=name, password=password)
    return visitor


def test_the_demo_prints_an_account_of_every_role_and_starts_again_without_loading_anything(tmp_path):
    installation = Installation(tmp_path / "home")
    with installation.served("demo") as served:
        title, *accounts = printed(installation)
        visitors = {name: signed_in(served, name, password) for _, _, name, password in accounts}
        front = {name: visitor.get("/") for name, visitor in visitors.items()}
        overview = visitors["lanhdao.tinh"].get("/tong-quan/")
    with installation.served("demo") as served:
        again = printed(installation)
        signed_in(served, accounts[0][2], accounts[0][3])

    assert title == ["Vai trò", "Cơ quan, đơn vị", "Tên đăng nhập", "Mật khẩu"]
    assert ROLES.items() <= {(role, unit) for role, unit, _, _ in accounts}
    assert all('<aside class="sample"' in page for page in front.values())
    assert "năm 2026 (kế hoạch mẫu)" in overview
    assert again == [title, *accounts]
    assert not re.search(r"^Đã (nạp|tạo)", (installation.home / "said").read_text(), re.MULTILINE)
