//! The model asked by hand: a form or raw JSON, sliders, and what comes back.

use egui::{ComboBox, RichText, Slider, TextEdit, Ui};
use serde_json::{Value, json};

use super::requests::code;
use crate::{
    data::{Kind, Profile},
    steps::deployment::{Report, datatype},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tone, chip, form, primary_button, tabs, text_button},
        words,
    },
    workbench::{Asked, Command, Commands, EndpointCommand, Serving},
};

/// How a request is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    /// A field for each column.
    #[default]
    Fields,
    /// As it is sent.
    Json,
}

/// A column of the request.
struct Field {
    name: String,
    kind: Kind,
    cell: Value,
    /// Between what its values usually lie.
    range: Option<(f64, f64)>,
    /// Its most frequent values.
    choices: Vec<String>,
}

/// What the console remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The model and version that the fields were made for.
    of: Option<(String, i64)>,
    form: Form,
    fields: Vec<Field>,
    json: String,
    /// What the JSON is not, where it is none.
    wrong: Option<String>,
    /// Whether every change is asked at once.
    is_live: bool,
    body: Value,
}

impl View {
    /// Takes the columns of `report` with its example; `profile` says what they usually hold.
    pub(super) fn look(&mut self, report: &Report, profile: Option<&Profile>) {
        let of = (report.model.clone(), report.version);
        if self.of.as_ref() == Some(&of) {
            return;
        }
        self.of = Some(of);
        self.is_live = true;
        let inputs = report.example["inputs"].as_array();
        let cell = |name: &str| {
            let found = inputs?.iter().find(|input| input["name"] == name)?;
            Some(found["data"][0].clone())
        };
        let field = |column: &crate::data::ColumnInfo| {
            let profile = profile
                .and_then(|profile| profile.columns.iter().find(|one| one.name == column.name));
            let numbers = profile.and_then(|profile| profile.numbers.as_ref());
            let range = numbers.and_then(|numbers| {
                let range = (numbers.quantile(0.01)?, numbers.quantile(0.99)?);
                (range.0 < range.1).then_some(range)
            });
            let top = profile.map_or(&[][..], |profile| &profile.top);
            Field {
                name: column.name.clone(),
                kind: column.kind,
                cell: cell(&column.name).unwrap_or(Value::Null),
                range,
                choices: top.iter().map(|count| count.value.clone()).collect(),
            }
        };
        self.fields = report.inputs.iter().map(field).collect();
        self.write();
    }

    /// What is asked.
    pub(super) fn body(&self) -> &Value {
        &self.body
    }

    /// The body from the fields.
    fn write(&mut self) {
        let tensor = |field: &Field| {
            let datatype = datatype(field.kind);
            json!({ "name": field.name, "shape": [1], "datatype": datatype, "data": [field.cell] })
        };
        let inputs: Vec<Value> = self.fields.iter().map(tensor).collect();
        self.body = json!({ "inputs": inputs });
        self.json = pretty(&self.body);
        self.wrong = None;
    }

    /// The body from the text; the fields follow it where it has one row.
    fn read(&mut self) {
        match serde_json::from_str::<Value>(&self.json) {
            Ok(body) => {
                for field in &mut self.fields {
                    let inputs = body["inputs"].as_array();
                    let found = inputs
                        .and_then(|inputs| inputs.iter().find(|one| one["name"] == field.name));
                    if let Some(cell) = found.map(|one| one["data"][0].clone()) {
                        field.cell = cell;
                    }
                }
                self.body = body;
                self.wrong = None;
            }
            Err(err) => self.wrong = Some(err.to_string()),
        }
    }

    /// The request.
    pub(super) fn request(
        &mut self,
        ui: &mut Ui,
        serving: Option<&Serving>,
        commands: &mut Commands,
    ) {
        let options = [(Form::Fields, "Form"), (Form::Json, "JSON")];
        tabs(ui, &mut self.form, &options);
        let changed = match self.form {
            Form::Fields => self.fields_ui(ui),
            Form::Json => self.json_ui(ui),
        };
        let is_answering = serving.is_some();
        ui.horizontal(|ui| {
            let asks = primary_button(ui, is_answering && self.wrong.is_none(), "Ask");
            let asks = asks
                .on_disabled_hover_text("Start the endpoint first")
                .clicked();
            ui.checkbox(&mut self.is_live, "at every change");
            let is_due = changed && self.is_live && is_answering && self.wrong.is_none();
            if asks || is_due {
                let ask = EndpointCommand::Ask(self.body.clone());
                commands.push(Command::Endpoint(ask));
            }
        });
    }

    fn fields_ui(&mut self, ui: &mut Ui) -> bool {
        let mut changed = false;
        for field in &mut self.fields {
            changed |= field.ui(ui);
        }
        if changed {
            self.write();
        }
        changed
    }

    fn json_ui(&mut self, ui: &mut Ui) -> bool {
        let edit = TextEdit::multiline(&mut self.json)
            .code_editor()
            .desired_rows(12)
            .desired_width(ui.available_width());
        let response = ui.add(edit);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Request as JSON")
        });
        let changed = response.changed();
        if changed {
            self.read();
        }
        if let Some(wrong) = &self.wrong {
            ui.label(RichText::new(format!("✘ {wrong}")).color(ui.tokens().bad));
        }
        changed
    }
}

impl Field {
    fn ui(&mut self, ui: &mut Ui) -> bool {
        let help = format!("{}; “–” sends no value", self.kind.name());
        let mut cell = self.cell.clone();
        form::row(ui, &self.name, &help, |ui, name| {
            let mut is_known = !cell.is_null();
            let tick = ui.checkbox(&mut is_known, "").labelled_by(name.id);
            if tick.on_hover_text("Whether the value is known").changed() {
                cell = if is_known { self.usual() } else { Value::Null };
            }
            if !is_known {
                ui.weak("–");
                return;
            }
            match self.kind {
                Kind::Boolean => {
                    let mut yes = cell.as_bool().unwrap_or(false);
                    ui.selectable_value(&mut yes, true, "true");
                    ui.selectable_value(&mut yes, false, "false");
                    cell = json!(yes);
                }
                Kind::Integer | Kind::Decimal => cell = self.number(ui, name.id, &cell),
                Kind::Text | Kind::Time => cell = self.text(ui, name.id, &cell),
            }
        });
        let changed = cell != self.cell;
        self.cell = cell;
        changed
    }

    fn number(&self, ui: &mut Ui, name: egui::Id, cell: &Value) -> Value {
        let is_whole = self.kind == Kind::Integer;
        let before = cell.as_f64().unwrap_or(0.0);
        let mut value = before;
        let (low, high) = self.range.unwrap_or((before - 1.0, before + 1.0));
        ui.spacing_mut().slider_width = (ui.available_width() - 90.0).clamp(60.0, 260.0);
        let slider = Slider::new(&mut value, low.min(before)..=high.max(before));
        // What is typed may lie outside of what is usual: that is what one wants to try.
        let slider = slider.clamping(egui::SliderClamping::Never);
        let slider = if is_whole {
            slider.integer()
        } else {
            slider.max_decimals(4)
        };
        ui.add(slider).labelled_by(name);
        if value.to_bits() == before.to_bits() {
            cell.clone()
        } else if is_whole {
            json!(value as i64)
        } else {
            json!(value)
        }
    }

    fn text(&self, ui: &mut Ui, name: egui::Id, cell: &Value) -> Value {
        let mut value = cell.as_str().unwrap_or_default().to_owned();
        let width: f32 = if self.choices.is_empty() {
            220.0
        } else {
            150.0
        };
        let width = width.min(ui.available_width());
        ui.add(TextEdit::singleline(&mut value).desired_width(width))
            .labelled_by(name);
        if self.kind == Kind::Text && !self.choices.is_empty() {
            let usual = ComboBox::from_id_salt(("usual", &self.name))
                .selected_text("usual")
                .width(70.0)
                .show_ui(ui, |ui| {
                    for choice in &self.choices {
                        if ui.selectable_label(*choice == value, choice).clicked() {
                            value.clone_from(choice);
                        }
                    }
                });
            usual.response.labelled_by(name);
        }
        json!(value)
    }

    /// A value to begin with.
    fn usual(&self) -> Value {
        let middle = self
            .range
            .map_or(0.0, |(low, high)| f64::midpoint(low, high));
        match self.kind {
            Kind::Integer => json!(middle.round() as i64),
            Kind::Decimal => json!(middle),
            Kind::Boolean => json!(true),
            Kind::Time => json!("2024-01-31T12:00:00Z"),
            Kind::Text => json!(self.choices.first().map_or("", String::as_str)),
        }
    }
}

/// What came back.
pub(super) fn answer(ui: &mut Ui, serving: Option<&Serving>) {
    let asked = serving.and_then(|serving| Some((serving, serving.asked.as_ref()?)));
    let Some((serving, asked)) = asked else {
        ui.weak("Ask, and the answer appears here. Then move a slider: you see what would be answered if one thing were different.");
        return;
    };
    let reply = match &asked.reply {
        Ok(reply) => reply,
        Err(why) => {
            ui.label(RichText::new(format!("✘ {why}")).color(ui.tokens().bad));
            return;
        }
    };
    ui.horizontal(|ui| {
        let tone = if reply.status == 200 {
            Tone::Good
        } else {
            Tone::Bad
        };
        chip(ui, tone, &reply.status.to_string());
        let words = format!("{:.2} ms, there and back", reply.took.as_secs_f64() * 1e3);
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
    });
    if reply.status == 200 {
        outcome(ui, asked, (&reply.body, &serving.endpoint.classes()));
    }
    let body = pretty(&reply.body);
    ui.collapsing("As it came", |ui| {
        if text_button(ui, "Copy").clicked() {
            ui.ctx().copy_text(body.clone());
        }
        code(ui, "answer", &body);
    });
}

/// The first row of an answer, with what it was before the last change.
fn outcome(ui: &mut Ui, asked: &Asked, (body, classes): (&Value, &[String])) {
    let of = |body: &Value, name: &str| {
        let outputs = body["outputs"].as_array()?;
        let found = outputs.iter().find(|one| one["name"] == name)?;
        Some(found["data"].clone())
    };
    let before = asked.before.as_ref();
    if let Some(value) = of(body, "prediction").and_then(|data| data[0].as_f64()) {
        ui.label(RichText::new(words::number(value)).font(text::title()));
        let before = before.and_then(|before| of(before, "prediction")?[0].as_f64());
        if let Some(before) = before {
            let change = value - before;
            let words = format!("{} before: {change:+.4}", words::number(before));
            ui.label(RichText::new(words).color(ui.tokens().text_weak));
        }
        return;
    }
    let (Some(class), Some(shares)) = (of(body, "class"), of(body, "probabilities")) else {
        return;
    };
    let class = class[0].as_str().unwrap_or("–").to_owned();
    ui.label(RichText::new(class).font(text::title()));
    let shares_before = before.and_then(|before| of(before, "probabilities"));
    for (i, name) in classes.iter().enumerate() {
        let share = shares[i].as_f64().unwrap_or(0.0);
        let before = shares_before.as_ref().and_then(|before| before[i].as_f64());
        bar(ui, name, share, before);
    }
}

/// A probability, with a mark where it was before.
fn bar(ui: &mut Ui, name: &str, share: f64, before: Option<f64>) {
    form::row(ui, name, "", |ui, _| {
        let width = (ui.available_width() - 120.0).clamp(40.0, 320.0);
        let (rect, response) =
            ui.allocate_exact_size(egui::vec2(width, 14.0), egui::Sense::hover());
        let tokens = ui.tokens();
        let painter = ui.painter();
        painter.rect_filled(rect, 3, tokens.sunken);
        let mut filled = rect;
        filled.set_width(rect.width() * share.clamp(0.0, 1.0) as f32);
        painter.rect_filled(filled, 3, tokens.accent);
        if let Some(before) = before {
            let x = rect.left() + rect.width() * before.clamp(0.0, 1.0) as f32;
            let stroke = egui::Stroke::new(2.0, tokens.current);
            painter.vline(x, rect.y_range(), stroke);
        }
        let words = match before {
            Some(before) if (share - before).abs() >= 5e-4 => {
                format!(
                    "{} ({:+.1})",
                    words::percent(share),
                    (share - before) * 100.0
                )
            }
            _ => words::percent(share),
        };
        let full = format!("{name}: {words}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &full));
        ui.label(words);
    });
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
