"""The function: what an order costs, as an HTTP API (events of format 2.0)."""

import os

from orders.config import read_config
from orders.http import Problem, answer, body_of, route_of
from orders.log import log
from orders.quote import quote
from orders.read_order import read_order


def handler(event, context):
    # Outside of the answers: a version that is configured wrong fails as a whole, before its alias moves.
    config = read_config(os.environ)
    route = route_of(event)
    try:
        if route == ("GET", "/health"):
            return answer(200, {"status": "ok", "environment": config.environment})
        if route == ("POST", "/orders"):
            priced = quote(read_order(body_of(event)), config.free_shipping_from)
            log("info", "priced", total=priced["total"], country=priced["country"])
            return answer(200, priced)
        raise Problem(404, f"There is no {' '.join(route)}.")
    except Problem as problem:
        log("warning", "refused", status=problem.status, reason=str(problem))
        return answer(problem.status, {"title": str(problem), "status": problem.status}, "application/problem+json")
