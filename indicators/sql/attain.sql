-- What a table makes of the figure a / b, as upper_ / lower_ with lower_ above zero.
CREATE FUNCTION indicators_by_table(
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
CREATE FUNCTION indicators_attain(
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
