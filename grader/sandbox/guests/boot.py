"""Guest: the first lines of a guest process; receives the other guests' texts and starts one of them.

`python -s -S -P -B -c <this text> FD`: reads one message, gives each text a module of its own with the
others in its globals, and calls `main` of the one named.
"""

import json
import socket
import struct
import sys
import types


def start() -> None:
    """Read texts and configuration from the descriptor in argv, and go."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    size = struct.unpack("<I", channel.recv(4, socket.MSG_WAITALL))[0]
    message = json.loads(channel.recv(size, socket.MSG_WAITALL))
    sys.path[:] = message["path"]
    sys.argv[:] = [""]
    modules = {name: types.ModuleType(f"_guest_{name}") for name in message["sources"]}
    for name, module in modules.items():
        sys.modules[module.__name__] = module
        vars(module).update(modules, __file__=f"{name}.py")
    for name, source in message["sources"].items():
        exec(compile(source, f"{name}.py", "exec"), vars(modules[name]))
    modules[message["main"]].main(channel, message["config"])


if __name__ == "__main__":
    start()
