//! The parts that pages are built from. Everything that looks alike is drawn here, once.

mod button;
mod card;
mod chip;
mod empty;
mod figure;
pub(super) mod form;
mod grid;
mod icon;
mod table;
mod tabs;
mod tile;

pub(super) use self::{
    button::{icon_button, primary_button, text_button},
    card::{card, card_with},
    chip::{Tone, chip},
    empty::empty,
    figure::figure,
    grid::grid,
    icon::{Icon, icon, nonagon, paint_icon},
    table::{Cells, Column, table},
    tabs::tabs,
    tile::{Tile, tiles},
};
