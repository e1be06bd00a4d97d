-- The values of every KPI of some departments as arrays, oldest first: one row per KPI.
-- %(departments)s ids, %(cycle)s id, %(as_of)s, %(first)s and %(last)s days.
WITH lines AS (
    SELECT DISTINCT department_id, indicator_id
      FROM indicators_target
     WHERE cycle_id = %(cycle)s AND department_id = ANY(%(departments)s)
       AND created_at <= %(as_of)s AND (replaced_at IS NULL OR replaced_at > %(as_of)s)
), mirrored AS (
    SELECT department_id, indicator_id FROM lines
    UNION
    SELECT l.department_id, m.public_id
      FROM lines l JOIN indicators_publicmirror m ON m.official_id = l.indicator_id
)
SELECT l.department_id, l.indicator_id, i.direction, i.per, i.unit,
       array_agg(p.label ORDER BY p.starts_on, p.id),
       array_agg(p.starts_on ORDER BY p.starts_on, p.id),
       array_agg(p.ends_on ORDER BY p.starts_on, p.id),
       array_agg(m.value ORDER BY p.starts_on, p.id),
       array_agg(m.numerator ORDER BY p.starts_on, p.id),
       array_agg(m.denominator ORDER BY p.starts_on, p.id),
       array_agg(aim.value ORDER BY p.starts_on, p.id),
       array_agg(aim.cycle ORDER BY p.starts_on, p.id)
  FROM mirrored l
  JOIN indicators_indicator i ON i.id = l.indicator_id
  JOIN indicators_measurement m
    ON m.department_id = l.department_id AND m.indicator_id = l.indicator_id
   AND m.missing = '' AND m.recorded_at <= %(as_of)s
   AND NOT EXISTS (SELECT FROM indicators_measurement later
                    WHERE later.supersedes_id = m.id AND later.recorded_at <= %(as_of)s)
  JOIN indicators_period p
    ON p.id = m.period_id AND p.starts_on >= %(first)s AND p.ends_on <= %(last)s
   AND p.kind = coalesce(nullif(i.frequency, ''), p.kind)
  LEFT JOIN LATERAL (
        SELECT t.value, c.name AS cycle
          FROM indicators_target t
          JOIN indicators_cycle c ON c.id = t.cycle_id
          JOIN indicators_period y ON y.id = c.period_id
         WHERE t.department_id = l.department_id AND t.indicator_id = l.indicator_id
           AND (t.period_id = p.id OR t.period_id IS NULL)
           AND y.starts_on <= p.starts_on AND p.ends_on <= y.ends_on
           AND t.created_at <= %(as_of)s
           AND (t.replaced_at IS NULL OR t.replaced_at > %(as_of)s)
         ORDER BY t.period_id IS NULL, t.cycle_id = %(cycle)s DESC, t.id DESC
         LIMIT 1
       ) aim ON true
 GROUP BY l.department_id, l.indicator_id, i.direction, i.per, i.unit, p.kind
 ORDER BY l.department_id, l.indicator_id
