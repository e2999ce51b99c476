from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "caicach.foundation.papers"
