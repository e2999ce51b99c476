from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "caicach.foundation.files"
