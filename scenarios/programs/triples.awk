# Counts a <= b <= c <= n with a^2 + b^2 = c^2.
BEGIN {
    count = 0
    for (a = 1; a <= n; a++) {
        for (b = a; b <= n; b++) {
            for (c = b; c <= n; c++) {
                if (a * a + b * b == c * c) count++
            }
        }
    }
    print count
}
