"""Addresses under /nhiem-vu/."""

from django.urls import path

from .views import boards, changes, intake, lists, one

app_name = "assignments"

urlpatterns = [
    path("", lists.assignment_list, name="list"),
    path("giao/", lists.give, name="give"),
    path("mat/", lists.secret_counts, name="secret_counts"),
    path("bang/", boards.board_page, name="board"),
    path("bang/phan/", boards.board_part, name="board_part"),
    path("tai-lieu/", changes.prove, name="prove"),
    path("tu-van-ban/", intake.read_paper, name="read_paper"),
    path("tu-van-ban/<uuid:pk>/", intake.intake_page, name="intake"),
    path("tu-van-ban/<uuid:pk>/luu/", intake.save, name="intake_save"),
    path("tu-van-ban/<uuid:pk>/them/", intake.add_row, name="intake_add"),
    path("tu-van-ban/<uuid:pk>/bo/", intake.drop_row, name="intake_drop"),
    path("tu-van-ban/<uuid:pk>/giao/", intake.give, name="intake_give"),
    path("<uuid:pk>/", one.assignment_page, name="one"),
    path("<uuid:pk>/tiep-nhan/", one.accept, name="accept"),
    path("<uuid:pk>/tra-lai/", one.return_to_giver, name="return"),
    path("<uuid:pk>/giao-lai/", one.delegate, name="delegate"),
    path("<uuid:pk>/bao-cao/", one.report, name="report"),
    path("<uuid:pk>/nop/", one.hand_in, name="hand_in"),
    path("<uuid:pk>/xin-dieu-chinh/", one.ask_extension, name="ask_extension"),
    path("<uuid:pk>/quyet-dinh-thoi-han/", one.decide_extension, name="decide_extension"),
    path("<uuid:pk>/dieu-chinh-thoi-han/", one.change_due, name="change_due"),
    path("<uuid:pk>/xac-nhan/", one.confirm, name="confirm"),
    path("<uuid:pk>/tra-ket-qua/", one.send_back, name="send_back"),
    path("<uuid:pk>/giao-tiep/", one.give_again, name="give_again"),
    path("<uuid:pk>/sua/", one.amend, name="amend"),
    path("<uuid:pk>/doi-nguoi/", changes.change_person, name="change_person"),
    path("<uuid:pk>/doi-co-quan/", changes.change_units, name="change_units"),
    path("<uuid:pk>/huy-doi-co-quan/", changes.cancel_unit_change, name="cancel_unit_change"),
    path("<uuid:pk>/thu-hoi/", one.withdraw, name="withdraw"),
]
