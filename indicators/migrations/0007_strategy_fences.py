"""What must hold from strategy to post: a tree, shares that add up, steps in order, exact sums."""

from django.db import migrations

LINE = "who carries a KPI is kept in versions. Name them again: the new version replaces this one."
ROLLUP = "roll-ups are versions. Set it again: the new version replaces this one."
COST = "amounts are append-only. Report the correct amount: it supersedes the wrong one."
CUT = "breakdowns are append-only. Report the correct one: it supersedes the wrong one."
LIST = "a list of groups never changes. Add it again as the next version."
STEP = "steps are append-only."

# The lock makes two moves take turns: each alone would be sound, both together a circle.
TREE = """
CREATE FUNCTION indicators_objective_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above indicators_objective;
BEGIN
    PERFORM pg_advisory_xact_lock(7043);
    IF NEW.parent_id IS NOT NULL THEN
        IF EXISTS (
            WITH RECURSIVE line AS (
                SELECT id, parent_id FROM indicators_objective WHERE id = NEW.parent_id
                UNION SELECT o.id, o.parent_id
                        FROM indicators_objective o JOIN line ON o.id = line.parent_id
            ) SELECT FROM line WHERE id = NEW.id
        ) THEN
            RAISE EXCEPTION 'an objective cannot stand beneath itself'
                USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT * INTO above FROM indicators_objective WHERE id = NEW.parent_id;
        IF NEW.kind = 'strategic' AND above.kind <> 'strategic' THEN
            RAISE EXCEPTION 'a strategic objective cannot stand beneath an operational one'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.kind <> 'strategic' AND EXISTS (
        SELECT FROM indicators_objective WHERE parent_id = NEW.id AND kind = 'strategic'
    ) THEN
        RAISE EXCEPTION 'a strategic objective stands beneath this one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM indicators_planperiod mine JOIN indicators_planperiod theirs
            ON theirs.id = above.plan_id
         WHERE mine.id = NEW.plan_id
           AND (mine.starts_on < theirs.starts_on OR mine.ends_on > theirs.ends_on)
    ) OR EXISTS (
        SELECT FROM indicators_objective child
          JOIN indicators_planperiod theirs ON theirs.id = child.plan_id
          JOIN indicators_planperiod mine ON mine.id = NEW.plan_id
         WHERE child.parent_id = NEW.id
           AND (theirs.starts_on < mine.starts_on OR theirs.ends_on > mine.ends_on)
    ) THEN
        RAISE EXCEPTION 'the plan of an objective lies inside the plan of the one above'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER objective_tree BEFORE INSERT OR UPDATE ON indicators_objective
    FOR EACH ROW EXECUTE FUNCTION indicators_objective_tree();
"""
NO_TREE = """
DROP TRIGGER objective_tree ON indicators_objective;
DROP FUNCTION indicators_objective_tree();
"""

# Of a version only its end may be written, once.
ENDS_ONLY = f"""
CREATE FUNCTION indicators_version_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL
       OR to_jsonb(OLD) - 'replaced_at' <> to_jsonb(NEW) - 'replaced_at' THEN
        RAISE EXCEPTION 'UPDATE on % is refused: %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contribution_stays BEFORE UPDATE ON indicators_contribution
    FOR EACH ROW EXECUTE FUNCTION indicators_version_ends('{LINE}');
CREATE TRIGGER contribution_no_delete BEFORE DELETE ON indicators_contribution
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
CREATE TRIGGER contribution_no_truncate BEFORE TRUNCATE ON indicators_contribution
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
CREATE TRIGGER rollup_stays BEFORE UPDATE ON indicators_rollup
    FOR EACH ROW EXECUTE FUNCTION indicators_version_ends('{ROLLUP}');
CREATE TRIGGER rollup_no_delete BEFORE DELETE ON indicators_rollup
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{ROLLUP}');
CREATE TRIGGER rollup_no_truncate BEFORE TRUNCATE ON indicators_rollup
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{ROLLUP}');
"""
ENDS_FREELY = """
DROP TRIGGER contribution_stays ON indicators_contribution;
DROP TRIGGER contribution_no_delete ON indicators_contribution;
DROP TRIGGER contribution_no_truncate ON indicators_contribution;
DROP TRIGGER rollup_stays ON indicators_rollup;
DROP TRIGGER rollup_no_delete ON indicators_rollup;
DROP TRIGGER rollup_no_truncate ON indicators_rollup;
DROP FUNCTION indicators_version_ends();
"""

# The sum changes only on days on which a share begins, so these days are enough to look at.
SHARES = """
CREATE FUNCTION indicators_shares_fit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(format(
        'shares:%s:%s:%s', NEW.cycle_id, NEW.department_id, NEW.indicator_id), 0));
    IF EXISTS (
        WITH beside AS (
            SELECT share, starts_on, ends_on FROM indicators_contribution
             WHERE cycle_id = NEW.cycle_id AND department_id = NEW.department_id
               AND indicator_id = NEW.indicator_id AND part = NEW.part
               AND replaced_at IS NULL AND share IS NOT NULL AND id IS DISTINCT FROM NEW.id
        ), days AS (
            SELECT NEW.starts_on AS day
             UNION SELECT starts_on FROM beside
                    WHERE starts_on BETWEEN NEW.starts_on AND NEW.ends_on
        )
        SELECT FROM days JOIN beside ON days.day BETWEEN beside.starts_on AND beside.ends_on
         GROUP BY days.day HAVING sum(beside.share) + NEW.share > 1
    ) THEN
        RAISE EXCEPTION 'the shares of a KPI exceed the whole of it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contribution_shares_fit BEFORE INSERT ON indicators_contribution
    FOR EACH ROW WHEN (NEW.share IS NOT NULL AND NEW.replaced_at IS NULL)
    EXECUTE FUNCTION indicators_shares_fit();
"""
NO_SHARES = """
DROP TRIGGER contribution_shares_fit ON indicators_contribution;
DROP FUNCTION indicators_shares_fit();
"""

STEPS = f"""
CREATE FUNCTION indicators_requirement_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state'
       OR (OLD.state, NEW.state) NOT IN (
            ('asked', 'accepted'), ('asked', 'declined'), ('asked', 'withdrawn'),
            ('accepted', 'met'), ('accepted', 'withdrawn')) THEN
        RAISE EXCEPTION 'this is no step of a requirement: % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER requirement_steps BEFORE UPDATE ON indicators_requirement
    FOR EACH ROW EXECUTE FUNCTION indicators_requirement_steps();
CREATE TRIGGER requirement_no_delete BEFORE DELETE ON indicators_requirement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STEP}');
CREATE TRIGGER requirement_no_truncate BEFORE TRUNCATE ON indicators_requirement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STEP}');
CREATE TRIGGER requirement_step_append_only BEFORE UPDATE OR DELETE ON indicators_requirementstep
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STEP}');
CREATE TRIGGER requirement_step_no_truncate BEFORE TRUNCATE ON indicators_requirementstep
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STEP}');
"""
NO_STEPS = """
DROP TRIGGER requirement_steps ON indicators_requirement;
DROP TRIGGER requirement_no_delete ON indicators_requirement;
DROP TRIGGER requirement_no_truncate ON indicators_requirement;
DROP TRIGGER requirement_step_append_only ON indicators_requirementstep;
DROP TRIGGER requirement_step_no_truncate ON indicators_requirementstep;
DROP FUNCTION indicators_requirement_steps();
"""

APPENDED = {
    "cost_line": ("indicators_costline", COST),
    "breakdown": ("indicators_breakdown", CUT),
    "breakdown_part": ("indicators_breakdownpart", CUT),
    "dimension": ("indicators_dimension", LIST),
    "dimension_member": ("indicators_dimensionmember", LIST),
}
FENCES = "\n".join(
    f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{words}');\n"
    f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{words}');"
    for name, (table, words) in APPENDED.items()
)
UNFENCED = "\n".join(
    f"DROP TRIGGER {name}_append_only ON {table}; DROP TRIGGER {name}_no_truncate ON {table};"
    for name, (table, _words) in APPENDED.items()
)

CHAINS = """
CREATE FUNCTION indicators_same_cost_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM indicators_costline before
         WHERE before.id = NEW.supersedes_id
           AND (before.department_id, before.indicator_id, before.period_id, before.currency)
             = (NEW.department_id, NEW.indicator_id, NEW.period_id, NEW.currency)
    ) THEN
        RAISE EXCEPTION 'an amount supersedes one of the same KPI, period and currency'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cost_line_same_chain BEFORE INSERT ON indicators_costline
    FOR EACH ROW WHEN (NEW.supersedes_id IS NOT NULL)
    EXECUTE FUNCTION indicators_same_cost_chain();
CREATE FUNCTION indicators_same_breakdown_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM indicators_breakdown before
         WHERE before.id = NEW.supersedes_id
           AND (before.measurement_id, before.dimension_id)
             = (NEW.measurement_id, NEW.dimension_id)
    ) THEN
        RAISE EXCEPTION 'a breakdown supersedes one of the same value and list'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER breakdown_same_chain BEFORE INSERT ON indicators_breakdown
    FOR EACH ROW WHEN (NEW.supersedes_id IS NOT NULL)
    EXECUTE FUNCTION indicators_same_breakdown_chain();
"""
NO_CHAINS = """
DROP TRIGGER cost_line_same_chain ON indicators_costline;
DROP FUNCTION indicators_same_cost_chain();
DROP TRIGGER breakdown_same_chain ON indicators_breakdown;
DROP FUNCTION indicators_same_breakdown_chain();
"""

# Parts come after their breakdown, so the sum is looked at when the transaction ends.
SUMS = """
CREATE FUNCTION indicators_breakdown_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cut indicators_breakdown;
    total indicators_measurement;
    sums record;
BEGIN
    IF TG_TABLE_NAME = 'indicators_breakdownpart' THEN
        SELECT * INTO cut FROM indicators_breakdown WHERE id = NEW.breakdown_id;
    ELSE
        cut := NEW;
    END IF;
    SELECT * INTO total FROM indicators_measurement WHERE id = cut.measurement_id;
    SELECT count(*) AS parts, sum(part.value) AS value, sum(part.numerator) AS numerator,
           sum(part.denominator) AS denominator,
           count(*) FILTER (WHERE part.value IS NULL) AS no_value,
           count(*) FILTER (WHERE part.numerator IS NULL) AS no_rate,
           count(*) FILTER (WHERE member.dimension_id <> cut.dimension_id) AS strangers
      INTO sums
      FROM indicators_breakdownpart part
      JOIN indicators_dimensionmember member ON member.id = part.member_id
     WHERE part.breakdown_id = cut.id;
    IF total.missing <> '' OR sums.parts <> cut.part_count OR sums.strangers > 0 THEN
        RAISE EXCEPTION 'a breakdown belongs to a value and has its own parts, all at once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF cut.is_complete AND (
        cut.part_count <> (SELECT count(*) FROM indicators_dimensionmember
                            WHERE dimension_id = cut.dimension_id)
        OR (total.value IS NOT NULL
            AND (sums.no_value > 0 OR sums.value IS DISTINCT FROM total.value))
        OR (total.value IS NULL
            AND (sums.no_rate > 0 OR sums.numerator IS DISTINCT FROM total.numerator
                 OR sums.denominator IS DISTINCT FROM total.denominator))
    ) THEN
        RAISE EXCEPTION 'the parts of a complete breakdown add up exactly'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER breakdown_adds_up AFTER INSERT ON indicators_breakdown
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION indicators_breakdown_adds_up();
CREATE CONSTRAINT TRIGGER breakdown_part_adds_up AFTER INSERT ON indicators_breakdownpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION indicators_breakdown_adds_up();
"""
NO_SUMS = """
DROP TRIGGER breakdown_adds_up ON indicators_breakdown;
DROP TRIGGER breakdown_part_adds_up ON indicators_breakdownpart;
DROP FUNCTION indicators_breakdown_adds_up();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0017_strategy_fences")]
    dependencies = [("indicators", "0006_editions_stay")]

    operations = [
        migrations.RunSQL(TREE, NO_TREE),
        migrations.RunSQL(ENDS_ONLY, ENDS_FREELY),
        migrations.RunSQL(SHARES, NO_SHARES),
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(FENCES, UNFENCED),
        migrations.RunSQL(CHAINS, NO_CHAINS),
        migrations.RunSQL(SUMS, NO_SUMS),
    ]
