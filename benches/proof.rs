//! The read-back: codes of the built-in sheet found in a finished set, out of
//! the few pages that are looked at: `cargo bench --bench proof`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pamyatka::pipeline;
use pamyatka_benches::set;

fn stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("proof");
    group.sample_size(20);
    for count in [1, 30, 1000] {
        let (pdf, made) = pamyatka_benches::made(&set::roster(count));
        let mut read_at = |at: u64, length: usize| {
            let at = at as usize;
            Ok(pdf[at..at + length].to_vec())
        };
        group.bench_function(format!("{count} pupils"), |bench| {
            bench.iter(|| {
                let report = pipeline::read_back(black_box(&made), &mut read_at);
                report.expect("the codes are right")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, stage);
criterion_main!(benches);
