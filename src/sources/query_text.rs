use super::What;

/// The SELECT that reads `what`, at most `most` rows of it.
pub(super) fn select(what: &What, most: Option<usize>) -> String {
    let from = match what {
        What::Table(name) => quoted(name),
        What::Query(query) => {
            return match most {
                None => query.clone(),
                // A line break first: the query may end in a comment.
                Some(most) => format!("SELECT * FROM ({query}\n) AS preview LIMIT {most}"),
            };
        }
    };
    let limit = most.map_or_else(String::new, |most| format!(" LIMIT {most}"));
    format!("SELECT * FROM {from}{limit}")
}

/// `schema.table` in quotation marks; a name that has them already stays as it is.
fn quoted(name: &str) -> String {
    if name.contains('"') {
        return name.to_owned();
    }
    let parts: Vec<String> = name.split('.').map(|part| format!("\"{part}\"")).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_queries_stay() {
        let table = |name: &str| What::Table(name.to_owned());
        assert_eq!(select(&table("a b"), None), "SELECT * FROM \"a b\"");
        assert_eq!(
            select(&table("s.t"), Some(5)),
            "SELECT * FROM \"s\".\"t\" LIMIT 5"
        );
        assert_eq!(select(&table("\"s.t\""), None), "SELECT * FROM \"s.t\"");
        let query = What::Query("select 1 -- one".to_owned());
        assert_eq!(select(&query, None), "select 1 -- one");
        assert_eq!(
            select(&query, Some(2)),
            "SELECT * FROM (select 1 -- one\n) AS preview LIMIT 2"
        );
    }
}
