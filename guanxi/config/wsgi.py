"""The page server's entry point, imported by each of its worker processes."""

import multiprocessing
import os
import signal
import sys

from django.core.wsgi import get_wsgi_application

from guanxi.config.tether import tether
from guanxi.web.charset import utf8_only

if os.environ.get("GUANXI_PROCESS") == "web":
    # A worker whose page server was killed would hold the port for ever.
    tether(signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid != os.getppid():
        sys.exit("the page server ended before its worker began")

application = utf8_only(get_wsgi_application())
