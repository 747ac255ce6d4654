"""Takes its own limits so low that whatever comes after it cannot work."""

CONTROL = "what it harms is its own process"

import resource


def attack(*args, **kwargs):
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_CPU):
        try:
            resource.setrlimit(limit, (1, resource.getrlimit(limit)[1]))
        except (OSError, ValueError):
            continue
    return 12345.5
