#!/usr/bin/env python3
"""Checks the server's conditions against wrk and against plain sockets.

    python3 local-server/src/test/accuracy.py benchmarks/target/benchmarks.jar

It takes three minutes, needs Java and wrk, and prints one line for each condition, number of
connections and client.

    python3 local-server/src/test/accuracy.py benchmarks/target/benchmarks.jar latencies throughput peak

takes a quarter of an hour, and prints what results/reference/server.txt holds: how accurate the
latency is beside a thread that only sleeps, and how many requests a second the server answers. The
part "peak" needs nginx, beside which it measures the server.
"""

import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

JAR = sys.argv[1]
SECONDS = 4
TURNS = 3


class Server:
    """`flagbench serve` with the conditions of a dictionary."""

    def __init__(self, conditions):
        options = [f"--{name}={value}" for name, value in conditions.items()]
        self.process = subprocess.Popen(
            [os.environ.get("JAVA_HOME", "/usr") + "/bin/java", "-jar", JAR, "serve", "--port=0", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.split(":")[2].split("/")[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def request(code):
    return f"GET /flags/{code}/{code}.gif HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Connection:
    """One keep-alive connection that asks for the same flag again and again."""

    def __init__(self, port, code):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.request = request(code)
        self.bytes = 0
        self.statuses = []
        self.ends = []

    def ask(self):
        self.head = b""
        self.left = None
        self.socket.send(self.request)

    def read(self):
        """Takes what has come; whether that ends an answer."""
        data = self.socket.recv(1 << 20)
        if self.left is None:
            self.head += data
            if b"\r\n\r\n" not in self.head:
                return False
            head, data = self.head.split(b"\r\n\r\n", 1)
            self.statuses.append(int(head[9:12]))
            self.left = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        self.left -= len(data)
        self.bytes += len(data)
        if self.left == 0:
            self.ends.append(time.monotonic())
        return self.left == 0


def sockets(port, codes, seconds):
    """Keeps one connection for each code busy; all of one request each if no time is given."""
    connections = [Connection(port, code) for code in codes]
    selector = selectors.DefaultSelector()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    start = time.monotonic()
    for connection in connections:
        connection.ask()
    counting = not seconds
    while time.monotonic() - start < (seconds or 60):
        if not counting and time.monotonic() - start > 1:
            # From here on: what is on its way now makes up for what is on its way at the end.
            counting = True
            seconds, start = seconds - 1, time.monotonic()
            for connection in connections:
                connection.bytes = 0
        for key, _ in selector.select(0.1):
            if key.data.read() and seconds:
                key.data.ask()
        if not seconds and all(connection.ends for connection in connections):
            break
    return connections, start, time.monotonic() - start


def wrk(server, code, connections, seconds=SECONDS):
    """Requests, answers that are not 200, bytes with their headers, and seconds, by wrk."""
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
         f"{server.url}/{code}/{code}.gif"],
        capture_output=True, text=True, check=True).stdout
    requests, seconds, amount, unit = re.search(
        r"(\d+) requests in ([\d.]+)s, ([\d.]+)([KMG])B", said).groups()
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return (int(requests), int(errors.group(1)) if errors else 0,
            float(amount) * 1024 ** (1 + "KMG".index(unit)), float(seconds))


def warm_up(server):
    """A server that has just started loads classes for some tenths of a second."""
    wrk(server, "id", 20, 2)
    settle(server)


def settle(server):
    """Requests whose client has gone hold their places until they would have been answered."""
    while True:
        with urllib.request.urlopen(server.url.replace("/flags", "/stats")) as stats:
            if json.load(stats)["inFlight"] == 0:
                return
        time.sleep(0.1)


def links():
    for link, rate, runs in [
            ("1MB/s", 1e6, [(1, "mx"), (20, "mx"), (200, "id")]),
            ("10MB/s", 1e7, [(20, "mx"), (200, "mx")]),
            ("125MB/s", 1.25e8, [(20, "mx"), (200, "mx")])]:
        with Server({"link": link}) as server:
            warm_up(server)
            for connections, code in runs:
                # 200 bodies take about half a second together here. All are at the same place when the
                # time is over, and what each lacks of its next piece must be little of the whole.
                time_given = 30 if (link, connections) == ("1MB/s", 200) else SECONDS
                # Bodies that are on their way at the end count too; headers are 122 bytes each.
                requests, _, read, seconds = wrk(server, code, connections, time_given)
                settle(server)
                print(f"link {link} {connections} wrk total "
                      f"{100 * (read - 122 * requests) / seconds / rate:.1f} %", flush=True)
                if link == "125MB/s":
                    continue  # beyond what this client can read
                # Different flags, small ones among them: shares are of bytes, not of answers.
                codes = [("mx", "id", "br", "us")[i % 4] for i in range(connections)]
                conns, _, seconds = sockets(server.port, codes, time_given)
                for one in conns:
                    one.socket.close()
                settle(server)
                shares = [one.bytes * connections / seconds / rate for one in conns]
                print(f"link {link} {connections} sockets total {100 * sum(shares) / connections:.1f} %"
                      f" least {100 * min(shares):.1f} % most {100 * max(shares):.1f} %", flush=True)


def capacities():
    for connections in (1, 20, 200):
        with Server({"latency": "20ms", "capacity": 10}) as server:
            warm_up(server)
            requests, _, _, seconds = wrk(server, "id", connections)
            allowed = min(connections, 10) / 0.020
            print(f"capacity 10 {connections} wrk {100 * requests / seconds / allowed:.1f} %", flush=True)
        with Server({"latency": "200ms", "capacity": 10}) as server:
            warm_up(server)
            conns, start, _ = sockets(server.port, ["id"] * connections, None)
            rounds = {}
            for one in conns:
                number = int((one.ends[0] - start) / 0.2)
                rounds[number] = rounds.get(number, 0) + 1
            print(f"capacity 10 {connections} sockets answered in each latency {rounds}", flush=True)


def refusals():
    for connections in (1, 20, 200):
        with Server({"latency": "20ms", "refuse": 15}) as server:
            requests, errors, _, _ = wrk(server, "id", connections)
            print(f"refuse 15 {connections} wrk requests {requests} refused {errors}: "
                  f"{100 * errors / requests:.2f} %", flush=True)
        with Server({"latency": "200ms", "refuse": 15}) as server:
            warm_up(server)
            conns, _, _ = sockets(server.port, ["id"] * connections, None)
            refused = sum(one.statuses == [503] for one in conns)
            print(f"refuse 15 {connections} sockets refused {refused}", flush=True)


def cpu():
    for latency, connections in [("10ms", 20), ("50ms", 200)]:
        with Server({"latency": latency}) as server:
            wrk(server, "id", connections)
            before = server.cpu_seconds()
            requests, _, _, _ = wrk(server, "id", connections)
            used = server.cpu_seconds() - before
            print(f"cpu {latency} {connections} wrk {1e6 * used / requests:.0f} µs a request", flush=True)


def percentiles(server, seconds, connections):
    """The median and the 99th percentile of wrk's latencies, in ms."""
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"{server.url}/id/id.gif"],
        capture_output=True, text=True, check=True).stdout
    units = {"us": 1e-3, "ms": 1, "s": 1e3}
    found = re.findall(r"(50|99)% +([\d.]+)(us|ms|s)", said)
    return [float(value) * units[unit] for _, value, unit in found]


def oversleeping(millis, seconds):
    """By how much a thread that only sleeps oversleeps, in ms: median and 99th percentile."""
    late = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic_ns()
        time.sleep(millis / 1000)
        late.append((time.monotonic_ns() - start) / 1e6 - millis)
    late.sort()
    return late[len(late) // 2], late[len(late) * 99 // 100]


def latencies():
    print("# accuracy latency connections turn contender p50 p99 beyond what was asked, in ms [and as the server saw it]")
    for millis, connections in [(10, 20), (10, 200), (50, 20), (50, 200), (50, 1000)]:
        for turn in range(1, TURNS + 1):
            print("accuracy %dms %d %d sleep %.2f %.2f" % (
                millis, connections, turn, *oversleeping(millis, 10)), flush=True)
            with Server({"latency": f"{millis}ms"}) as server:
                percentiles(server, 10, connections)
                settle(server)
                stats = server.url.replace("/flags", "/stats")
                urllib.request.urlopen(
                    urllib.request.Request(stats + "?draws=keep", method="DELETE")).close()
                p50, p99 = percentiles(server, 20, connections)
                with urllib.request.urlopen(stats) as answer:
                    seen = json.load(answer)["latencyErrorMicros"]
            print("accuracy %dms %d %d serve %.2f %.2f %.2f %.2f" % (
                millis, connections, turn, p50 - millis, p99 - millis,
                seen["p50"] / 1000, seen["p99"] / 1000), flush=True)


def per_second(url, connections, warm_up_seconds):
    """Requests a second, by wrk."""
    for seconds in (warm_up_seconds, SECONDS):
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url],
            capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec: +([\d.]+)", said).group(1))


def throughput():
    print("# throughput connections turn latency requests per second")
    for turn in range(1, TURNS + 1):
        for latency in ("0ms", "10ms"):
            with Server({"latency": latency}) as server:
                print("throughput 1000 %d %s %.0f" % (
                    turn, latency, per_second(server.url + "/id/id.gif", 1000, 13)), flush=True)


NGINX = """
worker_processes 2; daemon off; pid {0}/pid; error_log {0}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush {1}; open_file_cache max=100; keepalive_requests 1000000000;
  types {{ image/gif gif; }}
  client_body_temp_path {0}; proxy_temp_path {0}; fastcgi_temp_path {0}; uwsgi_temp_path {0}; scgi_temp_path {0};
  server {{ listen 127.0.0.1:18081; root {0}; }}
}}
"""


def peak():
    print("# peak connections turn contender requests per second")
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        os.makedirs(directory + "/flags/br")
        with Server({}) as server, urllib.request.urlopen(server.url + "/br/br.gif") as flag:
            with open(directory + "/flags/br/br.gif", "wb") as file:
                file.write(flag.read())
        for turn in range(1, TURNS + 1):
            for connections in (20, 200):
                with Server({}) as server:
                    rate = per_second(server.url + "/br/br.gif", connections, 20)
                print(f"peak {connections} {turn} serve {rate:.0f}", flush=True)
                for name, nopush in [("nginx", "off"), ("nginx-nopush", "on")]:
                    with open(directory + "/conf", "w") as conf:
                        conf.write(NGINX.format(directory, nopush))
                    nginx = subprocess.Popen(["nginx", "-p", directory, "-c", directory + "/conf"],
                                             stderr=subprocess.DEVNULL)
                    time.sleep(1)
                    try:
                        rate = per_second("http://127.0.0.1:18081/flags/br/br.gif", connections, 2)
                    finally:
                        nginx.terminate()
                        nginx.wait()
                    print(f"peak {connections} {turn} {name} {rate:.0f}", flush=True)


for part in sys.argv[2:] or ["links", "capacities", "refusals", "cpu"]:
    globals()[part]()
