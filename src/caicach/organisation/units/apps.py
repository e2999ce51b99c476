from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "caicach.organisation.units"
