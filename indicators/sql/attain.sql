-- The attainment of one target by one measurement, and the bits of its state.
-- Rules 5 to 14 of docs/scoring.md; attainment in units of 10^-12, half away from zero.
CREATE FUNCTION indicators_attain(
    t indicators_target, direction text, per integer, m indicators_measurement,
    OUT attainment bigint, OUT state integer
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    a numeric; b numeric := 1;             -- the figure is a ÷ b
    upper_ numeric; lower_ numeric; whole numeric;
    has_range boolean := t.low IS NOT NULL;
    ratio boolean := t.method IN ('ratio_higher', 'ratio_lower');
    fits boolean; scorable boolean; good boolean; judged boolean; met boolean;
    cap bigint := t.cap * 1000000000000; floor_ bigint := t.floor * 1000000000000;
BEGIN
    attainment := 0;
    state := CASE WHEN m.missing = '' THEN 0 ELSE 4 * array_position(
        ARRAY['not_due', 'pending', 'not_reported', 'late', 'refused', 'not_applicable',
              'no_activity', 'not_offered', 'suppressed', 'no_evidence', 'external', 'text'],
        m.missing::text) END;
    fits := (t.method = 'ratio_higher' AND direction = 'higher' AND t.value IS NOT NULL)
         OR (t.method = 'ratio_lower' AND direction = 'lower' AND t.value IS NOT NULL)
         OR (t.method = 'linear' AND direction IN ('higher', 'lower')
             AND t.value IS NOT NULL AND t.baseline IS NOT NULL AND t.baseline <> t.value)
         OR (t.method = 'band' AND direction = 'range' AND has_range)
         OR (t.method = 'exact' AND direction = 'exact' AND t.value IS NOT NULL);
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
        AND NOT (t.value IS NOT NULL AND t.value = 0 AND t.method <> 'linear');
    IF m.missing <> '' THEN
        IF good AND m.missing IN ('late', 'refused') THEN state := state | 2097152; END IF;
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

    IF ratio AND a < 0 THEN
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
