//! Batches side by side: the only place that knows of threads.

/// How many threads can run at the same time.
pub(super) fn processors() -> usize {
    if cfg!(target_family = "wasm") {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// What the thread that asks for work does itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// It only takes what others have made, which keeps a processor busy.
    Takes,
    /// It works as the others do.
    Works,
}

/// Works on `jobs` with a worker for every processor and shows the results to
/// `take` in the order of the jobs. What `take` leaves of a result goes back to
/// the thread that made it and is dropped there: an allocator that keeps memory
/// by threads else holds on to ever more of it. With one processor, with one job,
/// or where threads cannot be had, all happens in turn.
pub(super) fn side_by_side<J: Sync, W, R: Send, E>(
    jobs: &[J],
    caller: Caller,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &J) -> R + Sync,
    mut take: impl FnMut(&mut R) -> Result<(), E>,
) -> Result<(), E> {
    let own = usize::from(caller == Caller::Works);
    let threads = (processors() - 1 + own).min(jobs.len());
    if threads == own || jobs.len() < 2 {
        let mut worker = worker();
        for job in jobs {
            take(&mut work(&mut worker, job))?;
        }
        return Ok(());
    }
    std::thread::scope(|scope| {
        // Worker n does jobs n, n + threads, …; a channel of one batch keeps it
        // from running ahead of the writer, so memory stays flat.
        let others: Vec<_> = (own..threads)
            .map(|first| {
                let (sender, receiver) = std::sync::mpsc::sync_channel(1);
                let (back, taken) = std::sync::mpsc::channel();
                let (worker, work) = (&worker, &work);
                scope.spawn(move || {
                    let mut worker = worker();
                    for job in jobs.iter().skip(first).step_by(threads) {
                        taken.try_iter().for_each(drop);
                        if sender.send(work(&mut worker, job)).is_err() {
                            return;
                        }
                    }
                });
                (receiver, back)
            })
            .collect();
        let mut own_worker = (own == 1).then(&worker);
        for (index, job) in jobs.iter().enumerate() {
            let thread = index % threads;
            if let (0, Some(worker)) = (thread, &mut own_worker) {
                take(&mut work(worker, job))?;
                continue;
            }
            let (receiver, back) = &others[thread - own];
            // If the worker died, leaving the scope passes its panic on.
            let Ok(mut result) = receiver.recv() else {
                break;
            };
            take(&mut result)?;
            // A worker that is done has no use for it.
            back.send(result).unwrap_or_default();
        }
        drop(others);
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
        for caller in [Caller::Takes, Caller::Works] {
            for count in [0, 1, 2, 97] {
                let jobs: Vec<usize> = (0..count).collect();
                let mut got = Vec::new();
                let done = side_by_side(
                    &jobs,
                    caller,
                    || (),
                    |(), &job| job * 2,
                    |result| {
                        got.push(*result);
                        Ok::<(), ()>(())
                    },
                );
                assert!(done.is_ok());
                assert_eq!(got, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
            }
        }
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
        for caller in [Caller::Takes, Caller::Works] {
            let jobs: Vec<usize> = (0..1000).collect();
            let mut taken = 0;
            let done = side_by_side(
                &jobs,
                caller,
                || (),
                |(), &job| job,
                |result| {
                    taken += 1;
                    if *result == 3 { Err("full") } else { Ok(()) }
                },
            );
            assert_eq!((done, taken), (Err("full"), 4));
        }
    }
}
