-- The departments of the branch that existed on some day of the cycle. Rule Y10.
WITH written AS (
    INSERT INTO appraisals_appraisal AS now (
           appraisal_cycle_id, subject, unit_id, category, counts_from, counts_until,
           excluded_as, excluded_note, left_on, appraiser_chosen)
    SELECT %(cycle)s, 'department', place.id, '', greatest(place.starts_on, %(first)s),
           least(coalesce(place.ends_on, %(last)s), %(last)s), '', '',
           CASE WHEN place.ends_on <= least(%(last)s, %(today)s) THEN place.ends_on END, false
      FROM departments_department place
     WHERE place.lineage @> ARRAY[%(branch)s]
       AND (%(levels)s::int[] = '{}' OR place.level = ANY(%(levels)s))
       AND place.starts_on <= %(last)s AND (place.ends_on IS NULL OR place.ends_on >= %(first)s)
        ON CONFLICT (appraisal_cycle_id, unit_id) WHERE subject = 'department'
        DO UPDATE SET counts_from = excluded.counts_from, counts_until = excluded.counts_until,
                      left_on = excluded.left_on
            WHERE (now.counts_from, now.counts_until, now.left_on)
                  IS DISTINCT FROM (excluded.counts_from, excluded.counts_until, excluded.left_on)
    RETURNING now.unit_id, now.counts_from, now.counts_until, now.xmax = 0 AS is_new)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
       encode(sha256(convert_to(coalesce(string_agg(concat_ws(',', unit_id, counts_from,
              counts_until), ';' ORDER BY unit_id), ''), 'UTF8')), 'hex')
  FROM written
