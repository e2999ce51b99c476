from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "caicach.sites.workspace"
