import os
import shutil
import tempfile
from pathlib import Path

import house as houses
import pytest


@pytest.fixture(scope="session")
def house(request):
    """The installation of this run: database, pages, pushes and worker as a person starts them."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        here = Path(__file__).parent
        journeys = [one.nodeid for one in request.session.items if Path(one.path).parent == here]
        assert all(one.endswith("@journeys") for one in journeys), "The journeys are spread over the workers."
    top = Path(tempfile.mkdtemp(prefix="guanxi-journeys-"))
    top.chmod(0o711)
    with houses.opened(top / "data") as found:
        yield found
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium():
    """For as long as a file of journeys: Playwright's event loop would stand in the way of others' asyncio."""
    with houses.chromium() as browser:
        yield browser


@pytest.fixture
def visit(house, chromium):
    """Opens windows; at the end none of them may have complained."""
    opened = []

    def visit(language="zh-hans", width=1440, **more):
        opened.append(houses.Visit(house, chromium, language, width, **more))
        return opened[-1]

    yield visit
    for one in opened:
        one.close()


def pytest_collection_modifyitems(items):
    """All journeys are one worker's: they share one installation."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("journeys"))
