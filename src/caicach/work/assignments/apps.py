from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "caicach.work.assignments"
