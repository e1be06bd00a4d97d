-- How often each value was given: by department (with all beneath it) and span of days.
SELECT d.id, s.place, r.value, count(*)
  FROM unnest(%(departments)s::int[]) d (id)
 CROSS JOIN unnest(%(starts)s::date[], %(ends)s::date[]) WITH ORDINALITY s (first, last, place)
  JOIN departments_department x ON x.lineage @> ARRAY[d.id]
  JOIN feedback_publicservice v ON v.department_id = x.id
  JOIN feedback_servicepoint p ON p.service_id = v.id
  JOIN feedback_rating r ON r.point_id = p.id AND r.rated_on BETWEEN s.first AND s.last
 WHERE r.state = 'released' AND r.stream_id = %(stream)s AND r.scale_id = %(scale)s
   AND NOT r.is_default
 GROUP BY d.id, s.place, r.value
