/* Functions that cost as their names say, and their mends. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int rising(const void *first, const void *second) {
    int64_t a = *(const int64_t *)first, b = *(const int64_t *)second;
    return (a > b) - (a < b);
}

void sort_ints(int64_t *items, size_t n) { qsort(items, n, sizeof *items, rising); }

/* Every item held against all that come after it. */
uint64_t duplicates_nested(int64_t *items, size_t n) {
    uint64_t found = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) found += items[i] == items[j];
    return found;
}

/* The same after sorting: equal ones are neighbours. */
uint64_t duplicates_sorted(int64_t *items, size_t n) {
    uint64_t found = 0;
    sort_ints(items, n);
    for (size_t i = 0, run = 0; i < n; i++) {
        run = i > 0 && items[i] == items[i - 1] ? run + 1 : 0;
        found += run;
    }
    return found;
}

/* A copy of a line in small letters. */
static char *lowered(const char *line) {
    char *copy = strdup(line);
    for (char *at = copy; *at; at++) *at = (char)tolower((unsigned char)*at);
    return copy;
}

/* Lines that differ from the one before in more than case; the copy of the one before is not freed. */
uint64_t changes_leaked(char **lines, size_t n) {
    uint64_t found = 0;
    char *before = lowered("");
    for (size_t i = 0; i < n; i++) {
        char *now = lowered(lines[i]);
        found += strcmp(before, now) != 0;
        before = now;
    }
    free(before);
    return found;
}

/* The same, and it is. */
uint64_t changes_freed(char **lines, size_t n) {
    uint64_t found = 0;
    char *before = lowered("");
    for (size_t i = 0; i < n; i++) {
        char *now = lowered(lines[i]);
        found += strcmp(before, now) != 0;
        free(before);
        before = now;
    }
    free(before);
    return found;
}
