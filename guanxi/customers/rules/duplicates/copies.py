"""Rows that say exactly the same: one record written down several times, however often."""

from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.customers.rules.duplicates.columns import Records
from guanxi.customers.rules.duplicates.comparing import Rows
from guanxi.customers.rules.duplicates.roles import Role

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SURE: Final = frozenset({Role.CREDIT_CODE, Role.IDENTIFIER, Role.PHONE, Role.EMAIL, Role.ORGANISATION})
_BESIDE: Final = frozenset({Role.DATE, Role.ADDRESS})


def copies(records: Records) -> Rows:
    """For each row the first row that is its copy; itself where there is none before it.

    A copy agrees in every column, absent values too, and says who it is: a number, mail or firm, or a name
    with a day or an address. What is less (ten thousand rows of one city) says nothing of anybody.
    """
    first = np.arange(records.count)
    told = np.flatnonzero(_tells(records))
    if len(told) < 2:  # noqa: PLR2004 - nothing to be a copy of
        return first
    mixed = np.zeros(len(told), dtype=np.uint64)
    for column in records.columns:
        mixed = (mixed ^ (column.ids[told].astype(np.int64) + 2).astype(np.uint64)) * _MIX
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")
    starts = np.append(True, mixed[order][1:] != mixed[order][:-1])
    first[told[order]] = told[order][np.flatnonzero(starts)[np.cumsum(starts) - 1]]
    return first


def _tells(records: Records) -> npt.NDArray[np.bool_]:
    whole = _any(records, frozenset({Role.PERSON}))
    given, surname = (_any(records, frozenset({role})) for role in (Role.GIVEN, Role.SURNAME))
    return _any(records, _SURE) | ((whole | (given & surname)) & _any(records, _BESIDE))


def _any(records: Records, roles: frozenset[Role]) -> npt.NDArray[np.bool_]:
    filled = np.zeros(records.count, dtype=bool)
    for column in records.columns:
        if column.field.role in roles:
            filled |= column.ids >= 0
    return filled
