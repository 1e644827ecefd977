//! The layout stage: handouts of the built-in sheet become pages:
//! `cargo bench --bench layout`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pamyatka::base::fonts::Fonts;
use pamyatka::layout::Layout;
use pamyatka::model::handout::Handout;
use pamyatka_benches::set;

fn stage(criterion: &mut Criterion) {
    let job = set::job();
    let fonts = Fonts::embedded();
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(20);
    for count in [1, 30, 1000] {
        let mut template = set::template(&job);
        let pupils = set::roster(count).students;
        let handouts: Vec<Handout> = pupils
            .iter()
            .map(|student| template.handout(student).expect("it is right"))
            .collect();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} pupils"), |bench| {
            // A layout remembers what it has set: each round has a new one.
            bench.iter_batched_ref(
                || Layout::new(&fonts),
                |layout| {
                    for handout in &handouts {
                        black_box(layout.handout(handout).expect("it fits"));
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
