"""What a portal of its own may ask: the place of a receipt, one's own rating, its proof."""

from django.db import migrations

# Each runs with the rights of its owner and answers about one code that the caller must know.
ASK = """
CREATE FUNCTION feedback_place(its_receipt bytea) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT point_id FROM feedback_receipt WHERE digest = its_receipt
$$;

CREATE FUNCTION feedback_status(its_check bytea) RETURNS SETOF feedback_rating
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT * FROM feedback_rating WHERE check_code = its_check
$$;

CREATE FUNCTION feedback_excluded_for(its_check bytea) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT e.reason FROM feedback_exclusion e JOIN feedback_rating r ON r.id = e.rating_id
     WHERE r.check_code = its_check
$$;

CREATE FUNCTION feedback_ticket_of(its_check bytea) RETURNS SETOF feedback_ticket
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT t.* FROM feedback_ticket t JOIN feedback_rating r ON r.id = t.rating_id
     WHERE r.check_code = its_check
$$;

-- What the leaves of the release are made of, in their order: counted ratings, of nobody.
CREATE FUNCTION feedback_leaves(its_check bytea)
RETURNS TABLE (tag bytea, scale text, stream text, value smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(r.check_code, uuid_send(r.id) || decode(repeat('00', 16), 'hex')),
           c.code || ' ' || c.version, s.code, r.value
      FROM feedback_rating mine
      JOIN feedback_rating r ON r.release_id = mine.release_id
      JOIN feedback_ratingscale c ON c.id = r.scale_id
      JOIN feedback_stream s ON s.id = r.stream_id
     WHERE mine.check_code = its_check ORDER BY r.place
$$;
REVOKE ALL ON FUNCTION feedback_place, feedback_status, feedback_excluded_for,
    feedback_ticket_of, feedback_leaves FROM PUBLIC;
"""
ASK_NO_MORE = """
DROP FUNCTION feedback_place, feedback_status, feedback_excluded_for, feedback_ticket_of,
    feedback_leaves;
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0007_rating_rules")]

    operations = [migrations.RunSQL(ASK, ASK_NO_MORE)]
