"""Rides: what timetables say (GTFS), and how one gets somewhere and back with them. Pure: no store, no clock."""
