use super::Quote;

/// What reading found out about a file, for people to check.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Detected {
    /// The format in words: "CSV", "Parquet", "SQLite".
    pub format: String,
    /// How the text was taken apart; text formats only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// The sheets of a workbook, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// The sheet that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What a person should know before trusting the table, as sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// How a text file is taken apart.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Dialect {
    /// The name of the encoding.
    pub encoding: String,
    /// What separates the fields.
    pub separator: char,
    /// What stands around fields.
    pub quote: Quote,
    /// Whether the first row holds the names.
    pub header: bool,
    /// What stands before the fraction of a number.
    pub decimal: char,
}

impl Detected {
    /// Only a format is known.
    pub fn format(format: &str) -> Self {
        Self {
            format: format.to_owned(),
            ..Self::default()
        }
    }
}

impl Dialect {
    /// "comma": the separator in words.
    pub fn separator_name(separator: char) -> String {
        match separator {
            ',' => "comma".to_owned(),
            ';' => "semicolon".to_owned(),
            '\t' => "tab".to_owned(),
            '|' => "bar".to_owned(),
            ' ' => "space".to_owned(),
            other => format!("“{}”", other.escape_default()),
        }
    }
}
