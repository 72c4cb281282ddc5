/* Small programs of known cost: `work NAME N`. Each prints a checksum, so that no work can be optimised away. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef uint32_t u32;

static u64 state = 88172645463325252ull;

static u64 draw(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static u32 *draws(u64 n) {
    u32 *a = malloc(n * sizeof *a);
    for (u64 i = 0; i < n; i++) a[i] = (u32)draw();
    return a;
}

static u64 spin(u64 turns) {
    u64 x = 1;
    for (u64 i = 0; i < turns; i++) x = x * 6364136223846793005ull + 1442695040888963407ull;
    return x;
}

/* O(1) */
static u64 constant(u64 n) { return spin(20000000) + n; }

/* O(n), of which nothing shows: 20 ms of other work stand before 4 ns an item */
static u64 settle(u64 n) { return spin(20000000) + spin(4 * n); }

/* O(log n): as many halvings as n has digits, many times over */
static u64 digits(u64 n) {
    u64 sum = 0;
    for (u64 r = 0; r < 400000; r++)
        for (u64 m = n; m > 0; m /= 2) sum += spin(6) ^ r;
    return sum;
}

/* O(sqrt n): trial division, many times over */
static u64 divisors(u64 n) {
    u64 sum = 0;
    for (u64 r = 0; r < 20000; r++)
        for (u64 d = 1; d * d <= n; d++) sum += n % (d + (r & 1)) == 0;
    return sum;
}

/* O(n) */
static u64 linear(u64 n) { return spin(300 * n); }

/* O(n), memory: one pass over an array */
static u64 scan(u64 n) {
    u32 *a = draws(n);
    u64 sum = 0;
    for (u64 r = 0; r < 30; r++)
        for (u64 i = 0; i < n; i++) sum += a[i] >> (r & 3);
    return sum;
}

/* O(n), memory: reads at random places of a table that grows with n */
static u64 gather(u64 n) {
    u32 *a = draws(n);
    u64 sum = 0;
    for (u64 r = 0; r < 20; r++)
        for (u64 i = 0; i < n; i++) sum += a[draw() % n];
    return sum;
}

/* O(n), memory: follows a random cycle */
static u64 chase(u64 n) {
    u32 *next = malloc(n * sizeof *next);
    for (u64 i = 0; i < n; i++) next[i] = (u32)i;
    for (u64 i = n - 1; i > 0; i--) {
        u64 j = draw() % i;
        u32 t = next[i];
        next[i] = next[j];
        next[j] = t;
    }
    u64 at = 0;
    for (u64 r = 0; r < 10 * n; r++) at = next[at];
    return at;
}

/* O(n) expected, memory: an open hash set */
static u64 hash_dedupe(u64 n) {
    u64 size = 16, seen = 0;
    while (size < 2 * n) size *= 2;
    u32 *set = calloc(size, sizeof *set);
    for (u64 i = 0; i < 4 * n; i++) {
        u32 value = (u32)(draw() % n) + 1;
        u64 at = (value * 11400714819323198485ull) & (size - 1);
        while (set[at] && set[at] != value) at = (at + 1) & (size - 1);
        if (!set[at]) set[at] = value, seen++;
    }
    return seen;
}

/* O(n), memory: transposes a square matrix of n elements */
static u64 transpose(u64 n) {
    u64 side = (u64)sqrt((double)n);
    u32 *a = draws(side * side), *b = malloc(side * side * sizeof *b);
    for (u64 r = 0; r < 30; r++)
        for (u64 i = 0; i < side; i++)
            for (u64 j = 0; j < side; j++) b[j * side + i] = a[i * side + j] + (u32)r;
    return side ? b[side * side / 2] : 0;
}

/* O(n), memory: copies of n words */
static u64 copies(u64 n) {
    u32 *a = draws(n), *b = malloc(n * sizeof *b);
    for (u64 r = 0; r < 400; r++) {
        a[r % n] ^= (u32)r;
        memcpy(b, a, n * sizeof *b);
    }
    return b[n / 2];
}

/* O(n): counts values of 16 bits */
static u64 histogram(u64 n) {
    static u32 count[65536];
    for (u64 i = 0; i < 30 * n; i++) count[draw() & 65535]++;
    return count[7];
}

static int rising(const void *x, const void *y) {
    u32 a = *(const u32 *)x, b = *(const u32 *)y;
    return (a > b) - (a < b);
}

/* O(n log n) */
static u64 quicksort(u64 n) {
    u32 *a = draws(n);
    qsort(a, n, sizeof *a, rising);
    return a[n / 2];
}

/* O(n log n): heap sort */
static u64 heapsort_(u64 n) {
    u32 *a = draws(n);
    for (u64 end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            u32 t = a[end];
            a[end] = a[0];
            a[0] = t;
        }
        for (u64 root = start, child; (child = 2 * root + 1) < end; root = child) {
            if (child + 1 < end && a[child + 1] > a[child]) child++;
            if (a[root] >= a[child]) break;
            u32 t = a[root];
            a[root] = a[child];
            a[child] = t;
        }
    }
    return a[n / 2];
}

static void merge_within(u32 *a, u32 *spare, u64 n) {
    if (n < 2) return;
    u64 half = n / 2, left = 0, right = half;
    merge_within(a, spare, half);
    merge_within(a + half, spare, n - half);
    for (u64 i = 0; i < n; i++) {
        int from_left = left < half && (right == n || a[left] <= a[right]);
        spare[i] = from_left ? a[left++] : a[right++];
    }
    memcpy(a, spare, n * sizeof *a);
}

/* O(n log n) */
static u64 merge_sort(u64 n) {
    u32 *a = draws(n), *spare = malloc(n * sizeof *spare);
    merge_within(a, spare, n);
    return a[0] + a[n - 1];
}

/* O(n log n), memory: n binary searches in n sorted words */
static u64 searches(u64 n) {
    u64 sum = 0;
    u32 *a = malloc(n * sizeof *a);
    for (u64 i = 0; i < n; i++) a[i] = (u32)(i * 3);
    for (u64 i = 0; i < 4 * n; i++) {
        u32 wanted = (u32)(draw() % (3 * n));
        u64 low = 0, high = n;
        while (low < high) {
            u64 middle = (low + high) / 2;
            if (a[middle] < wanted) low = middle + 1;
            else high = middle;
        }
        sum += low;
    }
    return sum;
}

/* O(n^1.5) */
static u64 blocks(u64 n) {
    u64 sum = 0, side = (u64)sqrt((double)n);
    for (u64 i = 0; i < n; i++)
        for (u64 j = 0; j < side; j++) sum += (i ^ j) * 2654435761u >> 7;
    return sum;
}

/* O(n^2) */
static u64 pairs(u64 n) {
    u32 *a = draws(n);
    u64 equal = 0;
    for (u64 i = 0; i < n; i++)
        for (u64 j = i + 1; j < n; j++) equal += (a[i] ^ a[j]) % 9 == 0;
    return equal;
}

/* O(n^2): insertion sort */
static u64 insertion(u64 n) {
    u32 *a = draws(n);
    for (u64 i = 1; i < n; i++) {
        u32 value = a[i];
        u64 j = i;
        for (; j > 0 && a[j - 1] > value; j--) a[j] = a[j - 1];
        a[j] = value;
    }
    return a[n / 2];
}

/* O(n^2 log n): sorts each of n rows */
static u64 row_sorts(u64 n) {
    u64 sum = 0;
    for (u64 i = 0; i < n; i++) {
        u32 *a = draws(n);
        qsort(a, n, sizeof *a, rising);
        sum += a[i];
        free(a);
    }
    return sum;
}

/* O(n^3): matrix product */
static u64 product(u64 n) {
    u32 *a = draws(n * n), *b = draws(n * n), *c = calloc(n * n, sizeof *c);
    for (u64 i = 0; i < n; i++)
        for (u64 k = 0; k < n; k++)
            for (u64 j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    return c[n * n / 2];
}

/* O(2^n): subset sums */
static u64 subsets(u64 n) {
    u64 hits = 0;
    for (u64 mask = 0; mask < 1ull << n; mask++) hits += (mask * 2654435761u >> 5) % 7 == 0;
    return hits;
}

/* O(1.618^n) */
static u64 fibonacci(u64 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static u64 permute(int *a, u64 k, u64 n) {
    u64 sum = 0;
    if (k == n) return (u64)a[0];
    for (u64 i = k; i < n; i++) {
        int t = a[k];
        a[k] = a[i], a[i] = t;
        sum += permute(a, k + 1, n);
        t = a[k];
        a[k] = a[i], a[i] = t;
    }
    return sum;
}

/* O(n!) */
static u64 permutations(u64 n) {
    int a[32];
    for (u64 i = 0; i < n; i++) a[i] = (int)i;
    return permute(a, 0, n);
}

/* O(n), but every run takes from 1 to 60 times as long as the quickest */
static u64 erratic(u64 n) {
    FILE *urandom = fopen("/dev/urandom", "r");
    unsigned char byte = 0;
    if (urandom && fread(&byte, 1, 1, urandom) != 1) byte = 0;
    return spin((u64)(40.0 * (double)n * exp((double)byte / 255.0 * 4.1)));
}

static const struct {
    const char *name;
    u64 (*run)(u64);
} programs[] = {
    {"constant", constant},   {"digits", digits},     {"divisors", divisors}, {"linear", linear},
    {"scan", scan},           {"gather", gather},     {"chase", chase},       {"hash-dedupe", hash_dedupe},
    {"transpose", transpose}, {"copies", copies},     {"histogram", histogram}, {"quicksort", quicksort},
    {"heapsort", heapsort_},  {"searches", searches}, {"blocks", blocks},     {"pairs", pairs},
    {"insertion", insertion}, {"row-sorts", row_sorts}, {"product", product}, {"subsets", subsets},
    {"fibonacci", fibonacci}, {"permutations", permutations}, {"erratic", erratic},
    {"settle", settle},       {"merge-sort", merge_sort},
};

int main(int argc, char **argv) {
    u64 n = argc > 2 ? strtoull(argv[2], 0, 10) : 0;
    for (size_t i = 0; argc > 2 && i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(argv[1], programs[i].name)) {
            printf("%llu\n", (unsigned long long)programs[i].run(n));
            return 0;
        }
    fprintf(stderr, "usage: work NAME N\n");
    return 2;
}
