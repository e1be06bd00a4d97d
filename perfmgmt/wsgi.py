import os

from django.core.wsgi import get_wsgi_application

from perfmgmt import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

application = get_wsgi_application()
embedded.ensure()
