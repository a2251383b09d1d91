//! The functions that a query may use: for completion, help and the messages of formulas.

/// A function of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name in small letters.
    pub name: &'static str,
    /// How it is written: "LEFT(text, n)".
    pub usage: &'static str,
    /// What it gives, in one sentence.
    pub summary: &'static str,
    /// Whether it looks at one row only, and so works in formulas too.
    pub is_row_wise: bool,
}

/// Every function that works in queries, row-wise ones first, then those over several rows.
pub fn functions() -> &'static [Function] {
    &FUNCTIONS
}

/// How the function `name` is written.
pub(super) fn usage(name: &str) -> Option<&'static str> {
    find(name).map(|function| function.usage)
}

/// Whether `name`, in small letters, is a function that works in formulas.
pub(super) fn is_row_wise(name: &str) -> bool {
    find(name).is_some_and(|function| function.is_row_wise)
}

/// Whether `name`, in small letters, is a function over several rows.
pub(super) fn looks_at_other_rows(name: &str) -> bool {
    find(name).is_some_and(|function| !function.is_row_wise)
}

fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

const fn row(name: &'static str, usage: &'static str, summary: &'static str) -> Function {
    Function {
        name,
        usage,
        summary,
        is_row_wise: true,
    }
}

const fn rows(name: &'static str, usage: &'static str, summary: &'static str) -> Function {
    Function {
        name,
        usage,
        summary,
        is_row_wise: false,
    }
}

#[rustfmt::skip]
const FUNCTIONS: [Function; 93] = [
    row("abs", "ABS(number)", "The number without its sign."),
    row("acos", "ACOS(number)", "The angle in radians with this cosine."),
    row("asin", "ASIN(number)", "The angle in radians with this sine."),
    row("atan", "ATAN(number)", "The angle in radians with this tangent."),
    row("atan2", "ATAN2(y, x)", "The angle in radians of the point (x, y)."),
    row("cbrt", "CBRT(number)", "The cube root."),
    row("ceil", "CEIL(number)", "The next whole number upwards."),
    row("coalesce", "COALESCE(a, b, …)", "The first value that is not missing."),
    row("concat", "CONCAT(a, b, …)", "All texts one behind the other; missing ones are left out."),
    row("concat_ws", "CONCAT_WS('separator', a, b, …)", "All texts with a separator between them."),
    row("cos", "COS(angle)", "The cosine of an angle in radians."),
    row("cosd", "COSD(angle)", "The cosine of an angle in degrees."),
    row("cot", "COT(angle)", "The cotangent of an angle in radians."),
    row("date", "DATE(text)", "The day that a text like '2013-01-31' means."),
    row("date_part", "DATE_PART('part', time)", "A part of a time: year, quarter, month, week, day, doy, dow, hour, minute, second, epoch."),
    row("degrees", "DEGREES(angle)", "Radians as degrees."),
    row("div", "DIV(a, b)", "a divided by b, rounded down to a whole number."),
    row("ends_with", "ENDS_WITH(text, end)", "Whether the text ends with another one."),
    row("exp", "EXP(number)", "e to this power."),
    row("extract", "EXTRACT(part FROM time)", "The same as DATE_PART."),
    row("floor", "FLOOR(number)", "The next whole number downwards."),
    row("greatest", "GREATEST(a, b, …)", "The largest of the values; missing ones are left out."),
    row("if", "IF(condition, then, otherwise)", "One of two values."),
    row("ifnull", "IFNULL(a, b)", "a, or b where a is missing."),
    row("least", "LEAST(a, b, …)", "The smallest of the values; missing ones are left out."),
    row("left", "LEFT(text, n)", "The first n characters."),
    row("length", "LENGTH(text)", "How many characters the text has."),
    row("ln", "LN(number)", "The natural logarithm."),
    row("log", "LOG(number, base)", "The logarithm to a base."),
    row("log10", "LOG10(number)", "The logarithm to base 10."),
    row("log1p", "LOG1P(number)", "The natural logarithm of 1 + number; exact for small numbers."),
    row("log2", "LOG2(number)", "The logarithm to base 2."),
    row("lower", "LOWER(text)", "The text in small letters."),
    row("lpad", "LPAD(text, n, 'character')", "The text filled up on the left to n characters."),
    row("ltrim", "LTRIM(text)", "The text without white space in front."),
    row("mod", "MOD(a, b)", "The rest of a divided by b, with the sign of b."),
    row("nullif", "NULLIF(a, b)", "a, or a gap where a equals b."),
    row("octet_length", "OCTET_LENGTH(text)", "How many bytes the text has in UTF-8."),
    row("pi", "PI()", "3.14159…"),
    row("position", "POSITION(part IN text)", "The place of a part in the text from 1; 0 where it is not in it."),
    row("pow", "POW(base, exponent)", "A power."),
    row("radians", "RADIANS(angle)", "Degrees as radians."),
    row("regexp_like", "REGEXP_LIKE(text, 'pattern')", "Whether the text matches a regular expression somewhere."),
    row("replace", "REPLACE(text, from, to)", "The text with every occurrence of a part exchanged."),
    row("reverse", "REVERSE(text)", "The text from back to front."),
    row("right", "RIGHT(text, n)", "The last n characters."),
    row("round", "ROUND(number, digits)", "The number with so many digits behind the point; halves go to the even neighbour."),
    row("rpad", "RPAD(text, n, 'character')", "The text filled up on the right to n characters."),
    row("rtrim", "RTRIM(text)", "The text without white space at the end."),
    row("sign", "SIGN(number)", "-1, 0 or 1."),
    row("sin", "SIN(angle)", "The sine of an angle in radians."),
    row("sind", "SIND(angle)", "The sine of an angle in degrees."),
    row("split_part", "SPLIT_PART(text, separator, n)", "The n-th part of the text between separators."),
    row("sqrt", "SQRT(number)", "The square root; a gap for negative numbers."),
    row("starts_with", "STARTS_WITH(text, start)", "Whether the text starts with another one."),
    row("strftime", "STRFTIME(time, 'format')", "The time as text: '%Y-%m-%d %H:%M'."),
    row("strpos", "STRPOS(text, part)", "The place of a part in the text from 1; 0 where it is not in it."),
    row("substr", "SUBSTR(text, start, length)", "A part of the text; the first character is 1."),
    row("tan", "TAN(angle)", "The tangent of an angle in radians."),
    row("tand", "TAND(angle)", "The tangent of an angle in degrees."),
    row("timestamp", "TIMESTAMP(text)", "The time that a text like '2013-01-31 05:15:00' means."),
    row("trim", "TRIM(text)", "The text without white space at both ends."),
    row("trunc", "TRUNC(number)", "The number without what stands behind its point."),
    row("upper", "UPPER(text)", "The text in capital letters."),
    rows("array_agg", "ARRAY_AGG(value)", "All values of the group, as a list in a text."),
    rows("avg", "AVG(number)", "The mean."),
    rows("corr", "CORR(x, y)", "Pearson's correlation."),
    rows("count", "COUNT(*)", "How many rows; COUNT(column) counts values, COUNT(DISTINCT column) different ones."),
    rows("covar_pop", "COVAR_POP(x, y)", "The covariance, divided by n."),
    rows("covar_samp", "COVAR_SAMP(x, y)", "The covariance, divided by n - 1."),
    rows("dense_rank", "DENSE_RANK() OVER (ORDER BY …)", "The rank without holes behind ties."),
    rows("first", "FIRST(value)", "The first value of the group."),
    rows("first_value", "FIRST_VALUE(value) OVER (…)", "The first value of the window."),
    rows("group_concat", "GROUP_CONCAT(text)", "The same as STRING_AGG with a comma."),
    rows("lag", "LAG(value, n) OVER (ORDER BY …)", "The value n rows before."),
    rows("last", "LAST(value)", "The last value of the group."),
    rows("last_value", "LAST_VALUE(value) OVER (…)", "The last value of the window."),
    rows("lead", "LEAD(value, n) OVER (ORDER BY …)", "The value n rows after."),
    rows("max", "MAX(value)", "The largest value."),
    rows("median", "MEDIAN(number)", "The middle value."),
    rows("min", "MIN(value)", "The smallest value."),
    rows("quantile_cont", "QUANTILE_CONT(number, 0.9)", "A quantile, interpolated between neighbours."),
    rows("quantile_disc", "QUANTILE_DISC(number, 0.9)", "A quantile that is one of the values."),
    rows("rank", "RANK() OVER (ORDER BY …)", "The rank, with holes behind ties."),
    rows("row_number", "ROW_NUMBER() OVER (ORDER BY …)", "The number of the row in its window."),
    rows("stddev", "STDDEV(number)", "The standard deviation of a sample."),
    rows("string_agg", "STRING_AGG(text, ', ')", "All texts of the group with a separator."),
    rows("sum", "SUM(number)", "The sum."),
    rows("total", "TOTAL(number)", "The sum, 0 where there is no value."),
    rows("variance", "VARIANCE(number)", "The variance of a sample."),
    rows("string_to_array", "STRING_TO_ARRAY(text, separator)", "The parts of the text, as a list in a text."),
    rows("strptime", "STRPTIME(text, 'format')", "The time that a text in a format of your own means."),
    rows("bit_length", "BIT_LENGTH(text)", "Eight times OCTET_LENGTH."),
];
