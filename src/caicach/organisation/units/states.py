"""Words that units and their successions are described by."""

from enum import StrEnum


class Words(StrEnum):
    """A stored word with its Vietnamese label."""

    label: str

    def __new__(cls, value: str, label: str) -> "Words":
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for forms."""
        return [(word.value, word.label) for word in cls]


class Block(Words):
    """Khối: every agency belongs to one, an administrative area to none."""

    PARTY = "party", "Khối Đảng"
    STATE = "state", "Khối Nhà nước"
    FRONT = "front", "MTTQ và các tổ chức chính trị - xã hội"


class Level(Words):
    """Cấp."""

    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    VILLAGE = "village", "Thôn, tổ dân phố"


class Kind(Words):
    """Loại hình cơ quan, đơn vị."""

    PROVINCE = "province", "Tỉnh"
    CITY = "city", "Thành phố"
    TOWN = "town", "Thị xã"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    VILLAGE = "village", "Thôn"
    QUARTER = "quarter", "Tổ dân phố"
    PARTY_COMMITTEE = "party_committee", "Cấp ủy"
    LEADERSHIP = "leadership", "Tập thể lãnh đạo"
    PARTY_AGENCY = "party_agency", "Cơ quan tham mưu của cấp ủy"
    COUNCIL = "council", "Hội đồng nhân dân"
    COUNCIL_COMMITTEE = "council_committee", "Ban của Hội đồng nhân dân"
    PEOPLE_COMMITTEE = "people_committee", "Ủy ban nhân dân"
    OFFICE = "office", "Văn phòng"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DIVISION = "division", "Phòng, đơn vị bên trong"
    PUBLIC_SERVICE_UNIT = "public_service_unit", "Đơn vị sự nghiệp công lập"
    PRESS = "press", "Cơ quan báo chí"
    CENTRAL_AGENCY = "central_agency", "Cơ quan ngành dọc"
    FRONT = "front", "Ủy ban Mặt trận Tổ quốc"
    MASS_ORGANISATION = "mass_organisation", "Tổ chức chính trị - xã hội"
    ASSOCIATION = "association", "Hội quần chúng"


AREA_KINDS = frozenset(
    {Kind.PROVINCE, Kind.CITY, Kind.TOWN, Kind.DISTRICT, Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP}
)
VILLAGE_KINDS = frozenset({Kind.VILLAGE, Kind.QUARTER})


class Change(Words):
    """How a unit goes on: the kinds of succession."""

    MERGE = "merge", "hợp nhất, sáp nhập"
    SPLIT = "split", "chia, tách"
    RENAME = "rename", "đổi tên"
    KEEP = "keep", "giữ nguyên, không sắp xếp"
    ABOLISH = "abolish", "giải thể, kết thúc hoạt động"
