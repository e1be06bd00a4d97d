-- A notice for everybody whose grade in force was not told yet, or who is not graded and was not told
-- so; with its parts and, for a grade, the rights. Rules G1 to G4 of docs/results.md.
WITH weighed AS (
    SELECT * FROM jsonb_to_recordset(%(weights)s::jsonb)
           AS weight(category text, source text, weight numeric)),
due AS (
    SELECT subject.id, subject.subject, subject.category, held.id AS grade_id, held.grade,
           last.id AS before_id, row_number() OVER (ORDER BY place.lineage, subject.id) AS place
      FROM appraisals_appraisal subject
      JOIN departments_department place ON place.id = subject.unit_id
      LEFT JOIN appraisals_grade held
             ON held.appraisal_id = subject.id AND subject.excluded_as = ''
            AND NOT EXISTS (SELECT FROM appraisals_grade later WHERE later.supersedes_id = held.id)
      LEFT JOIN appraisals_resultnotice last
             ON last.appraisal_id = subject.id
            AND NOT EXISTS (SELECT FROM appraisals_resultnotice later
                             WHERE later.supersedes_id = last.id)
     WHERE subject.appraisal_cycle_id = %(cycle)s
       AND (%(unit)s::int IS NULL OR place.lineage @> ARRAY[%(unit)s::int])
       AND (%(only)s::int IS NULL OR subject.id = %(only)s)
       AND (%(by)s::int IS NULL OR subject.subject_user_id IS DISTINCT FROM %(by)s)
       AND (held.id IS NOT NULL OR subject.excluded_as <> '')
       AND (last.id IS NULL OR last.grade_id IS DISTINCT FROM held.id)),
told AS (
    INSERT INTO appraisals_resultnotice (
           appraisal_id, grade_id, number, comment, supersedes_id, issued_by_id, issued_at,
           issued_on)
    SELECT id, grade_id,
           %(code)s || '-' || lpad((%(start)s + place)::text,
                                   greatest(5, length((%(start)s + place)::text)), '0'),
           %(comment)s, before_id, %(by)s, %(at)s, %(day)s
      FROM due
    RETURNING id, appraisal_id, grade_id),
parts AS (
    INSERT INTO appraisals_noticepart (notice_id, source, weight, score_id)
    SELECT told.id, seen.source, weighed.weight, score.id
      FROM told JOIN due ON due.id = told.appraisal_id
     CROSS JOIN LATERAL (
           SELECT source FROM weighed WHERE category = due.category
            UNION
           SELECT source FROM appraisals_sourcescore WHERE appraisal_id = due.id) seen(source)
      LEFT JOIN weighed ON weighed.category = due.category AND weighed.source = seen.source
      LEFT JOIN appraisals_sourcescore score
             ON score.appraisal_id = due.id AND score.source = seen.source
            AND NOT EXISTS (SELECT FROM appraisals_sourcescore later
                             WHERE later.supersedes_id = score.id)
     WHERE told.grade_id IS NOT NULL),
given AS (
    INSERT INTO appraisals_noticeright (notice_id, step, due_on)
    SELECT told.id, entitled.step, entitled.due_on
      FROM told JOIN due ON due.id = told.appraisal_id
      JOIN jsonb_to_recordset(%(rights)s::jsonb) AS entitled(subject text, step text, due_on date)
        ON entitled.subject = due.subject
     WHERE told.grade_id IS NOT NULL)
SELECT count(*), count(*) FILTER (WHERE told.grade_id IS NULL),
       encode(sha256(convert_to(coalesce(string_agg(concat_ws(',', told.appraisal_id, due.grade),
              ';' ORDER BY told.appraisal_id), ''), 'UTF8')), 'hex')
  FROM told JOIN due ON due.id = told.appraisal_id
