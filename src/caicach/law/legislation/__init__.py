"""Văn bản: legal and directive texts with their source lines.

A plan, a task or a target points at a document and the lines it came from; the page shows those lines and nothing
is ever rewritten. Outline and clauses are read from the text itself, or shipped where a scan had to be restored.
"""
