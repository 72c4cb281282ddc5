//! Fresh inputs: whatever a call changes in its input, no other call finds changed.

use super::*;

/// What takes an item out of each list that its input holds, and fails where there is none.
const TAKES: [(&str, &str); 6] = [
    (
        "python:user.py:f",
        "def make(n, seed): return {i: [seed] for i in range(n)}\n\
         def f(lists):\n    for items in lists.values():\n        items.pop()\n",
    ),
    (
        // What can't be pickled, and what holds the same twice.
        "python:user.py:f",
        "def make(n, seed):\n    lists = [[seed] for _ in range(n)]\n    return lists, {'first': lists[0], 'why': lambda: 1}\n\
         def f(lists, more):\n    assert lists[0] is more['first']\n    for items in lists:\n        items.pop()\n",
    ),
    (
        // Longer than Python may call itself.
        "python:user.py:f",
        "class Item:\n    def __init__(self, rest): self.rest = rest\n\
         def make(n, seed):\n    head = None\n    for _ in range(100 * n):\n        head = Item(head)\n    return [head]\n\
         def f(held):\n    item = held[0]\n    if item.rest is None: raise ValueError('not fresh')\n\
         \u{20}   while item: item.rest, item = None, item.rest\n",
    ),
    (
        "node:user.js:f",
        "exports.make = (n, seed) => new Map(Array.from({ length: n }, (_, i) => [i, [seed]]));\n\
         exports.f = (lists) => { for (const items of lists.values()) { if (items.length === 0) throw new Error('not fresh'); items.pop(); } };\n",
    ),
    (
        // Linked more often than a copy may call itself.
        "node:user.js:f",
        "exports.make = (n) => { let head = null; for (let i = 0; i < 2000 * n; i++) head = { rest: head }; return { head }; };\n\
         exports.f = ({ head }) => { if (head.rest === null) throw new Error('not fresh'); while (head) { const { rest } = head; head.rest = null; head = rest; } };\n",
    ),
    (
        "java:User.java:f",
        "import java.util.*;\nclass User {\n\
         static Map<Long, Deque<Long>> make(long n, long seed) { var lists = new TreeMap<Long, Deque<Long>>(Comparator.reverseOrder()); for (long i = 0; i < n; i++) lists.put(i, new ArrayDeque<>(List.of(seed))); return lists; }\n\
         static void f(Map<Long, Deque<Long>> lists) { for (var items : lists.values()) items.removeFirst(); }\n}\n",
    ),
];

#[test]
fn calls_that_change_what_their_input_holds_get_fresh_inputs() {
    for (spec, text) in TAKES {
        let mut project = Project::new(spec, text);
        project.target().make = Some("make".into());
        let mut bench = project.bench();
        for round in 0..3 {
            let sample = bench.measure(&trial(10, round), None);
            assert_eq!(sample.end, SampleEnd::Completed, "{text}");
            assert!(value(&sample, "trial.calls") > 1.0, "{text}");
        }
    }
}

#[test]
fn a_harness_that_has_seen_no_call_yet_notices_in_a_whole_batch() {
    let lines = ["load", "setup 10 1 2 size -", "run 100 100", "check", "run 100 100", "quit"].join("\n") + "\n";
    for (spec, text) in TAKES {
        let mut project = Project::new(spec, text);
        project.target().make = Some("make".into());
        let _bench = project.bench();
        let scratch = bundles::scratch(&project).display().to_string();
        let words: &[&str] = match project.target().file.as_str() {
            "user.py" => &["python3", "{scratch}/harness.py"],
            "user.js" => &["node", "--expose-gc", "{scratch}/harness.js"],
            _ => &["java", "{scratch}/Harness.java", "{scratch}"],
        };
        let words: Vec<String> = words.iter().map(|word| word.replace("{scratch}", &scratch)).collect();
        let answers = bundles::said(&project, &words, &lines);
        assert!(answers[3].starts_with("batch 100 ") && answers[5].starts_with("batch 100 "), "{text}: {answers:?}");
    }
}

#[test]
fn records_are_fresh_in_every_call() {
    let record = "{\"id\": 1, \"tags\": [\"a\"]}\n";
    for (spec, text) in [
        ("python:user.py:f", "def f(records):\n    for record in records:\n        record.pop('tags')\n"),
        (
            "node:user.js:f",
            "exports.f = (records) => { for (const record of records) { if (!record.tags) throw new Error('not fresh'); delete record.tags; } };\n",
        ),
    ] {
        let project = Project::new(spec, text).given("json");
        let path = bundle(project.folder.path(), &[&*record.repeat(10); 100]);
        let sample = project.bench().measure(&trial(10, 1), Some(&path));
        assert_eq!(sample.end, SampleEnd::Completed, "{spec}");
    }
}
