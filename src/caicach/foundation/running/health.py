"""Sức khỏe hệ thống: eight checks, each with what to do when it is not well."""

import re
import shutil
import smtplib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from psycopg.errors import UndefinedColumn, UndefinedTable

from caicach.foundation.audit.stamping import waiting as waiting_for_stamps
from caicach.foundation.jobs.queries import background
from caicach.foundation.kernel.home import home
from caicach.foundation.running.installing import applied_and_pending_migrations

OLDEST_SERVER = 15
HEARTBEAT = timedelta(minutes=1)  # workers beat every 10 seconds
WAITING = timedelta(minutes=15)
GIGABYTE = 1024**3
SET_UP = "Chạy `caicach setup`."


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: `status` ok, warn or fail; `message` and `what_to_do` for the administrator."""

    status: str
    message: str
    what_to_do: str = ""


def check_all() -> dict[str, Check]:
    """All checks; the database is asked once: while it lets nobody in, those that need it fail with its reason."""
    found = {"database": _guarded(database)}
    away = found["database"].status == "fail" and not connection.is_usable()
    for name, check in CHECKS.items():
        if name not in found:
            found[name] = _unasked(found["database"]) if away and name in ASK_DATABASE else _guarded(check)
    return found


def as_json(checks: dict[str, Check]) -> dict[str, dict[str, str]]:
    """The checks as plain values."""
    return {name: asdict(check) for name, check in checks.items()}


def is_broken(checks: dict[str, Check]) -> bool:
    """Whether one of them failed."""
    return any(check.status == "fail" for check in checks.values())


def _unasked(database: Check) -> Check:
    return Check("fail", "Không kiểm tra được: xem mục cơ sở dữ liệu.", database.what_to_do)


def _guarded(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except DatabaseError as error:
        return _reason(error)


def _reason(error: DatabaseError) -> Check:
    """Why the database did not answer, as far as its words tell: the server speaks English or is not understood."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
        without = "chưa có bảng" if isinstance(error.__cause__, UndefinedTable) else "chưa được cập nhật"
        return Check("fail", f"Không kiểm tra được vì cơ sở dữ liệu {without}.", SET_UP)
    for words, (message, what_to_do) in _TURNED_AWAY.items():
        if re.search(words, said):
            return Check("fail", f"{message}: {said}", what_to_do)
    if isinstance(error, OperationalError | InterfaceError):
        return Check(
            "fail",
            f"Cơ sở dữ liệu không trả lời: {said}",
            "Kiểm tra máy chủ PostgreSQL đang chạy, tường lửa và biến DATABASE_URL.",
        )
    return Check("fail", f"Không kiểm tra được: {said}", "Xem nhật ký của máy chủ PostgreSQL.")


_TURNED_AWAY = {
    "password|role .* does not exist|no pg_hba.conf entry": (
        "Máy chủ từ chối tên hoặc mật khẩu",
        "Kiểm tra tên và mật khẩu trong DATABASE_URL, và pg_hba.conf của máy chủ.",
    ),
    "database .* does not exist": (
        "Chưa có cơ sở dữ liệu này trên máy chủ",
        "Tạo cơ sở dữ liệu bằng `createdb` đúng tên trong DATABASE_URL, rồi chạy `caicach setup`.",
    ),
}
"""What a server says that answers but lets nobody in, and what to do about it."""


def database() -> Check:
    """Whether the database answers and is one that the platform can use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
    where = "máy chủ nhúng" if not settings.DATABASE_URL else settings.DATABASES["default"]["HOST"]
    if int(version.split(".")[0]) < OLDEST_SERVER:
        return Check(
            "fail", f"PostgreSQL {version} quá cũ.", f"Nâng cấp lên PostgreSQL {OLDEST_SERVER} trở lên."
        )
    if encoding != "UTF8":
        return Check(
            "fail", f"Bảng mã của cơ sở dữ liệu là {encoding}.", "Tạo lại cơ sở dữ liệu với bảng mã UTF8."
        )
    return Check("ok", f"PostgreSQL {version} ({where}).")


def migrations() -> Check:
    """Whether the tables are those that this version of the code expects."""
    applied, pending = applied_and_pending_migrations()
    if not applied:
        return Check("fail", "Cơ sở dữ liệu chưa có bảng nào.", SET_UP)
    if pending:
        return Check("fail", f"Còn {len(pending)} bước cập nhật bảng: {pending[0]}…", SET_UP)
    return Check("ok", "Các bảng dữ liệu đã được cập nhật.")


def workers() -> Check:
    """Whether somebody carries out the background work, in time and without failures."""
    now = timezone.now()
    beat, waiting, failed = background(now=now, failed_since=now - timedelta(days=1))
    if beat is None or now - beat > HEARTBEAT:
        stuck = waiting is not None and now - waiting > WAITING
        return Check(
            "fail" if stuck else "warn",
            "Không có tiến trình việc nền nào đang chạy" + (", có việc đang chờ." if stuck else "."),
            "Chạy `caicach worker` (dịch vụ systemd caicach-worker).",
        )
    if waiting and now - waiting > WAITING:
        minutes = int((now - waiting).total_seconds() // 60)
        return Check(
            "warn", f"Có việc đã chờ {minutes} phút.", "Tăng số tiến trình việc nền; xem trang Việc nền."
        )
    if failed:
        return Check(
            "warn", f"{failed} việc bị lỗi trong 24 giờ qua.", "Mở trang Việc nền, xem lỗi và chạy lại."
        )
    return Check("ok", "Tiến trình việc nền đang chạy.")


def disk() -> Check:
    """Whether files can be written, and there is room for them, the embedded database and the log."""
    for place in dict.fromkeys((home(), Path(settings.FILES_ROOT))):
        if problem := _not_writable(place):
            return Check(
                "fail",
                f"Không ghi được vào {place}: {problem}.",
                "Cấp quyền ghi thư mục này cho người dùng chạy caicach, hoặc gắn lại ổ đĩa ở chế độ ghi được.",
            )
    usage = shutil.disk_usage(home())
    share, free = usage.free / usage.total, usage.free / GIGABYTE
    message = f"Còn trống {free:.1f} GB ({share:.0%}) tại {home()}."
    if share < 0.03 or free < 1:
        return Check("fail", message, "Giải phóng hoặc mở rộng ổ đĩa ngay: hệ thống sắp không ghi được.")
    if share < 0.1 or free < 5:
        return Check("warn", message, "Lên kế hoạch mở rộng ổ đĩa; chuyển các bản sao lưu cũ sang nơi khác.")
    return Check("ok", message)


def _not_writable(place: Path) -> str:
    """Why no file can be made in the folder; "" when one can."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=place) as file:
            file.write(b"caicach")
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def mail() -> Check:
    """Whether reminders reach anybody outside."""
    if not settings.EMAIL_HOST:
        return Check(
            "warn",
            f"Chưa cấu hình máy chủ thư; thư được ghi vào {settings.EMAIL_FILE_PATH}.",
            "Đặt CAICACH_SMTP_HOST, CAICACH_SMTP_USER, CAICACH_SMTP_PASSWORD và CAICACH_MAIL_FROM.",
        )
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check(
            "fail", f"Máy chủ thư {where} không trả lời: {error}", "Kiểm tra CAICACH_SMTP_HOST và tường lửa."
        )
    return Check("ok", f"Máy chủ thư {where} trả lời.")


def clock() -> Check:
    """Whether this machine and the database agree on the time: terms and the log depend on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    todo = "Bật đồng bộ giờ (systemd-timesyncd hoặc chrony) trên máy ứng dụng và máy cơ sở dữ liệu."
    if apart > 60:
        return Check("fail", f"Đồng hồ lệch {apart:.0f} giây so với cơ sở dữ liệu.", todo)
    if apart > 5:
        return Check("warn", f"Đồng hồ lệch {apart:.1f} giây so với cơ sở dữ liệu.", todo)
    return Check("ok", f"{timezone.localtime():%H:%M:%S ngày %d/%m/%Y}, khớp với cơ sở dữ liệu.")


def stamps() -> Check:
    """Whether the exported roots of the log carry the stamps of the authority."""
    if not settings.AUDIT_TSA_URL:
        return Check("ok", "Không dùng dấu thời gian cho gốc xác thực.")
    if numbers := waiting_for_stamps():
        which = ", ".join(map(str, numbers[:5])) + ("…" if len(numbers) > 5 else "")
        return Check(
            "warn",
            f"{len(numbers)} gốc xác thực chưa có dấu thời gian (số {which}): {settings.AUDIT_TSA_URL} chưa cấp.",
            "Việc này được thử lại mỗi giờ. Nếu kéo dài, kiểm tra CAICACH_AUDIT_TSA_URL và trang Việc nền.",
        )
    return Check("ok", "Mọi gốc xác thực đã xuất đều có dấu thời gian.")


def archiving() -> Check:
    """Whether the server keeps its log of changes (WAL) elsewhere, as recovery to a point in time needs it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('archive_mode'),
                      current_setting('archive_command') = '' AND current_setting('archive_library') = '',
                      coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false),
                      last_failed_wal, last_failed_time, last_archived_time
               FROM pg_stat_archiver"""
        )
        mode, without, failing, wal, failed_at, archived_at = cursor.fetchone()
    if mode == "off":
        return Check("ok", "Máy chủ không lưu trữ WAL: phục hồi được đến bản sao lưu gần nhất.")
    if without:
        return Check(
            "warn",
            "Máy chủ bật lưu trữ WAL nhưng chưa có archive_command: WAL dồn lại trên ổ đĩa của máy chủ.",
            "Đặt archive_command, hoặc tắt archive_mode.",
        )
    if failing:
        since = timezone.localtime(failed_at)
        return Check(
            "warn",
            f"Lưu trữ WAL đang lỗi: không chép được {wal}, lần thử gần nhất {since:%H:%M:%S ngày %d/%m/%Y}.",
            "Xem nhật ký của máy chủ PostgreSQL; kiểm tra nơi lưu trữ còn chỗ và ghi được. "
            "Chừng nào còn lỗi, WAL dồn lại trên ổ đĩa và không phục hồi được đến các thời điểm sau đó.",
        )
    if archived_at is None:
        return Check("ok", "Máy chủ lưu trữ WAL; chưa có tệp nào đầy.")
    return Check(
        "ok", f"Máy chủ lưu trữ WAL, tệp gần nhất {timezone.localtime(archived_at):%H:%M ngày %d/%m/%Y}."
    )


CHECKS: dict[str, Callable[[], Check]] = {
    "database": database,
    "migrations": migrations,
    "workers": workers,
    "disk": disk,
    "mail": mail,
    "clock": clock,
    "stamps": stamps,
    "archiving": archiving,
}
ASK_DATABASE = {"migrations", "workers", "clock", "archiving"}
