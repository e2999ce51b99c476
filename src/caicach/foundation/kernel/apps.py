from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "caicach.foundation.kernel"
