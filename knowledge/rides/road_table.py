"""The table of minutes by road: measured over a street network, extended when something is new, kept in one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Position
from knowledge.rides.road_graph import Costs, RoadGraph, shortest_in_python, snap_all
from knowledge.rides.roads import FARTHEST_WALK_M, NO_WAY, UNKNOWN, PointKey, Roads, Table, Walks, key_of

Shortest = Callable[[RoadGraph, Sequence[int], float], Iterator[Costs]]
"""Graph, nodes to start from, limit -> for each start the cost to every node."""
Triples = NDArray[np.int32]
"""A walk a line: from which point, to which, metres."""

UNREADABLE = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile)
GRAPH_PARTS = ("lat", "lon", "first", "heads", "costs")
DRIVE_SNAP_COST = 1 / (15 / 3.6)
"""Seconds a metre between the door and the street: a yard is driven at 15 km/h."""
WALK_SNAP_COST = 1.0


class RoadsFileError(ValueError):
    """The file holds no street network of ours; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    drive: RoadGraph
    """Costs in seconds."""
    walk: RoadGraph
    """Costs in metres."""


def measure_roads(
    network: Network, places: Iterable[Position], points: Iterable[Position], shortest: Shortest = shortest_in_python
) -> Roads:
    """The way from every place to every place and point."""
    rows = tuple(dict.fromkeys(map(key_of, places)))
    columns = tuple(dict.fromkeys((*rows, *map(key_of, points))))
    return Roads(
        {key: index for index, key in enumerate(rows)},
        {key: index for index, key in enumerate(columns)},
        _measure(network.drive, rows, columns, shortest, inf),
        _join_walks(len(columns), [_measure_walks(network.walk, columns, columns, shortest)]),
    )


def find_new(roads: Roads, places: Iterable[Position], points: Iterable[Position]) -> int:
    """How many rows and columns the table lacks."""
    rows, columns = set(map(key_of, places)), set(map(key_of, points))
    return len(rows - roads.rows.keys()) + len((rows | columns) - roads.columns.keys())


def extend_roads(roads: Roads, network: Network, places: Iterable[Position], points: Iterable[Position]) -> Roads:
    """With what is new besides: the same numbers as if all had been measured at once."""
    rows, more_rows = _with_new(roads.rows, map(key_of, places))
    columns, more_columns = _with_new(roads.columns, (*rows, *map(key_of, points)))

    wide = np.hstack([roads.drive_s, _measure_columns(network.drive, rows[: len(roads.rows)], more_columns)])
    drive_s = np.vstack([wide, _measure(network.drive, more_rows, columns, shortest_in_python, inf)])
    index_of = {key: index for index, key in enumerate(columns)}
    walks = _extend_walks(roads.walks, network.walk, columns, more_columns)
    return Roads({key: index for index, key in enumerate(rows)}, index_of, drive_s, walks)


def write_roads(roads: Roads, network: Network, stamp: str) -> bytes:
    """One compressed file of arrays; ``stamp`` names the import that the network came with."""
    content = io.BytesIO()
    arrays = {
        "stamp": np.array(stamp),
        "rows": np.array(list(roads.rows), dtype=np.int32),
        "columns": np.array(list(roads.columns), dtype=np.int32),
        "drive_s": roads.drive_s,
        "walks_first": roads.walks.first,
        "walks_points": roads.walks.points,
        "walks_metres": roads.walks.metres,
        **_graph_arrays("drive", network.drive),
        **_graph_arrays("walk", network.walk),
    }
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()


class RoadsFile:
    """A file that ``write_roads`` made; each part is read when it is asked for. Raises RoadsFileError."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        try:
            self._arrays = np.load(file, allow_pickle=False)
            self.stamp = str(self._arrays["stamp"])
        except UNREADABLE as error:
            raise RoadsFileError(f"this is no street network: {error}") from error

    def read_roads(self) -> Roads:
        rows, columns = self._keys("rows"), self._keys("columns")
        first, points, metres = (self._array(f"walks_{part}") for part in ("first", "points", "metres"))
        return Roads(rows, columns, self._array("drive_s"), Walks(first, points, metres))

    def read_network(self) -> Network:
        return Network(self._graph("drive", DRIVE_SNAP_COST), self._graph("walk", WALK_SNAP_COST))

    def _keys(self, name: str) -> dict[PointKey, int]:
        return {(lat, lon): index for index, (lat, lon) in enumerate(self._array(name).tolist())}

    def _graph(self, name: str, snap_cost: float) -> RoadGraph:
        lat, lon, first, heads, costs = (self._array(f"{name}_{part}") for part in GRAPH_PARTS)
        return RoadGraph(lat, lon, first, heads, costs, snap_cost)

    def _array(self, name: str) -> NDArray[Any]:
        try:
            found: NDArray[Any] = self._arrays[name]
            return found
        except UNREADABLE as error:
            raise RoadsFileError(f"this is no street network: {error}") from error


def _measure(
    graph: RoadGraph, starts: Sequence[PointKey], ends: Sequence[PointKey], shortest: Shortest, limit: float
) -> Table:
    """From each start to each end, in whole seconds or metres."""
    table = np.full((len(starts), len(ends)), UNKNOWN, dtype=np.uint16)
    for index, row in _measure_rows(graph, starts, ends, shortest, limit):
        table[index] = row
    return table


def _measure_rows(
    graph: RoadGraph, starts: Sequence[PointKey], ends: Sequence[PointKey], shortest: Shortest, limit: float
) -> Iterator[tuple[int, Table]]:
    """The row of each start that is on the network, in any order: doors of one node are searched from once."""
    start_nodes, start_costs = snap_all(graph, map(_position, starts))
    end_nodes, end_costs = snap_all(graph, map(_position, ends))
    column_of = {key: column for column, key in enumerate(ends)}
    known = np.flatnonzero(end_nodes >= 0)
    nodes = np.unique(start_nodes[start_nodes >= 0])
    for node, costs in zip(nodes, shortest(graph, nodes.tolist(), limit), strict=True):
        to_ends = costs[end_nodes[known]] + end_costs[known]
        for index in np.flatnonzero(start_nodes == node).tolist():
            row = np.full(len(ends), UNKNOWN, dtype=np.uint16)
            row[known] = _whole(to_ends + start_costs[index], limit)
            if (own := column_of.get(starts[index])) is not None:
                row[own] = 0
            yield index, row


def _measure_columns(graph: RoadGraph, rows: Sequence[PointKey], columns: Sequence[PointKey]) -> Table:
    """By car, from the side where there is less to search."""
    if len(columns) < len(rows):
        return _measure(graph.turned_round(), columns, rows, shortest_in_python, inf).T
    return _measure(graph, rows, columns, shortest_in_python, inf)


def _measure_walks(
    graph: RoadGraph, starts: Sequence[PointKey], ends: Sequence[PointKey], shortest: Shortest
) -> Triples:
    parts = [np.zeros((0, 3), dtype=np.int32)]
    for index, row in _measure_rows(graph, starts, ends, shortest, FARTHEST_WALK_M):
        near = np.flatnonzero(row < UNKNOWN)
        parts.append(np.column_stack([np.full(len(near), index), near, row[near]]).astype(np.int32))
    return np.vstack(parts)


def _join_walks(count: int, parts: Sequence[Triples]) -> Walks:
    triples = np.vstack(parts)
    triples = triples[np.lexsort((triples[:, 1], triples[:, 0]))]
    first = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(triples[:, 0], minlength=count), out=first[1:])
    return Walks(first, triples[:, 1].astype(np.int32), triples[:, 2].astype(np.uint16))


def _extend_walks(walks: Walks, graph: RoadGraph, points: Sequence[PointKey], new: Sequence[PointKey]) -> Walks:
    """``new`` are the last of ``points``."""
    before = len(points) - len(new)
    old_starts = np.repeat(np.arange(before, dtype=np.int32), np.diff(walks.first))
    old = np.column_stack([old_starts, walks.points, walks.metres.astype(np.int32)])
    leaving = _measure_walks(graph, new, points, shortest_in_python) + np.array([before, 0, 0], dtype=np.int32)
    arriving = _measure_walks(graph.turned_round(), new, points[:before], shortest_in_python)[:, [1, 0, 2]]
    return _join_walks(len(points), [old, leaving, arriving + np.array([0, before, 0], dtype=np.int32)])


def _whole(costs: Costs, limit: float) -> Table:
    is_known = costs <= min(limit, UNKNOWN - 1)
    return np.where(is_known, np.rint(np.where(is_known, costs, 0.0)), NO_WAY).astype(np.uint16)


def _with_new(known: Iterable[PointKey], wanted: Iterable[PointKey]) -> tuple[list[PointKey], list[PointKey]]:
    """All keys in the order of their index, and those of them that are new."""
    before = list(known)
    old = set(before)
    new = list(dict.fromkeys(key for key in wanted if key not in old))
    return [*before, *new], new


def _position(key: PointKey) -> Position:
    return Position(key[0] / 100_000, key[1] / 100_000)


def _graph_arrays(name: str, graph: RoadGraph) -> dict[str, NDArray[Any]]:
    return {f"{name}_{part}": getattr(graph, part) for part in GRAPH_PARTS}
