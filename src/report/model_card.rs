//! The card of a model.

use maud::{Markup, html};

use crate::workbench::ModelCard;

pub(super) fn content(card: &ModelCard) -> Markup {
    html! {
        @for (title, text) in &card.texts {
            h2 { (title) }
            @for paragraph in text.split("\n\n") { p { (paragraph) } }
        }
        @for section in &card.sections {
            h2 { (section.title) }
            div.scroll { table { tbody {
                @for (what, how) in &section.lines { tr { td { (what) } td { (how) } } }
            } } }
        }
    }
}
