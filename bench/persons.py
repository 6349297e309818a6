"""Persons with noise, drawn by a seed: any number in seconds, as Parquet columns."""

import numpy as np

GIVEN = """
james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan
joseph jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony
margaret mark sandra donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth
carol kevin amanda brian melissa george deborah timothy stephanie ronald rebecca edward laura jason
sharon jeffrey cynthia ryan kathleen jacob amy gary angela nicholas shirley eric anna jonathan
brenda stephen pamela larry emma justin nicole scott helen
""".split()
STARTS = """
ab al an ar bar bel ber bo bra bren bur cal car chan col cra dal dan del don dun ed el fair far fitz
gar gil gra hal han har hen hol hu jen kel ken kin lam lan law mac mar mer mil mor nor ol par pen
per pres rad ram rich ro san sel shel sin stan sut tal thor tur van wal war wel whit wil win wood
""".split()
MIDDLES = [
    "",
    "",
    "",
    "ber",
    "der",
    "e",
    "en",
    "er",
    "i",
    "in",
    "ing",
    "le",
    "ling",
    "ner",
    "o",
    "ring",
    "s",
    "ter",
]
ENDS = """
bell berg bury by den don dor field ford ham hurst land ley lin lock man mer mond more ner nes ridge
rod row sey son stein stone ter ton vale well wick win wood worth
""".split()
STREETS = """
oak maple cedar park lake hill church mill spring river station high victoria king queen garden
forest meadow bridge north south west east chapel grove mountain valley sunset
""".split()
KINDS = ["street", "road", "avenue", "lane", "drive", "court"]


def persons(count, seed, doubles=0.25, noise=1.0):
    """A dictionary of columns: `count` rows, about a share `doubles` of them further records of others."""
    random = np.random.default_rng(seed)
    originals = int(count * (1 - doubles))
    columns = clean(originals, random)
    # further records: who has them is drawn with repetition, so that some have several
    owner = random.integers(0, originals, count - originals)
    entity = np.concatenate([np.arange(originals), owner])
    columns = {name: np.concatenate([cells, cells[owner]]) for name, cells in columns.items()}
    for name, cells in columns.items():
        spoil(name, cells, originals, random, noise)
    order = random.permutation(count)
    return {"entity": entity[order].astype(str)} | {name: cells[order] for name, cells in columns.items()}


def clean(count, random):
    skew = 1 / np.arange(1, len(GIVEN) * 12 + 1) ** 0.8
    given = np.array(
        [
            name + end
            for end in ("", "a", "e", "o", "y", "ie", "ina", "el", "us", "an", "is", "on")
            for name in GIVEN
        ],
        dtype=object,
    )
    family = np.array([a + b + c for a in STARTS for b in MIDDLES for c in ENDS], dtype=object)
    random.shuffle(family)
    weights = 1 / np.arange(10, len(family) + 10) ** 0.9
    first = random.choice(given, count, p=skew / skew.sum())
    last = random.choice(family, count, p=weights / weights.sum())
    # a quarter share house and surname with the row before: families
    city = random.zipf(1.4, count) % 900
    number = random.integers(1, 300, count)
    road = random.integers(0, len(STREETS) * len(KINDS), count)
    kin = np.flatnonzero(random.random(count) < 0.25)
    kin = kin[kin > 0]
    for part in (last, city, number, road):
        part[kin] = part[kin - 1]
    days = np.datetime64("1935-01-01") + random.integers(0, 27_000, count)
    digits = random.integers(200_000_0000, 999_999_9999, count)
    shared = kin[random.random(len(kin)) < 0.3]
    digits[shared] = digits[shared - 1]
    tags = random.integers(1, 9999, count)
    hosts = np.array(["gmail.com", "yahoo.com", "outlook.com", "example.org", "mail.net"], dtype=object)
    roads = np.array([f"{street} {kind}" for street in STREETS for kind in KINDS], dtype=object)
    return {
        "given_name": first,
        "surname": last,
        "birth_date": days.astype(str).astype(object),
        "phone": digits.astype(str).astype(object),
        "email": first + "." + last + tags.astype(str).astype(object) + "@" + random.choice(hosts, count),
        "street": number.astype(str).astype(object) + " " + roads[road],
        "city": np.array(
            [f"{STARTS[n % len(STARTS)]}{ENDS[n // 30 % len(ENDS)]}" for n in range(900)], dtype=object
        )[city],
        "postcode": (10_000 + city * 37 + number % 9).astype(str).astype(object),
    }


SLIPS = {
    "given_name": 0.12,
    "surname": 0.12,
    "birth_date": 0.08,
    "phone": 0.08,
    "email": 0.10,
    "street": 0.15,
    "city": 0.05,
    "postcode": 0.05,
}
BLANKS = {
    "given_name": 0.02,
    "surname": 0.01,
    "birth_date": 0.10,
    "phone": 0.20,
    "email": 0.30,
    "street": 0.08,
    "city": 0.05,
    "postcode": 0.08,
}
MOVED = {"phone": 0.15, "email": 0.15, "street": 0.12}


def spoil(name, cells, originals, random, noise):
    """Slips and moves in further records; blanks in all."""
    later = np.arange(originals, len(cells))
    if name in MOVED:
        moved = later[random.random(len(later)) < MOVED[name] * noise]
        cells[moved] = cells[random.integers(0, originals, len(moved))]
    slipped = later[random.random(len(later)) < SLIPS[name] * noise]
    places, which = random.random(len(slipped)), random.integers(0, 4, len(slipped))
    signs = random.integers(0, 26, len(slipped))
    for row, place, kind, sign in zip(slipped.tolist(), places, which, signs, strict=True):
        cells[row] = slip(cells[row], int(place * len(cells[row])), kind, sign)
    cells[random.random(len(cells)) < BLANKS[name] * noise] = None


def slip(text, at, kind, sign):
    """One keystroke: another sign, one left out, one too many, or two exchanged."""
    new = "0123456789"[sign % 10] if text[at].isdigit() else "abcdefghijklmnopqrstuvwxyz"[sign]
    if kind == 0:
        return text[:at] + new + text[at + 1 :]
    if kind == 1 and len(text) > 2:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + new + text[at:]
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
