"""Files and evidence (tệp, tài liệu kiểm chứng).

A `StoredFile` is content, kept once under its hash; an `Attachment` hangs content, or a reference to a paper
kept elsewhere (số, ký hiệu, ngày, nơi ban hành, đường dẫn), on a row of any app. Who may see the row may open
what hangs on it; a file's address is never its hash. In a template:
`{% load files %}{% evidence "plans.task" task.id unit_id=task.unit_id %}`.
"""
