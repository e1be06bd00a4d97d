"""A child that misbehaves in the way it is asked to; see test_sandbox.py."""

import os
import resource

from departments.sandbox import child


def misbehave(file, request):
    deed = request["deed"]
    if deed == "limits":
        yield [resource.getrlimit(getattr(resource, name))[0] for name in request["names"]]
        yield sorted(os.environ)
        yield len(file.read())
    elif deed == "memory":
        yield len(bytearray(request["bytes"]))
    elif deed == "time":
        while True:
            pass
    elif deed == "output":
        while True:
            yield "x" * 100_000
    elif deed == "dies":
        os._exit(3)
    elif deed == "stops short":
        os.write(1, b"[1]\n")
        os._exit(0)


if __name__ == "__main__":
    child(misbehave)
