"""What must be true before the portal opens in production."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def the_secret_key_is_ones_own(app_configs: Any, **options: Any) -> list[Error]:
    if not settings.SECRET_KEY.startswith("only-for-development"):
        return []
    return [Error("SECRET_KEY is the one of the source code.", hint="Set SECRET_KEY.", id="galon.E001")]
