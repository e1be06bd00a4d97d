"""What the tables never hold, whatever anybody tried."""

# Each names rows that must not be there.
NEVER = {
    "weights of a signed plan are 100": """
        SELECT plan.id FROM appraisals_agreement plan
          LEFT JOIN appraisals_agreementline line ON line.agreement_id = plan.id
         WHERE plan.state IN ('proposed', 'agreed', 'superseded')
         GROUP BY plan.id HAVING sum(line.weight) IS DISTINCT FROM 100""",
    "nobody acts on himself": """
        SELECT id FROM appraisals_appraisal
         WHERE subject_user_id IN (appraiser_id, second_appraiser_id)
        UNION ALL SELECT plan.id FROM appraisals_agreement plan
         WHERE plan.agreed_by_id = plan.proposed_by_id
        UNION ALL SELECT one.id FROM appraisals_evaluation one
          JOIN appraisals_appraisal subject ON subject.id = one.appraisal_id
          JOIN departments_person person ON person.id = subject.person_id
         WHERE one.evaluator_id = person.user_id
        UNION ALL SELECT grade.id FROM appraisals_grade grade
          JOIN appraisals_appraisal subject ON subject.id = grade.appraisal_id
          JOIN departments_person person ON person.id = subject.person_id
         WHERE grade.decided_by_id = person.user_id AND grade.stage = 'appeal'
        UNION ALL SELECT appeal.id FROM appraisals_appeal appeal
         WHERE appeal.filed_by_id IN (appeal.decided_by_id, appeal.approved_by_id)
            OR appeal.decided_by_id = appeal.approved_by_id""",
    "no appeal without a notice, no archive without notices": """
        SELECT appeal.id FROM appraisals_appeal appeal
          LEFT JOIN appraisals_resultnotice notice ON notice.id = appeal.notice_id
         WHERE notice.appraisal_id IS DISTINCT FROM appeal.appraisal_id
        UNION ALL SELECT grade.id FROM appraisals_grade grade
          JOIN appraisals_appraisal subject ON subject.id = grade.appraisal_id
          JOIN appraisals_appraisalcycle cycle ON cycle.id = subject.appraisal_cycle_id
         WHERE cycle.state = 'archived'
           AND NOT EXISTS (SELECT FROM appraisals_resultnotice notice
                            WHERE notice.appraisal_id = subject.id)""",
    "a locked session keeps the quota that binds": """
        SELECT id FROM appraisals_calibrationsession
         WHERE state = 'locked' AND quota_mode = 'hard' AND given > allowed
        UNION ALL SELECT session.id FROM appraisals_calibrationsession session
          JOIN appraisals_calibrationentry entry ON entry.session_id = session.id
         WHERE session.state = 'locked' AND session.quota_mode = 'hard'
           AND entry.grade = session.quota_grade
         GROUP BY session.id HAVING count(*) > max(session.allowed)""",
    "one grade holds": """
        SELECT appraisal_id FROM appraisals_grade grade
         WHERE NOT EXISTS (SELECT FROM appraisals_grade later WHERE later.supersedes_id = grade.id)
         GROUP BY appraisal_id HAVING count(*) > 1""",
    "a grade that supersedes is of the same subject": """
        SELECT later.id FROM appraisals_grade later
          JOIN appraisals_grade grade ON grade.id = later.supersedes_id
         WHERE later.appraisal_id <> grade.appraisal_id""",
}
