-- Corrections recorded in the last hours before the figures were frozen: one row each.
-- %(cycle)s id, %(as_of)s, %(since)s moments, %(first)s and %(last)s days.
SELECT m.id, m.department_id, m.indicator_id, i.direction, p.label, p.starts_on, p.ends_on,
       m.recorded_at,
       coalesce(old.value, old.numerator / old.denominator * i.per),
       coalesce(m.value, m.numerator / m.denominator * i.per),
       t.value
  FROM indicators_measurement m
  JOIN indicators_measurement old ON old.id = m.supersedes_id AND old.missing = ''
  JOIN indicators_indicator i ON i.id = m.indicator_id
  JOIN indicators_period p ON p.id = m.period_id
  JOIN LATERAL (
        SELECT t.value
          FROM indicators_target t
         WHERE t.cycle_id = %(cycle)s AND t.department_id = m.department_id
           AND t.indicator_id = m.indicator_id AND t.value IS NOT NULL
           AND (t.period_id = p.id OR t.period_id IS NULL)
           AND t.created_at <= %(as_of)s
           AND (t.replaced_at IS NULL OR t.replaced_at > %(as_of)s)
         ORDER BY t.period_id IS NULL, t.id DESC
         LIMIT 1
       ) t ON true
 WHERE m.supersedes_id IS NOT NULL AND m.missing = ''
   AND m.recorded_at BETWEEN %(since)s AND %(as_of)s
   AND p.starts_on >= %(first)s AND p.ends_on <= %(last)s
 ORDER BY m.id
