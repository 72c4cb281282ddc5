"""What rulings on Python functions are tried on."""


def order(items):
    return sorted(items)


def dedupe(items):
    return list(dict.fromkeys(items))


def nested(items):
    return sum(a == b for i, a in enumerate(items) for b in items[:i])
