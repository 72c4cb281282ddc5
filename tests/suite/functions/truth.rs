//! What is read of functions is what they do.

use super::*;

/// What a function of its argument sees, told by the error that it raises.
fn seen(shape_of: &str, inputs: &[&str]) -> String {
    let mut project = Project::python("def f(value): raise ValueError(repr(value))\n");
    let toml = format!("[target]\nfunction = \"python:user.py:f\"\n[input]\ngenerate = \"{shape_of}\"\n");
    let read = scenario::parse(&toml, &project.folder.path().join("test.toml"), "test", &Overrides::default());
    project.scenario.inputs = read.expect("a scenario").inputs;
    let path = bundle(project.folder.path(), inputs);
    let sample = project.bench().measure(&trial(10, 1), Some(&path));
    reason(&sample).strip_prefix("raised ValueError: ").expect("what it saw").to_string()
}

#[test]
fn inputs_come_as_the_languages_own_values() {
    assert_eq!(seen("ints", &["1\n22\n333\n"; 1000]), "[1, 22, 333]");
    assert_eq!(seen("words", &[" a\nbc\n"; 1000]), "[' a', 'bc']");
    assert_eq!(seen("json", &["{\"id\": 1}\n{\"id\": 2}\n"; 1000]), "[{'id': 1}, {'id': 2}]");
    assert_eq!(seen("csv", &["a,b\n1,2\n"; 1000]), "[['a', 'b'], ['1', '2']]");
    assert_eq!(seen("graph", &["0 1\n1 2\n"; 1000]), "[(0, 1), (1, 2)]");
    assert_eq!(seen("regex-a", &["aaa!"; 1000]), "'aaa!'");
    assert_eq!(seen("bytes", &["\u{1}\n\u{2}"; 1000]), "b'\\x01\\n\\x02'");
}

#[test]
fn a_sleeping_function_takes_wall_time_and_a_busy_one_cpu_time() {
    let sample = Project::python("import time\ndef f(n): time.sleep(0.02)\n").once();
    assert!(value(&sample, "wall") >= 0.02 && value(&sample, "cpu") < 0.01, "{sample:?}");
    let busy = "import time\ndef f(n):\n    end = time.process_time() + 0.02\n    while time.process_time() < end:\n        pass\n";
    let sample = Project::python(busy).once();
    assert!(value(&sample, "cpu") >= 0.02, "{sample:?}");
}

#[test]
fn many_calls_make_a_batch_of_a_fast_function_and_one_of_a_slow_one() {
    let sample = Project::python("def f(n): return n\n").once();
    assert!(value(&sample, "trial.calls") > 1000.0, "{sample:?}");
    assert!(value(&sample, "cpu") < 1e-5, "{sample:?}");
    let sample = Project::python("import time\ndef f(n): time.sleep(0.15)\n").once();
    assert_eq!(value(&sample, "trial.calls"), 1.0);
    assert!(value(&sample, "trial.wall") >= 0.15);
}

#[test]
fn memory_is_what_one_call_holds_at_its_peak() {
    let sample = Project::python("def f(n):\n    held = bytearray(10_000_000)\n    return len(held)\n").once();
    let bytes = value(&sample, "memory");
    assert!((10_000_000.0..10_010_000.0).contains(&bytes), "{bytes}");
    let sample = Project::python("kept = bytearray(10_000_000)\ndef f(n): return n\n").once();
    assert!(value(&sample, "memory") < 10_000.0, "{sample:?}");
}

#[test]
fn a_function_that_changes_its_input_gets_a_fresh_one_each_call() {
    let text = "def f(items):\n    if items != sorted(items, reverse=True):\n        raise ValueError(items)\n    items.sort()\n";
    let mut project = Project::python(text);
    let toml = "[target]\nfunction = \"python:user.py:f\"\n[input]\ngenerate = \"reversed\"\n";
    let read = scenario::parse(toml, &project.folder.path().join("test.toml"), "test", &Overrides::default());
    project.scenario.inputs = read.expect("a scenario").inputs;
    let input = "9\n8\n7\n6\n5\n4\n3\n2\n1\n0\n";
    let path = bundle(project.folder.path(), &[input; 1000]);
    let sample = project.bench().measure(&trial(10, 1), Some(&path));
    assert!(value(&sample, "trial.calls") > 100.0);
}

#[test]
fn inputs_of_ones_own_are_arguments_and_differ() {
    let text = "seen = set()\ndef make(n, seed): return ([seed] * n, seed)\n\
                def f(items, seed):\n    seen.add(seed)\n    if len(items) != 10 or items[0] != seed:\n        raise ValueError(items)\n\
                def g(items, seed): raise ValueError(len(seen))\n";
    let mut project = Project::python(text);
    project.target().make = Some("make".into());
    assert_eq!(project.once().end, SampleEnd::Completed);
}

#[test]
fn async_functions_are_awaited() {
    let sample =
        Project::python("import asyncio\nasync def f(n):\n    await asyncio.sleep(0.02)\n    return n\n").once();
    assert!(value(&sample, "wall") >= 0.02, "{sample:?}");
    let sample = Project::python("async def f(n): raise ValueError('awaited')\n").once();
    assert_eq!(reason(&sample), "raised ValueError: awaited");
}

#[test]
fn a_counter_that_the_function_reports_is_one_calls() {
    let text = "import os\ndef f(n):\n    with open(os.environ['SCALECHECK_COUNTERS'], 'a') as file:\n        file.write('steps 3\\n')\n";
    assert_eq!(value(&Project::python(text).once(), "steps"), 3.0);
    let held = "import os\nlog = open(os.environ['SCALECHECK_COUNTERS'], 'a', buffering=1)\ndef f(n): log.write('steps 3\\n')\n";
    let project = Project::python(held);
    let mut bench = project.bench();
    for round in 1..3 {
        assert_eq!(value(&bench.measure(&trial(10, round), None), "steps"), 3.0, "round {round}");
    }
}

#[test]
fn what_a_call_holds_does_not_say_that_its_input_fits_the_caches() {
    use scalecheck::model::{Readings, Record};
    let project = Project::python("");
    let sample = |n| {
        let mut readings = Readings::default();
        readings.set(Metric::Cpu, 1e-9 * n as f64);
        readings.set(Metric::Wall, 1e-9 * n as f64);
        readings.set(Metric::Memory, 0.0);
        Sample { trial: trial(n, 1), at: std::time::Duration::ZERO, end: SampleEnd::Completed, readings }
    };
    let record = Record { samples: [10, 100, 1000, 1_000_000].map(sample).to_vec(), ..Record::default() };
    let series = scalecheck::fit::assemble(&project.scenario, &record, &Metric::Time, 0);
    assert_eq!(series.physics.map(|physics| physics.footprint), Some(None));
}
