/* Answers N requests that need a buffer of 64 KiB: a new one for each (new), or one for all (kept). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { SIZE = 64 * 1024 };

static unsigned char *buffer(void) {
    void *pages = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

int main(int argc, char **argv) {
    if (argc != 3) return 1;
    int kept = !strcmp(argv[1], "kept");
    unsigned long count = strtoul(argv[2], NULL, 10), sum = 0;
    unsigned char *pages = NULL;
    for (unsigned long i = 0; i < count; i++) {
        if (!pages && !(pages = buffer())) return 1;
        memset(pages, (int)i, SIZE);
        sum += pages[SIZE / 2];
        if (!kept) munmap(pages, SIZE), pages = NULL;
    }
    printf("%lu\n", sum);
    return 0;
}
