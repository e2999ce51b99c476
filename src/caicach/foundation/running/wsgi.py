"""The web application as the server loads it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from caicach.foundation.running.tracing import start_if_wanted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caicach.settings")
start_if_wanted()  # puts its middleware before all others
application = get_wsgi_application()
_ = get_resolver().url_patterns  # loads all views now, not while the first visitor waits
