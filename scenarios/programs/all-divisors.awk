# The number of pairs (d, e) with d * e up to n and d up to e: divisors of every number, by trial.
BEGIN {
    count = 0
    for (i = 1; i <= n; i++) {
        for (d = 1; d * d <= i; d++) {
            if (i % d == 0) count++
        }
    }
    print count
}
