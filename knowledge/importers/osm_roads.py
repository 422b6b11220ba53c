"""Streets out of an OpenStreetMap extract (.osm.pbf): the only module that needs osmium and scipy (extra ``roads``).

The file is streamed; what is kept of it are the points of streets near the area.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, cos, hypot, radians
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from knowledge.importers.street_rules import drive_kmh, is_walkable, stops_cars, stops_feet
from knowledge.importers.table import UnreadableFileError
from knowledge.model import Position
from knowledge.rides.road_graph import METRES_A_DEGREE, Costs, RoadGraph, join_edges
from knowledge.rides.road_table import DRIVE_SNAP_COST, WALK_SNAP_COST, Network

MARGIN_KM = 15.0
"""Streets are kept this far around the points that are wanted: a detour may lead outside."""
LONGEST_EDGE_M = 200.0
"""A street has a node at least so often, for doors to snap to."""
LEAST_NODES = 30
"""Pieces of the network smaller than this, cut off from all others, are mistakes or private."""
LEAST_COST = 0.001
AT_ONCE = 32
"""Starts searched together: bounds the memory."""

Point = tuple[int, float, float]
"""Id in the file, latitude, longitude."""
Track = Callable[[Iterable[Any]], Iterable[Any]]
"""Wraps what is being read, so that whoever calls can show how far it is."""


@dataclass(slots=True)
class Streets:
    """The points of all streets one after the other, as the file has them; lists grow while it is read."""

    refs: array[int] = field(default_factory=lambda: array("q"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    way: array[int] = field(default_factory=lambda: array("i"))
    """Number of the street that a point belongs to; a street that is cut at the extract's edge has several."""
    rules: list[tuple[float, float, bool, bool]] = field(default_factory=list)
    """By street: km/h along and against it, walkable along and against it."""
    closed_to_cars: set[int] = field(default_factory=set)
    closed_to_feet: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Box:
    south: float
    west: float
    north: float
    east: float

    @classmethod
    def around(cls, points: Iterable[Position], margin_km: float = MARGIN_KM) -> Box:
        """Raises ValueError when there is no point."""
        known = tuple(points)
        lats, lons = [p.lat for p in known], [p.lon for p in known]
        up = margin_km * 1000 / METRES_A_DEGREE
        aside = up / cos(radians(max(map(abs, lats))))
        return cls(min(lats) - up, min(lons) - aside, max(lats) + up, max(lons) + aside)

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def read_network(path: Path, box: Box, track: Track = iter) -> Network:
    """The streets of an extract. Raises UnreadableFileError for a broken file, and when there is no street in it."""
    streets = read_streets(path, box, track)
    network = Network(build_drive(streets), build_walk(streets))
    if not len(network.drive) or not len(network.walk):
        raise UnreadableFileError("there are no streets near the area's places in this file")
    return network


def read_streets(path: Path, box: Box, track: Track = iter) -> Streets:
    """Raises UnreadableFileError."""
    streets = Streets()
    try:
        parts = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for item in track(parts.with_filter(osmium.filter.KeyFilter("highway", "barrier"))):
            if item.is_node():
                _note_barrier(streets, item)
            elif "highway" in item.tags:
                _note_street(streets, item, box)
    except (RuntimeError, ValueError) as error:
        raise UnreadableFileError(f"it cannot be read as OpenStreetMap data: {error}") from error
    return streets


def shortest_with_scipy(graph: RoadGraph, starts: Sequence[int], limit: float) -> Iterator[Costs]:
    """For each start the cost to every node, infinite beyond ``limit``."""
    matrix = csr_matrix((graph.costs.astype(np.float64), graph.heads, graph.first), shape=(len(graph), len(graph)))
    for begin in range(0, len(starts), AT_ONCE):
        yield from dijkstra(matrix, indices=starts[begin : begin + AT_ONCE], limit=limit)


def _note_barrier(streets: Streets, node: osmium.osm.Node) -> None:
    tags = dict(node.tags)
    if stops_cars(tags):
        streets.closed_to_cars.add(node.id)
    if stops_feet(tags):
        streets.closed_to_feet.add(node.id)


def _note_street(streets: Streets, way: osmium.osm.Way, box: Box) -> None:
    tags = dict(way.tags)
    rule = (*drive_kmh(tags), *is_walkable(tags))
    if not any(rule):
        return
    # An extract may lack the points beyond its edge: what is on both sides of a gap is no longer one street.
    pieces: list[list[Point]] = [[]]
    for node in way.nodes:
        if node.location.valid():
            pieces[-1].append((node.ref, node.lat, node.lon))
        elif pieces[-1]:
            pieces.append([])
    for piece in pieces:
        if len(piece) > 1 and any(box.holds(lat, lon) for _, lat, lon in piece):
            _keep(streets, piece, rule)


def _keep(streets: Streets, piece: Sequence[Point], rule: tuple[float, float, bool, bool]) -> None:
    number = len(streets.rules)
    streets.rules.append(rule)
    before: Point | None = None
    for point in piece:
        for ref, lat, lon in (*_between(before, point, len(streets.refs)), point):
            streets.refs.append(ref)
            streets.lat.append(lat)
            streets.lon.append(lon)
            streets.way.append(number)
        before = point


def _between(a: Point | None, b: Point, count: int) -> Iterator[Point]:
    """Points on a long straight stretch, for doors to snap to; the file has none below 0, so their ids are free."""
    if a is None:
        return
    (_, lat, lon), (_, lat_b, lon_b) = a, b
    north, east = (lat_b - lat) * METRES_A_DEGREE, (lon_b - lon) * METRES_A_DEGREE * cos(radians(lat))
    parts = ceil(hypot(north, east) / LONGEST_EDGE_M)
    for part in range(1, parts):
        yield -count - part, lat + (lat_b - lat) * part / parts, lon + (lon_b - lon) * part / parts


def build_drive(streets: Streets) -> RoadGraph:
    """Costs in seconds."""
    kmh = np.array([rule[:2] for rule in streets.rules], dtype=np.float64).reshape(-1, 2)
    with np.errstate(divide="ignore"):
        cost_a_metre = 3.6 / kmh
    return _build(streets, cost_a_metre, streets.closed_to_cars, DRIVE_SNAP_COST)


def build_walk(streets: Streets) -> RoadGraph:
    """Costs in metres."""
    may = np.array([rule[2:] for rule in streets.rules], dtype=bool).reshape(-1, 2)
    return _build(streets, np.where(may, 1.0, np.inf), streets.closed_to_feet, WALK_SNAP_COST)


def _build(streets: Streets, cost_a_metre: NDArray[np.float64], closed: set[int], snap_cost: float) -> RoadGraph:
    """``cost_a_metre``: by street, along and against it; infinite where it is closed."""
    way = np.array(streets.way, dtype=np.int64)
    is_open = np.isfinite(cost_a_metre[way].min(axis=1))
    way, refs = way[is_open], np.array(streets.refs, dtype=np.int64)[is_open]
    lat, lon = np.array(streets.lat)[is_open], np.array(streets.lon)[is_open]
    along = _metres_along(way, lat, lon)
    is_closed = np.isin(refs, np.fromiter(closed, dtype=np.int64, count=len(closed)))
    points = np.flatnonzero(_is_node(way, refs, along) | is_closed)
    same_way = way[points][1:] == way[points][:-1]
    passable = same_way & ~is_closed[points][1:] & ~is_closed[points][:-1]
    tails, heads = points[:-1][passable], points[1:][passable]
    metres, costs = along[heads] - along[tails], cost_a_metre[way[tails]]
    _, node_of = np.unique(refs, return_inverse=True)
    ends = np.concatenate([node_of[tails], node_of[heads]]), np.concatenate([node_of[heads], node_of[tails]])
    cost = np.concatenate([metres * costs[:, 0], metres * costs[:, 1]])
    usable = np.isfinite(cost)
    where = np.zeros((node_of.max(initial=-1) + 1, 2))
    where[node_of] = np.column_stack([lat, lon])
    return _connected(where, ends[0][usable], ends[1][usable], cost[usable], snap_cost)


def _metres_along(way: NDArray[np.int64], lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each point is along its street; short distances, so a flat Earth is exact enough (0.01 %)."""
    north = np.diff(lat) * METRES_A_DEGREE
    east = np.diff(lon) * METRES_A_DEGREE * np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
    steps = np.hypot(north, east)
    steps[way[1:] != way[:-1]] = 0.0
    along = np.zeros(len(way))
    np.cumsum(steps, out=along[1:])
    return along


def _is_node(way: NDArray[np.int64], refs: NDArray[np.int64], along: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True at ends of streets, where streets meet, and every ``LONGEST_EDGE_M`` between."""
    is_start = np.ones(len(way), dtype=bool)
    is_start[1:] = way[1:] != way[:-1]
    is_end = np.ones(len(way), dtype=bool)
    is_end[:-1] = is_start[1:]
    _, place, times = np.unique(refs, return_inverse=True, return_counts=True)
    since_start = along - along[np.flatnonzero(is_start)][np.cumsum(is_start) - 1] if len(way) else along
    step = np.floor(since_start / LONGEST_EDGE_M)
    is_step = np.zeros(len(way), dtype=bool)
    is_step[1:] = step[1:] != step[:-1]
    return is_start | is_end | (times[place] > 1) | is_step


def _connected(
    where: NDArray[np.float64],
    tails: NDArray[np.int64],
    heads: NDArray[np.int64],
    costs: NDArray[np.float64],
    snap_cost: float,
) -> RoadGraph:
    """The pieces of the network within which one gets from anywhere to anywhere, nodes sorted by latitude."""
    count = len(where)
    matrix = csr_matrix((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(count, count))
    _, piece = connected_components(matrix, connection="strong") if count else (0, np.zeros(0, dtype=np.int32))
    sizes = np.bincount(piece)
    kept = np.flatnonzero(sizes[piece] >= min(LEAST_NODES, sizes.max(initial=2)))
    kept = kept[np.argsort(where[kept, 0], kind="stable")]
    new = np.full(count, -1, dtype=np.int32)
    new[kept] = np.arange(len(kept), dtype=np.int32)
    inside = (new[tails] >= 0) & (new[heads] >= 0)
    # A cost of 0 would be no edge for scipy: two points at one spot are a little apart.
    cost = np.maximum(costs[inside], LEAST_COST).astype(np.float32)
    edges = join_edges(len(kept), new[tails[inside]], new[heads[inside]], cost)
    return RoadGraph(where[kept, 0], where[kept, 1], *edges, snap_cost)
