"""The grid edited in place: what is saved, what is refused, with and without the script."""

import json

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui.grid import Column, Edit, Grid, Row, Saved, edits, save_edits

COLUMNS = (Column("stt", "STT", editable=False), Column("name", "Nhiệm vụ"), Column("money", "Kinh phí"))


def grid(**more) -> Grid:
    rows = (
        Row("heading", {}, heading="I. Chỉ đạo"),
        Row("a", {"stt": "1", "name": "Một", "money": "2,5"}, revision=4),
        Row("b", {"stt": "2", "name": "Hai", "money": ""}, revision=1, locked=frozenset({"money"})),
    )
    return Grid(
        **{"id": "g", "columns": COLUMNS, "rows": rows, "save_url": "/luu/", "caption": "Bảng"} | more
    )


def post(**fields):
    request = RequestFactory().post("/luu/", {key.replace("__", "."): value for key, value in fields.items()})
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def as_script(request):
    request.META["HTTP_ACCEPT"] = "application/json"
    return request


def test_only_cells_that_differ_are_edits():
    request = post(
        cell__a__name="Một ", cell__a__money="3", revision__a="4", cell__b__name="Hai\r\nBa", other="x"
    )

    assert edits(request, grid()) == [Edit("a", "money", "3", 4), Edit("b", "name", "Hai\nBa", 0)]


@pytest.mark.parametrize(
    "cell", ["cell.a.stt", "cell.b.money", "cell.zzz.name", "cell.a.unknown", "cell.name"]
)
def test_a_cell_that_may_not_be_edited_is_refused(cell):
    request = post()
    request.POST = {cell: "x"}

    with pytest.raises(Refused, match="không sửa được"):
        edits(request, grid())


def test_a_grid_that_is_only_read_takes_nothing():
    with pytest.raises(Refused):
        edits(post(cell__a__name="Khác"), grid(editable=False))


@pytest.mark.django_db
def test_each_cell_is_saved_for_itself_and_the_script_is_told_what_each_became():
    def save(row, column, text, revision):
        if text == "sai":
            raise Refused("“sai” không phải là số")
        return Saved(text.upper(), revision + 1, also={"total": "9"})

    request = as_script(post(cell__a__name="mới", cell__a__money="sai", revision__a="4", cell__b__name="x"))

    answer = json.loads(save_edits(request, grid(), save, back="/").content)

    assert answer.pop("saved_at").count(":") == 1
    assert answer == {
        "cells": {
            "a.name": {"shown": "MỚI"},
            "total": {"shown": "9"},
            "a.money": {"error": "“sai” không phải là số"},
            "b.name": {"shown": "X"},
        },
        "revisions": {"a": 5, "b": 1},
    }


@pytest.mark.django_db
def test_a_second_cell_of_a_row_is_saved_over_the_revision_of_the_first():
    seen = []

    def save(row, column, text, revision):
        seen.append((column, revision))
        return Saved(text, revision + 1)

    save_edits(
        as_script(post(cell__a__name="x", cell__a__money="9", revision__a="4")), grid(), save, back="/"
    )

    assert seen == [("name", 4), ("money", 5)]


@pytest.mark.django_db
def test_without_the_script_the_person_is_led_back_with_row_and_column_of_each_error():
    def save(row, column, text, revision):
        if column == "money":
            raise Refused("“ba” không phải là số")
        return Saved(text, revision + 1)

    request = post(cell__a__name="x", cell__a__money="ba")
    answer = save_edits(request, grid(), save, back="/ke-hoach/")

    told = [str(message) for message in get_messages(request)]
    assert (answer.status_code, answer["Location"]) == (302, "/ke-hoach/")
    assert told[0] == "Dòng 2, cột “Kinh phí”: “ba” không phải là số"
    assert told[1].startswith("Đã lưu ")
