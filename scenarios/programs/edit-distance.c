/* The edit distance (Levenshtein's) of two texts of N letters: a table of N x N cells, of which two rows are kept.
 *
 * usage: edit-distance N
 */
#include <stdio.h>
#include <stdlib.h>

static char *letters(size_t n, unsigned seed) {
    char *text = malloc(n + 1);
    if (text == NULL) exit(1);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        text[i] = (char)('a' + (seed >> 16) % 4);
    }
    return text;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

int main(int count, char **words) {
    size_t n = count > 1 ? strtoul(words[1], NULL, 10) : 0;
    char *left = letters(n, 1), *right = letters(n, 2);
    unsigned *above = malloc((n + 1) * sizeof *above), *row = malloc((n + 1) * sizeof *row);
    if (above == NULL || row == NULL) return 1;
    for (size_t j = 0; j <= n; j++) above[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= n; j++) {
            unsigned changed = above[j - 1] + (left[i - 1] != right[j - 1]);
            row[j] = least(changed, least(above[j], row[j - 1]) + 1);
        }
        unsigned *done = above;
        above = row;
        row = done;
    }
    printf("%u\n", above[n]);
    return 0;
}
