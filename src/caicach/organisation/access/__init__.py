"""Phân quyền: accounts, sign-in, roles, grants, and the `Actor` that everything else asks.

A role (vai trò) is a named set of permission codes, shipped in `reference/roles.toml` and changed on the pages. A
grant gives a user a role at a unit, for a period and, where given, for one reform area; bound to a post it ends with
the post. Grants are ended, never deleted. `actor_of` expands them once per request.
"""
