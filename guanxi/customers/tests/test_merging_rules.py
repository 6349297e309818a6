"""Of any records, a merge without choices keeps what each of them says."""

from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.rules.merging import combined, differing, proposed

texts = st.sampled_from(["", "a", "b"])
records = st.dictionaries(
    st.integers(1, 9),
    st.fixed_dictionaries({"name": texts, "remark": texts, "tags": st.lists(texts.filter(bool))}),
    min_size=1,
)


@given(records, st.data())
def test_a_merge_without_choices_loses_nothing_said(found, data):
    survivor = data.draw(st.sampled_from(sorted(found)))
    fields = ["name", "remark", "tags"]
    values = combined(found, survivor, proposed(found, survivor, fields))
    names = [one["name"] for one in (found[survivor], *found.values())]
    assert values["name"] == next(filter(None, names), "")
    assert set(values["tags"]) == {tag for one in found.values() for tag in one["tags"]}
    assert set(str(values["remark"]).split()) == {one["remark"] for one in found.values()} - {""}
    assert ("name" in differing(found, fields)) == (len(set(names)) > 1)
