"""Returns containers that contain themselves."""


def attack(*args, **kwargs):
    one, other = [], {}
    one.append(other)
    other["again"] = one
    return other if len(args) % 2 else one
