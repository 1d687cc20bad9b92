import base64
import contextlib
import io
import json
import unittest
from unittest.mock import patch

from app import handler
from orders.config import ConfigError


def call(method, path, body=None, **env):
    """What the function answers to an HTTP request, and what it logs."""
    event = {"version": "2.0", "rawPath": path, "requestContext": {"http": {"method": method}}}
    if isinstance(body, bytes):
        event.update(body=base64.b64encode(body).decode(), isBase64Encoded=True)
    elif body is not None:
        event["body"] = body
    with patch.dict("os.environ", env, clear=True), contextlib.redirect_stderr(io.StringIO()) as log:
        answer = handler(event, None)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return answer["statusCode"], answer["headers"]["content-type"], json.loads(answer["body"]), lines


ORDER = json.dumps({"country": "NL", "lines": [{"sku": "mug", "quantity": 3}]})


class HandlerTest(unittest.TestCase):
    def test_is_healthy_and_says_where_it_runs(self):
        answer = call("GET", "/health", ENVIRONMENT="staging")
        self.assertEqual(answer, (200, "application/json", {"status": "ok", "environment": "staging"}, []))

    def test_is_healthy_by_the_event_of_the_workflow(self):
        self.assertEqual(handler({"rawPath": "/health"}, None)["statusCode"], 200)

    def test_prices_an_order(self):
        status, _, priced, log = call("POST", "/orders", ORDER, FREE_SHIPPING_FROM="3000")
        self.assertEqual((status, priced["shipping"], priced["total"], priced["vat"]), (200, 0, 3750, 651))
        self.assertEqual(log, [{"level": "info", "message": "priced", "total": 3750, "country": "NL"}])

    def test_takes_a_body_in_base64(self):
        self.assertEqual(call("POST", "/orders", ORDER.encode())[0], 200)

    def test_refuses_with_a_problem(self):
        for method, path, body, status, title in (
            ("GET", "/", None, 404, "There is no GET /."),
            ("POST", "/orders", "{", 400, "The body is no JSON."),
            ("POST", "/orders", None, 400, "The body is no JSON."),
            ("POST", "/orders", b"\xff", 400, "The body is no JSON."),
            ("POST", "/orders", '{"country": "DE"}', 422, "lines are missing."),
        ):
            with self.subTest(path=path, body=body):
                given, kind, problem, log = call(method, path, body)
                self.assertEqual((given, kind), (status, "application/problem+json"))
                self.assertEqual(problem, {"title": title, "status": status})
                self.assertEqual(log[0]["reason"], title)

    def test_with_a_wrong_configuration_every_call_fails(self):
        with self.assertRaisesRegex(ConfigError, "^ENVIRONMENT is "):
            call("GET", "/health", ENVIRONMENT="prod")
