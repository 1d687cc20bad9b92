"""Events and answers of API Gateway and of function URLs, in format 2.0."""

import base64
import binascii
import json


class Problem(Exception):
    """What the caller did wrong, in a sentence for her."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def route_of(event):
    """The method and the path, `("GET", "/health")`; without a method it is GET."""
    http = event.get("requestContext", {}).get("http", {})
    return http.get("method", "GET"), event.get("rawPath") or "/"


def body_of(event):
    """What the body says as JSON. Raises Problem where it is none."""
    body = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        return json.loads(body)
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError):
        raise Problem(400, "The body is no JSON.") from None


def answer(status, body, content_type="application/json"):
    return {"statusCode": status, "headers": {"content-type": content_type}, "body": json.dumps(body)}
