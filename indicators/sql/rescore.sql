-- A quotient in 12 decimals, half up; null for a divisor of zero. None of the numbers is negative.
CREATE FUNCTION indicators_half_up(upper_ numeric, lower_ numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN lower_ > 0 THEN
        div(2000000000000 * upper_ + lower_, 2 * lower_) * 0.000000000001 END
$$;

-- A department's own part and the part below it, put together by its roll-up. Rule 18.
CREATE FUNCTION indicators_mix(
    mode_ text, share numeric, own numeric, below numeric, lowest numeric
) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE mode_ WHEN 'own' THEN own WHEN 'children' THEN below
                      WHEN 'lowest' THEN least(own, lowest)
                      ELSE coalesce(round(share * own + (1 - share) * below, 12), own, below) END
$$;

-- A card of a department that had none: nothing of its own, nothing below yet.
CREATE FUNCTION indicators_blank_card(run integer, department integer, period integer)
RETURNS indicators_scorecard LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE card indicators_scorecard;
BEGIN
    card.run_id := run; card.department_id := department; card.period_id := period;
    card.met := 0; card.not_met := 0; card.weight := 0;
    card.target_ids := '{}'; card.measurement_ids := '{}'; card.attainments := '{}';
    card.points := '{}'; card.states := '{}';
    RETURN card;
END $$;

-- Put a department's own part and the part below together, and carry the difference up to the
-- root. Rules 17 and 18. `card` comes with a new own part and with the score it had before.
CREATE FUNCTION indicators_roll_up(
    live integer, base integer, cycle integer, card indicators_scorecard, existed boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    above integer; mode_ text; share numeric; v numeric; lowest numeric;
    old_score numeric; old_coverage numeric; at integer := card.department_id;
    period integer := card.period_id;
BEGIN
    LOOP
        SELECT d.parent_id, coalesce(r.mode, 'blend'), coalesce(r.own_share, 0.5),
               coalesce(r.weight, 1)
          INTO above, mode_, share, v
          FROM departments_department d LEFT JOIN indicators_rollup r
            ON r.cycle_id = cycle AND r.department_id = d.id AND r.replaced_at IS NULL
         WHERE d.id = at;
        IF mode_ = 'lowest' THEN
            SELECT min(child.score) INTO lowest
              FROM departments_department d CROSS JOIN LATERAL (
                   SELECT score FROM indicators_scorecard
                    WHERE run_id IN (live, base) AND department_id = d.id AND period_id = period
                    ORDER BY run_id = live DESC LIMIT 1) child
             WHERE d.parent_id = at;
        END IF;
        old_score := card.score;
        old_coverage := card.coverage;
        card.score := indicators_mix(mode_, share, card.own, card.below, lowest);
        card.coverage := indicators_mix(
            mode_, share, card.own_coverage, card.below_coverage, card.below_coverage);
        IF card.run_id = live THEN
            UPDATE indicators_scorecard
               SET own = card.own, own_coverage = card.own_coverage, below = card.below,
                   below_coverage = card.below_coverage, score = card.score,
                   coverage = card.coverage, child_points = card.child_points,
                   child_weight = card.child_weight, child_covered = card.child_covered,
                   child_mass = card.child_mass, met = card.met, not_met = card.not_met,
                   weight = card.weight, target_ids = card.target_ids,
                   measurement_ids = card.measurement_ids, attainments = card.attainments,
                   points = card.points, states = card.states
             WHERE run_id = live AND department_id = at AND period_id = period;
        ELSE
            card.run_id := live;
            INSERT INTO indicators_scorecard SELECT card.*;
        END IF;
        EXIT WHEN above IS NULL;

        at := above;
        DECLARE
            child indicators_scorecard := card;
            there boolean := existed;
        BEGIN
            SELECT * INTO card FROM indicators_scorecard
             WHERE run_id = live AND department_id = at AND period_id = period;
            IF NOT FOUND THEN
                SELECT * INTO card FROM indicators_scorecard
                 WHERE run_id = base AND department_id = at AND period_id = period;
            END IF;
            existed := FOUND;
            IF NOT existed THEN card := indicators_blank_card(base, at, period); END IF;
            card.child_points := coalesce(card.child_points, 0)
                + v * (coalesce(child.score, 0) - coalesce(old_score, 0));
            card.child_weight := coalesce(card.child_weight, 0)
                + v * ((child.score IS NOT NULL)::int - (old_score IS NOT NULL)::int);
            card.child_covered := coalesce(card.child_covered, 0)
                + v * (coalesce(child.coverage, 0) - coalesce(old_coverage, 0));
            card.child_mass := coalesce(card.child_mass, 0) + v * (1 - there::int);
            card.below := indicators_half_up(card.child_points, card.child_weight);
            card.below_coverage := indicators_half_up(card.child_covered, card.child_mass);
        END;
    END LOOP;
END $$;

-- Re-score one target of a department in one period on the live run, and its chain above.
CREATE FUNCTION indicators_rescore(
    live integer, base integer, department integer, period integer, target integer,
    measurement bigint
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    t indicators_target; m indicators_measurement; card indicators_scorecard;
    direction_ text; per_ integer; cell record; place integer;
    own_ numeric; mass bigint; lost bigint; lowest bigint; existed boolean;
BEGIN
    SELECT * INTO t FROM indicators_target WHERE id = target;
    SELECT * INTO m FROM indicators_measurement WHERE id = measurement;
    SELECT direction, per INTO direction_, per_ FROM indicators_indicator WHERE id = t.indicator_id;
    SELECT * INTO cell FROM indicators_attain(t, direction_, per_, m);
    SELECT * INTO card FROM indicators_scorecard
     WHERE run_id = live AND department_id = department AND period_id = period;
    IF NOT FOUND THEN
        SELECT * INTO card FROM indicators_scorecard
         WHERE run_id = base AND department_id = department AND period_id = period;
    END IF;
    existed := FOUND;
    IF NOT existed THEN card := indicators_blank_card(base, department, period); END IF;
    place := array_position(card.target_ids, target);
    IF place IS NULL THEN
        place := 1 + (SELECT count(*) FROM unnest(card.target_ids) AS id WHERE id < target);
        card.target_ids := card.target_ids[:place - 1] || target || card.target_ids[place:];
        card.measurement_ids := card.measurement_ids[:place - 1] || 0::bigint
            || card.measurement_ids[place:];
        card.attainments := card.attainments[:place - 1] || 0::bigint || card.attainments[place:];
        card.points := card.points[:place - 1] || 0::bigint || card.points[place:];
        card.states := card.states[:place - 1] || 0 || card.states[place:];
    END IF;
    card.measurement_ids[place] := measurement;
    card.attainments[place] := cell.attainment;
    card.states[place] := cell.state;

    WITH one AS MATERIALIZED (
        SELECT u.position, u.state, (g.weight * 10000)::bigint AS w, g.is_safety,
               CASE WHEN u.state & 1048576 <> 0
                    THEN least(greatest(u.attainment, (g.floor * 1000000000000)::bigint),
                               (g.cap * 1000000000000)::bigint) ELSE 0 END AS c,
               u.state & 2097152 <> 0 AS counted,
               (u.state >> 2) & 15 IN (3, 9, 10, 11, 12) AND u.state & 290816 = 0
                   AND NOT (u.state & 2048 <> 0 AND g.method NOT IN (
                       'linear', 'step', 'interpolated', 'rubric', 'defect')
                       AND NOT (g.method = 'all_or_nothing' AND EXISTS (
                           SELECT FROM indicators_indicator lower_is_better
                            WHERE lower_is_better.id = g.indicator_id
                              AND lower_is_better.direction = 'lower')))
                   AND g.method <> 'none' AS uncovered
          FROM unnest(card.target_ids, card.attainments, card.states)
               WITH ORDINALITY AS u(target, attainment, state, position)
          JOIN indicators_target g ON g.id = u.target),
    total AS (
        SELECT coalesce(sum(w) FILTER (WHERE counted), 0) AS mass,
               coalesce(sum(w) FILTER (WHERE uncovered), 0) AS lost,
               sum(w::numeric * c) FILTER (WHERE counted) AS whole,
               min(c) FILTER (WHERE counted AND is_safety) AS lowest,
               count(*) FILTER (WHERE state & 1 <> 0) AS met,
               count(*) FILTER (WHERE state & 2 <> 0) AS not_met
          FROM one)
    SELECT total.mass, total.lost, total.met, total.not_met, total.lowest,
           CASE WHEN total.mass > 0
                THEN div(200 * total.whole + total.mass, 2 * total.mass) END,
           (SELECT array_agg(CASE WHEN one.counted AND total.mass > 0
                        THEN div(200 * one.w::numeric * one.c + total.mass, 2 * total.mass)::bigint
                        ELSE 0 END ORDER BY one.position) FROM one)
      INTO mass, lost, card.met, card.not_met, lowest, own_, card.points
      FROM total;
    IF lowest IS NOT NULL THEN own_ := least(own_, 100 * lowest::numeric); END IF;
    card.own := own_ * 0.000000000001;
    card.own_coverage := CASE WHEN mass + lost > 0 THEN
        div(2000000000000 * mass::numeric + mass + lost, 2 * (mass + lost)::numeric)
        * 0.000000000001 END;

    card.weight := mass;
    PERFORM indicators_roll_up(live, base, t.cycle_id, card, existed);
END $$;
