use egui::{Label, RichText, Ui};

use crate::{
    data::{Detected, Dialect, Quote, Ragged},
    steps::extraction::Source,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, form, grid, icon},
    },
};

/// Encodings that people meet, by label.
const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "windows-1251",
    "iso-8859-2",
    "shift_jis",
    "gbk",
];

/// How a source was found to be, and what to do otherwise; true when something changed.
pub(super) fn form(ui: &mut Ui, source: &mut Source, detected: Option<&Detected>) -> bool {
    let Some(detected) = detected else {
        return false;
    };
    found(ui, detected);
    let mut changed = false;
    if let Some(dialect) = &detected.dialect {
        grid(ui, 420.0, 2, |ui, half| {
            changed |= if half == 0 {
                characters(ui, source, dialect)
            } else {
                rows(ui, source, dialect)
            };
        });
    }
    if detected.sheets.len() > 1 {
        let mut sheets = vec![(None, "the first that holds something".to_owned())];
        sheets.extend(
            detected
                .sheets
                .iter()
                .map(|sheet| (Some(sheet.clone()), sheet.clone())),
        );
        let help = "The sheet of the workbook that is read";
        changed |= form::choice(ui, "Sheet", help, &mut source.options.sheet, &sheets);
    }
    changed
}

/// What was found, and what should be known.
fn found(ui: &mut Ui, detected: &Detected) {
    ui.horizontal_wrapped(|ui| {
        chip(ui, Tone::Neutral, &detected.format);
        if let Some(dialect) = &detected.dialect {
            let header = if dialect.header {
                "with header"
            } else {
                "no header"
            };
            chip(ui, Tone::Neutral, &dialect.encoding);
            chip(
                ui,
                Tone::Neutral,
                &format!("separated by {}", separator(dialect.separator)),
            );
            chip(ui, Tone::Neutral, header);
            if dialect.decimal == ',' {
                chip(ui, Tone::Neutral, "decimal comma");
            }
        }
        if let Some(sheet) = &detected.sheet {
            chip(ui, Tone::Neutral, &format!("sheet {sheet}"));
        }
    });
    let (ink, _) = Tone::Warn.colors(ui.tokens());
    for remark in &detected.remarks {
        ui.horizontal(|ui| {
            icon(ui, Icon::Warning, 14.0, ink);
            ui.add(Label::new(RichText::new(remark).font(text::label()).color(ink)).wrap());
        });
    }
    ui.add_space(space::S);
}

fn separator(separator: char) -> String {
    Dialect::separator_name(separator)
}

fn characters(ui: &mut Ui, source: &mut Source, dialect: &Dialect) -> bool {
    let options = &mut source.options;
    let mut encodings = vec![(None, automatic(&dialect.encoding))];
    encodings.extend(ENCODINGS.map(|label| (Some(label.to_owned()), label.to_owned())));
    let mut separators = vec![(None, automatic(&separator(dialect.separator)))];
    separators.extend([',', ';', '\t', '|', ' '].map(|one| (Some(one), separator(one))));
    let mut quotes = vec![(None, automatic(dialect.quote.name()))];
    quotes.extend(Quote::ALL.map(|quote| (Some(quote), quote.name().to_owned())));
    let help = "In which encoding the text is; found from its bytes";
    let mut changed = form::choice(ui, "Encoding", help, &mut options.encoding, &encodings);
    let help = "What stands between two fields";
    changed |= form::choice(ui, "Separator", help, &mut options.separator, &separators);
    let help = "What stands around fields that hold separators or line breaks";
    changed | form::choice(ui, "Quote", help, &mut options.quote, &quotes)
}

fn rows(ui: &mut Ui, source: &mut Source, dialect: &Dialect) -> bool {
    let options = &mut source.options;
    let header = |header| if header { "names" } else { "values" };
    let mut headers = vec![(None, automatic(header(dialect.header)))];
    headers.extend([true, false].map(|one| (Some(one), header(one).to_owned())));
    let mark = |mark| if mark == ',' { "comma" } else { "point" };
    let mut marks = vec![(None, automatic(mark(dialect.decimal)))];
    marks.extend(['.', ','].map(|one| (Some(one), mark(one).to_owned())));
    let ragged = Ragged::ALL.map(|one| (one, one.name().to_owned()));
    let help = "Whether the first row holds the names of the columns";
    let mut changed = form::choice(ui, "First row", help, &mut options.header, &headers);
    let help = "What stands before the fraction of a number";
    changed |= form::choice(ui, "Decimal mark", help, &mut options.decimal, &marks);
    let help = "What to do with rows that have more or fewer fields than there are columns";
    changed | form::choice(ui, "Odd rows", help, &mut options.ragged, &ragged)
}

fn automatic(found: &str) -> String {
    format!("found: {found}")
}
