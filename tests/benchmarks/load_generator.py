"""Sends requests over kept connections and measures each; a process of its own, and a cheap one.

    python -m tests.benchmarks.load_generator PORT < plan > outcome

The plan is a line of JSON a request: {"due": seconds, "lane": n, "head": "POST /x/", "body": "…",
"headers": {…}, "follow": {headers}}. Those of a lane share a connection and go one after another,
none before it is due. Where `follow` is given, a redirection is followed with those headers. Each
latency counts from when the request was due, or from when the lane was free where `due` is null.
The outcome is one JSON list: {"kind", "ms", "status", "path", "location", "token",
"at"}.
"""

import asyncio
import gzip
import json
import re
import resource
import sys
import time
from collections import defaultdict

TOKEN = re.compile(rb'"token": "([^"]+)"')
TIMEOUT = 90


class Lane:
    def __init__(self, port, began, outcome):
        self.port, self.began, self.outcome = port, began, outcome
        self.reader = self.writer = None

    async def work(self, requests):
        await asyncio.sleep(self.began - time.monotonic())
        for request in requests:
            due = request["due"]
            if due is not None:
                await asyncio.sleep(max(0, self.began + due - time.monotonic()))
            since = time.monotonic() if due is None else self.began + due
            done = await self.measured(request, since, request.get("kind", "request"))
            if request.get("follow") and done["location"]:
                page = {"head": f"GET {done['location']}", "headers": request["follow"]}
                await self.measured(page, time.monotonic(), "page")
        if self.writer:
            self.writer.close()

    async def measured(self, request, since, kind):
        try:
            async with asyncio.timeout(TIMEOUT):
                status, location, token = await self.send(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            if self.writer:
                self.writer.close()
            self.writer, status, location, token = None, type(error).__name__, "", ""
        now = time.monotonic()
        done = {
            "kind": kind, "ms": round((now - since) * 1000, 2), "status": status,
            "path": request["head"].split()[1], "location": location, "token": token,
            "at": round(now - self.began, 3),
        }  # fmt: skip
        self.outcome.append(done)
        return done

    async def send(self, request):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = request.get("body", "").encode()
        lines = [f"{request['head']} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in request.get("headers", {}).items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, headers = _parse(head)
        if headers.get("transfer-encoding") == "chunked":
            said = await self.chunks()
        else:
            said = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("content-encoding") == "gzip":
            said = gzip.decompress(said)
        token = TOKEN.search(said)
        return status, headers.get("location", ""), token and token[1].decode()

    async def chunks(self):
        said = b""
        while size := int(await self.reader.readline(), 16):
            said += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return said


def _parse(head):
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    return int(first.split()[1]), {name.lower(): value for name, value in headers.items()}


async def run(port, lanes):
    outcome, began = [], time.monotonic() + 0.2
    await asyncio.gather(*(Lane(port, began, outcome).work(one) for one in lanes.values()))
    return outcome


def main():
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    lanes = defaultdict(list)
    for line in sys.stdin:
        request = json.loads(line)
        lanes[request["lane"]].append(request)
    json.dump(asyncio.run(run(int(sys.argv[1]), lanes)), sys.stdout)


if __name__ == "__main__":
    main()
