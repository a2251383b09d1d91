//! Whether a query may run: it reads, and only tables that are there.

use std::ops::ControlFlow::{self, Break, Continue};

use sqlparser::{
    ast::{
        Expr, Ident, ObjectName, Query, Select, SelectItem, SetExpr, Spanned as _, Statement,
        TableFactor, Visit as _, Visitor,
    },
    parser::Parser,
};

use super::{
    SqlError,
    error::suggestion,
    parse::{self, position},
};
use crate::data::Table;

/// Deepest nesting; a sum of as many terms is as deep.
const DEEPEST: usize = 1000;

/// Checks the query in `text`, and gives it back with names for the columns that have none.
pub(super) fn query(text: &str, tables: &[(String, Table)]) -> Result<String, SqlError> {
    let mut statements = parse::statements(text)?;
    if let Some(second) = statements.get(1) {
        let message = "One query runs at a time. Remove what follows the first one.";
        return Err(SqlError::new(message, position(second.span().start)));
    }
    let Some(Statement::Query(query)) = statements.first_mut() else {
        let message = "Only SELECT runs here: a query reads, and never changes or makes anything. Write a SELECT.";
        return Err(SqlError::new(message, first_word(text)));
    };
    let mut check = Check {
        tables: tables.iter().map(|(name, _)| name.as_str()).collect(),
        steps: Vec::new(),
        depth: 0,
    };
    if let Break(error) = query.visit(&mut check) {
        return Err(error);
    }
    if let SetExpr::Select(select) = query.body.as_mut() {
        name_columns(select);
    }
    Ok(query.to_string())
}

/// The place of the first thing in `text`.
fn first_word(text: &str) -> Option<(usize, usize)> {
    Parser::new(&sqlparser::dialect::GenericDialect)
        .try_with_sql(text)
        .ok()
        .and_then(|parser| position(parser.peek_token().span.start))
}

struct Check<'a> {
    tables: Vec<&'a str>,
    /// Names that WITH gives, wherever it stands.
    steps: Vec<String>,
    depth: usize,
}

impl Visitor for Check<'_> {
    type Break = SqlError;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<SqlError> {
        if let Some(with) = &query.with {
            let names = with.cte_tables.iter();
            self.steps
                .extend(names.map(|step| step.alias.name.value.clone()));
        }
        match query.body.as_ref() {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                let message = "A query cannot change anything. Write a SELECT.";
                Break(SqlError::new(message, position(query.span().start)))
            }
            _ => Continue(()),
        }
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<SqlError> {
        if select.into.is_some() {
            let message = "A query cannot make a table. Leave INTO out, and save the result.";
            return Break(SqlError::new(message, position(select.span().start)));
        }
        Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<SqlError> {
        let place = position(table.span().start);
        match table {
            TableFactor::Table { name, args, .. } if args.is_some() => Break(SqlError::new(
                format!(
                    "A query cannot read files or call {} for a table. Add the file as a source, and name that.",
                    name.to_string().to_uppercase()
                ),
                place,
            )),
            TableFactor::TableFunction { .. } | TableFactor::Function { .. } => {
                let message = "A function cannot stand for a table. Name one of the tables.";
                Break(SqlError::new(message, place))
            }
            _ => Continue(()),
        }
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<SqlError> {
        let parts: Vec<&str> = name
            .0
            .iter()
            .filter_map(|part| part.as_ident().map(|ident| ident.value.as_str()))
            .collect();
        let whole = parts.join(".");
        if self.tables.contains(&whole.as_str()) && parts.len() == 1 || self.steps.contains(&whole)
        {
            return Continue(());
        }
        let known: Vec<&str> = self
            .tables
            .iter()
            .copied()
            .chain(self.steps.iter().map(String::as_str))
            .collect();
        let message = format!(
            "There is no table “{whole}”. {}",
            suggestion(&whole, &known)
        );
        Break(SqlError::new(message, position(name.span().start)))
    }

    fn pre_visit_expr(&mut self, _: &Expr) -> ControlFlow<SqlError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message =
                format!("More than {DEEPEST} steps are nested. Split the query into several.");
            return Break(SqlError::new(message, None));
        }
        Continue(())
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<SqlError> {
        self.depth -= 1;
        Continue(())
    }
}

/// Names columns after their text: the engine names them after the column within, so that
/// `MIN(x), MAX(x)` would be twice the same name.
fn name_columns(select: &mut Select) {
    for item in &mut select.projection {
        if let SelectItem::UnnamedExpr(expr) = item
            && matches!(expr, Expr::Function(_))
        {
            *item = SelectItem::ExprWithAlias {
                alias: Ident::with_quote('"', expr.to_string().replace('"', "")),
                expr: expr.clone(),
            };
        }
    }
}
