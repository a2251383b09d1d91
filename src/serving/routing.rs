//! How requests are shared between the champion and a challenger.

/// What a challenger is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A small share of the requests, growing while nothing is wrong.
    #[default]
    Canary,
    /// A fixed share of the requests, until labels say which version is better.
    AbTest,
    /// Every request, too, but nobody gets its answer.
    Shadow,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Canary, Self::AbTest, Self::Shadow];

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Canary => "Canary",
            Self::AbTest => "A/B test",
            Self::Shadow => "Shadow",
        }
    }

    /// What it does, in one sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Canary => {
                "A small share of the requests goes to the challenger, and more when nothing is wrong."
            }
            Self::AbTest => {
                "A fixed share goes to the challenger until the labels tell which version is better."
            }
            Self::Shadow => {
                "The challenger is asked as well, but nobody gets its answers or waits for them."
            }
        }
    }
}

/// When a challenger is taken back without a person.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Guardrail {
    /// The largest share of its requests that may fail, 0 to 1.
    pub most_failures: Option<f64>,
    /// The longest p95 of its inferences, in seconds.
    pub most_p95: Option<f64>,
    /// Requests in the window before it is judged.
    pub least_requests: u64,
    /// Whether labels that prove it worse shut it out; the endpoint itself does not see them.
    pub by_labels: bool,
}

impl Default for Guardrail {
    /// 1 % failures and 50 ms, judged from 20 requests on, and the labels.
    fn default() -> Self {
        Self {
            most_failures: Some(0.01),
            most_p95: Some(0.05),
            least_requests: 20,
            by_labels: true,
        }
    }
}

impl Guardrail {
    /// Why a challenger with these figures goes, or nothing: `requests` it was asked, how many of
    /// them `failed`, and the p95 of its inferences in seconds.
    pub fn breach(&self, requests: u64, failed: u64, p95: Option<f64>) -> Option<String> {
        if requests < self.least_requests.max(1) {
            return None;
        }
        let share = failed as f64 / requests as f64;
        if let Some(most) = self.most_failures
            && share > most
        {
            return Some(format!(
                "{failed} of {requests} requests failed, which is {:.1} %; at most {:.1} % may",
                share * 100.0,
                most * 100.0
            ));
        }
        let (most, p95) = (self.most_p95?, p95?);
        (p95 > most).then(|| {
            format!(
                "95 % of the inferences took up to {:.1} ms; at most {:.1} ms are allowed",
                p95 * 1e3,
                most * 1e3
            )
        })
    }
}

/// What a challenger gets.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Routing {
    /// What it is asked.
    pub mode: Mode,
    /// The share of the requests that it answers, in percent; a shadow sees all of them.
    pub percent: f64,
    /// The raw column whose value decides, so that an entity always meets the same version; the
    /// id of the request where there is none.
    pub key: Option<String>,
    /// When it is taken back without a person.
    pub guardrail: Guardrail,
}

impl Routing {
    /// Whether a request with this `key` goes to the challenger in version `version`.
    ///
    /// The hash is over version and key, so whoever meets the challenger at 1 % still does at
    /// 50 %, and the next challenger meets others first.
    pub fn takes(&self, version: i64, key: &str) -> bool {
        if self.mode == Mode::Shadow {
            return false;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&version.to_le_bytes());
        hasher.update(key.as_bytes());
        let mut first = [0; 8];
        hasher.finalize_xof().fill(&mut first);
        let place = u64::from_le_bytes(first) as f64 / u64::MAX as f64 * 100.0;
        place < self.percent
    }

    /// Whether the share is one.
    ///
    /// # Errors
    /// If it is not between 0 and 100 percent.
    pub fn check(&self) -> Result<(), RouteError> {
        if (0.0..=100.0).contains(&self.percent) {
            Ok(())
        } else {
            Err(RouteError::Share(self.percent))
        }
    }
}

/// Why requests are routed as before.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RouteError {
    /// Another model.
    #[error("This endpoint serves “{served}”, not “{asked}”. Start another endpoint for it.")]
    Name {
        /// What is served.
        served: String,
        /// What was asked for.
        asked: String,
    },
    /// Clients would get answers of another kind.
    #[error(
        "Version {version} answers with {asked}, the champion with {served}: clients would not understand it. Register it under another name."
    )]
    Answers {
        /// The version that was asked for.
        version: i64,
        /// What the champion answers with.
        served: String,
        /// What it answers with.
        asked: String,
    },
    /// The version is the champion.
    #[error("Version {0} is the champion already. Choose another version to challenge it.")]
    Same(i64),
    /// There is no challenger.
    #[error("There is no challenger. Choose a version on the tab Routing first.")]
    NoChallenger,
    /// There is nothing to go back to.
    #[error("There is no earlier version in memory to go back to. Point the alias to one instead.")]
    NoEarlier,
    /// No share.
    #[error("A share of {0} % does not exist. Choose one between 0 and 100.")]
    Share(f64),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canary(percent: f64) -> Routing {
        Routing {
            percent,
            ..Routing::default()
        }
    }

    #[test]
    fn the_share_is_kept_and_who_is_in_stays_in() {
        let keys: Vec<String> = (0..20_000).map(|i| format!("customer {i}")).collect();
        let mut before = 0;
        for percent in [0.0, 1.0, 10.0, 50.0, 100.0] {
            let taken = |key: &&String| canary(percent).takes(7, key);
            let inside = keys.iter().filter(taken).count();
            // Four standard errors of a fair hash.
            let expected = 200.0 * percent;
            let spread = 4.0 * (2.0 * percent * (100.0 - percent)).sqrt();
            assert!(
                (inside as f64 - expected).abs() <= spread,
                "{percent} %: {inside}"
            );
            assert!(inside >= before);
            before = inside;
        }
        let (small, large) = (canary(10.0), canary(50.0));
        for key in &keys {
            assert!(!small.takes(7, key) || large.takes(7, key), "{key}");
        }
        let other = keys.iter().filter(|key| small.takes(8, key));
        let both = other.filter(|key| small.takes(7, key)).count();
        assert!(both < 400, "another challenger meets others: {both}");
    }

    #[test]
    fn a_guardrail_waits_for_enough_requests_and_says_what_was_wrong() {
        let rail = Guardrail::default();
        assert_eq!(rail.breach(19, 19, None), None);
        let why = rail.breach(100, 2, Some(0.001)).unwrap();
        assert!(why.contains("2 of 100 requests failed"), "{why}");
        assert_eq!(rail.breach(100, 1, Some(0.05)), None);
        let why = rail.breach(100, 0, Some(0.2)).unwrap();
        assert!(why.contains("200.0 ms"), "{why}");
        let never = Guardrail {
            most_failures: None,
            most_p95: None,
            least_requests: 0,
            by_labels: false,
        };
        assert_eq!(never.breach(0, 0, None), None);
        assert_eq!(never.breach(9, 9, Some(9.0)), None);
    }
}
