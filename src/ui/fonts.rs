//! Inter in three weights, which come with the program; see `assets/fonts/Inter-LICENSE.txt`.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// The family of words that stand out.
pub(super) const MEDIUM: &str = "medium";
/// The family of titles and figures.
pub(super) const SEMIBOLD: &str = "semibold";

/// Inter first; egui's own fonts stand in for what it lacks.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let weights: [(&str, FontFamily, &'static [u8]); 3] = [
        (
            "Inter-Regular",
            FontFamily::Proportional,
            include_bytes!("../../assets/fonts/Inter-Regular.otf"),
        ),
        (
            "Inter-Medium",
            FontFamily::Name(MEDIUM.into()),
            include_bytes!("../../assets/fonts/Inter-Medium.otf"),
        ),
        (
            "Inter-SemiBold",
            FontFamily::Name(SEMIBOLD.into()),
            include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
        ),
    ];
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (name, family, bytes) in weights {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let mut chain = vec![name.to_owned()];
        chain.extend(fallback.iter().cloned());
        fonts.families.insert(family, chain);
    }
    fonts
}
