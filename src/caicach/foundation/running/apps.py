from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "caicach.foundation.running"
