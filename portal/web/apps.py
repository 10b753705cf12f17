from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"

    def ready(self) -> None:
        from portal.web import checks  # noqa: F401, PLC0415  # registering them is what the import does
