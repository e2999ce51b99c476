"""Papers (thể thức văn bản): official papers in the layout of Decree 30/2020/NĐ-CP, and spreadsheets.

`paper` says what a paper holds; `docx` makes it editable, `pdf` final; `sheets` writes and reads
tables; `reading` takes the text out of a DOCX or a text PDF; number books give the numbers (số văn bản).
Papers are made by the worker: the web process never imports the typesetter.
"""
