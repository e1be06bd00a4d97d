-- Whether a table can be read by its method: rows of (from, to, counts). Rules 23, 24 and 27.
CREATE FUNCTION indicators_table_in_order(method_ text, rows_ numeric[])
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
