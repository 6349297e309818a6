"""The two classifications of industries."""

from guanxi.kit.industries import GBT, ISIC, industries, industry_of, matching_industries


def test_the_tables_are_whole():
    by_length = {GBT: [0, 0, 0], ISIC: [0, 0, 0]}
    for standard, counts in by_length.items():
        for code in industries(standard):
            counts[{1: 0, 3: 1, 4: 2}[len(code)]] += 1
    assert by_length == {GBT: [20, 97, 473], ISIC: [21, 88, 0]}


def test_every_class_stands_below_its_own_and_maps_to_isic():
    known, isic = industries(GBT), industries(ISIC)
    for code, one in known.items():
        assert len(code) == 1 or code[: {3: 1, 4: 3}[len(code)]] in known
        assert one.isic in isic


def test_a_class_is_known_by_code_or_name():
    bearings = industries(GBT)["C345"]
    assert (bearings.chinese, bearings.isic) == ("轴承、齿轮和传动部件制造", "C28")
    for text in ("C345", "c345", "345", "C345 轴承、齿轮和传动部件制造", "轴承、齿轮和传动部件制造"):
        assert industry_of(text) == bearings
    assert industry_of("Manufacture of general-purpose machinery") == industries(GBT)["C34"]
    assert industry_of("28", ISIC) == industries(ISIC)["C28"]
    assert industry_of("机械") is None
    assert industry_of("") is None


def test_typing_finds_divisions_before_groups():
    assert [one.code for one in matching_industries("c34")][:3] == ["C34", "C341", "C342"]
    assert [one.code for one in matching_industries("齿轮")] == ["C345"]
    assert matching_industries("") == []


def test_names_in_both_languages():
    division = industries(GBT)["C34"]
    assert (division.name("zh-hans"), division.name("en")) == (
        "通用设备制造业",
        "Manufacture of general-purpose machinery",
    )
    assert industries(GBT)["C345"].name("en") == "轴承、齿轮和传动部件制造"
