//! Who runs what: the matrix step x {by hand, by itself}, and what starts a run.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Canary, Level, Preset, Triggers};
use crate::steps::{Step, StepError};

/// The lowest level at which CI/CD tests and delivers the pipeline itself, in every preset.
const DELIVERS: Level = Level::Two;

/// How much of a project runs by itself.
///
/// In a project file it is a table, or in short the number of a level: `level = 2`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Automation {
    /// Whose levels are meant.
    pub preset: Preset,
    /// The steps that run by themselves.
    pub automatic: BTreeSet<Step>,
    /// Whether the pipeline itself is tested and delivered by CI/CD.
    pub delivery: bool,
    /// What starts a run.
    pub triggers: Triggers,
    /// How new versions are tried.
    pub canary: Canary,
}

impl Automation {
    /// The cells of `level` in `preset`, with the usual triggers.
    pub fn of(preset: Preset, level: Level) -> Self {
        let mut automation = Self {
            preset,
            ..Self::default()
        };
        automation.set_level(level);
        automation
    }

    /// The highest level of the preset whose cells all run by themselves.
    pub fn level(&self) -> Level {
        let has = |level: &Level| {
            let steps = Step::ALL.into_iter();
            let mut wanted = steps.filter(|step| self.preset.automates(*level, *step));
            wanted.all(|step| self.automates(step)) && (self.delivery || *level < DELIVERS)
        };
        let reached = Level::ALL.into_iter().rev().find(has);
        reached.unwrap_or_default()
    }

    /// Whether exactly the cells of its level run by themselves, and no others.
    pub fn is_preset(&self) -> bool {
        let mut usual = self.clone();
        usual.set_level(self.level());
        usual == *self
    }

    /// Puts the cells of `level` in place of those before; triggers stay.
    pub fn set_level(&mut self, level: Level) {
        let steps = Step::ALL.into_iter();
        let steps = steps.filter(|step| self.preset.automates(level, *step));
        self.automatic = steps.collect();
        self.delivery = level >= DELIVERS;
    }

    /// Puts a cell on or off. Step 1 stays by hand: a person says what is to be predicted.
    pub fn set(&mut self, step: Step, by_itself: bool) {
        if by_itself && step != Step::Problem {
            self.automatic.insert(step);
        } else {
            self.automatic.remove(&step);
        }
    }

    /// Whether `step` runs by itself once what it needs is there.
    pub fn automates(&self, step: Step) -> bool {
        self.automatic.contains(&step) && step != Step::Problem
    }

    /// Whether a trigger can start anything: a run begins with reading the data.
    pub fn is_awake(&self) -> bool {
        self.automates(Step::Extraction)
    }

    /// The steps that follow `step` by themselves, up to the first that waits for a person.
    ///
    /// Analysis informs people, and no later step reads it: left to a person it holds nothing up.
    pub fn after(&self, step: Step) -> Vec<Step> {
        let later = Step::ALL.into_iter().filter(|after| *after > step);
        let flows = later.take_while(|after| self.automates(*after) || *after == Step::Analysis);
        flows.filter(|after| self.automates(*after)).collect()
    }

    /// The level's name, and that cells differ from it where they do.
    pub fn name(&self) -> String {
        let name = self.preset.level_name(self.level());
        if self.is_preset() {
            name.to_owned()
        } else {
            format!("{name}, and more")
        }
    }

    /// Whether its triggers make sense.
    ///
    /// # Errors
    /// The first that does not, and what to do.
    pub fn check(&self) -> Result<(), StepError> {
        self.triggers.check()?;
        self.canary.check()
    }
}

impl Serialize for Automation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Automation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TableOrLevel)
    }
}

/// Reads the whole table, or the number of a level.
struct TableOrLevel;

impl<'de> Visitor<'de> for TableOrLevel {
    type Value = Automation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of automation, or a level: 0, 1 or 2")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Automation, E> {
        let unknown = |_| E::custom(format!("there is no level {number}; choose 0, 1 or 2"));
        self.visit_u64(u64::try_from(number).map_err(unknown)?)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Automation, E> {
        let unknown = |_| E::custom(format!("there is no level {number}; choose 0, 1 or 2"));
        let level = u8::try_from(number).map_err(unknown)?;
        let level = Level::try_from(level).map_err(E::custom)?;
        Ok(Automation::of(Preset::Course, level))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Automation, A::Error> {
        let read = Automation::deserialize(MapAccessDeserializer::new(map))?;
        if read.automatic.contains(&Step::Problem) {
            return Err(A::Error::custom(
                "step 1 cannot run by itself: a person says what is to be predicted",
            ));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(automation: &Automation) -> Vec<usize> {
        automation
            .automatic
            .iter()
            .map(|step| step.index() + 1)
            .collect()
    }

    #[test]
    fn the_presets_are_those_that_were_published() {
        let of = |preset, level| {
            let automation = Automation::of(preset, level);
            assert_eq!(automation.level(), level, "{preset:?}");
            assert!(automation.is_preset());
            (steps(&automation), automation.delivery)
        };
        use Level::{One, Two, Zero};
        for preset in Preset::ALL {
            assert_eq!(of(preset, Zero), (vec![], false));
        }
        assert_eq!(of(Preset::Course, One), (vec![2, 3, 4, 5, 6], false));
        assert_eq!(
            of(Preset::Course, Two),
            (vec![2, 3, 4, 5, 6, 7, 8, 9], true)
        );
        assert_eq!(of(Preset::Google, One), (vec![2, 4, 5, 6, 7, 8, 9], false));
        assert_eq!(of(Preset::Google, Two), (vec![2, 4, 5, 6, 7, 8, 9], true));
    }

    #[test]
    fn a_level_is_reached_when_all_of_its_cells_are_and_not_before() {
        let mut automation = Automation::of(Preset::Course, Level::Two);
        automation.set(Step::Deployment, false);
        assert_eq!(automation.level(), Level::One);
        assert!(!automation.is_preset());
        assert!(automation.name().contains("and more"));
        automation.set(Step::Training, false);
        assert_eq!(automation.level(), Level::Zero);
        automation.set(Step::Problem, true);
        assert!(!automation.automates(Step::Problem));
        // The same cells are another level where others count.
        let mut google = Automation::of(Preset::Google, Level::One);
        google.preset = Preset::Course;
        assert_eq!(google.level(), Level::Zero, "the course analyses, too");
    }

    #[test]
    fn what_follows_a_step_ends_where_a_person_is_awaited() {
        let one = Automation::of(Preset::Course, Level::One);
        let [s2, s3, s4, s5, s6, s7, s8, s9] = [1, 2, 3, 4, 5, 6, 7, 8].map(|i| Step::ALL[i]);
        assert_eq!(one.after(Step::Problem), [s2, s3, s4, s5, s6]);
        assert_eq!(one.after(Step::Validation), []);
        let google = Automation::of(Preset::Google, Level::One);
        assert_eq!(google.after(Step::Extraction), [s4, s5, s6, s7, s8, s9]);
        let mut gap = Automation::of(Preset::Course, Level::Two);
        gap.set(Step::Validation, false);
        assert_eq!(gap.after(Step::Extraction), [s3, s4, s5, s6]);
        assert_eq!(gap.after(Step::Validation), [s8, s9]);
        assert!(Automation::default().after(Step::Extraction).is_empty());
    }

    #[test]
    fn a_file_may_say_a_level_or_the_matrix() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct File {
            #[serde(alias = "level")]
            automation: Automation,
        }
        let short: File = toml::from_str("level = 2").unwrap();
        assert_eq!(short.automation, Automation::of(Preset::Course, Level::Two));
        let text = toml::to_string(&short).unwrap();
        assert_eq!(toml::from_str::<File>(&text).unwrap(), short, "{text}");
        let long = "[automation]\npreset = \"google\"\nautomatic = [\"extraction\"]\n[automation.triggers]\nschedule = \"0 2 * * *\"\n";
        let long: File = toml::from_str(long).unwrap();
        assert_eq!(long.automation.preset, Preset::Google);
        assert_eq!(steps(&long.automation), [2]);
        for bad in [
            "level = 3",
            "level = -1",
            "level = \"two\"",
            "level = 1\n[automation]\n",
            "[automation]\nautomatic = [\"problem\"]",
            "[automation]\nautomatic = [\"coffee\"]",
            "[automation]\nnonsense = 1",
        ] {
            assert!(toml::from_str::<File>(bad).is_err(), "{bad}");
        }
    }
}
