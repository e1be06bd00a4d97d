-- Who held a post of the branch in the days of the cycle, with his last post there, takes part.
-- Rules Y10 to Y13 of docs/appraisals.md. In a probation cycle: who started in its days.
WITH spell AS (
    SELECT held.person_id, held.post_id, post.department_id, post.category, person.ends_on AS left_on,
           greatest(held.starts_on, %(first)s) AS starts_on,
           least(coalesce(held.ends_on, %(last)s), %(last)s) AS ends_on
      FROM departments_appointment held
      JOIN departments_post post ON post.id = held.post_id
      JOIN departments_department place ON place.id = post.department_id
      JOIN departments_person person ON person.id = held.person_id
     WHERE held.kind = 'substantive'
       AND held.starts_on <= %(last)s AND (held.ends_on IS NULL OR held.ends_on >= %(first)s)
       AND place.lineage @> ARRAY[%(branch)s]
       AND (%(levels)s::int[] = '{}' OR place.level = ANY(%(levels)s))
       AND (%(categories)s::text[] = '{}' OR post.category = ANY(%(categories)s))
       AND (NOT %(probation)s OR person.starts_on BETWEEN %(first)s AND %(last)s)),
taking_part AS (
    SELECT DISTINCT ON (person_id) person_id, post_id, department_id, category,
           min(starts_on) OVER who AS counts_from, max(ends_on) OVER who AS counts_until,
           sum(ends_on - starts_on + 1) OVER who AS days,
           CASE WHEN left_on <= least(%(last)s, %(today)s) THEN left_on END AS left_on
      FROM spell WINDOW who AS (PARTITION BY person_id)
     ORDER BY person_id, spell.ends_on DESC, post_id DESC),
written AS (
    INSERT INTO appraisals_appraisal AS now (
           appraisal_cycle_id, subject, unit_id, person_id, post_id, category, counts_from,
           counts_until, excluded_as, excluded_note, left_on, appraiser_chosen)
    SELECT %(cycle)s, 'person', department_id, person_id, post_id, category, counts_from,
           counts_until, CASE WHEN days < %(minimum)s THEN %(too_short)s ELSE '' END, '', left_on,
           false
      FROM taking_part
        ON CONFLICT (appraisal_cycle_id, person_id) WHERE subject = 'person'
        DO UPDATE SET unit_id = excluded.unit_id, post_id = excluded.post_id,
                  category = excluded.category, counts_from = excluded.counts_from,
                  counts_until = excluded.counts_until, left_on = excluded.left_on,
                  excluded_as = CASE WHEN now.excluded_as IN ('', %(too_short)s)
                                     THEN excluded.excluded_as ELSE now.excluded_as END
            WHERE (now.unit_id, now.post_id, now.category, now.counts_from, now.counts_until,
                   now.left_on, now.excluded_as IN ('', %(too_short)s)
                                AND now.excluded_as <> excluded.excluded_as)
                  IS DISTINCT FROM
                  (excluded.unit_id, excluded.post_id, excluded.category, excluded.counts_from,
                   excluded.counts_until, excluded.left_on, false)
    RETURNING now.id, now.person_id, now.unit_id, now.counts_from, now.counts_until,
              now.excluded_as, now.xmax = 0 AS is_new)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
       encode(sha256(convert_to(coalesce(string_agg(concat_ws(',', person_id, unit_id, counts_from,
              counts_until, excluded_as), ';' ORDER BY person_id), ''), 'UTF8')), 'hex')
  FROM written
