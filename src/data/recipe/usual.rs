use super::{Columns, Group, Operation};
use crate::data::ColumnInfo;

impl Operation {
    /// The columns of `features` that it usually works on; nothing where it fits none of them, so
    /// that it need not be offered.
    pub fn usual_columns(&self, features: &[ColumnInfo]) -> Option<Columns> {
        let first = |group: Group| {
            let of_group = Columns::Of(group);
            let found = features.iter().find(|info| of_group.holds(info))?;
            Some(Columns::Named(vec![found.name.clone()]))
        };
        let whole = |group: Group| {
            let of_group = Columns::Of(group);
            features
                .iter()
                .any(|info| of_group.holds(info))
                .then_some(of_group)
        };
        match self {
            Self::Filter(_) | Self::Formula(_) | Self::Deduplicate | Self::DropConstant => {
                Some(Columns::Of(Group::All))
            }
            // All columns left out is never what is meant.
            Self::Drop => Some(Columns::Named(Vec::new())),
            Self::Rename(_) | Self::Cast(_) => first(Group::All),
            Self::Lag(_) | Self::Rolling(_) => first(Group::Numbers),
            Self::TextLength(_) | Self::TextPattern(_) => first(Group::Texts),
            Self::Impute(_) | Self::Clip(_) | Self::Log(_) | Self::Bin(_) | Self::Scale(_) => {
                whole(Group::Numbers)
            }
            Self::Rare(_)
            | Self::Encode(_)
            | Self::OneHot(_)
            | Self::Ordinal
            | Self::Target(_)
            | Self::Frequency => whole(Group::Texts),
            Self::TimeParts(_) => whole(Group::Times),
        }
    }
}
