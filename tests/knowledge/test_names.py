from functools import cache

import pytest

from knowledge.area import load_area
from knowledge.areas.rows import read_places
from knowledge.model import Place, Position
from knowledge.names import PlaceMention, PlaceNames, fold

COMMON = frozenset(fold("je suis a de vers pour le la les des en mes un une garde gap serres viens bras rue").split())


@cache
def shipped(area_id: str) -> PlaceNames:
    return PlaceNames(read_places(load_area(area_id).folder / "places.csv"), COMMON)


def mentions(text: str, area_id: str = "durance-provence") -> list[PlaceMention]:
    return list(shipped(area_id).find_mentions(fold(text).split()))


def communes(text: str, area_id: str = "durance-provence") -> list[str]:
    return [mention.places[0].commune for mention in mentions(text, area_id)]


def only(text: str, area_id: str = "durance-provence") -> PlaceMention:
    found = mentions(text, area_id)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Château-Arnoux", "chateau arnoux"),
        ("L'Argentière", "l argentiere"),
        ("Œuf  SUR le plat!", "oeuf sur le plat"),
        ("Ça coûte 5€ ?", "ca coute 5"),
        ("", ""),
        ("日本", ""),
    ],
)
def test_folding_keeps_letters_and_figures_alone(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Les Mées", "Les Mées"),
        ("aux mees", "Les Mées"),
        ("lees mees", "Les Mées"),
        ("lesmees", "Les Mées"),
        ("chateau arnoux", "Château-Arnoux-Saint-Auban"),
        ("chateauarnoux", "Château-Arnoux-Saint-Auban"),
        ("st auban", "Château-Arnoux-Saint-Auban"),
        ("stauban", "Château-Arnoux-Saint-Auban"),
        ("St-Auban", "Château-Arnoux-Saint-Auban"),
        ("mallefougasse", "Mallefougasse-Augès"),
        ("chateauneuf vsd", "Châteauneuf-Val-Saint-Donat"),
        ("chateauneuf", "Châteauneuf-Val-Saint-Donat"),
        ("l'escale", "L'Escale"),
        ("lescale", "L'Escale"),
        ("digne", "Digne-les-Bains"),
        ("ste tulle", "Sainte-Tulle"),
        ("dabisse", "Les Mées"),
        ("turin", "Torino"),
    ],
)
def test_durance_provence_is_understood_as_people_write_it(text: str, commune: str) -> None:
    assert communes(text) == [commune]


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("largentiere", "L'Argentière-la-Bessée"),
        ("l argentiere", "L'Argentière-la-Bessée"),
        ("largentiere la besse", "L'Argentière-la-Bessée"),
        ("st bo", "Saint-Bonnet-en-Champsaur"),
        ("st bonnet", "Saint-Bonnet-en-Champsaur"),
        ("la batie", "La Bâtie-Neuve"),
        ("laragne", "Laragne-Montéglin"),
        ("savines", "Savines-le-Lac"),
        ("chateauroux", "Châteauroux-les-Alpes"),
    ],
)
def test_hautes_alpes_is_understood_as_people_write_it(text: str, commune: str) -> None:
    assert communes(text, "hautes-alpes") == [commune]


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Ypres", "Ieper"),
        ("Ypern", "Ieper"),
        ("furnes", "Veurne"),
        ("dixmude", "Diksmuide"),
        ("dimude", "Diksmuide"),
        ("poper", "Poperinge"),
        ("Dunkirk", "Dunkerque"),
        ("duinkerke", "Dunkerque"),
        ("dk", "Dunkerque"),
        ("rijsel", "Lille"),
        ("courtrai", "Kortrijk"),
        ("belle", "Bailleul"),
        ("la panne", "De Panne"),
        ("wervicq", "Wervik"),
        ("malo", "Dunkerque"),
        ("menin gate", "Ieper"),
        ("kemmelberg", "Heuvelland"),
        ("houtkerke", "Houtkerque"),
    ],
)
def test_westhoek_is_understood_in_its_three_languages(text: str, commune: str) -> None:
    assert communes(text, "westhoek") == [commune]


@pytest.mark.parametrize(
    ("section", "municipality"),
    [
        ("Watou", "Poperinge"),
        ("Proven", "Poperinge"),
        ("Kemmel", "Heuvelland"),
        ("Dranouter", "Heuvelland"),
        ("Westouter", "Heuvelland"),
        ("Leisele", "Alveringem"),
        ("Houtem", "Veurne"),
        ("Esen", "Diksmuide"),
        ("Lo", "Lo-Reninge"),
    ],
)
def test_a_section_stands_for_its_municipality_and_keeps_its_own_name(section: str, municipality: str) -> None:
    place = only(section, "westhoek").places[0]
    assert (place.name, place.commune) == (section, municipality)


@pytest.mark.parametrize(
    ("typed", "commune"),
    [
        ("manosk", "Manosque"),
        ("sistron", "Sisteron"),
        ("peiruis", "Peyruis"),
        ("pérui", "Peyruis"),
        ("voulx", "Volx"),
        ("volone", "Volonne"),
        ("malijay", "Malijai"),
        ("forcalkier", "Forcalquier"),
        ("orezon", "Oraison"),
        ("chateau arnou", "Château-Arnoux-Saint-Auban"),
        ("dignes les bains", "Digne-les-Bains"),
    ],
)
def test_misspelt_names_are_recognised_and_said_to_be_inexact(typed: str, commune: str) -> None:
    mention = only(typed)
    assert mention.places[0].commune == commune
    assert not mention.exact
    assert mention.score < 1


@pytest.mark.parametrize("word", ["gapp", "mane", "vol", "the", "de"])
def test_up_to_four_letters_nothing_is_taken_for_a_misspelling(word: str) -> None:
    assert all(mention.exact for mention in mentions(word))


def test_a_known_word_is_never_taken_for_a_misspelt_place() -> None:
    words = ["mange", "monte", "partis", "volume"]
    names = shipped("durance-provence").with_common_words(frozenset(words))
    assert names.find_mentions(words) == ()


def test_a_known_word_that_is_a_place_is_found_and_flagged() -> None:
    assert only("viens").ambiguous_word
    assert only("die").ambiguous_word
    assert only("serres", "hautes-alpes").ambiguous_word
    assert not only("peyruis").ambiguous_word


def test_a_town_or_a_place_of_the_area_is_taken_at_its_word_though_lists_of_words_hold_it() -> None:
    names = shipped("durance-provence").with_common_words(frozenset({"marseille", "mees", "gap"}))
    found = names.find_mentions(["marseille", "x", "mees", "x", "gap"])
    assert [mention.ambiguous_word for mention in found] == [False, False, False]


@pytest.mark.parametrize("text", ["docteur peyruis", "mme peyruis", "rue de peyruis", "avenue de peyruis"])
def test_a_name_after_a_title_or_in_an_address_is_flagged(text: str) -> None:
    assert only(text).ambiguous_word


def test_a_postcode_stands_for_the_main_of_its_communes() -> None:
    assert communes("04190") == ["Les Mées"]
    assert communes("04200") == ["Sisteron"]
    assert communes("05200", "hautes-alpes") == ["Embrun"]
    assert communes("8970", "westhoek") == ["Poperinge"]


def test_four_figures_may_be_a_year_and_are_flagged() -> None:
    assert only("8970", "westhoek").ambiguous_word
    assert not only("59270", "westhoek").ambiguous_word


def test_two_places_are_told_apart_and_where_they_stand() -> None:
    found = mentions("de peyruis a manosque")
    assert [(mention.start, mention.end) for mention in found] == [(1, 2), (3, 4)]


def test_the_longest_name_wins() -> None:
    mention = only("chateau arnoux saint auban")
    assert (mention.start, mention.end, mention.score) == (0, 4, 1.0)


def test_two_ways_to_name_one_commune_are_one_mention() -> None:
    mention = only("watou poperinge", "westhoek")
    assert mention.places[0].name == "Watou"
    assert communes("04190 les mees") == ["Les Mées"]


def test_words_of_a_sentence_are_not_glued_into_a_name() -> None:
    assert mentions("mes en", "westhoek") == []


def test_no_words_no_mentions() -> None:
    assert mentions("") == []
    assert mentions("??") == []


def test_of_places_with_one_name_the_areas_own_comes_first_then_the_large() -> None:
    def named(place_id: str, lat: float, population: int, in_area: bool) -> Place:
        at = Position(lat, 6.0)
        return Place(place_id, "Salins", "commune", place_id, "Salins", "FR", at, population, in_area=in_area)

    names = PlaceNames([named("far", 45.5, 40, False), named("large", 45.5, 90_000, False), named("own", 44, 40, True)])
    assert [place.place_id for place in names.find_mentions(["salins"])[0].places] == ["own", "large", "far"]
