# Counts the divisors of n: each below the root has a partner above it.
BEGIN {
    count = 0
    for (d = 1; d * d <= n; d++) {
        if (n % d == 0) count += (d * d == n) ? 1 : 2
    }
    print count
}
