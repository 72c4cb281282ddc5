/* Counts the triples that sum to zero: sorts the numbers, then looks the third of each pair up by bisection. */
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

/* The numbers of a file, shifted so that about half of them are negative. */
static long *numbers(const char *path, size_t *count) {
    FILE *file = fopen(path, "r");
    long *values = NULL, value;
    size_t room = 0;
    if (!file) return NULL;
    for (*count = 0; fscanf(file, "%ld", &value) == 1; values[(*count)++] = value - (1L << 30)) {
        if (*count == room) values = realloc(values, (room = 2 * room + 64) * sizeof *values);
    }
    fclose(file);
    return values;
}

int main(int argc, char **argv) {
    size_t count, found = 0;
    unsigned long steps = 0;
    long *values = argc == 2 ? numbers(argv[1], &count) : NULL;
    if (!values) return 1;
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            long wanted = -(values[i] + values[j]);
            size_t low = j + 1, high = count;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                steps++;
                if (values[middle] < wanted) low = middle + 1;
                else high = middle;
            }
            found += low < count && values[low] == wanted;
        }
    }
    printf("%zu\n", found);

    const char *counters = getenv("SCALECHECK_COUNTERS");
    FILE *out = counters ? fopen(counters, "a") : NULL;
    if (out) fprintf(out, "steps %lu\n", steps), fclose(out);
    return 0;
}
