//! What makes two definitions the same: everything that their values depend on, and nothing else.

use serde_json::{Value, json};

use super::{DataSource, Entity, Feature};
use crate::data::sql::{TokenKind, tokens};

/// The hash of what `value` says, as it is written.
pub(super) fn hash(value: &Value) -> String {
    let hash = blake3::hash(value.to_string().as_bytes());
    hash.to_hex().as_str()[..32].to_owned()
}

/// SQL without comments, line breaks and the case of keywords.
pub(super) fn plain_sql(text: &str) -> String {
    let words = tokens(text).into_iter().filter_map(|(place, kind)| {
        let word = text.get(place)?;
        match kind {
            TokenKind::Comment => None,
            TokenKind::Keyword | TokenKind::Function => Some(word.to_uppercase()),
            _ => Some(word.to_owned()),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What the rows of `source` depend on.
pub(super) fn of_source(source: &DataSource) -> Value {
    json!({
        "data": source.data,
        "sql": source.sql.as_deref().map(plain_sql),
        "reads": source.reads,
        "time": source.time,
        "created": source.created,
    })
}

/// What the values of `feature` depend on, whatever it is called.
pub(super) fn of_feature(entity: &Entity, source: &DataSource, feature: &Feature) -> String {
    let plain = feature.formula.as_deref().map(plain_sql);
    hash(&json!({
        "keys": entity.keys,
        "source": of_source(source),
        "value": plain.unwrap_or_else(|| feature.name.clone()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_value_depends_on_counts() {
        assert_eq!(
            plain_sql("select  a -- why\n , \"B c\" from t /* x */ where Sum(a)>2"),
            plain_sql("SELECT a, \"B c\" FROM t WHERE SUM(a) > 2")
        );
        assert_ne!(plain_sql("a + B"), plain_sql("a + b"), "names have a case");
        assert_ne!(plain_sql("a = 'X'"), plain_sql("a = 'x'"));
        let entity = Entity {
            keys: vec!["k".to_owned()],
        };
        let source = DataSource {
            data: Some("t.csv".to_owned()),
            sql: None,
            reads: std::collections::BTreeMap::new(),
            time: "at".to_owned(),
            created: None,
        };
        let feature = |name: &str, formula: Option<&str>| Feature {
            name: name.to_owned(),
            formula: formula.map(str::to_owned),
        };
        let of = |feature: Feature| of_feature(&entity, &source, &feature);
        assert_eq!(
            of(feature("x", Some("a*2"))),
            of(feature("y", Some("a * 2")))
        );
        assert_eq!(of(feature("a", None)), of(feature("b", Some("a"))));
        assert_ne!(of(feature("a", None)), of(feature("b", None)));
    }
}
