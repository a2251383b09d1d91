//! Work that goes from one role to another: written, ready, accepted or sent back.

use super::log::{Log, kind};
use crate::{steps::Step, workbench::Role};

/// How a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverState {
    /// It is being written.
    Draft,
    /// It waits for whom it is meant.
    Ready,
    /// They took it.
    Accepted,
    /// They sent it back, and the note says why.
    Returned,
}

impl HandOverState {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Accepted => "accepted",
            Self::Returned => "sent back",
        }
    }
}

/// A hand-over as it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HandOver {
    /// Its number within the project, from 1 on.
    pub number: u64,
    /// The step whose work is handed over.
    pub about: Step,
    /// Who hands over.
    pub from: Role,
    /// To whom.
    pub to: Role,
    /// How it stands.
    pub state: HandOverState,
    /// What the next one must know.
    pub note: String,
    /// When it came to stand so, in microseconds since the epoch.
    #[serde(default)]
    pub at: i64,
}

impl HandOver {
    /// Every hand-over as it stands, oldest first. The log keeps each of its states; the latest
    /// counts.
    pub fn all(log: &Log) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for row in log.of_kind(kind::HAND_OVER) {
            let Ok(mut found) = serde_json::from_str::<Self>(&row.detail) else {
                continue;
            };
            found.at = row.at;
            match all.iter_mut().find(|known| known.number == found.number) {
                Some(known) => *known = found,
                None => all.push(found),
            }
        }
        all
    }

    /// Whether it may come to stand so: what is accepted stays, and only what is ready can be
    /// accepted or sent back.
    pub fn may_become(&self, next: HandOverState) -> bool {
        use HandOverState::{Accepted, Draft, Ready, Returned};
        matches!(
            (self.state, next),
            (Draft | Returned, Draft | Ready) | (Ready, Accepted | Returned)
        )
    }

    /// Whether it waits for this role.
    pub fn waits_for(&self, role: Role) -> bool {
        match self.state {
            HandOverState::Ready => self.to == role,
            HandOverState::Returned => self.from == role,
            HandOverState::Draft | HandOverState::Accepted => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted_stays() {
        let mut one = HandOver {
            number: 1,
            about: Step::Preparation,
            from: Role::DataEngineer,
            to: Role::DataScientist,
            state: HandOverState::Draft,
            note: "complete at six".to_owned(),
            at: 0,
        };
        assert!(one.may_become(HandOverState::Ready) && !one.may_become(HandOverState::Accepted));
        assert!(!one.waits_for(Role::DataScientist));
        one.state = HandOverState::Ready;
        assert!(one.waits_for(Role::DataScientist) && !one.waits_for(Role::DataEngineer));
        assert!(one.may_become(HandOverState::Returned));
        one.state = HandOverState::Accepted;
        for next in [
            HandOverState::Draft,
            HandOverState::Ready,
            HandOverState::Returned,
        ] {
            assert!(!one.may_become(next));
        }
    }
}
