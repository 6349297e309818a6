"""Places as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.countries import countries, country_of
from guanxi.kit.regions import (
    Region,
    address_line,
    cities,
    districts,
    is_china,
    normalised,
    province_of,
    provinces,
    region_of,
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("江苏省苏州市", Region("江苏", "苏州")),
        ("苏州", Region("江苏", "苏州")),
        ("中国江苏省苏州市吴中区东方大道8号", Region("江苏", "苏州", "吴中区")),
        ("江蘇省蘇州市", Region("江苏", "苏州")),
        ("昆山", Region("江苏", "苏州", "昆山市")),
        ("上海市浦东新区", Region("上海", "上海", "浦东新区")),
        ("北京朝阳区", Region("北京", "北京", "朝阳区")),
        ("恩施州", Region("湖北", "恩施土家族苗族自治州")),
        ("海南", Region("海南")),
        ("青海省海南州", Region("青海", "海南藏族自治州")),
        ("吉林", Region("吉林")),
        ("吉林省吉林市", Region("吉林", "吉林")),
        ("吉林市", Region("吉林", "吉林")),
        ("海南藏族自治州共和县", Region("青海", "海南藏族自治州", "共和县")),
        ("广东省东莞市南城街道", Region("广东", "东莞")),
        ("中山", Region("广东", "中山")),
        ("仙桃市", Region("湖北", "仙桃")),
        ("海南定安县", Region("海南", "定安县")),
        ("嘉峪关", Region("甘肃", "嘉峪关")),
        ("长沙县", Region("湖南", "长沙", "长沙县")),
        ("内蒙古呼伦贝尔市", Region("内蒙古", "呼伦贝尔")),
    ],
)
def test_a_place_is_known_as_it_is_written(written, found):
    assert region_of(written) == found


@pytest.mark.parametrize("written", ["", "朝阳区", "Paris", "鼓楼区", "中国", "8号楼"])
def test_what_is_no_one_place_is_left_alone(written):
    assert region_of(written) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("江苏省", "江苏"),
        ("北京市", "北京"),
        ("广西壮族自治区", "广西"),
        ("新疆自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("内蒙古", "内蒙古"),
        ("Bavaria", None),
        ("", None),
    ],
)
def test_a_province_is_known_with_and_without_its_ending(text, name):
    assert province_of(text) == name


def test_the_three_fields_fill_each_other():
    assert normalised("江苏省苏州市", "", "") == Region("江苏", "苏州", "")
    assert normalised("", "昆山市", "") == Region("江苏", "苏州", "昆山市")
    assert normalised("江苏省", "苏州市", "工业园区") == Region("江苏", "苏州", "工业园区")
    assert normalised("浙江", "苏州", "") == Region("浙江", "苏州", "")
    assert normalised("上海", "苏州", "") == Region("上海", "苏州", "")
    assert normalised("Bavaria", "Munich", "") == Region("Bavaria", "Munich", "")


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_bringing_into_form_twice_changes_nothing(province, city, district):
    once = normalised(province, city, district)
    assert normalised(once.province, once.city, once.district) == once


def test_the_tables_are_whole():
    assert len(provinces()) == 34
    assert len(cities()) > 330
    assert cities("江苏省") == cities("江苏")
    assert len(cities("江苏")) == 13
    assert "昆山市" in districts("苏州")
    assert "东莞" in cities("广东")
    assert "广东" not in cities("广东")
    assert districts("东莞") == ()


def test_countries_by_code_and_by_either_name():
    assert [country_of(word) for word in ("DE", "Germany", "德国", "uk", "Narnia")] == [
        "DE", "DE", "DE", "GB", None,
    ]  # fmt: skip
    assert countries("en")["CN"] == "China"
    assert is_china("")
    assert is_china("PRC")
    assert is_china(" P.R. China ")
    assert not is_china("Japan")


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("中国", "江苏", "苏州", "", "苏州市高新区科技路18号"), "中国江苏苏州市高新区科技路18号"),
        (("", "江苏", "苏州", "昆山市", "昆山市前进路1号"), "江苏苏州昆山市前进路1号"),
        (("", "北京", "北京", "海淀区", "苏州街5号"), "北京海淀区苏州街5号"),
        (("", "江苏", "苏州", "", "苏州大道1号"), "江苏苏州苏州大道1号"),
        (("", "上海", "上海", "", ""), "上海"),
        (("Germany", "Bavaria", "Munich", "", "Leopoldstr. 1"), "Leopoldstr. 1, Munich, Bavaria, Germany"),
        (("Singapore", "", "Singapore", "", ""), "Singapore"),
        (("", "", "", "", ""), ""),
    ],
)
def test_an_address_in_one_line_says_no_step_twice(steps, line):
    assert address_line(*steps) == line
