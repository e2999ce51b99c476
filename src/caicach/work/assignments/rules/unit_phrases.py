"""Names of agencies inside running text (tên cơ quan, đơn vị trong văn bản)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitPhrase:
    """Words that name an agency, a group of agencies or the head of one, with their place in the text.

    `name` is the full name where the words say only a part of it ("Bảo Hà" after "UBND các xã:").
    """

    text: str
    start: int
    end: int
    name: str = ""

    @property
    def agency(self) -> str:
        """The agency by itself: the full name where it is known, without the title of its head."""
        return self.name or without_title(self.text)


# How the name of an agency begins. Capitals count: "sở" inside a sentence is no name; "Ban hành", "Báo cáo" are deeds.
_HEADS = (
    "Sở|Ban(?! hành)|Bộ(?! (?:chỉ số|tiêu chí|thủ tục|phận|máy|câu hỏi|mã))|Văn phòng|VP UBND|VP HĐND|VP Tỉnh ủy"
    "|Ủy ban|Uỷ ban|UBND|HĐND|UBMTTQ|MTTQ|Hội đồng|Thường trực|Ban Thường vụ|Tỉnh ủy|Tỉnh uỷ|Đảng ủy|Đảng uỷ"
    "|Thành ủy|Huyện ủy|Công an|Thanh tra(?= (?:tỉnh|Chính phủ|nhà nước|Sở|Bộ))|Trường(?! hợp)|Học viện|Trung tâm"
    "|Cục|Chi cục|Kho bạc|Bảo hiểm|Đài|Báo(?! cáo)|Viện(?! dẫn)|Viễn thông|Liên đoàn|Liên minh|Tỉnh đoàn"
    "|Đoàn Thanh niên|Hội(?! (?:nghị|thảo|thi))|Mặt trận|Tòa án|Viện kiểm sát|Ngân hàng|Tổ công tác"
    "|Cổng Thông tin|Cơ quan|Thuế|Hải quan|Phòng(?!,| chống| ngừa)"
)
_GROUPS = (
    "sở|ban|ngành|cơ quan|đơn vị|địa phương|huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu|đoàn thể|phòng"
    "|tổ chức|hội|đồng chí|trang thông tin|cấp ủy|doanh nghiệp|báo|đài"
)
_TITLES = (
    "Giám đốc|Thủ trưởng|Chủ tịch|Trưởng ban|Trưởng Ban|Trưởng|Chánh Văn phòng|Chánh|Bí thư|Cục trưởng|Viện trưởng"
    "|Hiệu trưởng|Người đứng đầu|Đồng chí|đồng chí|Đ/c|đ/c|Lãnh đạo(?= (?:các|Sở))|Phó Chủ tịch|Tổng Biên tập"
)
_TITLE = re.compile(rf"(?:{_TITLES})(?!\w)\s+", re.IGNORECASE)
_WHOLE = re.compile(r"[Cc]ác (?:cơ quan|ban) (?:chuyên trách )?tham mưu,? giúp việc(?:(?: của)? Tỉnh ủy)?")
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
    "|đẩy nhanh|quyết liệt|phấn đấu|lồng ghép|giải trình|đạt|trực tiếp|đổi mới|chuẩn hóa|khảo sát|tiếp thu|trả lời"
    "|xác minh|làm rõ|cắt giảm|bàn giao|bám sát|chú trọng|hoàn tất|nâng cấp|thống kê|nêu cao|tính toán|thu hồi"
    "|rút ngắn|cải thiện|tháo gỡ|nộp|kê khai|cử|mời|chấp hành|góp ý|tham gia|tổng rà soát|nhanh chóng|có ý kiến"
)
_STOP = re.compile(
    rf"[;:.()\n“”\"]|(?<!\w)(?:{_DEEDS})(?!\w)"
    r"|(?<!các )(?<!Các )(?<!\w)tổ chức(?! (?:đảng|chính trị|đoàn thể|hội))(?!\w)"
)
_AND = re.compile(r"(?:,\s*|\s+)(?:và|cùng)\s+|,\s*|\s*;\s*")
_COMMUNES = re.compile(r"(?:UBND|[ỦU][yỷ] ban nhân dân)\s+các\s+(?P<level>xã|phường)(?!\w)\s*:?\s*")
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
        if named := _communes(text, phrase, names):
            found += named
        else:
            found.append(phrase)
        between = _AND.match(text, found[-1].end)
        if between is None:
            return tuple(found)
        position = between.end()


def is_anybody(text: str) -> bool:
    """Tell whether the words name nobody in particular: "các cơ quan, đơn vị có liên quan"."""
    return re.fullmatch(r"[Cc]ác\s+[\w, -]{2,60}liên quan", text.strip()) is not None


def without_title(text: str) -> str:
    """Return the agency of somebody who heads it: "Đ/c Giám đốc Sở Y tế" is the Sở Y tế, a head of nothing stays."""
    bare = text
    while match := _TITLE.match(bare):
        bare = bare[match.end() :]
    return bare or text


def _communes(text: str, phrase: UnitPhrase, names: list[str]) -> list[UnitPhrase]:
    """Return the communes that are counted up by name: "UBND các xã: Bảo Hà, Bắc Hà và Mường Khương"."""
    head = _COMMUNES.search(text, phrase.start)
    if head is None or head.start() >= phrase.end:
        return []
    prefix = f"Ủy ban nhân dân {head['level']} "
    short = {name.removeprefix(prefix): name for name in names if name.startswith(prefix)}
    found: list[UnitPhrase] = []
    position = head.end()
    while name := next((name for name in short if _stands_at(text, position, name)), ""):
        end = position + len(name)
        found.append(UnitPhrase(text[position:end], position, end, short[name]))
        between = _AND.match(text, end)
        position = between.end() if between else len(text)
    return found


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
    if whole := _WHOLE.match(text, start):
        return UnitPhrase(whole.group(), start, whole.end())
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
    if before == "Báo" and after.startswith(("Đài", "Phát thanh", "phát thanh")):
        return True  # "Báo và Đài Phát thanh, Truyền hình": one agency since 2025
    if not after or _START.match(after):
        return False
    if _LIST_HEAD.search(before) and _GROUP_WORD.match(after):
        return True
    # "Sở Văn hóa, Thể thao và Du lịch", "Sở Giáo dục và Đào tạo": names go on with a capital
    if before.startswith("Báo") and after[0].isupper():
        return True
    return after[0].isupper() and not before.startswith(("Các", "các", "đồng chí", "Đồng chí"))
