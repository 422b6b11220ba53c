"""Promises of the plan that is shown before anything is stored."""

from __future__ import annotations

from datetime import date

from knowledge.importing import FieldChange, ImportPlan, Reading, Refusal, describe_plan, plan_import
from knowledge.model import Phone, Service, Source
from tests.factories import a_place, a_service

FILE = "services:a.csv"


def a_plan(
    read: tuple[Service, ...], known: dict[Service, str], undated: frozenset[str] = frozenset(), **options: object
) -> ImportPlan[Service]:
    origins = {service.service_id: origin for service, origin in known.items()}
    reading = Reading(read, undated=undated)
    return plan_import(reading, tuple(known), origins, area_id="a", origin=FILE, **options)  # type: ignore[arg-type]


def test_what_is_not_known_is_added() -> None:
    assert a_plan((a_service(),), {}).added == (a_service(),)


def test_the_same_again_changes_nothing() -> None:
    plan = a_plan((a_service(),), {a_service(): FILE})
    assert plan.is_empty
    assert plan.unchanged == 1


def test_a_change_says_which_fields_and_how() -> None:
    new = a_service(phones=(Phone("3237"),), fees="gratuit")
    (change,) = a_plan((new,), {a_service(fees=None): FILE}).changed
    assert change.fields == (
        FieldChange("phones", a_service().phones, (Phone("3237"),)),
        FieldChange("fees", None, "gratuit"),
    )


def test_what_the_same_file_no_longer_has_is_removed_and_what_others_brought_stays() -> None:
    gone, other = a_service(service_id="gone"), a_service(service_id="other")
    assert a_plan((), {gone: FILE, other: "services:b.csv"}).removed == (gone,)


def test_a_register_speaks_for_its_ids_whatever_brought_them() -> None:
    shipped, other = a_service(service_id="fr-fs-1"), a_service(service_id="x-1")
    assert a_plan((), {shipped: "shipped", other: "shipped"}, id_prefix="fr-fs-").removed == (shipped,)


def test_a_record_of_another_import_is_taken_over_once() -> None:
    (change,) = a_plan((a_service(),), {a_service(): "shipped"}).changed
    assert change.fields == ()


def test_what_ships_does_not_overwrite_what_was_imported_since() -> None:
    plan = a_plan((a_service(),), {a_service(name="Docteur Importé"): "services:b.csv"}, keep_others=True)
    assert plan.is_empty


def test_the_day_of_the_import_alone_is_no_change_where_the_file_says_no_date() -> None:
    today = date(2026, 6, 1)
    again = a_service(assured_date=today, source=Source("a test", today))
    assert a_plan((again,), {a_service(): FILE}, frozenset({"example-doctor"})).is_empty
    assert len(a_plan((again,), {a_service(): FILE}).changed) == 1


def test_places_are_compared_by_their_own_id() -> None:
    reading = Reading((a_place(population=4100),))
    plan = plan_import(reading, (a_place(),), {"fr-04116": "communes"}, area_id="*", origin="communes")
    assert [field.field for change in plan.changed for field in change.fields] == ["population"]


def test_a_plan_with_refusals_cannot_be_stored_and_shows_every_one() -> None:
    refused = tuple(Refusal("a.csv", row, "phone", "12", "too short") for row in range(2, 40))
    plan = plan_import(Reading((a_service(),), refused), (), {}, area_id="a", origin=FILE)
    assert not plan.is_storable
    lines = describe_plan(plan)
    assert lines[0] == "1 added, 0 changed, 0 removed, 0 unchanged, 38 refused"
    assert sum("too short" in line for line in lines) == 38
    assert "a.csv, row 2, phone = '12': too short" in lines[2]


def test_a_long_plan_is_cut_and_says_so() -> None:
    services = tuple(a_service(service_id=f"s{number}") for number in range(25))
    lines = describe_plan(plan_import(Reading(services), (), {}, area_id="a", origin=FILE))
    assert len(lines) == 22
    assert lines[-1] == "  … 5 more"
