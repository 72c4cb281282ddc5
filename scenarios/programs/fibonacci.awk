# The n-th Fibonacci number, straight from the definition.
function fibonacci(k) {
    return k < 2 ? k : fibonacci(k - 1) + fibonacci(k - 2)
}
BEGIN {
    print fibonacci(n)
}
