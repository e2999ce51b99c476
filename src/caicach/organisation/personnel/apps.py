from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "caicach.organisation.personnel"
