import re

import pytest

from knowledge.model import Category
from knowledge.taxonomy import TaxonomyError, build_taxonomy, load_taxonomy


def category(code: str, parent: str | None = None) -> Category:
    return Category(code, parent, ("shop=yes",), {"fr": code, "en": code, "nl": code}, 10, 5.0)


def test_ships_at_least_140_categories() -> None:
    assert len(load_taxonomy().codes) >= 140


@pytest.mark.parametrize("code", load_taxonomy().codes)
def test_every_category_is_complete(code: str) -> None:
    found = load_taxonomy().get(code)
    assert set(found.label) == {"fr", "en", "nl"}
    assert all(found.label.values())
    assert found.osm
    assert len(set(found.osm)) == len(found.osm)
    assert all(re.fullmatch(r"[a-z_:-]+=[a-z0-9_:-]+", tag) for tag in found.osm)
    assert 0 < found.stay_min <= 1440
    assert 0 < found.radius_km <= 200


def test_no_two_categories_share_a_label() -> None:
    for language in ("fr", "en", "nl"):
        labels = [label[language] for label in load_taxonomy().labels.values()]
        assert len(set(labels)) == len(labels)


def test_unknown_code_raises() -> None:
    with pytest.raises(KeyError):
        load_taxonomy().get("time_machine")


def test_children_are_the_level_below_and_descendants_the_whole_tree() -> None:
    taxonomy = build_taxonomy([category("a"), category("b", "a"), category("c", "b"), category("d")])
    assert taxonomy.children("a") == ("b",)
    assert taxonomy.descendants("a") == ("a", "b", "c")
    assert taxonomy.leaves == ("c", "d")


def test_unknown_code_has_no_descendants() -> None:
    assert load_taxonomy().descendants("time_machine") == ()


def test_a_parent_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TaxonomyError, match="parent x does not exist"):
        build_taxonomy([category("a", "x")])


def test_parents_in_a_circle_are_refused() -> None:
    with pytest.raises(TaxonomyError, match="loop"):
        build_taxonomy([category("a", "b"), category("b", "a")])
