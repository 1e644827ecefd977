//! Work side by side: the only place that knows of threads.

use std::sync::mpsc::channel;

/// Jobs that a thread has at most: one it works on and one that is next.
const AHEAD: usize = 2;

/// How many threads can run at the same time.
pub(super) fn processors() -> usize {
    if cfg!(target_family = "wasm") {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// Works on `jobs` by so many threads with a worker each, and gives the results
/// to `take` in the order of the jobs. Jobs are given out as results come in, so
/// that memory stays flat. Without threads, or with one job, all happens in
/// turn.
pub(super) fn side_by_side<J: Send, W, R: Send, E>(
    threads: usize,
    jobs: impl IntoIterator<Item = J>,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut jobs = jobs.into_iter().peekable();
    let first = jobs.next();
    if threads == 0 || jobs.peek().is_none() {
        let mut worker = worker();
        let mut all = first.into_iter().chain(jobs);
        return all.try_for_each(|job| take(work(&mut worker, job)));
    }
    let mut jobs = first.into_iter().chain(jobs);
    std::thread::scope(|scope| {
        let (worker, work) = (&worker, &work);
        let start = || {
            let (ask, asked) = channel::<J>();
            let (answer, answers) = channel();
            scope.spawn(move || {
                let mut worker = worker();
                for job in asked {
                    if answer.send(work(&mut worker, job)).is_err() {
                        return;
                    }
                }
            });
            (ask, answers)
        };
        let hands: Vec<_> = (0..threads).map(|_| start()).collect();
        let mut given = 0;
        for job in jobs.by_ref().take(AHEAD * threads) {
            hands[given % threads].0.send(job).unwrap_or_default();
            given += 1;
        }
        let mut taken = 0;
        while taken < given {
            let (ask, answers) = &hands[taken % threads];
            // If the worker died, leaving the scope passes its panic on.
            let Ok(result) = answers.recv() else {
                break;
            };
            taken += 1;
            if let Some(job) = jobs.next() {
                ask.send(job).unwrap_or_default();
                given += 1;
            }
            take(result)?;
        }
        Ok(())
    })
}

/// Does a few jobs at the same time, the first on the thread that asks; gives the
/// results in the order of the jobs.
pub(super) fn at_once<J: Send, R: Send>(
    jobs: impl IntoIterator<Item = J>,
    work: impl Fn(J) -> R + Sync,
) -> Vec<R> {
    let mut jobs = jobs.into_iter();
    let Some(first) = jobs.next() else {
        return Vec::new();
    };
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = jobs.map(|job| scope.spawn(move || work(job))).collect();
        let mut results = vec![work(first)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in 0..4 {
            for count in [0, 1, 2, 5, 97] {
                let mut got = Vec::new();
                let done = side_by_side(
                    threads,
                    0..count,
                    || (),
                    |(), job| job * 2,
                    |result| {
                        got.push(result);
                        Ok::<(), ()>(())
                    },
                );
                assert!(done.is_ok());
                assert_eq!(got, (0..count).map(|job| job * 2).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn jobs_are_given_out_as_results_come_in() {
        let given = std::cell::Cell::new(0);
        let jobs = (0..100).inspect(|_| given.set(given.get() + 1));
        let mut taken = 0;
        let done = side_by_side(
            3,
            jobs,
            || (),
            |(), job| job,
            |_| {
                assert!(given.get() <= taken + AHEAD * 3 + 1);
                taken += 1;
                Ok::<(), ()>(())
            },
        );
        assert_eq!((done, taken), (Ok(()), 100));
    }

    #[test]
    fn jobs_done_at_once_give_their_results_in_order() {
        for count in 0..4 {
            let jobs: Vec<usize> = (0..count).collect();
            assert_eq!(at_once(&jobs, |&job| job), jobs);
        }
    }

    #[test]
    fn a_failure_stops_the_work() {
        for threads in 0..4 {
            let mut taken = 0;
            let done = side_by_side(
                threads,
                0..1000,
                || (),
                |(), job| job,
                |result| {
                    taken += 1;
                    if result == 3 { Err("full") } else { Ok(()) }
                },
            );
            assert_eq!((done, taken), (Err("full"), 4));
        }
    }
}
