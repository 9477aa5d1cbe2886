"""The OpenAPI document of a running server, read by a validator that is not ours. Needs `BASE_URL`."""

import os

import requests
from openapi_spec_validator import validate

document = requests.get(os.environ["BASE_URL"] + "/api/openapi.json", timeout=10).json()
assert document["openapi"].startswith("3.1."), document["openapi"]
validate(document)
print(f"OpenAPI: {len(document['paths'])} paths are as the specification has it")
