/* What rulings on C functions are tried on. */
#include <stdint.h>
#include <stdlib.h>

static int rising(const void *first, const void *second) {
    int64_t a = *(const int64_t *)first, b = *(const int64_t *)second;
    return (a > b) - (a < b);
}

void sort_ints(int64_t *items, size_t n) { qsort(items, n, sizeof *items, rising); }

/* O(n), whose cost an item rises as the caches overflow. */
uint64_t gather(int64_t *items, size_t n) {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += (uint64_t)items[(uint64_t)items[i] % n];
    return sum;
}

/* n is the side: O(n^3). */
uint64_t product(uint64_t n) {
    double *a = malloc(3 * n * n * sizeof *a), *b = a + n * n, *c = b + n * n;
    for (size_t i = 0; i < n * n; i++) a[i] = b[i] = (double)(i % 7);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
            c[i * n + j] = sum;
        }
    uint64_t corner = (uint64_t)c[n * n - 1];
    free(a);
    return corner;
}
