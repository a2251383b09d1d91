use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System, get_current_pid};

use crate::terms::{Cancelled, Progress};

/// How often memory is looked at, at most.
const EVERY: Duration = Duration::from_millis(50);

/// Measures what the whole program uses while some work goes on: work of other pages at the same
/// time counts, too. Looks whenever the work asks whether it may go on, so that a peak shorter
/// than that, or within a library, is missed.
pub(in crate::workbench) struct Meter<'a> {
    work: &'a dyn Progress,
    seen: Mutex<Option<Seen>>,
}

struct Seen {
    system: System,
    pid: Pid,
    looked: Instant,
    cpu_at_start: u64,
    cpu: u64,
    peak: u64,
}

/// What was measured; nothing where the system does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::workbench) struct Used {
    /// Seconds of all processors together.
    pub(in crate::workbench) cpu_seconds: Option<f64>,
    /// The most resident memory that was seen, in bytes.
    pub(in crate::workbench) peak_bytes: Option<u64>,
}

impl<'a> Meter<'a> {
    pub(in crate::workbench) fn new(work: &'a dyn Progress) -> Self {
        let seen = get_current_pid().ok().and_then(|pid| {
            let mut seen = Seen {
                system: System::new().ok()?,
                pid,
                looked: Instant::now(),
                cpu_at_start: 0,
                cpu: 0,
                peak: 0,
            };
            seen.look()?;
            seen.cpu_at_start = seen.cpu;
            Some(seen)
        });
        Self {
            work,
            seen: Mutex::new(seen),
        }
    }

    /// What was used so far.
    pub(in crate::workbench) fn used(&self) -> Used {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(seen) = &mut *seen else {
            return Used::default();
        };
        seen.look();
        Used {
            cpu_seconds: Some(seen.cpu.saturating_sub(seen.cpu_at_start) as f64 / 1000.0),
            peak_bytes: Some(seen.peak),
        }
    }

    fn look(&self) {
        // Whoever finds it taken goes on: somebody else is looking.
        if let Ok(mut seen) = self.seen.try_lock()
            && let Some(seen) = &mut *seen
            && seen.looked.elapsed() >= EVERY
        {
            seen.look();
        }
    }
}

impl Seen {
    fn look(&mut self) -> Option<()> {
        let what = ProcessRefreshKind::nothing()
            .with_memory()
            .with_cpu()
            .without_tasks();
        let only = ProcessesToUpdate::Some(&[self.pid]);
        self.system.refresh_processes_specifics(only, false, what);
        let process = self.system.process(self.pid)?;
        self.looked = Instant::now();
        self.cpu = process.accumulated_cpu_time();
        self.peak = self.peak.max(process.memory());
        Some(())
    }
}

impl Progress for Meter<'_> {
    fn report(&self, fraction: f32, what: &str) {
        self.look();
        self.work.report(fraction, what);
    }

    fn check(&self) -> Result<(), Cancelled> {
        self.look();
        self.work.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    #[test]
    fn memory_and_processor_time_are_those_of_this_program() {
        let meter = Meter::new(&Silent);
        let filled = vec![1_u8; 8 << 20];
        let sum: u64 = filled.iter().map(|byte| u64::from(*byte)).sum();
        let used = meter.used();
        assert_eq!(sum, 8 << 20);
        assert!(
            used.peak_bytes.is_some_and(|bytes| bytes > 8 << 20),
            "{used:?}"
        );
        assert!(
            used.cpu_seconds.is_some_and(|seconds| seconds >= 0.0),
            "{used:?}"
        );
    }
}
