import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def write_lines(ctx, value):
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


@schemathesis.deserializer("application/x-ndjson")
def read_first_line(ctx, response):
    return json.loads(response.text.splitlines()[0])


@schemathesis.hook
def filter_case(ctx, case):
    """Of JSON Lines each line has an answer of its own: a wrong one does not make the request wrong."""
    many = case.operation.path == "/v1/orders" and case.operation.method.upper() == "POST"
    return not (many and case.meta is not None and case.meta.generation.mode.is_negative)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Rules that JSON Schema cannot say: ids, and adopted jobs, are unique in an order; numbers are held digit by digit."""
    if not isinstance(case.body, dict) or case.meta is None or case.meta.generation.mode.is_negative:
        return
    items = case.body.get("items")
    if isinstance(items, list):
        case.body["items"] = [unique(item, number) for number, item in enumerate(items)]
    case.body = held(case.body)


def unique(item, number):
    adopt = {"adopt": {**item["adopt"], "jobId": f"{item['adopt']['jobId'][:50]}-{number}"}} if item.get("adopt") else {}
    return {**item, **adopt, "itemId": f"{item['itemId'][:50]}-{number}"}


def held(value):
    if isinstance(value, dict):
        return {name: held(one) for name, one in value.items()}
    if isinstance(value, list):
        return [held(one) for one in value]
    return 1 if isinstance(value, (int, float)) and abs(value) >= 2**53 else value
