from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "caicach.foundation.audit"
