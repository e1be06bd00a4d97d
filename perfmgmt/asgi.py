import os

from django.core.asgi import get_asgi_application

from perfmgmt import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

application = get_asgi_application()
embedded.ensure()
