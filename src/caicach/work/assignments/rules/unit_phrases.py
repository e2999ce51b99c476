"""Names of agencies inside running text (tên cơ quan, đơn vị trong văn bản)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitPhrase:
    """Words that name an agency, a group of agencies or the head of one, with their place in the text."""

    text: str
    start: int
    end: int


# How the name of an agency begins. Capitals count: "sở" inside a sentence is no name.
_HEADS = (
    "Sở|Ban|Bộ|Văn phòng|Ủy ban|Uỷ ban|UBND|HĐND|UBMTTQ|MTTQ|Hội đồng|Thường trực|Ban Thường vụ|Tỉnh ủy|Tỉnh uỷ|Đảng ủy"
    "|Đảng uỷ|Thành ủy|Huyện ủy|Công an|Thanh tra|Trường|Học viện|Trung tâm|Cục|Chi cục|Kho bạc|Bảo hiểm"
    "|Đài|Báo|Viện|Liên đoàn|Liên minh|Tỉnh đoàn|Đoàn Thanh niên|Hội|Mặt trận|Tòa án|Viện kiểm sát|Ngân hàng"
    "|Tổ công tác|Cổng Thông tin|Cơ quan|Thuế|Hải quan|Phòng"
)
_GROUPS = (
    "sở|ban|ngành|cơ quan|đơn vị|địa phương|huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu|đoàn thể|phòng"
    "|tổ chức|hội|đồng chí|trang thông tin|cấp ủy|doanh nghiệp|báo|đài"
)
_TITLES = (
    "Giám đốc|Thủ trưởng|Chủ tịch|Trưởng ban|Trưởng Ban|Trưởng|Chánh Văn phòng|Chánh|Bí thư|Cục trưởng|Viện trưởng"
    "|Hiệu trưởng|Người đứng đầu|Đồng chí|đồng chí|Lãnh đạo|Phó Chủ tịch|Tổng Biên tập"
)
_START = re.compile(
    rf"(?<!\w)(?:(?:{_TITLES})(?!\w)|(?:{_HEADS})(?!\w)|[Cc]ác\s+(?:{_GROUPS})(?!\w)|cơ quan\s+(?=Đảng|Mặt trận))"
)
_GROUP_WORD = re.compile(rf"(?:{_GROUPS})(?!\w)")
_LIST_HEAD = re.compile(
    rf"(?:^|\s)(?:[Cc]ác\s+(?:{_GROUPS})|(?:UBND|[ỦU][yỷ] ban nhân dân)\s+(?:các\s+)?(?:huyện|xã|phường))(?!\w)"
)

# Words that begin what the agency is to do. In lower case: "Đào tạo" belongs to a name, "đào tạo" does not.
_DEEDS = (
    "chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham mưu|xây dựng|rà soát|khẩn trương|tiếp tục|thực hiện"
    "|báo cáo|hoàn thành|hoàn thiện|hướng dẫn|theo dõi|tổng hợp|nghiên cứu|chỉ đạo|đôn đốc|kiểm tra|triển khai"
    "|tập trung|chủ động|đẩy mạnh|tăng cường|nâng cao|thường xuyên|định kỳ|căn cứ|trên cơ sở|trình|ban hành"
    "|đề xuất|cung cấp|bố trí|cân đối|thẩm định|thẩm tra|tuyên truyền|phổ biến|quán triệt|đăng tải|cập nhật"
    "|công khai|công bố|niêm yết|gửi|lập|giao|là|đã|chưa|cần|phải|sớm|kịp thời|nghiêm túc|để|theo|trong|trước"
    "|tại|nhằm|quan tâm|tạo điều kiện|giúp|làm|đảm bảo|bảo đảm|bổ sung|điều chỉnh|sửa đổi|xem xét|yêu cầu"
    "|đề nghị|thống nhất|cùng|với|duy trì|mở rộng|vận hành|kết nối|khắc phục|xử lý|tiếp nhận|giải quyết"
    "|đánh giá|sơ kết|tổng kết|chuẩn bị|đăng ký|ký|phê duyệt|quyết định|hỗ trợ|tập huấn|đào tạo|được|khi|sau"
    "|chấn chỉnh|tự|số hóa|đưa|phân công|kiện toàn|mỗi|không|nếu|ngay|cho|thông báo|biên soạn|quy định|do|như"
    "|phát động|huy động|quản lý|ưu tiên|chậm nhất|đến|hằng|hàng|kiến nghị|kiểm soát|phân bổ|lựa chọn|áp dụng"
    "|lãnh đạo|vận động|giám sát|phản biện|tiến hành|phát huy|thúc đẩy|thành lập|khai thác|phát triển|tích hợp"
    "|rút ngắn|cải thiện|tháo gỡ|nộp|kê khai|cử|mời|chấp hành|góp ý|tham gia|tổng rà soát|nhanh chóng|có ý kiến"
)
_STOP = re.compile(rf"[;:.()\n“”\"]|(?<!\w)(?:{_DEEDS})(?!\w)|(?<!các )(?<!Các )(?<!\w)tổ chức(?!\w)")
_AND = re.compile(r"(?:,\s*|\s+)(?:và|cùng)\s+|,\s*|\s*;\s*")
_LONGEST = 120


def find_units(text: str, known: Collection[str] = ()) -> tuple[UnitPhrase, ...]:
    """Return the agencies that the text names, in its order.

    `known` are full names of units of the day: where the text carries one, it decides where the
    phrase ends ("Sở Văn hóa, Thể thao và Du lịch"); elsewhere the first verb or stop does.
    """
    names = sorted(known, key=len, reverse=True)
    return tuple(_walk(text, names, 0))


def units_at(text: str, start: int, known: Collection[str] = ()) -> tuple[UnitPhrase, ...]:
    """Return the list of agencies that stands exactly at `start`: "Sở A, Sở B và các xã, phường"."""
    names = sorted(known, key=len, reverse=True)
    found: list[UnitPhrase] = []
    position = start
    while True:
        phrase = _phrase_at(text, position, names)
        if phrase is None:
            return tuple(found)
        found.append(phrase)
        between = _AND.match(text, phrase.end)
        if between is None:
            return tuple(found)
        position = between.end()


def _walk(text: str, names: list[str], position: int) -> Iterator[UnitPhrase]:
    while match := _START.search(text, position):
        phrase = _phrase_at(text, match.start(), names)
        if phrase is None:
            position = match.end()
            continue
        yield phrase
        position = phrase.end


def _phrase_at(text: str, start: int, names: list[str]) -> UnitPhrase | None:
    known = next((name for name in names if _stands_at(text, start, name)), None)
    if known is not None:
        return UnitPhrase(text[start : start + len(known)], start, start + len(known))
    if _START.match(text, start) is None:
        return None
    end = _end(text, start)
    phrase = text[start:end].rstrip(" ,-")
    return UnitPhrase(phrase, start, start + len(phrase)) if phrase else None


def _stands_at(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    same = text[start:end].casefold() == unicodedata.normalize("NFC", name).casefold()
    return same and not text[end : end + 1].isalnum()


def _end(text: str, start: int) -> int:
    head = _START.match(text, start)
    position = head.end() if head else start
    limit = min(len(text), start + _LONGEST)
    stop = _STOP.search(text, position, limit)
    limit = stop.start() if stop else limit
    for joint in re.finditer(r",\s*|\s+và\s+", text[:limit]):
        if joint.start() >= position and not _continues(
            text[start : joint.start()], text[joint.end() : limit]
        ):
            return joint.start()
    return limit


def _continues(before: str, after: str) -> bool:
    """Tell whether the words behind a comma or "và" still belong to the name before it."""
    if not after or _START.match(after):
        return False
    if _LIST_HEAD.search(before) and _GROUP_WORD.match(after):
        return True
    # "Sở Văn hóa, Thể thao và Du lịch", "Sở Giáo dục và Đào tạo": names go on with a capital
    return after[0].isupper() and not before.startswith(("Các", "các", "đồng chí", "Đồng chí"))
