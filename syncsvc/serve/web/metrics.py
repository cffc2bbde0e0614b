"""Numbers for a monitoring system, in the exposition format of Prometheus, for who shows the token."""

import hmac
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncsvc.errors import StoreError
from syncsvc.run.gauges import Gauge


class _Gauges(Collector):
    def __init__(self, found: Iterable[Gauge]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Gauges of one name under one heading."""
        families: dict[str, GaugeMetricFamily] = {}
        for one in self._found:
            names = [name for name, _ in one.labels]
            family = families.setdefault(one.name, GaugeMetricFamily(one.name, one.help, labels=names))
            family.add_metric([value for _, value in one.labels], one.value)
        yield from families.values()


def route(gauges: Callable[[], Iterable[Gauge]], token: str) -> Route:
    """``/metrics`` for requests with «Authorization: Bearer TOKEN» (RFC 6750)."""

    def metrics(request: Request) -> Response:
        """Runs in a thread: it asks the store."""
        scheme, _, said = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(said.strip().encode(), token.encode()):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            registry = CollectorRegistry()
            registry.register(_Gauges(gauges()))
        except StoreError:
            return Response("the store does not answer\n", status_code=503)
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Route("/metrics", metrics)
