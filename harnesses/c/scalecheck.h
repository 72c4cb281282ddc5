/* Calls a C or C++ function and says what it cost: scalecheck's harness for C.
 *
 * It speaks the protocol of harnesses/PROTOCOL.md over two inherited descriptors, and needs nothing but a C library.
 * Include it in one source file of a program of your own, and let that file end with
 *
 *     SCALECHECK_MAIN(SCALECHECK(dedupe), SCALECHECK(merge))
 *
 * or let scalecheck load the functions out of a library, as it does where FILE is a source or a .so.
 *
 * What a function is given depends on the input:
 *
 *     none                 f(uint64_t n)
 *     ints                 f(int64_t *items, size_t n)
 *     lines, records, rows f(char **lines, size_t n)
 *     pairs                f(int64_t *pairs, size_t n)           2 n numbers
 *     text, bytes          f(char *bytes, size_t length)         a zero byte stands behind them
 *     made by `make`       f(void *made, size_t n)               made = make(uint64_t n, uint64_t seed), freed by
 *                                                                make_free(made) where there is one, else by free
 *
 * It returns a whole number, a pointer or nothing; what else it returns, such as a double, is not looked at. What it
 * hands out in memory of its own is freed after the call whose memory is counted by f_free(result), where there is such a
 * function; without one, nobody knows what it leaves. */
#ifndef SCALECHECK_H
#define SCALECHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
#define SC_LANGUAGE "c++"
#define SC_VERSION __cplusplus
#else
#define SC_LANGUAGE "c"
#define SC_VERSION __STDC_VERSION__
#endif

typedef void (*scalecheck_function)(void);
typedef struct {
    const char *name;
    scalecheck_function function;
} scalecheck_entry;

/* How functions are found by name: NULL where there is none. */
typedef scalecheck_function (*scalecheck_finder)(const char *name);

#define SCALECHECK(f) {#f, (scalecheck_function)(f)}
#define SCALECHECK_MAIN(...)                                                                                          \
    static scalecheck_function scalecheck_find(const char *name) {                                                    \
        static const scalecheck_entry all[] = {__VA_ARGS__};                                                          \
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)                                                         \
            if (!strcmp(all[i].name, name)) return all[i].function;                                                   \
        return 0;                                                                                                     \
    }                                                                                                                 \
    int main(void) { return scalecheck_serve(SC_LANGUAGE, SC_VERSION, scalecheck_find); }

/* Counting what is allocated: glibc lets a program stand in for malloc and still use its own. What is live is counted in
 * bytes as the allocator rounds them up, which is what it can tell of a block that is freed. */
static struct {
    int on;
    long long live, peak, allocated, allocations;
    /* Where the blocks lie. */
    uint64_t first, last;
} sc_memory;

#if defined(__GLIBC__) && !defined(SCALECHECK_NO_COUNTING)
#define SC_COUNTS 1
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);
#ifdef __cplusplus
#define SC_NOTHROW noexcept(true)
#else
#define SC_NOTHROW
#endif

static long long sc_live(long long more) { return __atomic_add_fetch(&sc_memory.live, more, __ATOMIC_RELAXED); }

/* A block that was asked for with so many bytes. */
static void *sc_got(void *block, size_t bytes) {
    if (!sc_memory.on || !block) return block;
    size_t room = malloc_usable_size(block);
    long long live = sc_live((long long)room);
    if (live > sc_memory.peak) sc_memory.peak = live;
    __atomic_add_fetch(&sc_memory.allocated, (long long)bytes, __ATOMIC_RELAXED);
    __atomic_add_fetch(&sc_memory.allocations, 1, __ATOMIC_RELAXED);
    uint64_t at = (uint64_t)(uintptr_t)block;
    if (at < sc_memory.first) sc_memory.first = at;
    if (at + room > sc_memory.last) sc_memory.last = at + room;
    return block;
}
void *malloc(size_t bytes) SC_NOTHROW { return sc_got(__libc_malloc(bytes), bytes); }
void *calloc(size_t n, size_t bytes) SC_NOTHROW { return sc_got(__libc_calloc(n, bytes), n * bytes); }
void *memalign(size_t to, size_t bytes) SC_NOTHROW { return sc_got(__libc_memalign(to, bytes), bytes); }
void *aligned_alloc(size_t to, size_t bytes) SC_NOTHROW { return sc_got(__libc_memalign(to, bytes), bytes); }
void *valloc(size_t bytes) SC_NOTHROW { return sc_got(__libc_memalign((size_t)sysconf(_SC_PAGESIZE), bytes), bytes); }
int posix_memalign(void **block, size_t to, size_t bytes) SC_NOTHROW {
    void *got = sc_got(__libc_memalign(to, bytes), bytes);
    if (!got) return ENOMEM;
    *block = got;
    return 0;
}
void free(void *block) SC_NOTHROW {
    if (sc_memory.on && block) sc_live(-(long long)malloc_usable_size(block));
    __libc_free(block);
}
void *realloc(void *block, size_t bytes) SC_NOTHROW {
    long long before = sc_memory.on && block ? (long long)malloc_usable_size(block) : 0;
    void *got = __libc_realloc(block, bytes);
    if (sc_memory.on && (got || !bytes)) sc_live(-before);
    return sc_got(got, bytes);
}
#else
#define SC_COUNTS 0
#endif

enum sc_shape { SC_SIZE, SC_INTS, SC_LINES, SC_PAIRS, SC_BYTES, SC_MADE };

/* An input: as many items as its shape has, in memory of its own. */
typedef struct {
    void *items;
    size_t count, bytes;
} sc_input;

static struct {
    int out;
    FILE *in;
    scalecheck_function function, make, unmake, take_back;
    enum sc_shape shape;
    uint64_t n, seed;
    sc_input *bases;
    size_t count;
    char home[PATH_MAX];
} sc;

/* What calls return ends up here. */
static volatile uint64_t sc_kept;

static void sc_say(const char *line) {
    size_t length = strlen(line);
    while (length > 0) {
        ssize_t wrote = write(sc.out, line, length);
        if (wrote <= 0) exit(1);
        line += wrote;
        length -= (size_t)wrote;
    }
}

static double sc_clock(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static long sc_preempted(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nivcsw;
}

static void *sc_need(size_t bytes) {
    void *block = malloc(bytes ? bytes : 1);
    if (!block) {
        sc_say("fail there is no memory for its input\n");
        exit(1);
    }
    return block;
}

/* The bytes of a file's next input as the items of its shape. */
static sc_input sc_decoded(char *data, size_t length) {
    sc_input input = {data, length, length + 1};
    if (sc.shape == SC_BYTES) return input;
    size_t lines = 0;
    for (size_t i = 0; i < length; i++) lines += data[i] == '\n';
    if (length > 0 && data[length - 1] != '\n') lines++;
    if (sc.shape == SC_LINES) {
        /* Pointers first, the text behind them. */
        input.bytes = lines * sizeof(char *) + length + 1;
        char **items = (char **)sc_need(input.bytes);
        char *text = (char *)(items + lines);
        memcpy(text, data, length + 1);
        for (size_t i = 0; i < lines; i++) {
            items[i] = text;
            text += strcspn(text, "\n");
            *text++ = 0;
        }
        input.items = items;
    } else {
        size_t numbers = sc.shape == SC_PAIRS ? 2 * lines : lines;
        int64_t *items = (int64_t *)sc_need(numbers * sizeof *items);
        char *text = data;
        for (size_t i = 0; i < numbers; i++) items[i] = strtoll(text, &text, 10);
        input.items = items;
        input.bytes = numbers * sizeof *items;
    }
    input.count = lines;
    free(data);
    return input;
}

static sc_input sc_copied(sc_input base) {
    sc_input copy = base;
    copy.items = sc_need(base.bytes);
    memcpy(copy.items, base.items, base.bytes);
    if (sc.shape == SC_LINES)
        for (size_t i = 0; i < base.count; i++)
            ((char **)copy.items)[i] = (char *)copy.items + (((char **)base.items)[i] - (char *)base.items);
    return copy;
}

static sc_input sc_fresh(size_t i) {
    if (sc.shape == SC_SIZE) return sc.bases[0];
    if (sc.shape != SC_MADE) return sc_copied(sc.bases[i % sc.count]);
    sc_input made = {((void *(*)(uint64_t, uint64_t))sc.make)(sc.n, sc.seed + i % sc.count), (size_t)sc.n, 0};
    return made;
}

static void sc_done(sc_input input) {
    if (sc.shape == SC_SIZE) return;
    if (sc.shape == SC_MADE && sc.unmake) ((void (*)(void *))sc.unmake)(input.items);
    else free(input.items);
}

static uint64_t sc_call(sc_input input) {
    if (sc.shape == SC_SIZE) return ((uint64_t(*)(uint64_t))sc.function)(sc.n);
    return ((uint64_t(*)(void *, size_t))sc.function)(input.items, input.count);
}

/* The next input of a file; 0 where the file ends before it does. */
static int sc_next(FILE *file, sc_input *input) {
    unsigned long long length;
    if (fscanf(file, "%llu", &length) != 1 || fgetc(file) != '\n') return 0;
    char *data = (char *)sc_need((size_t)length + 1);
    if (fread(data, 1, (size_t)length, file) != length) {
        free(data);
        return 0;
    }
    data[length] = 0;
    *input = sc_decoded(data, (size_t)length);
    return 1;
}

static void sc_setup(char *line) {
    unsigned long long n, seed, count;
    char shape[16];
    int at = 0;
    if (sscanf(line, "setup %llu %llu %llu %15s %n", &n, &seed, &count, shape, &at) != 4) {
        sc_say("fail it can't read this setup\n");
        return;
    }
    if (sc.shape != SC_MADE && sc.shape != SC_SIZE)
        for (size_t i = 0; i < sc.count; i++) free(sc.bases[i].items);
    free(sc.bases);
    sc.n = n;
    sc.seed = seed;
    sc.count = (size_t)count;
    sc.bases = (sc_input *)calloc(sc.count, sizeof *sc.bases);
    sc.shape = sc.make                  ? SC_MADE
               : !strcmp(shape, "size") ? SC_SIZE
               : !strcmp(shape, "ints") ? SC_INTS
               : !strcmp(shape, "pairs") ? SC_PAIRS
               : !strcmp(shape, "text") || !strcmp(shape, "bytes") ? SC_BYTES : SC_LINES;
    if (sc.shape == SC_MADE || sc.shape == SC_SIZE) {
        sc_say("ok\n");
        return;
    }
    FILE *file = fopen(line + at, "rb");
    size_t read = 0;
    while (file && read < sc.count && sc_next(file, &sc.bases[read])) read++;
    if (file) fclose(file);
    sc_say(!file ? "fail its input can't be read\n" : read < sc.count ? "fail its input ends early\n" : "ok\n");
}

/* The function may have gone elsewhere. */
static void sc_go_home(void) {
    if (!chdir(sc.home)) return;
    sc_say("fail the folder is gone\n");
    exit(1);
}

static void sc_run(const char *line) {
    unsigned long long calls, inputs;
    if (sscanf(line, "run %llu %llu", &calls, &inputs) != 2 || inputs == 0) {
        sc_say("fail it can't read this run\n");
        return;
    }
    sc_input *made = (sc_input *)sc_need(inputs * sizeof *made);
    for (size_t i = 0; i < inputs; i++) made[i] = sc_fresh(i);
    sc_go_home();
    long switches = sc_preempted();
    double cpu = sc_clock(CLOCK_PROCESS_CPUTIME_ID), wall = sc_clock(CLOCK_MONOTONIC);
    for (size_t i = 0, input = 0; i < calls; i++) {
        sc_kept = sc_call(made[input]);
        if (++input == inputs) input = 0;
    }
    wall = sc_clock(CLOCK_MONOTONIC) - wall;
    cpu = sc_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    switches = sc_preempted() - switches;
    for (size_t i = 0; i < inputs; i++) sc_done(made[i]);
    free(made);
    char answer[160];
    snprintf(answer, sizeof answer, "batch %llu %.0f %.0f switches.involuntary=%ld\n", calls, wall, cpu, switches);
    sc_say(answer);
}

/* Whether a result points into what its call has allocated, as far as that shows: between its blocks, and not into the
 * input. */
static int sc_handed_out(uint64_t result, sc_input input) {
    uint64_t given = (uint64_t)(uintptr_t)input.items;
    return result >= sc_memory.first && result < sc_memory.last && (result < given || result >= given + input.bytes);
}

/* The input is counted as it comes and as it goes: only what the function keeps of it is left. */
static void sc_once(void) {
    sc_memory.live = 0;
    sc_memory.on = 1;
    sc_input input = sc_fresh(0);
    sc_go_home();
    long long before = sc_memory.live;
    sc_memory.peak = before;
    sc_memory.allocated = sc_memory.allocations = 0;
    sc_memory.first = UINT64_MAX;
    sc_memory.last = 0;
    uint64_t result = sc_call(input);
    long long peak = sc_memory.peak - before, allocated = sc_memory.allocated, allocations = sc_memory.allocations;
    sc_kept = result;
    int out = sc_handed_out(result, input);
    if (out && sc.take_back) ((void (*)(void *))sc.take_back)((void *)(uintptr_t)result);
    sc_done(input);
    sc_memory.on = 0;
    char answer[160], left[40] = "";
    /* A function of type void leaves by chance what it would hand out; where nothing is left, that doesn't matter. */
    if (!out || sc.take_back || sc_memory.live <= 0) snprintf(left, sizeof left, " left=%lld", sc_memory.live > 0 ? sc_memory.live : 0);
    snprintf(answer, sizeof answer, "once peak=%lld allocated=%lld allocations=%lld%s\n", peak, allocated, allocations, left);
    sc_say(SC_COUNTS ? answer : "once\n");
}

/* Twice in the same memory, where a pointer that it returns is then the same. The register of a result holds anything
 * where a function returns nothing, or a double: results that differ over equal memory say nothing. */
static void sc_check(void) {
    sc_input input = sc_fresh(0);
    sc_go_home();
    if (sc.shape == SC_SIZE || sc.shape == SC_MADE) {
        uint64_t first = sc_call(input);
        if (sc.shape == SC_MADE) {
            sc_done(input);
            input = sc_fresh(0);
        }
        sc_go_home();
        uint64_t second = sc_call(input);
        sc_done(input);
        sc_say(first == second ? "check same\n" : "check unknown\n");
        return;
    }
    void *before = sc_need(input.bytes), *after = sc_need(input.bytes);
    memcpy(before, input.items, input.bytes);
    uint64_t first = sc_call(input);
    memcpy(after, input.items, input.bytes);
    memcpy(input.items, before, input.bytes);
    sc_go_home();
    uint64_t second = sc_call(input);
    int same = !memcmp(after, input.items, input.bytes);
    free(before);
    free(after);
    sc_done(input);
    sc_say(!same ? "check differs\n" : first == second ? "check same\n" : "check unknown\n");
}

/* Writes the names of the functions that there are, as `a, b`; 0 where nobody knows them. */
static void (*sc_known)(char *names, size_t room);

static void sc_refuse(const char *missing) {
    char names[1000] = "", answer[1300];
    if (sc_known) sc_known(names, sizeof names);
    const char *there = !sc_known ? "" : *names ? "; there is " : "; there is none";
    snprintf(answer, sizeof answer, "fail no function %.200s: it must have C linkage and be visible%s%s\n", missing, there, names);
    sc_say(answer);
}

/* The function NAME_free. */
static scalecheck_function sc_find_free(scalecheck_finder find, const char *name) {
    char freeing[512];
    snprintf(freeing, sizeof freeing, "%.400s_free", name);
    return find(freeing);
}

static void sc_load(scalecheck_finder find) {
    const char *name = getenv("SCALECHECK_FUNCTION"), *make = getenv("SCALECHECK_MAKE");
    sc.function = find(name ? name : "");
    sc.make = make ? find(make) : 0;
    sc.unmake = make ? sc_find_free(find, make) : 0;
    sc.take_back = name ? sc_find_free(find, name) : 0;
    const char *missing = !sc.function ? name : make && !sc.make ? make : 0;
    if (missing) sc_refuse(missing);
    else sc_say("ok\n");
}

/* Answers requests until there are no more; a version of 0 is not known. */
static int scalecheck_serve(const char *language, long version, scalecheck_finder find) {
    const char *in = getenv("SCALECHECK_IN"), *out = getenv("SCALECHECK_OUT");
    if (!in || !out) {
        fputs("this program is a harness: run it by scalecheck, with --function c:FILE:NAME\n", stderr);
        return 2;
    }
    sc.out = atoi(out);
    sc.in = fdopen(atoi(in), "r");
    if (!sc.in || !getcwd(sc.home, sizeof sc.home)) return 2;
    char answer[120];
    char said[32] = "unknown";
    if (version) snprintf(said, sizeof said, "%ld", version);
    snprintf(answer, sizeof answer, "hello 1 %.20s %s pid=%d clock=process_cputime%s\n", language, said, (int)getpid(),
             SC_COUNTS ? "" : " memory=process");
    sc_say(answer);
    char *line = 0;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, sc.in)) > 0;) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        if (!strcmp(line, "load")) sc_load(find);
        else if (!strncmp(line, "setup ", 6)) sc_setup(line);
        else if (!strncmp(line, "run ", 4)) sc_run(line);
        else if (!strcmp(line, "once")) sc_once();
        else if (!strcmp(line, "check")) sc_check();
        else if (!strcmp(line, "quit")) _exit(0);
        else sc_say("fail it knows no such request\n");
    }
    return 0;
}

#ifdef __cplusplus
}
#endif
#endif
