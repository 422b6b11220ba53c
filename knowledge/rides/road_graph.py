"""A street network for one way of moving, as compact arrays, with the shortest ways over it in plain Python.

A node is a crossing, the end of a street, or a point every few hundred metres between; costs are seconds for cars and
metres for feet. Only nodes that can be reached and left again are kept, so that a door never snaps to a dead fragment.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from knowledge.geo import EARTH_RADIUS_M
from knowledge.model import Position

Costs = NDArray[np.float64]

SNAP_LIMIT_M = 800.0
"""A door farther than this from every street is not on the network: nothing is known of it."""
METRES_A_DEGREE = EARTH_RADIUS_M * radians(1)


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """Edges lie together by the node they leave: those of node i are ``first[i]`` to ``first[i + 1]``.

    Nodes are sorted by latitude. ``snap_cost`` is what a metre between a door and its node costs.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    first: NDArray[np.int32]
    heads: NDArray[np.int32]
    costs: NDArray[np.float32]
    snap_cost: float

    def __len__(self) -> int:
        return len(self.lat)

    def snap(self, position: Position) -> tuple[int, float] | None:
        """The nearest node and the metres to it, as the crow flies; None beyond ``SNAP_LIMIT_M``."""
        reach = SNAP_LIMIT_M / METRES_A_DEGREE
        low, high = np.searchsorted(self.lat, (position.lat - reach, position.lat + reach))
        if low == high:
            return None
        north = (self.lat[low:high] - position.lat) * METRES_A_DEGREE
        east = (self.lon[low:high] - position.lon) * (METRES_A_DEGREE * cos(radians(position.lat)))
        metres = np.hypot(north, east)
        nearest = int(np.argmin(metres))
        return (int(low) + nearest, float(metres[nearest])) if metres[nearest] <= SNAP_LIMIT_M else None

    def turned_round(self) -> RoadGraph:
        """Every edge the other way: ways from a node become ways to it."""
        tails = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))
        return RoadGraph(self.lat, self.lon, *join_edges(len(self), self.heads, tails, self.costs), self.snap_cost)


def join_edges(
    nodes: int, tails: NDArray[np.int32], heads: NDArray[np.int32], costs: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """``first``, ``heads`` and ``costs`` of a graph, from edges in any order; of parallel ones the cheapest stays."""
    order = np.lexsort((costs, heads, tails))
    tails, heads, costs = tails[order], heads[order], costs[order]
    fresh = np.ones(len(tails), dtype=bool)
    fresh[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    tails, heads, costs = tails[fresh], heads[fresh], costs[fresh]
    first = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=nodes), out=first[1:])
    return first, heads, costs


def shortest_in_python(graph: RoadGraph, starts: Sequence[int], limit: float) -> Iterator[Costs]:
    """For each start the cost to every node, infinite beyond ``limit``: Dijkstra with the standard library alone."""
    first, heads, costs = graph.first.tolist(), graph.heads.tolist(), graph.costs.tolist()
    for start in starts:
        best = [np.inf] * len(graph)
        best[start] = 0.0
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if cost > best[node]:
                continue
            for edge in range(first[node], first[node + 1]):
                reached = cost + costs[edge]
                if reached < best[heads[edge]] and reached <= limit:
                    best[heads[edge]] = reached
                    heapq.heappush(queue, (reached, heads[edge]))
        yield np.array(best)


def snap_all(graph: RoadGraph, positions: Iterable[Position]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nodes (-1 where a position is not on the network) and what it costs to get from each door to its node."""
    snapped = [graph.snap(position) or (-1, 0.0) for position in positions]
    nodes = np.array([node for node, _ in snapped], dtype=np.int64)
    return nodes, np.array([metres for _, metres in snapped]) * graph.snap_cost
