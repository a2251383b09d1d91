use super::{Comparison, LaneReport, Report};
use crate::terms::Figure;

/// The scoreboard as CSV: one row for each lane.
pub fn scores_csv(report: &Report) -> String {
    let mut text = format!("{HEAD}\n");
    for lane in &report.lanes {
        push_score(&mut text, report, lane);
    }
    text
}

/// Every period of every lane as CSV. Times are in UTC.
pub fn periods_csv(report: &Report) -> String {
    let mut text = format!(
        "by,project,lane,start,end,rows,model,{},value,drift,confidence,degraded,minutes,alarm\n",
        quoted(&report.metric)
    );
    for lane in &report.lanes {
        for period in &lane.periods {
            push(
                &mut text,
                &[
                    quoted(&report.by),
                    quoted(&report.project),
                    lane.lane.id().to_owned(),
                    crate::data::time_text(period.start),
                    crate::data::time_text(period.end),
                    period.rows.to_string(),
                    period.model.to_string(),
                    figure(&period.metric),
                    figure(&period.value),
                    figure(&period.drift),
                    figure(&period.confidence),
                    period.is_degraded.to_string(),
                    period.minutes.to_string(),
                    quoted(&period.alarm),
                ],
            );
        }
    }
    text
}

/// A class's results as CSV: the scoreboard of each, one below the other.
pub fn comparison_csv(comparison: &Comparison) -> String {
    let mut text = format!("{HEAD}\n");
    for entry in &comparison.entries {
        for lane in &entry.report.lanes {
            push_score(&mut text, &entry.report, lane);
        }
    }
    text
}

const HEAD: &str = "by,project,lane,metric,mean,value,hours_degraded,hours_to_detect,hours_to_retrain,hours_to_recover,retrainings,deployed,bad_shipped,bad_blocked,good_blocked,human_minutes,cpu_seconds";

fn push_score(text: &mut String, report: &Report, lane: &LaneReport) {
    let score = &lane.score;
    push(
        text,
        &[
            quoted(&report.by),
            quoted(&report.project),
            lane.lane.id().to_owned(),
            quoted(&report.metric),
            figure(&score.metric),
            figure(&score.value),
            score.hours_degraded.to_string(),
            figure(&score.hours_to_detect),
            figure(&score.hours_to_retrain),
            figure(&score.hours_to_recover),
            score.retrainings.to_string(),
            score.deployed.to_string(),
            score.bad_shipped.to_string(),
            score.bad_blocked.to_string(),
            score.good_blocked.to_string(),
            score.human_minutes.to_string(),
            score.cpu_seconds.to_string(),
        ],
    );
}

fn push(text: &mut String, cells: &[String]) {
    text.push_str(&cells.join(","));
    text.push('\n');
}

/// A figure that cannot be computed is an empty cell.
fn figure(figure: &Figure) -> String {
    figure
        .value()
        .map_or_else(String::new, |value| value.to_string())
}

/// A cell in quotes where it needs them. A spreadsheet would take some words for a formula, so
/// these get an apostrophe.
fn quoted(word: &str) -> String {
    let is_formula = word.starts_with(['=', '+', '-', '@']);
    let word = if is_formula {
        format!("'{word}")
    } else {
        word.to_owned()
    };
    if word.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_to_their_cell_and_start_no_formula() {
        assert_eq!(quoted("Team A"), "Team A");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
