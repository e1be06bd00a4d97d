-- Who answers for each subject of a cycle today, and the two nearest heads above him. Rule Y14.
-- An acting head goes before the one he stands in for. Whom the office has chosen stays, unless he
-- would appraise himself by now. What changes is written down, from the launch on.
WITH head AS (
    SELECT DISTINCT ON (post.department_id) post.department_id, person.user_id
      FROM departments_appointment held
      JOIN departments_post post ON post.id = held.post_id AND post.is_head
      JOIN departments_person person ON person.id = held.person_id
     WHERE held.starts_on <= %(today)s AND (held.ends_on IS NULL OR held.ends_on >= %(today)s)
       AND person.user_id IS NOT NULL
     ORDER BY post.department_id, held.kind = 'acting' DESC, held.id),
answering AS (
    SELECT appraisal.*, appraisal.appraiser_chosen AS is_kept,
           CASE appraisal.subject WHEN 'person' THEN person.user_id ELSE head.user_id END AS answers
      FROM appraisals_appraisal appraisal
      LEFT JOIN departments_person person ON person.id = appraisal.person_id
      LEFT JOIN head ON head.department_id = appraisal.unit_id
     WHERE appraisal.appraisal_cycle_id = %(cycle)s),
above AS (
    SELECT answering.id, array_agg(nearest.user_id ORDER BY nearest.depth DESC) AS users
      FROM answering CROSS JOIN LATERAL (
           SELECT head.user_id, max(array_position(place.lineage, head.department_id)) AS depth
             FROM departments_department place
             JOIN head ON head.department_id = ANY(place.lineage)
            WHERE place.id = answering.unit_id
              AND head.user_id IS DISTINCT FROM answering.answers
              AND (answering.subject = 'person' OR head.department_id <> place.id)
            GROUP BY head.user_id) nearest
     GROUP BY answering.id),
wanted AS (
    SELECT now.id, now.left_on, now.subject_user_id AS old_subject, now.answers AS new_subject,
           now.appraiser_id AS old_first, now.second_appraiser_id AS old_second,
           CASE WHEN now.is_kept AND now.appraiser_id IS DISTINCT FROM now.answers
                THEN now.appraiser_id ELSE users[1] END AS new_first,
           CASE WHEN now.is_kept AND now.appraiser_id IS DISTINCT FROM now.answers
                THEN CASE WHEN now.second_appraiser_id IS DISTINCT FROM now.answers
                          THEN now.second_appraiser_id END
                ELSE users[2] END AS new_second
      FROM answering now LEFT JOIN above USING (id)),
changed AS (
    SELECT * FROM wanted
     WHERE (old_subject, old_first, old_second)
           IS DISTINCT FROM (new_subject, new_first, new_second)),
written AS (
    UPDATE appraisals_appraisal now
       SET subject_user_id = new_subject, appraiser_id = new_first, second_appraiser_id = new_second
      FROM changed WHERE changed.id = now.id RETURNING now.id),
told AS (
    INSERT INTO appraisals_rerouting (appraisal_id, field, cause, before_id, after_id, at, reason)
    SELECT changed.id, field, CASE WHEN changed.left_on IS NULL THEN 'head' ELSE 'left' END,
           before, after, %(at)s, ''
      FROM changed CROSS JOIN LATERAL (VALUES
           ('subject_user', old_subject, new_subject), ('appraiser', old_first, new_first),
           ('second_appraiser', old_second, new_second)) AS way(field, before, after)
     WHERE %(launched)s AND before IS DISTINCT FROM after
    RETURNING appraisal_id)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM told),
       encode(sha256(convert_to(coalesce((SELECT string_agg(concat_ws(',', id, new_subject,
              new_first, new_second), ';' ORDER BY id) FROM changed), ''), 'UTF8')), 'hex')
