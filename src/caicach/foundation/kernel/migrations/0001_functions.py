"""Functions and types beneath all tables. Core PostgreSQL only: the embedded server has no extensions.

`fold` and `vn_sort_key` fold case after decomposition, so that they give the same on a server with locale C.
"""

from django.db import migrations

FORWARD = r"""
CREATE TYPE uuidrange AS RANGE (subtype = uuid);

CREATE FUNCTION fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(translate(
    regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd') COLLATE "C")
$$;

CREATE FUNCTION vn_sort_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH loose AS (SELECT lower(replace(normalize(value, NFD), 'Đ', 'đ') COLLATE "C") AS t)
  SELECT translate(
           normalize(regexp_replace(t, '[\u0300\u0309\u0303\u0301\u0323]', '', 'g'), NFC),
           'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz', '@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`')
         || E'\x01'
         || translate(
           regexp_replace(regexp_replace(t, '[\u0302\u0306\u031b]', '', 'g'),
             '[^\u0300\u0309\u0303\u0301\u0323]', '0', 'g'),
           E'\u0300\u0309\u0303\u0301\u0323', '12345')
  FROM loose
$$;
"""

BACKWARD = "DROP FUNCTION vn_sort_key(text); DROP FUNCTION fold(text); DROP TYPE uuidrange;"


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
