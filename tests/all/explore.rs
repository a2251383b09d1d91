//! Choosing, comparing and grouping rows without a window.

use nonagon::{
    data::{Aggregate, GroupKey, KeyPart, Segment, brushing::BinnedColumn, split::Part},
    steps::Step,
    workbench::{
        Command, Edit, Workbench,
        explore::{ExploreCommand, Grouping, RowsOf},
    },
};

use crate::support::{errors, opened, run};

/// The sample of rented bikes with its rows read and its columns in bins.
fn bikes(dir: &std::path::Path) -> Workbench {
    let mut workbench = opened(dir, "bikes");
    run(&mut workbench, Command::Run(Step::Extraction));
    assert!(workbench.project.as_ref().unwrap().wants_bins());
    explore(&mut workbench, ExploreCommand::Look);
    assert!(!workbench.project.as_ref().unwrap().wants_bins());
    workbench
}

#[track_caller]
fn explore(workbench: &mut Workbench, command: ExploreCommand) {
    run(workbench, Command::Explore(command));
    assert_eq!(errors(workbench), Vec::<String>::new());
}

fn column<'a>(workbench: &'a Workbench, name: &str) -> &'a BinnedColumn {
    let binned = workbench.project.as_ref().unwrap().explore.binned.as_ref();
    binned.unwrap().column(name).unwrap()
}

fn selected(workbench: &Workbench) -> Option<(u64, Vec<String>)> {
    let selection = workbench
        .project
        .as_ref()
        .unwrap()
        .explore
        .selection
        .as_ref()?;
    Some((selection.count, selection.words.clone()))
}

#[test]
fn brushes_and_segments_choose_rows_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = bikes(dir.path());
    let table = workbench.project.as_ref().unwrap().table().unwrap();
    let hours = table.numbers("hr").unwrap();
    let brush = column(&workbench, "hr").brush(8..=10);
    assert_eq!(brush.words, "hr 7 to 9");
    explore(&mut workbench, ExploreCommand::Brush(brush.clone()));
    let morning = hours
        .iter()
        .filter(|hour| (7.0..=9.0).contains(*hour))
        .count() as u64;
    assert_eq!(
        selected(&workbench),
        Some((morning, vec!["hr 7 to 9".to_owned()]))
    );
    let state = &workbench.project.as_ref().unwrap().explore;
    let rows = state.rows.clone().unwrap();
    assert!(rows.len() as u64 == morning && rows.iter().all(|&row| hours[row as usize] >= 7.0));

    explore(
        &mut workbench,
        ExploreCommand::Condition {
            words: "eight".to_owned(),
            formula: "hr = 8".to_owned(),
        },
    );
    let eight = hours.iter().filter(|hour| **hour == 8.0).count() as u64;
    assert_eq!(selected(&workbench).unwrap().0, eight);

    // Saved as a segment, the selection finds the same rows.
    let selection = workbench
        .project
        .as_ref()
        .unwrap()
        .explore
        .selection
        .clone();
    let segment = Segment {
        name: "at eight".to_owned(),
        condition: selection.unwrap().formula.clone(),
    };
    assert_eq!(segment.rows(&table).unwrap().count() as u64, eight);
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Segments(vec![segment.clone()]))),
    );
    let project = &workbench.project.as_ref().unwrap().project;
    assert_eq!(project.segments, [segment]);
    let text = project.to_toml().unwrap();
    let again = nonagon::automation::Project::parse(&text).unwrap();
    assert_eq!(again.segments, project.segments);

    explore(&mut workbench, ExploreCommand::Remove(0));
    assert_eq!(
        selected(&workbench),
        Some((eight, vec!["eight".to_owned()]))
    );
    explore(&mut workbench, ExploreCommand::Clear);
    assert_eq!(selected(&workbench), None);
}

#[test]
fn a_formula_that_makes_no_sense_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = bikes(dir.path());
    for formula in ["hour > 3", "hr +", "hr + 1"] {
        let words = "mine".to_owned();
        let formula = formula.to_owned();
        run(
            &mut workbench,
            Command::Explore(ExploreCommand::Condition { words, formula }),
        );
        let notices = errors(&workbench);
        assert!(notices.last().unwrap().contains("“mine”"), "{notices:?}");
    }
    assert_eq!(selected(&workbench), None);
}

#[test]
fn sides_are_compared_column_by_column() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = bikes(dir.path());
    let file = nonagon::samples_dir().join("bikes");
    let file = std::fs::read_dir(file)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending != "toml"));
    let morning = column(&workbench, "hr").brush(8..=10);
    explore(&mut workbench, ExploreCommand::Brush(morning));
    let time = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .problem
        .time_column
        .clone();
    let sides = [
        [RowsOf::Selection, RowsOf::Complement],
        [RowsOf::Part(Part::Train), RowsOf::Part(Part::Test)],
        [
            RowsOf::Whole,
            RowsOf::Window {
                column: time.unwrap(),
                from: "2011-03-01".to_owned(),
                to: "2011-04-01".to_owned(),
            },
        ],
        [RowsOf::Whole, RowsOf::File(file.unwrap())],
    ];
    for sides in sides {
        explore(&mut workbench, ExploreCommand::Compare(sides.clone()));
        let open = workbench.project.as_ref().unwrap();
        let compared = open.explore.comparison.as_ref().unwrap();
        assert_eq!(compared.sides, sides);
        let comparison = &compared.comparison;
        assert!(comparison.rows.iter().all(|rows| *rows > 0), "{sides:?}");
        let psi = |i: usize| comparison.columns[i].drift.psi().unwrap_or(-1.0);
        assert!((1..comparison.columns.len()).all(|i| psi(i - 1) >= psi(i)));
        match &sides[1] {
            RowsOf::Complement => {
                assert_eq!(comparison.columns[0].name, "hr");
                let rows = open.table().unwrap().n_rows() as u64;
                assert_eq!(comparison.rows[0] + comparison.rows[1], rows);
            }
            RowsOf::File(_) => assert_eq!(psi(0), 0.0),
            _ => {}
        }
    }
}

#[test]
fn a_group_that_is_clicked_is_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = bikes(dir.path());
    let key = |column: &str, part| GroupKey {
        column: column.to_owned(),
        part,
    };
    let time = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .problem
        .time_column
        .clone();
    let grouping = Grouping {
        keys: vec![
            key(&time.unwrap(), KeyPart::Weekday),
            key("hr", KeyPart::Value),
        ],
        column: Some("temp".to_owned()),
        aggregate: Aggregate::Median,
        selected: false,
    };
    explore(&mut workbench, ExploreCommand::Group(grouping));
    let groups = workbench.project.as_ref().unwrap().explore.groups.clone();
    let groups = groups.unwrap();
    let pivot = groups.pivot.as_ref().unwrap();
    assert_eq!((pivot.down.len(), pivot.across.len()), (7, 24));
    let group = &groups.groups[30];
    let (words, formula) = groups.condition(&group.codes);
    explore(
        &mut workbench,
        ExploreCommand::Condition {
            words: words.clone(),
            formula,
        },
    );
    assert_eq!(selected(&workbench), Some((group.rows, vec![words])));
}
