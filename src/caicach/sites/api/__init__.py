"""Giao diện lập trình: the JSON API at `/api/v1/`, for other systems of the province.

Described by OpenAPI 3.1 at `/api/v1/openapi.json`. A caller signs in with a session or a key (`X-API-Key`); a key
acts as its user, so permissions are the same as on the pages.
"""
