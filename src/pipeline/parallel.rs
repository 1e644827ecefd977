//! Batches side by side: the only place that knows of threads.

/// Works on `jobs` with a worker for every processor but `reserved` and hands the
/// results to `take` in the order of the jobs. With one processor, with one
/// job, or where threads cannot be had, all happens in turn.
pub(super) fn side_by_side<J: Sync, W, R: Send, E>(
    jobs: &[J],
    reserved: usize,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let processors = std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = processors.saturating_sub(reserved).min(jobs.len());
    if threads == 0 || jobs.len() < 2 || cfg!(target_family = "wasm") {
        let mut worker = worker();
        for job in jobs {
            take(work(&mut worker, job))?;
        }
        return Ok(());
    }
    std::thread::scope(|scope| {
        // Worker n does jobs n, n + threads, …; a channel of one batch keeps it
        // from running ahead of the writer, so memory stays flat.
        let results: Vec<_> = (0..threads)
            .map(|first| {
                let (sender, receiver) = std::sync::mpsc::sync_channel(1);
                let (worker, work) = (&worker, &work);
                scope.spawn(move || {
                    let mut worker = worker();
                    for job in jobs.iter().skip(first).step_by(threads) {
                        if sender.send(work(&mut worker, job)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for index in 0..jobs.len() {
            match results[index % threads].recv() {
                Ok(result) => take(result)?,
                // The worker died; leaving the scope passes its panic on.
                Err(_) => break,
            }
        }
        drop(results);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..97).collect();
        let mut got = Vec::new();
        let done = side_by_side(
            &jobs,
            1,
            || (),
            |(), &job| job * 2,
            |result| {
                got.push(result);
                Ok::<(), ()>(())
            },
        );
        assert!(done.is_ok());
        assert_eq!(got, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_stops_the_work() {
        let jobs: Vec<usize> = (0..1000).collect();
        let mut taken = 0;
        let done = side_by_side(
            &jobs,
            0,
            || (),
            |(), &job| job,
            |result| {
                taken += 1;
                if result == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("full"), 4));
    }
}
