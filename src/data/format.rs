use std::path::Path;

/// A file format, by the ending of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Fields between commas or other separators.
    Csv,
    /// Fields between tabs.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// One array of objects.
    Json,
    /// One object per line.
    NdJson,
    /// Apache Arrow IPC, also called Feather.
    Arrow,
    /// A workbook of Excel or `LibreOffice`.
    Workbook,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
        Self::Json,
        Self::NdJson,
        Self::Arrow,
        Self::Workbook,
    ];

    /// The endings of its files, without a dot; text formats also with `.gz` behind.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["csv", "txt"],
            Self::Tsv => &["tsv", "tab"],
            Self::Parquet => &["parquet", "pq"],
            Self::Json => &["json"],
            Self::NdJson => &["ndjson", "jsonl"],
            Self::Arrow => &["arrow", "feather", "ipc"],
            Self::Workbook => &["xlsx", "xls", "xlsb", "xlsm", "ods"],
        }
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
            Self::Json => "JSON",
            Self::NdJson => "NDJSON",
            Self::Arrow => "Arrow",
            Self::Workbook => "Workbook",
        }
    }

    /// The format that the name of `path` speaks for, and whether it is packed by gzip.
    pub fn of(path: &Path) -> Option<(Self, bool)> {
        let ending = |path: &Path| {
            path.extension()
                .map(|ending| ending.to_string_lossy().to_lowercase())
        };
        let found = ending(path)?;
        let (found, is_packed) = if found == "gz" {
            (ending(Path::new(path.file_stem()?))?, true)
        } else {
            (found, false)
        };
        let format = Self::ALL
            .into_iter()
            .find(|format| format.endings().contains(&found.as_str()))?;
        (!is_packed || format.is_text()).then_some((format, is_packed))
    }

    /// Whether it is text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Json | Self::NdJson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_speak_for_formats() {
        for (name, expected) in [
            ("a.CSV", Some((Format::Csv, false))),
            ("a.b.tsv.gz", Some((Format::Tsv, true))),
            ("a.feather", Some((Format::Arrow, false))),
            ("a.xlsx", Some((Format::Workbook, false))),
            ("a.parquet.gz", None),
            ("a.gz", None),
            ("csv", None),
            ("a.doc", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), expected, "{name}");
        }
    }
}
