//! Readings are what really happened.

use super::*;

#[test]
fn a_plain_command_gives_all_its_readings() {
    let sample = once(&command(&["true"]));
    for name in ["cpu", "wall", "memory", "faults.minor", "io.read_bytes", "io.read_calls"] {
        assert!(value(&sample, name) > 0.0, "{name}");
    }
    for name in ["faults.major", "switches.voluntary", "switches.involuntary", "io.write_bytes", "io.write_calls"] {
        assert!(value(&sample, name) >= 0.0, "{name}");
    }
}

#[test]
fn memory_and_cpu_of_a_small_target_are_small_however_big_the_main_process_is() {
    let held = vec![1u8; 200 << 20];
    let mut setup = bench(&command(&["true"]));
    let sample = setup.once();
    assert!(value(&sample, "memory") < 3e6, "{}", value(&sample, "memory"));
    // A fork of the main process would take 20 ms.
    let quickest = (0..20).map(|_| value(&setup.once(), "cpu")).fold(f64::INFINITY, f64::min);
    assert!(quickest < 5e-3, "{quickest}");
    assert_eq!(held.iter().step_by(4096).map(|byte| usize::from(*byte)).sum::<usize>(), (200 << 20) / 4096);
}

const TOUCH: &str = r"
#include <stdlib.h>
int main(void) {
    size_t bytes = (size_t)MIB << 20;
    volatile char *memory = malloc(bytes);
    for (size_t i = 0; i < bytes; i += 1024) memory[i] = 1;
    return memory[0] - 1;
}";

#[test]
fn a_target_that_touches_64_mib_reads_64_to_70_and_the_next_small_one_is_small_again() {
    let touch = compiled("touch", TOUCH, &["-DMIB=64"]);
    let sample = once(&command(&[touch.to_str().expect("text")]));
    let read = value(&sample, "memory") / f64::from(1 << 20);
    assert!((64.0..=70.0).contains(&read), "{read}");
    let mut setup = bench(&script(&format!("[ {{n}} = 10 ] || exec {}", touch.display())));
    assert!(value(&setup.bench.measure(&trial(20, 1), None), "memory") > 64e6);
    assert!(value(&setup.once(), "memory") < 3e6);
}

#[test]
fn the_memory_of_a_child_is_seen_too() {
    let touch = compiled("touch", TOUCH, &["-DMIB=64"]);
    let sample = once(&script(&format!("{}; true", touch.display())));
    assert!(value(&sample, "memory") > 64e6);
}

/// Uses 100 ms of CPU time in each of two threads.
const SPINNER: &str = r"
#include <pthread.h>
#include <time.h>
static void *spin(void *unused) {
    struct timespec used;
    do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used); while (used.tv_nsec < 100000000 && !used.tv_sec);
    return unused;
}
int main(void) {
    pthread_t other;
    pthread_create(&other, 0, spin, 0);
    spin(0);
    return pthread_join(other, 0);
}";

#[test]
fn the_cpu_time_of_all_threads_counts() {
    let spinner = compiled("spinner", SPINNER, &[]);
    let cpu = value(&once(&command(&[spinner.to_str().expect("text")])), "cpu");
    assert!((0.2..0.3).contains(&cpu), "{cpu}");
}

/// A daemon uses 100 ms of CPU time and ends; the target waits for that without being its parent.
const WORKING_DAEMON: &str = r"
#include <time.h>
#include <unistd.h>
int main(void) {
    int ends[2];
    char byte;
    if (pipe(ends)) return 1;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            struct timespec used;
            do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used); while (used.tv_nsec < 100000000 && !used.tv_sec);
            _exit(0);
        }
        _exit(0);
    }
    close(ends[1]);
    return read(ends[0], &byte, 1) == 0 ? 0 : 1;
}";

#[test]
fn the_cpu_time_of_a_daemon_counts() {
    let daemon = compiled("working-daemon", WORKING_DAEMON, &[]);
    let mut setup = bench(&command(&[daemon.to_str().expect("text")]));
    let cpu = value(&setup.once(), "cpu");
    assert!((0.1..0.15).contains(&cpu), "{cpu}");
    assert!(setup.bench.caveats().is_empty(), "{:?}", setup.bench.caveats());
}

#[test]
fn bytes_and_calls_of_reading_and_writing_are_counted_with_those_of_children() {
    let sample = once(&script("dd if=/dev/zero of=/dev/null bs=1000 count=3000 2>&-; true"));
    let (read, calls) = (value(&sample, "io.read_bytes"), value(&sample, "io.read_calls"));
    assert!((3e6..3.1e6).contains(&read), "{read}");
    assert!((3000.0..3100.0).contains(&calls), "{calls}");
    assert!((3e6..3.1e6).contains(&value(&sample, "io.write_bytes")));
}

#[test]
fn a_discarded_output_is_not_seen_as_one() {
    // Some programs, such as grep and tar, do less where stdout is /dev/null.
    let sample = once(&script("[ $(readlink /proc/$$/fd/1) = /dev/zero ]"));
    assert_eq!(sample.end, SampleEnd::Completed);
}

#[test]
fn waiting_takes_wall_time_and_no_cpu_time() {
    let sample = once(&command(&["sleep", "0.2"]));
    assert!(value(&sample, "wall") >= 0.2);
    assert!(value(&sample, "cpu") < 0.1);
}

#[test]
fn the_checkup_has_plausible_figures_and_a_reason_for_all_that_is_missing() {
    let checkup = scalecheck::measure::checkup();
    let noise = checkup.noise.expect("programs run here");
    assert!(noise.least_spawn > std::time::Duration::from_micros(10) && noise.least_spawn <= noise.spawn);
    assert!((0.0..1.0).contains(&noise.cpu_spread) && noise.memory_floor < 1 << 20, "{noise:?}");
    for ability in checkup.abilities {
        assert!(ability.missing.is_none_or(|reason| reason.len() > 5), "{}", ability.name);
    }
}
