"""The page server's entry point, imported by each of its worker processes."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from guanxi.config.tether import tether

if os.environ.get("GUANXI_PROCESS") == "web":
    # A worker whose page server was killed would hold the port for ever.
    tether(signal.SIGKILL)

application = get_wsgi_application()
