"""`{{ message|commands }}`: a message of the doctor with its commands set as code."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()
_COMMAND = re.compile(r"`([^`]+)`")


@register.filter
def commands(message: str) -> SafeString:
    """What stands between backticks, as code."""
    return SafeString(_COMMAND.sub(r"<code>\1</code>", escape(message)))
