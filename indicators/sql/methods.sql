-- The methods of rules 23 to 30 in the chain of the live board. These two functions replace those
-- of attain.sql and rescore.sql, which a new database passes through on its way here.

-- Whether a table can be read by its method: rows of (from, to, counts). Rules 23, 24 and 27.
CREATE OR REPLACE FUNCTION indicators_table_in_order(method_ text, rows_ numeric[])
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    size integer := array_length(rows_, 1);
    low numeric; high numeric; counts numeric; low_before numeric; counts_before numeric;
BEGIN
    IF size IS NULL OR size > 20 OR array_length(rows_, 2) <> 3
       OR (method_ <> 'step' AND size < 2) THEN
        RETURN false;
    END IF;
    FOR place IN 1..size LOOP
        low := rows_[place][1]; high := rows_[place][2]; counts := rows_[place][3];
        IF counts IS NULL OR counts < 0 OR counts > 9 THEN RETURN false; END IF;
        IF method_ = 'step' THEN
            IF low > high OR counts > counts_before THEN RETURN false; END IF;
        ELSIF low IS NULL OR high IS NOT NULL OR low <= low_before
              OR (method_ = 'rubric' AND counts < counts_before) THEN
            RETURN false;
        END IF;
        low_before := low; counts_before := counts;
    END LOOP;
    RETURN true;
END $$;

-- What a table makes of the figure a / b, as upper_ / lower_ with lower_ above zero.
CREATE OR REPLACE FUNCTION indicators_by_table(
    method_ text, direction text, rows_ numeric[], a numeric, b numeric,
    OUT upper_ numeric, OUT lower_ numeric
) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    last integer := array_length(rows_, 1);
    span numeric;
BEGIN
    upper_ := 0; lower_ := 1;
    IF method_ = 'step' THEN
        FOR place IN 1..last LOOP
            IF (rows_[place][1] IS NULL OR rows_[place][1] * b <= a)
               AND (rows_[place][2] IS NULL OR a <= rows_[place][2] * b) THEN
                upper_ := rows_[place][3];
                RETURN;
            END IF;
        END LOOP;
    ELSIF a < rows_[1][1] * b THEN
        IF direction <> 'higher' THEN upper_ := rows_[1][3]; END IF;
    ELSIF a > rows_[last][1] * b THEN
        IF direction = 'higher' THEN upper_ := rows_[last][3]; END IF;
    ELSE
        FOR place IN 2..last LOOP
            IF a <= rows_[place][1] * b THEN
                span := rows_[place][1] - rows_[place - 1][1];
                upper_ := rows_[place - 1][3] * span * b
                    + (a - rows_[place - 1][1] * b) * (rows_[place][3] - rows_[place - 1][3]);
                lower_ := span * b;
                RETURN;
            END IF;
        END LOOP;
    END IF;
END $$;

-- The attainment of one target by one measurement, and the bits of its state.
-- Rules 5 to 14 and 23 to 30 of docs/scoring.md; attainment in units of 10^-12, half away from zero.
CREATE OR REPLACE FUNCTION indicators_attain(
    t indicators_target, direction text, per integer, m indicators_measurement,
    OUT attainment bigint, OUT state integer
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    a numeric; b numeric := 1;             -- the figure is a ÷ b
    upper_ numeric; lower_ numeric; whole numeric;
    has_range boolean := t.low IS NOT NULL;
    aims boolean := CASE direction WHEN 'range' THEN t.low IS NOT NULL
                                   ELSE t.value IS NOT NULL END;
    ratio boolean := t.method IN ('ratio_higher', 'ratio_lower', 'milestone', 'survey');
    divides boolean := t.method NOT IN ('linear', 'step', 'interpolated', 'rubric', 'defect')
        AND NOT (t.method = 'all_or_nothing' AND direction = 'lower');
    missing text := m.missing;
    fits boolean; scorable boolean; good boolean; judged boolean; met boolean;
    cap bigint := t.cap * 1000000000000; floor_ bigint := t.floor * 1000000000000;
BEGIN
    IF t.method = 'survey' AND m.missing = '' AND t.minimum_n IS NOT NULL
       AND coalesce(m.denominator, 0) < t.minimum_n THEN
        missing := 'suppressed';
    END IF;
    attainment := 0;
    state := CASE WHEN missing = '' THEN 0 ELSE 4 * array_position(
        ARRAY['not_due', 'pending', 'not_reported', 'late', 'refused', 'not_applicable',
              'no_activity', 'not_offered', 'suppressed', 'no_evidence', 'external', 'text'],
        missing) END;
    fits := (t.method = 'ratio_higher' AND direction = 'higher' AND t.value IS NOT NULL)
         OR (t.method = 'ratio_lower' AND direction = 'lower' AND t.value IS NOT NULL)
         OR (t.method = 'linear' AND direction IN ('higher', 'lower')
             AND t.value IS NOT NULL AND t.baseline IS NOT NULL AND t.baseline <> t.value)
         OR (t.method = 'band' AND direction = 'range' AND has_range)
         OR (t.method = 'exact' AND direction = 'exact' AND t.value IS NOT NULL)
         OR (t.method = 'step' AND direction <> 'none' AND aims AND t.score_table IS NOT NULL)
         OR (t.method = 'interpolated' AND direction IN ('higher', 'lower') AND aims
             AND t.score_table IS NOT NULL)
         OR (t.method = 'milestone' AND direction = 'higher' AND aims)
         OR (t.method = 'all_or_nothing' AND direction IN ('higher', 'lower', 'range') AND aims)
         OR (t.method = 'rubric' AND direction = 'higher' AND aims AND t.score_table IS NOT NULL)
         OR (t.method = 'defect' AND direction = 'lower' AND aims AND t.penalty IS NOT NULL)
         OR (t.method = 'survey' AND direction = 'higher' AND aims AND t.minimum_n IS NOT NULL);
    scorable := t.method <> 'none' AND direction <> 'none';
    IF direction = 'none' THEN
        state := state | 8192;
    ELSIF t.value IS NULL AND NOT has_range THEN
        state := state | 4096;
    ELSIF scorable AND NOT fits THEN
        state := state | 262144;
    END IF;
    IF t.value = 0 AND direction <> 'none' THEN state := state | 2048; END IF;
    IF ratio AND t.value < 0 THEN state := state | 16384; END IF;
    good := scorable AND fits AND NOT (ratio AND t.value < 0)
        AND NOT (t.value IS NOT NULL AND t.value = 0 AND divides);
    IF missing <> '' THEN
        IF good AND missing IN ('late', 'refused') THEN state := state | 2097152; END IF;
        IF m.missing = '' AND m.denominator IS NOT NULL THEN state := state | 524288; END IF;
        RETURN;
    END IF;
    IF m.denominator IS NULL THEN
        a := m.value;
    ELSE
        a := m.numerator * per; b := m.denominator; state := state | 524288;
    END IF;

    judged := CASE direction WHEN 'none' THEN false WHEN 'range' THEN has_range
                             WHEN 'lower' THEN t.value IS NOT NULL
                             ELSE t.value IS NOT NULL AND t.value <> 0 END;
    IF judged THEN
        met := CASE direction WHEN 'higher' THEN a >= t.value * b WHEN 'lower' THEN a <= t.value * b
                    WHEN 'range' THEN a BETWEEN t.low * b AND t.high * b ELSE a = t.value * b END;
        state := state | CASE WHEN met THEN 1 ELSE 2 END;
    END IF;
    IF NOT good THEN RETURN; END IF;

    IF (ratio OR t.method = 'defect') AND a < 0 THEN
        state := state | 16384;
        RETURN;
    ELSIF t.method = 'ratio_lower' AND a = 0 THEN
        attainment := cap;
        state := state | 32768;
    ELSE
        lower_ := 1;
        CASE t.method
            WHEN 'ratio_higher' THEN upper_ := a; lower_ := t.value * b;
            WHEN 'ratio_lower' THEN upper_ := t.value * b; lower_ := a;
            WHEN 'linear' THEN upper_ := a - t.baseline * b; lower_ := (t.value - t.baseline) * b;
            WHEN 'exact' THEN upper_ := CASE WHEN a = t.value * b THEN 1 ELSE 0 END;
            WHEN 'milestone', 'survey' THEN upper_ := a; lower_ := t.value * b;
            WHEN 'all_or_nothing' THEN upper_ := CASE WHEN met THEN 1 ELSE 0 END;
            WHEN 'defect' THEN upper_ := greatest(b - a * t.penalty, 0); lower_ := b;
            WHEN 'step', 'interpolated', 'rubric' THEN
                SELECT * INTO upper_, lower_
                  FROM indicators_by_table(t.method, direction, t.score_table, a, b);
            ELSE
                IF a < t.low * b AND coalesce(t.tolerance_low, 0) > 0 THEN
                    lower_ := t.tolerance_low * b;
                    upper_ := greatest(lower_ - (t.low * b - a), 0);
                ELSIF a > t.high * b AND coalesce(t.tolerance_high, 0) > 0 THEN
                    lower_ := t.tolerance_high * b;
                    upper_ := greatest(lower_ - (a - t.high * b), 0);
                ELSE
                    upper_ := CASE WHEN a BETWEEN t.low * b AND t.high * b THEN 1 ELSE 0 END;
                END IF;
        END CASE;
        IF lower_ < 0 THEN upper_ := -upper_; lower_ := -lower_; END IF;
        whole := div(abs(upper_), lower_);
        IF whole >= 999999 THEN
            attainment := sign(upper_) * 999999000000000000;
            state := state | 65536;
        ELSE
            attainment := sign(upper_) * div(2000000000000 * abs(upper_) + lower_, 2 * lower_);
        END IF;
    END IF;
    state := state | 3145728
        | CASE WHEN attainment > cap THEN 256 ELSE 0 END
        | CASE WHEN attainment < floor_ THEN 512 ELSE 0 END
        | CASE WHEN attainment > 1300000000000 THEN 1024 ELSE 0 END;
END $$;

-- Re-score one target of a department in one period on the live run, and its chain above.
CREATE OR REPLACE FUNCTION indicators_rescore(
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
