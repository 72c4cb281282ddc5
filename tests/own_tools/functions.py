"""What is timed of Python: by the harness and by timeit."""


def dedupe(items):
    return list(dict.fromkeys(items))
