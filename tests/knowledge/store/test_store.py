"""Promises of the store, on a file as in service."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from knowledge.importing import EVERYWHERE, Change, ImportPlan, Refusal
from knowledge.model import Alert, Location, Phone, Position, Service, Source
from knowledge.rides.booking_rules import BookingRule, WeekdayDeadline, WorkingDays
from knowledge.rides.on_demand_entry import OnDemandEntry
from knowledge.rides.zones import ZoneStop
from knowledge.store import AlreadyAnswered, Outgoing, SavedEvent, Store, contact_key, load_contact_secret
from knowledge.store.engine import async_url, open_engine
from knowledge.store.tables import metadata
from tests.factories import NOW, a_place, a_saved_turn, a_service, a_visit

AREA = "durance-provence"
NUMBER = "+33639980001"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(str(tmp_path / "data" / "allo.db"))
    yield opened
    await opened.close()


def a_full_service() -> Service:
    return a_service(
        organization="Maison de santé",
        source=Source("registre", date(2026, 1, 2), url="https://example.org/a", licence="LO2"),
        description="au premier étage",
        location=Location("04116", "Les Mées", "FR", Position(44.03, 5.97), "1 rue A", "04190", "Mairie", "oui"),
        delivery="mobile",
        country="FR",
        phones=(Phone("+33465710001", "booking", "le matin"), Phone("3237")),
        email="a@example.org",
        url="https://example.org",
        booking_url="https://example.org/rdv",
        opening_hours="Mo-Fr 09:00-12:00",
        appointment="possible",
        visits=(a_visit(),),
        eligibility="plus de 60 ans",
        fees="gratuit",
        languages=("fr", "nl"),
        service_area=("04116", "04143"),
        alert=Alert("fermé jusqu'au 12 mai", end=date(2026, 5, 12), closed=True),
        status="temporarily_closed",
    )


def a_full_entry() -> OnDemandEntry:
    return OnDemandEntry(
        entry_id="tad",
        name="TAD exemple",
        opening_hours="Mo-Fr 08:00-18:00",
        source=Source("registre", date(2026, 1, 2), url="https://example.org/a", licence="LO2"),
        assured_date=date(2026, 1, 3),
        country="FR",
        operator="Exemple",
        pickup_communes=("04116", "04049"),
        pickup_points=(ZoneStop("mairie", Position(44.03, 5.97)),),
        destination_communes=("04070",),
        destination_points=(ZoneStop("gare de Château-Arnoux", Position(44.07, 6.0), "04049"),),
        direction="out",
        return_hours="Mo-Fr 11:30-12:00",
        eligibility="plus de 65 ans",
        phone="+33465710001",
        desk_hours="Mo-Fr 09:00-12:00",
        booking=BookingRule(
            2,
            prior_notice_last_day=1,
            prior_notice_last_time=61200,
            prior_notice_days=WorkingDays("FR"),
            by_weekday=(WeekdayDeadline((0, 5), 4, 43200),),
        ),
        fees="2 €",
        url="https://example.org",
        booking_url="https://example.org/tad",
        description="en minibus",
    )


async def test_on_demand_transport_comes_back_as_it_was_stored(store: Store) -> None:
    entry = a_full_entry()
    bare = OnDemandEntry("bare", "Navette", "Mo 08:00-09:00", Source("a", date(2026, 1, 2)), date(2026, 1, 2), "BE")
    await store.apply(ImportPlan(AREA, "file", added=(entry, bare)), at=NOW)
    assert await store.load_on_demand(AREA) == (bare, entry)
    assert await store.load_on_demand_origins(AREA) == {"bare": "file", "tad": "file"}
    changed = replace(entry, fees="3 €")
    await store.apply(ImportPlan(AREA, "file", changed=(Change(entry, changed, ()),), removed=(bare,)), at=NOW)
    assert await store.load_on_demand(AREA) == (changed,)


async def test_examples_of_transport_are_loaded_for_the_demo_alone(store: Store) -> None:
    example = replace(a_full_entry(), example=True)
    await store.apply(ImportPlan(AREA, "file", added=(example,)), at=NOW)
    assert await store.load_on_demand(AREA) == ()
    assert await store.load_on_demand(AREA, examples=True) == (example,)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_a_service_comes_back_as_it_went_in(store: Store) -> None:
    services = (a_full_service(), a_service(service_id="remote", location=None, delivery="phone", country="BE"))
    await store.apply(ImportPlan(AREA, "test", added=services))
    assert await store.load_services(AREA) == services


async def test_examples_come_only_when_asked_for(store: Store) -> None:
    example = a_service(example=True)
    await store.apply(ImportPlan(AREA, "test", added=(example,)))
    assert await store.load_services(AREA) == ()
    assert await store.load_services(AREA, examples=True) == (example,)


async def test_each_area_has_its_own_copy(store: Store) -> None:
    await store.apply(ImportPlan(AREA, "test", added=(a_service(),)))
    await store.apply(ImportPlan("westhoek", "test", added=(a_service(name="Anders"),)))
    assert [service.name for service in await store.load_services(AREA)] == ["Docteur Exemple"]


async def test_a_plan_adds_changes_and_removes(store: Store) -> None:
    old, gone = a_service(), a_service(service_id="gone")
    await store.apply(ImportPlan(AREA, "test", added=(old, gone)))
    new = a_service(name="Docteur Nouveau")
    await store.apply(ImportPlan(AREA, "test", changed=(Change(old, new, ()),), removed=(gone,)))
    assert await store.load_services(AREA) == (new,)
    assert [(run.added, run.changed, run.removed) for run in await store.list_imports(AREA)] == [(2, 0, 0), (0, 1, 1)]


async def test_a_plan_with_refusals_stores_nothing(store: Store) -> None:
    refused = (Refusal("a.csv", 2, "phone", "12", "not a number"),)
    with pytest.raises(ValueError, match="1 refused"):
        await store.apply(ImportPlan(AREA, "test", added=(a_service(),), refused=refused))
    assert await store.load_services(AREA) == ()


async def test_plans_that_fail_together_store_nothing_of_either(store: Store) -> None:
    twice = ImportPlan(AREA, "test", added=(a_service(), a_service()))
    with pytest.raises(Exception, match="UNIQUE"):
        await store.apply(ImportPlan(AREA, "test", added=(a_place(),)), twice)
    assert await store.load_places(AREA) == ()


async def test_the_gazetteer_stands_behind_the_places_of_the_area(store: Store) -> None:
    own = a_place(names=("Les Mees",))
    shared = (
        a_place(place_id="fr-x", position=Position(43.99, 5.96)),
        a_place("Lille", place_id="fr-59350", commune_id="59350"),
    )
    await store.apply(ImportPlan(AREA, "shipped", added=(own,)), ImportPlan(EVERYWHERE, "communes", added=shared))
    assert [place.place_id for place in await store.load_places(AREA)] == ["fr-04116", "fr-59350"]
    assert (await store.load_places(AREA))[0] == own
    assert await store.load_own_places(AREA) == (own,)


async def test_a_turn_is_remembered(store: Store) -> None:
    turn = a_saved_turn(conversation='{"home": "fr-04116"}', outgoing=(Outgoing("voici"), Outgoing("et voilà")))
    await store.save_turn(turn)
    assert await store.find_conversation("a-key") == '{"home": "fr-04116"}'
    assert await store.find_conversation("another") is None
    assert await store.find_replies("sms", "SM1") == ("voici", "et voilà")


async def test_recent_messages_come_oldest_first(store: Store) -> None:
    await store.save_turn(a_saved_turn(text="un", outgoing=(Outgoing("1"),)))
    await store.save_turn(a_saved_turn(text="deux", external_id="SM2", outgoing=(Outgoing("2"),)))
    recent = await store.list_recent_messages("a-key", 3)
    assert [(message.direction, message.text) for message in recent] == [("out", "1"), ("in", "deux"), ("out", "2")]
    assert recent[0].at == NOW


async def test_a_message_never_seen_has_no_replies_and_one_answered_by_silence_has_none(store: Store) -> None:
    await store.save_turn(a_saved_turn())
    assert await store.find_replies("sms", "SM1") == ()
    assert await store.find_replies("sms", "SM2") is None
    assert await store.find_replies("telegram", "SM1") is None


async def test_a_message_is_answered_once_even_when_it_comes_twice_at_the_same_time(store: Store) -> None:
    turns = [a_saved_turn(conversation=str(number), outgoing=(Outgoing(str(number)),)) for number in range(8)]
    results = await asyncio.gather(*(store.save_turn(turn) for turn in turns), return_exceptions=True)
    assert sum(isinstance(result, AlreadyAnswered) for result in results) == 7
    assert await store.find_replies("sms", "SM1") == (await store.find_conversation("a-key"),)


async def test_a_turn_that_cannot_be_saved_leaves_nothing(store: Store) -> None:
    broken = a_saved_turn(events=(SavedEvent("odd", {"a": object()}),))  # type: ignore[dict-item]
    with pytest.raises(Exception, match="serializable"):
        await store.save_turn(broken)
    assert await store.find_replies("sms", "SM1") is None
    assert await store.find_conversation("a-key") is None


async def test_an_answer_to_an_address_waits_in_the_outbox_until_sent(store: Store) -> None:
    (outgoing_id,) = await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER, "{}"),)))
    assert await store.list_unsent(NOW) == (), "whoever saved it sends first"
    (unsent,) = await store.list_unsent(NOW + timedelta(minutes=2))
    assert (unsent.outgoing_id, unsent.address, unsent.text, unsent.payload) == (outgoing_id, NUMBER, "voici", "{}")
    await store.mark_sent(outgoing_id, "SMout")
    assert await store.list_unsent(NOW + timedelta(days=1)) == ()
    assert await store.find_replies("sms", "SM1") == ("voici",)


async def test_a_failed_answer_is_tried_again_later_and_given_up_at_last(store: Store) -> None:
    (outgoing_id,) = await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER),)))
    later = NOW + timedelta(hours=1)
    await store.mark_failed(outgoing_id, "network", later)
    assert await store.list_unsent(NOW + timedelta(minutes=30)) == ()
    assert [unsent.attempts for unsent in await store.list_unsent(later)] == [1]
    await store.mark_failed(outgoing_id, "gone", None)
    assert await store.list_unsent(later + timedelta(days=1)) == ()
    assert (await store.list_recent_messages("a-key", 1))[0].status == "failed"


@pytest.mark.parametrize("ending", ["sent", "given up", "deleted"])
async def test_no_number_is_left_in_the_file_once_nothing_has_to_be_sent(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "allo.db"
    store = await Store.open(str(file))
    (outgoing_id,) = await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER),)))
    if ending == "sent":
        await store.mark_sent(outgoing_id, "SMout")
    elif ending == "given up":
        await store.mark_failed(outgoing_id, "gone", None)
    else:
        await store.delete_contact("a-key")
    await store.close()
    assert NUMBER.encode() not in everything_in(tmp_path)


async def test_no_number_is_left_in_the_log_of_a_running_program_after_erasing(tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "allo.db"))
    (outgoing_id,) = await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER),)))
    await store.mark_sent(outgoing_id, "SMout")
    await store.erase_messages_before(NOW - timedelta(days=30))
    left = everything_in(tmp_path)
    await store.close()
    assert NUMBER.encode() not in left


async def test_delivery_is_recorded_and_a_late_report_does_not_undo_it(store: Store) -> None:
    (outgoing_id,) = await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER),)))
    await store.mark_sent(outgoing_id, "SMout")
    assert await store.record_delivery("sms", "SMout", "delivered")
    assert await store.record_delivery("sms", "SMout", "sent")
    assert (await store.list_recent_messages("a-key", 1))[0].status == "delivered"
    assert not await store.record_delivery("sms", "SMnot-ours", "delivered")


async def test_opting_out_holds_until_taken_back(store: Store) -> None:
    assert not await store.is_opted_out("a-key")
    await store.set_opted_out("a-key", True)
    await store.save_turn(a_saved_turn())
    assert await store.is_opted_out("a-key")
    await store.set_opted_out("a-key", False)
    assert not await store.is_opted_out("a-key")
    assert await store.find_conversation("a-key") == "{}"


async def test_a_deleted_contact_leaves_no_word_behind_but_the_opt_out(store: Store) -> None:
    event = SavedEvent("report_problem", {"service_id": "x", "text": "le numéro de ma tante"})
    await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici", NUMBER),), events=(event,)))
    await store.set_opted_out("a-key", True)
    await store.delete_contact("a-key")
    assert await store.find_conversation("a-key") is None
    assert await store.list_recent_messages("a-key", 10) == ()
    assert await store.list_unsent(NOW + timedelta(days=1)) == ()
    assert [stored.detail for stored in await store.list_events(AREA)] == [{"service_id": "x"}]
    assert await store.is_opted_out("a-key")


async def test_old_messages_are_erased_but_not_one_still_to_be_sent(store: Store) -> None:
    await store.save_turn(a_saved_turn(outgoing=(Outgoing("voici"),)))
    await store.save_turn(a_saved_turn(external_id="SM2", contact_key="other", outgoing=(Outgoing("attend", NUMBER),)))
    await store.save_turn(a_saved_turn(external_id="SM3", contact_key="new", received_at=NOW + timedelta(days=9)))
    assert await store.erase_messages_before(NOW + timedelta(days=1)) == 2
    assert await store.list_recent_messages("a-key", 9) == ()
    assert await store.find_conversation("a-key") is None
    assert [unsent.text for unsent in await store.list_unsent(NOW + timedelta(days=1))] == ["attend"]
    assert await store.find_conversation("new") == "{}"


async def test_events_are_listed_by_area_and_kind(store: Store) -> None:
    found = (SavedEvent("nothing_found", {"category": "doctor"}), SavedEvent("opted_out"))
    await store.save_turn(a_saved_turn(events=found))
    assert [event.kind for event in await store.list_events(AREA)] == ["nothing_found", "opted_out"]
    (event,) = await store.list_events(AREA, "nothing_found")
    assert (event.detail, event.at) == ({"category": "doctor"}, NOW)
    assert await store.list_events("westhoek") == ()


async def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="naive datetime"):
        await store.save_turn(a_saved_turn(received_at=NOW.replace(tzinfo=None)))


async def test_the_migrations_make_exactly_the_tables_the_code_uses() -> None:
    engine = await open_engine("sqlite:///:memory:")
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_opening_again_keeps_what_is_there_and_uses_a_write_ahead_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'allo.db'}"
    first = await Store.open(url)
    await first.save_turn(a_saved_turn())
    await first.close()
    again = await Store.open(url)
    assert await again.find_conversation("a-key") == "{}"
    await again.close()
    connection = sqlite3.connect(tmp_path / "allo.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("data/allo.db", "sqlite+aiosqlite"),
        ("sqlite:///data/allo.db", "sqlite+aiosqlite"),
        ("postgresql://u@h/db", "postgresql+asyncpg"),
        ("postgresql+psycopg://u@h/db", "postgresql+psycopg"),
    ],
)
def test_an_address_gets_an_asynchronous_driver(given: str, driver: str) -> None:
    assert async_url(given).drivername == driver


def test_the_secret_is_made_once_and_keys_depend_on_channel_number_and_secret(tmp_path: Path) -> None:
    secret = load_contact_secret(tmp_path / "data")
    assert load_contact_secret(tmp_path / "data") == secret
    assert (tmp_path / "data" / "contact.key").stat().st_mode & 0o077 == 0
    keys = {
        contact_key(secret, "sms", NUMBER),
        contact_key(secret, "telegram", NUMBER),
        contact_key(secret, "sms", NUMBER + "0"),
        contact_key(b"another", "sms", NUMBER),
    }
    assert len(keys) == 4
    assert all(NUMBER not in key for key in keys)
