-- Who is asked about whom, in one statement for all subjects of a cycle. docs/ballots.md, B1 to B3.
-- Nobody is asked about himself or about somebody whose superior he is: superiors are named.
WITH subject AS (
    SELECT a.id, a.subject, a.unit_id, a.category, a.subject_user_id, a.appraiser_id,
           a.second_appraiser_id, place.parent_id
      FROM appraisals_appraisal a JOIN departments_department place ON place.id = a.unit_id
     WHERE a.appraisal_cycle_id = %(cycle)s AND a.excluded_as = '' AND a.left_on IS NULL
       AND a.subject_user_id IS NOT NULL),
colleague AS (
    SELECT a.subject, a.unit_id, a.appraiser_id, a.subject_user_id AS voter_id, place.parent_id
      FROM appraisals_appraisal a JOIN departments_department place ON place.id = a.unit_id
      JOIN departments_user account ON account.id = a.subject_user_id AND account.is_active
     WHERE a.appraisal_cycle_id = %(cycle)s AND a.left_on IS NULL),
head AS (
    SELECT DISTINCT ON (post.department_id) post.department_id, person.user_id AS voter_id
      FROM departments_appointment held
      JOIN departments_post post ON post.id = held.post_id AND post.is_head
      JOIN departments_person person ON person.id = held.person_id
      JOIN departments_user account ON account.id = person.user_id AND account.is_active
     WHERE held.starts_on <= %(today)s AND (held.ends_on IS NULL OR held.ends_on >= %(today)s)
     ORDER BY post.department_id, held.kind = 'acting' DESC, held.id),
works_with AS (
    SELECT asking_id AS unit_id, asked_id AS other_id FROM indicators_requirement
     WHERE state IN ('accepted', 'met') AND due_on >= %(first)s
    UNION SELECT asked_id, asking_id FROM indicators_requirement
     WHERE state IN ('accepted', 'met') AND due_on >= %(first)s
    UNION SELECT department_id, contributor_id FROM indicators_contribution
     WHERE cycle_id = %(year)s AND replaced_at IS NULL AND contributor_id IS NOT NULL
    UNION SELECT contributor_id, department_id FROM indicators_contribution
     WHERE cycle_id = %(year)s AND replaced_at IS NULL AND contributor_id IS NOT NULL),
candidate AS (
    SELECT subject.id, voter_id, 'subordinates' AS source, 1 AS first_choice
      FROM subject JOIN colleague ON colleague.subject = 'person'
       AND colleague.appraiser_id = subject.subject_user_id
    UNION ALL
    SELECT subject.id, voter_id, 'peers', 2
      FROM subject JOIN colleague ON colleague.subject = subject.subject
       AND colleague.appraiser_id = subject.appraiser_id
       AND CASE subject.subject WHEN 'person' THEN colleague.unit_id = subject.unit_id
           ELSE colleague.parent_id = subject.parent_id END
    UNION ALL
    SELECT subject.id, voter_id, 'cooperating', 3
      FROM subject JOIN works_with USING (unit_id)
      JOIN head ON head.department_id = works_with.other_id),
-- One page about each subject at most: who is both a subordinate and a peer is a subordinate.
once AS (
    SELECT DISTINCT ON (candidate.id, voter_id) candidate.id, voter_id, source
      FROM candidate JOIN subject USING (id)
     WHERE voter_id <> subject.subject_user_id
       AND voter_id IS DISTINCT FROM subject.appraiser_id
       AND voter_id IS DISTINCT FROM subject.second_appraiser_id
       AND source = ANY(%(sources)s)
       AND (NOT subject.category = ANY(%(weighed)s)
            OR subject.category || ':' || source = ANY(%(weights)s))
     ORDER BY candidate.id, voter_id, first_choice),
chosen AS (
    SELECT once.*, row_number() OVER (
               PARTITION BY id, source ORDER BY md5(concat_ws(':', %(round)s, id, voter_id))) AS place
      FROM once),
counted AS (
    SELECT chosen.*, count(*) OVER (PARTITION BY id, source) AS of_kind,
           count(*) OVER (PARTITION BY id) AS of_all
      FROM chosen WHERE place <= %(most)s),
written AS (
    INSERT INTO feedback_ballotinvitation (round_id, appraisal_id, voter_id, source, by_hand, voted)
    SELECT %(round)s, id, voter_id, counted.source, false, false
      FROM counted JOIN unnest(%(sources)s, %(leasts)s) AS rule(source, least) USING (source)
     WHERE of_kind >= least OR (%(merge)s AND of_all >= least)
     ORDER BY id, voter_id
    ON CONFLICT DO NOTHING RETURNING appraisal_id, voter_id, source)
SELECT count(*), count(DISTINCT appraisal_id), encode(sha256(convert_to(coalesce(string_agg(
       concat_ws(',', appraisal_id, voter_id, source), ';' ORDER BY appraisal_id, voter_id), ''),
       'UTF8')), 'hex') FROM written
