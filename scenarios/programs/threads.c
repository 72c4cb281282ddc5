/* Adds up the numbers to N: in a thread for each (each), or in four that share them (pool). */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    unsigned long from, to, sum;
} part;

static void *add(void *work) {
    part *mine = work;
    for (unsigned long i = mine->from; i < mine->to; i++) mine->sum += i;
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3) return 1;
    unsigned long count = strtoul(argv[2], NULL, 10), sum = 0;
    unsigned long parts = !strcmp(argv[1], "each") ? count : 4;
    for (unsigned long i = 0; i < parts; i++) {
        pthread_t thread;
        part work = {count * i / parts, count * (i + 1) / parts, 0};
        if (pthread_create(&thread, NULL, add, &work) || pthread_join(thread, NULL)) return 1;
        sum += work.sum;
    }
    printf("%lu\n", sum);
    return 0;
}
