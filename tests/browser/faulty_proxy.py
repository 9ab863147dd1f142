"""A proxy between a browser and the server that loses, delays and doubles what it carries.

Real sockets on both sides: what it drops, the browser has sent and the server has answered.
"""

import contextlib
import http.client
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# They belong to one connection, not to the message (RFC 9110, section 7.6.1).
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection", "te"}


class FaultyProxy:
    """`with FaultyProxy(live_server.url) as proxy:` carries `proxy.url` to the server.

    Faults are turned on and off at any time; each holds for paths that match `where`.

    Attributes
    ----------
    is_cut : bool
        No connection is answered.
    seconds : float
        How long each request is held back before the server gets it.
    lose_replies : int
        So many of the next replies are dropped after the server has made them.
    times : int
        How often each request is carried to the server; the browser gets the last reply.
    carried : list of (method, path, status)
        All that the server has answered.
    """

    def __init__(self, target, where=r"/room/\d+/\w+/"):
        self.target = urlsplit(target).netloc
        self.where = re.compile(where)
        self.mend()
        self.carried = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                proxy._carry(self)

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self._server.shutdown()
        self._server.server_close()

    def mend(self):
        self.is_cut = False
        self.seconds = 0
        self.lose_replies = 0
        self.times = 1

    def _carry(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        if self._is_hit(handler) and self.seconds:
            time.sleep(self.seconds)
        if self._is_hit(handler) and self.is_cut:
            return self._hang_up(handler)
        for _time in range(self.times if self._is_hit(handler) else 1):
            status, headers, reply = self._ask(handler, body)
            self.carried.append((handler.command, handler.path, status))
        if self._is_hit(handler) and self.lose_replies > 0:
            self.lose_replies -= 1
            return self._hang_up(handler)
        try:
            handler.send_response_only(status)
            for name, value in headers:
                if name.lower() not in HOP_BY_HOP | {"content-length"}:
                    handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply)))
            handler.end_headers()
            handler.wfile.write(reply)
        except OSError:
            handler.close_connection = True  # the browser has gone

    def _is_hit(self, handler):
        # Asked anew at each step: a test may change `where` while a request is under way.
        return self.where.match(handler.path) is not None

    def _ask(self, handler, body):
        connection = http.client.HTTPConnection(self.target, timeout=30)
        headers = {
            name: value for name, value in handler.headers.items() if name.lower() not in HOP_BY_HOP
        }
        try:
            connection.request(handler.command, handler.path, body or None, headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def _hang_up(self, handler):
        handler.close_connection = True
        with contextlib.suppress(OSError):
            handler.connection.shutdown(socket.SHUT_RDWR)
