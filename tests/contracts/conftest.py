import pytest
from callers import signed_in
from django.test import Client
from world import World, build_world


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def lin(world) -> Client:
    """Holds every right, on own records only."""
    return signed_in(world.people["own_all"])


@pytest.fixture
def administrator(world) -> Client:
    return signed_in(world.people["administrator"])
