/* A cost that is known to the turn: planted N FIXED EACH SQUARE LOG
 * turns a loop FIXED + EACH n + SQUARE n^2 + LOG n log2 n times. Each turn needs the one before it, so that neither
 * compiler nor processor shortens it: about 1.3 ns. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    if (count != 6)
        return 2;
    double n = atof(arguments[1]);
    double fixed = atof(arguments[2]), each = atof(arguments[3]), square = atof(arguments[4]), log = atof(arguments[5]);
    uint64_t turns = (uint64_t)(fixed + each * n + square * n * n + log * n * log2(n));
    uint64_t state = turns;
    while (turns--)
        state = state * 6364136223846793005u + 1442695040888963407u;
    volatile uint64_t result = state;
    (void)result;
    return 0;
}
