//! The template stage: parsing the built-in sheet, and filling it in for a
//! class: `cargo bench --bench template`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pamyatka::template::{Template, builtin};
use pamyatka_benches::set;

fn stage(criterion: &mut Criterion) {
    let job = set::job();
    let source = builtin("handout").expect("it is built in");
    let mut group = criterion.benchmark_group("template");
    group.bench_function("parse", |bench| {
        bench.iter(|| Template::parse("handout", black_box(source), &job).expect("it is right"));
    });
    for count in [1, 30, 1000] {
        let roster = set::roster(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} pupils"), |bench| {
            // A template remembers what it has read: each round has a new one.
            bench.iter_batched_ref(
                || set::template(&job),
                |template| {
                    for student in &roster.students {
                        black_box(template.handout(student).expect("it is right"));
                    }
                },
                criterion::BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, stage);
criterion_main!(benches);
