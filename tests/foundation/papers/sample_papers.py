"""Papers to draw in the tests: a plan with annexes, a dispatch, a decision, a paper of the party. All samples."""

from datetime import date
from decimal import Decimal

from caicach.foundation.papers.notation import Signing, signature_lines
from caicach.foundation.papers.paper import (
    Annex,
    Block,
    Grounds,
    Letterhead,
    Level,
    Paper,
    Paragraph,
    Point,
    Signature,
    Table,
    TableColumn,
    TableRow,
)

MONEY = "Kinh phí (triệu đồng)"
COLUMNS = (
    TableColumn("STT", 0.6, "center"),
    TableColumn("Nhiệm vụ", 4),
    TableColumn("Sản phẩm", 2.2),
    TableColumn("Cơ quan chủ trì", 2),
    TableColumn("Thời gian hoàn thành", 1.4, "center"),
    TableColumn("Năm 2026", 1, "right", MONEY),
    TableColumn("Năm 2027", 1, "right", MONEY),
)


def rows(count: int) -> tuple[TableRow, ...]:
    tasks = tuple(
        TableRow(
            (i, f"Nhiệm vụ thứ {i}", "Quyết định", "Sở Tư pháp", date(2027, 3, 31), Decimal("1234.5"), None)
        )
        for i in range(1, count + 1)
    )
    total = TableRow((None, "Tổng cộng", "", "", None, Decimal("1234.5") * count, 0), bold=True)
    return (TableRow(("I. CẢI CÁCH THỂ CHẾ",), whole=True), *tasks, total)


PLAN = Paper(
    letterhead=Letterhead("Ủy ban nhân dân\ntỉnh Lào Cai"),
    place="Lào Cai",
    symbol="KH-UBND",
    title="Kế hoạch",
    abstract="Cải cách hành chính năm 2027",
    body=(
        Grounds(("Căn cứ Luật Tổ chức chính quyền địa phương", "Theo đề nghị của Giám đốc Sở Nội vụ;")),
        Paragraph("Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:"),
        Point(Level.ROMAN, title="Mục đích, yêu cầu"),
        Point(Level.ARABIC, title="Mục đích"),
        Point(Level.LETTER, "Nâng cao hiệu lực, hiệu quả."),
        Point(Level.DASH, "Gạch đầu dòng."),
        Point(Level.ROMAN, title="Tổ chức thực hiện"),
        Point(Level.ARABIC, "Sở Nội vụ theo dõi, đôn đốc, tổng hợp."),
    ),
    annexes=(
        Annex("Danh mục nhiệm vụ", (Table(COLUMNS, rows(40), note="Đơn vị: triệu đồng"),)),
        Annex("Chỉ tiêu", (Paragraph("Theo mẫu."),), landscape=False),
    ),
    recipients=("Bộ Nội vụ (b/c)", "Các sở, ban, ngành"),
    archive="NC",
    signature=Signature(
        signature_lines(Signing.DEPUTY, head="Chủ tịch", title="Phó Chủ tịch", collective="Ủy ban nhân dân"),
        "Nguyễn Văn Mẫu",
    ),
    mark="DỰ THẢO",
)

DISPATCH = Paper(
    letterhead=Letterhead("Sở Nội vụ", "Ủy ban nhân dân tỉnh Lào Cai"),
    place="Lào Cai",
    symbol="SNV-CCHC",
    number=5,
    issued_on=date(2026, 1, 5),
    abstract="đôn đốc báo cáo cải cách hành chính",
    addressees=("Các sở, ban, ngành", "UBND các xã, phường"),
    urgency="Khẩn",
    body=(Paragraph("Sở Nội vụ đề nghị các cơ quan, đơn vị gửi báo cáo."),),
    recipients=("Giám đốc Sở",),
    signature=Signature(signature_lines(Signing.HEAD, head="Giám đốc"), "Trần Thị Mẫu"),
)

DECISION = Paper(
    letterhead=Letterhead("Ủy ban nhân dân\ntỉnh Lào Cai"),
    place="Lào Cai",
    symbol="QÐ - UBND",
    number=1258,
    issued_on=date(2026, 6, 29),
    title="Quyết định",
    abstract="Về việc công bố Bộ Chỉ số cải cách hành chính",
    body=(
        Point(Level.CHAPTER, title="Quy định chung"),
        Point(Level.ARTICLE, "Công bố.", title="Phạm vi."),
        Point(Level.ARABIC, "Khoản một."),
        *(Point(Level.LETTER, f"Điểm {place}") for place in range(6)),
        Point(Level.CHAPTER, title="Thi hành"),
        Point(Level.ARTICLE, "Quyết định này có hiệu lực kể từ ngày ký."),
    ),
    recipients=("Như Điều 2",),
    signature=Signature(
        signature_lines(Signing.BY_ORDER, head="Chủ tịch", title="Chánh Văn phòng"), "Lê Văn Mẫu"
    ),
)

PARTY = Paper(
    letterhead=Letterhead("Tỉnh ủy Lào Cai", "Đảng bộ tỉnh Lào Cai", Block.PARTY),
    place="Lào Cai",
    symbol="KH/TU",
    title="Kế hoạch",
    abstract="cải cách hành chính trong các cơ quan Đảng",
    body=(Point(Level.ROMAN, title="Mục đích"), Point(Level.ARABIC, "Nâng cao năng lực lãnh đạo.")),
    recipients=("Các đảng ủy trực thuộc",),
    signature=Signature(
        signature_lines(
            Signing.DEPUTY, head="Bí thư", title="Phó Bí thư", collective="Ban Thường vụ", party=True
        ),
        "Phạm Văn Mẫu",
    ),
    mark="MẪU",
)

HOSTILE = (
    '#strong[x] *đậm* $x^2$ <b>&amp;</b> \\ @ref "nháy" = - + /* // #import "@preview/x" ]}) \x00\x0b\ud800'
)

MINUTES = Paper(
    letterhead=Letterhead("Sở Nội vụ", "Ủy ban nhân dân\ntỉnh Lào Cai"),
    place="Lào Cai",
    symbol="BB-SNV",
    title="Biên bản",
    abstract="Bàn giao công việc",
    issued_on=date(2026, 6, 1),
    body=(Paragraph("Hai bên thống nhất bàn giao công việc."),),
    parties=(
        Signature(("BÊN GIAO",), "Vàng Đức Hà"),
        Signature(("NGƯỜI CHỨNG KIẾN",), "Giàng A Phử"),
        Signature(("BÊN NHẬN",), "Nguyễn Thị Ẩn"),
    ),
    recipients=("Bên giao", "Bên nhận"),
)
