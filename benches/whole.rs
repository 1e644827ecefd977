//! The whole way from pupils to a PDF in memory, and for a class with the
//! read-back that the program does too: `cargo bench --bench whole`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pamyatka::pipeline;
use pamyatka_benches::set;

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    for count in [30, 1000] {
        let roster = set::roster(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} pupils"), |bench| {
            bench.iter(|| pamyatka_benches::made(black_box(&roster)));
        });
    }
    let class = set::roster(30);
    group.throughput(Throughput::Elements(30));
    group.bench_function("30 pupils, read back", |bench| {
        bench.iter(|| {
            let (pdf, made) = pamyatka_benches::made(black_box(&class));
            let mut read_at = |at: u64, length: usize| {
                let at = at as usize;
                Ok(pdf[at..at + length].to_vec())
            };
            pipeline::read_back(&made, &mut read_at).expect("the codes are right")
        });
    });
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
