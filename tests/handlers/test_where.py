"""Promises of which place plays which part in one message, on the communes of the areas as they ship."""

from __future__ import annotations

import pytest

from handlers.conversation import Conversation
from handlers.model import Where
from tests.handlers.resident import AREA_OF, understood


def where(text: str, code: str = "fr", awaiting: str | None = None) -> Where:
    state = Conversation(language=code, awaiting=awaiting)  # type: ignore[arg-type]
    return understood(text, AREA_OF[code], state).where


def name(place: object) -> str | None:
    return getattr(place, "commune", None)


@pytest.mark.parametrize(
    ("code", "text", "commune"),
    [
        ("fr", "une pharmacie à Volonne", "Volonne"),
        ("fr", "une pharmacie vers les mées", "Les Mées"),
        ("fr", "peyruis pharmacie", "Peyruis"),
        ("fr", "une pharmacie 04190", "Les Mées"),
        ("fr", "un médecin chato arnoux", "Château-Arnoux-Saint-Auban"),
        ("en", "a pharmacy near Embrun", "Embrun"),
        ("en", "pharmacy in Guillestre please", "Guillestre"),
        ("nl", "een apotheek in Poperinge", "Poperinge"),
        ("nl", "apotheek rond Veurne", "Veurne"),
        ("nl", "apotheek in Ypres", "Ieper"),
    ],
)
def test_a_service_is_looked_for_where_it_is_said(code: str, text: str, commune: str) -> None:
    assert name(where(text, code).search) == commune


@pytest.mark.parametrize("text", ["une pharmacie à volone", "une pharmacie à VOLONNE", "une pharmacie a vollonne"])
def test_a_misspelt_commune_is_still_found(text: str) -> None:
    assert name(where(text).search) == "Volonne"


@pytest.mark.parametrize(
    ("code", "text", "origin", "goal"),
    [
        ("fr", "un bus de Volonne à Sisteron demain", "Volonne", "Sisteron"),
        ("fr", "aller à Sisteron depuis Volonne en bus", "Volonne", "Sisteron"),
        ("fr", "bus Volonne -> Sisteron", "Volonne", "Sisteron"),
        ("en", "a bus from Embrun to Gap tomorrow", "Embrun", "Gap"),
        ("en", "how do I get to Gap by bus from Embrun", "Embrun", "Gap"),
        ("nl", "bus van Poperinge naar Ieper morgen", "Poperinge", "Ieper"),
        ("nl", "met de bus naar Ieper van Poperinge", "Poperinge", "Ieper"),
    ],
)
def test_a_trip_goes_from_one_place_to_the_other_in_whatever_order_they_are_told(
    code: str, text: str, origin: str, goal: str
) -> None:
    said = where(text, code)
    assert (name(said.origin), name(said.search)) == (origin, goal)


@pytest.mark.parametrize(
    ("code", "text", "commune"),
    [
        ("fr", "j'habite à Malijai", "Malijai"),
        ("en", "I live in Embrun", "Embrun"),
        ("nl", "ik woon in Poperinge", "Poperinge"),
    ],
)
def test_where_one_lives_is_home(code: str, text: str, commune: str) -> None:
    assert name(where(text, code).home) == commune


@pytest.mark.parametrize(
    ("code", "text", "origin", "goal"),
    [
        ("fr", "bus pour aller au cinéma à Sisteron et revenir à Volonne", "Volonne", "Sisteron"),
        ("en", "a bus to the match in Gap & back to Embrun", "Embrun", "Gap"),
        ("nl", "bus naar de kermis in Ieper en daarna terug naar Poperinge", "Poperinge", "Ieper"),
    ],
)
def test_where_one_comes_back_to_is_where_the_trip_starts(code: str, text: str, origin: str, goal: str) -> None:
    said = where(text, code)
    assert (name(said.origin), name(said.search)) == (origin, goal)


def test_where_one_comes_back_to_is_the_goal_when_nothing_else_is() -> None:
    assert name(where("a bus and back to Embrun", "en").search) == "Embrun"


def test_a_place_one_leaves_from_by_something_else_is_gone_to() -> None:
    said = where("my flight is from Gap, how do I get there from Embrun by bus", "en")
    assert (name(said.origin), name(said.search)) == ("Embrun", "Gap")


def test_the_place_behind_a_noun_that_is_gone_to_is_the_goal() -> None:
    said = where("qui va au marché de Sisteron lundi (Volonne)")
    assert (name(said.origin), name(said.search)) == ("Volonne", "Sisteron")


def test_two_places_side_by_side_are_a_trip_where_a_ride_is_spoken_of() -> None:
    said = where("trajet Volonne Sisteron à 17h")
    assert (name(said.origin), name(said.search)) == ("Volonne", "Sisteron")


def test_the_home_of_somebody_else_is_not_the_residents_own() -> None:
    said = where("ma mère habite à Malijai, il lui faut une infirmière")
    assert name(said.home) != "Malijai"
    assert name(said.search) == "Malijai"


def test_a_place_that_is_not_meant_is_not_searched() -> None:
    said = where("une pharmacie pas à Manosque, à Volonne")
    assert name(said.search) == "Volonne"
    assert "04112" in said.rejected


def test_of_home_and_another_place_the_other_is_searched() -> None:
    said = where("j'habite Malijai et je cherche un dentiste à Sisteron")
    assert (name(said.home), name(said.search)) == ("Malijai", "Sisteron")


def test_a_surname_is_no_place() -> None:
    assert where("madame Serres m'a dit d'appeler une infirmière").search is None


def test_a_common_word_is_a_place_when_we_have_asked_for_one() -> None:
    assert name(where("Montfort", awaiting="place").any) == "Montfort"


def test_a_message_without_a_place_has_none() -> None:
    said = where("je cherche un médecin")
    assert said.any is None
    assert said.mentioned == ()


def test_who_says_where_from_starts_there_wherever_somebody_else_arrives() -> None:
    said = where("Mon fils débarque à la gare de Sisteron ce soir. Comment je fais en car depuis Volonne ?")
    assert (name(said.origin), name(said.search)) == ("Volonne", "Sisteron")


def test_a_far_town_in_passing_is_not_where_one_looks() -> None:
    assert name(where("on part voir la petite à Lyon, qui garde le chien. Oraison").search) == "Oraison"


def test_who_has_to_be_driven_starts_where_they_live() -> None:
    said = where(
        "ons oma moet morgen bij de cardioloog in Veurne zijn, ze woont in Vleteren, wie kan haar voeren", "nl"
    )
    assert (name(said.origin), name(said.search)) == ("Vleteren", "Veurne")


@pytest.mark.parametrize(
    ("area", "text"), [("hautes-alpes", "garde meuble 10 m2"), ("westhoek", "ma belle fille accouche, une poussette")]
)
def test_a_word_of_every_day_that_is_part_of_a_name_is_no_place(area: str, text: str) -> None:
    assert understood(text, area, Conversation(language="fr")).where.any is None


@pytest.mark.parametrize(
    ("code", "text", "commune"),
    [
        ("fr", "une verrue ou pas je sais pas, volonne", "Volonne"),
        ("fr", "un dépanneur pour ma voiture en panne à Volonne", "Volonne"),
        ("fr", "mon frère est en garde à vue à Oraison, un avocat", "Oraison"),
        ("nl", "een bakker die op zondag open is in Veurne", "Veurne"),
    ],
)
def test_words_of_every_day_and_other_clauses_take_no_place_away(code: str, text: str, commune: str) -> None:
    assert name(where(text, code).search) == commune
